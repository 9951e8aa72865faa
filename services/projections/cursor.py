"""Opaque cursors of keyset paging: where a page ended, as a token for a URL."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import TypeVar

import msgspec

T = TypeVar("T")


class NotACursor(ValueError):
    """A cursor that we did not give, or gave for another list."""


def encode(key: object) -> str:
    """The token of a key: a tuple of texts, numbers and times."""
    return urlsafe_b64encode(msgspec.msgpack.encode(key)).rstrip(b"=").decode()


def decode(token: str, form: type[T]) -> T:
    """The key of a token.

    Raises:
        NotACursor: it is not one of this form.
    """
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        return msgspec.msgpack.decode(raw, type=form)
    except (NotBase64, UnicodeEncodeError, msgspec.MsgspecError, ValueError):
        raise NotACursor("this is not a cursor that an earlier page gave") from None
