"""Who sent an HTTP request, for the routes that ask."""

from typing import Annotated

from fastapi import Depends, Request

from services.runtime.access.identity import Identity


async def sender_of(request: Request) -> Identity:
    """Whoever the door let in.

    Async, as FastAPI would call a plain function in a thread.
    """
    sender: Identity = request.state.identity
    return sender


Sender = Annotated[Identity, Depends(sender_of)]
