"""The pledges service, as a process."""

from services.pledges import domain
from services.runtime.service import main

if __name__ == "__main__":
    main(domain)
