"""The access file, read: as it says, or all that is wrong with it."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from contracts.scheme.load import in_order
from contracts.scheme.mistakes import Mistake, SchemeMistakes
from contracts.scheme.places import decoded, read_on
from services.runtime.access.document import AccessFile
from services.runtime.access.mistakes import beyond_the_shape, in_shape, known_to_all


class AccessFileBroken(Exception):
    """A text is not a valid access file; ``mistakes`` are all that were found, in their order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(map(str, self.mistakes)))


def read(path: Path, *, demo: bool = True) -> AccessFile:
    """The access file at a path. ``demo``: whether it may be one whose secrets are known.

    Raises:
        AccessFileBroken: it cannot be read, or has mistakes, each with field, rule and line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        missing = Mistake("", f"cannot read it: {error.strerror}", "file", "a file", 1, 1)
        raise AccessFileBroken([missing]) from None
    return parse(content, demo=demo)


def parse(content: bytes, *, demo: bool = True) -> AccessFile:
    """The access file in this YAML. Raises as ``read`` does."""
    try:
        document, places, misread = read_on(decoded(content))
    except SchemeMistakes as error:
        raise AccessFileBroken(error.mistakes) from None
    # A day is read as one here, quoted or not.
    misread = [one for one in misread if not one.pointer.endswith("/expires")]
    try:
        file = AccessFile.model_validate(document)
        found = [*misread, *beyond_the_shape(file), *([] if demo else known_to_all(file))]
    except ValidationError as error:
        found = [*misread, *map(in_shape, error.errors(include_url=False))]
    if found:
        raise AccessFileBroken(in_order(found, document, places))
    return file
