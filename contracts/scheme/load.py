"""From a document to a scheme: shape, then everything that goes beyond the shape."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from contracts.scheme.canonical import canonical_sha256
from contracts.scheme.mistakes import Mistake, SchemeMistakes, pointer
from contracts.scheme.scheme import Scheme


def load(document: dict[str, Any]) -> Scheme:
    """The scheme that a document describes.

    Raises:
        SchemeMistakes: all mistakes of the document.
    """
    try:
        scheme = Scheme.model_validate(document)
    except ValidationError as error:
        raise SchemeMistakes(
            Mistake(pointer(*found["loc"]), found["msg"], "shape", "see the scheme grammar")
            for found in error.errors(include_url=False)
        ) from None
    scheme._sha256 = canonical_sha256(document)
    return scheme


_LOADED: dict[str, Scheme] = {}


def load_cached(document: Mapping[str, Any]) -> Scheme:
    """The same, once for each canonical hash."""
    sha256 = canonical_sha256(dict(document))
    if sha256 not in _LOADED:
        _LOADED[sha256] = load(dict(document))
    return _LOADED[sha256]
