"""Who sent an HTTP request, for the routes that ask."""

from typing import Annotated

from fastapi import Depends, Request

from services.runtime.access.identity import ANYBODY, Identity


async def sender_of(request: Request) -> Identity:
    """Whoever signed in; anybody, where nobody has to.

    Async, as FastAPI would call a plain function in a thread.
    """
    found: Identity = getattr(request.state, "identity", ANYBODY)
    return found


Sender = Annotated[Identity, Depends(sender_of)]
