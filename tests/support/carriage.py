"""A stored event on its way to a reader, as a service's stream carries it."""

from services.runtime.connection import read_headers
from services.runtime.wire import Carried, to_headers


def carried(service: str, state: bytes, position: int) -> Carried:
    """What is read of an event from a service's stream."""
    lines, data = to_headers(state, position)
    _, headers = read_headers(f"NATS/1.0\r\n{lines}\r\n".encode())
    return Carried(service, position, headers, data)
