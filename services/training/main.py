"""The training service, as a process."""

from services.runtime.service import main
from services.training import domain

if __name__ == "__main__":
    main(domain)
