"""Who sent an HTTP request, for the routes that ask; who sent a message over NATS."""

from typing import Annotated

from fastapi import Depends, Request

from services.runtime.access.directory import Directory
from services.runtime.access.identity import ANYBODY, Identity

UNNAMED = Identity("an unnamed sender", frozenset())
"""Whoever does not say as which app they publish, where apps have names; it may say nothing."""


async def sender_of(request: Request) -> Identity:
    """Whoever the door let in.

    Async, as FastAPI would call a plain function in a thread.
    """
    sender: Identity = request.state.identity
    return sender


Sender = Annotated[Identity, Depends(sender_of)]


def sender_on_nats(directory: Directory | None, app: str | None) -> Identity:
    """The app as which somebody signed in to NATS: the server lets no other use its subjects."""
    if directory is None:
        return ANYBODY
    return (app and directory.app(app)) or UNNAMED
