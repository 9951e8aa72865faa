"""The connection to NATS: it never gives up, and notices a dead peer in seconds."""

import nats
from nats.aio.client import Client


async def connect(url: str, name: str) -> Client:
    """Connect, for as long as it takes, and reconnect for ever."""
    return await nats.connect(
        url,
        name=name,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.25,
        ping_interval=5,
        max_outstanding_pings=2,
        pending_size=32 * 1024 * 1024,
        allow_reconnect=True,
    )
