"""Whether what runs in this container is ready; a health check asks so every few seconds.

    python -S -m infra.health [PORT PATH]

Ends with 0 if it answers 200, else with 1 and what it said. Loads next to nothing.
"""

import http.client
import sys

WITHIN_S = 4


def main(port: int = 8000, path: str = "/readyz") -> int:
    """Ask this container's own port."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        said = answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        sys.stdout.write(f"{error or type(error).__name__}\n")
        return 1
    finally:
        connection.close()
    if answer.status == 200:
        return 0
    sys.stdout.write(f"{answer.status}: {said}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]) if sys.argv[1:] else main())
