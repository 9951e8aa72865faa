"""The API key that commands show to the services."""

import os
from pathlib import Path

from client.faults import Fault

KEY, KEY_FILE = "GRADETRAIL_KEY", "GRADETRAIL_KEY_FILE"


def header() -> dict[str, str]:
    """What a request carries; nothing where no key is given.

    Raises:
        Fault: the file with the key cannot be read.
    """
    key, file = os.environ.get(KEY), os.environ.get(KEY_FILE)
    if not key and file:
        try:
            key = Path(file).read_text("utf-8").strip()
        except OSError as error:
            raise Fault(f"cannot read the key in {file}: {error.strerror}") from None
    return {"authorization": f"Bearer {key}"} if key else {}


def use_file(file: Path) -> None:
    """Show the key in a file from now on."""
    os.environ.pop(KEY, None)
    os.environ[KEY_FILE] = str(file)


def use(key: str) -> None:
    """Show a key from now on."""
    os.environ[KEY] = key
