"""Whether something answers over HTTP that it is well."""

import urllib.error
import urllib.request
from http.client import HTTPException


def answers(url: str, within_s: float = 2) -> bool:
    """Whether a GET is answered with status 200 in time."""
    try:
        with urllib.request.urlopen(url, timeout=within_s) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except (OSError, HTTPException):  # nobody is there, or somebody who speaks no HTTP
        return False
