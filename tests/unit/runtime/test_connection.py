"""Messages of straight subscriptions come off the wire whole and in order, however it is cut."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.connection import Connection

STRAIGHT, OTHER = 7, 8
Message = tuple[int, bytes, bytes, bytes | None]

texts = st.binary(max_size=40)
messages = st.lists(
    st.tuples(
        st.sampled_from([STRAIGHT, OTHER]),
        st.sampled_from([b"", b"$JS.ACK.X.y.1.2.3.4.5"]),
        texts,
        st.none() | texts.map(lambda body: b"NATS/1.0\r\na: " + body.hex().encode() + b"\r\n\r\n"),
    ),
    max_size=12,
)


def wire(message: Message) -> bytes:
    sid, reply, data, headers = message
    place = b"in.box %d %b" % (sid, reply + b" " if reply else b"")
    if headers is None:
        return b"MSG %b%d\r\n%b\r\n" % (place, len(data), data)
    sizes = (len(headers), len(headers) + len(data))
    return b"HMSG %b%d %d\r\n%b%b\r\n" % (place, *sizes, headers, data)


class Heard(Connection):
    """A connection without a server: what it hands over, to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.straight: list[tuple[bytes, bytes, bytes]] = []
        self.others: list[tuple[bytes, bytes]] = []
        self.pings = 0
        self._straight[STRAIGHT] = lambda *message: self.straight.append(message)

    async def _process_msg(self, sid: int, *message: Any) -> None:
        if sid == OTHER:
            self.others.append((message[1], message[2]))
        else:
            await super()._process_msg(sid, *message)

    async def _process_ping(self) -> None:
        self.pings += 1


@given(said=messages, pings=st.sets(st.integers(0, 12)), cut=st.integers(1, 60))
async def test_whatever_the_pieces_each_message_is_handed_over_once(
    said: list[Message], pings: set[int], cut: int
) -> None:
    stream = b""
    for place, message in enumerate(said):
        stream += (b"PING\r\n" if place in pings else b"") + wire(message)
    heard = Heard()
    for start in range(0, len(stream), cut):
        await heard._ps.parse(stream[start : start + cut])
    straight = [(reply, data, head or b"") for sid, reply, data, head in said if sid == STRAIGHT]
    assert heard.straight == straight
    assert heard.others == [(reply, data) for sid, reply, data, _ in said if sid == OTHER]
    assert heard.pings == len({one for one in pings if one < len(said)})


@pytest.mark.parametrize("line", [b"HMSG a 7\r\n", b"HMSG a 7 x y z 1\r\n", b"NOISE\r\n"])
async def test_what_is_no_message_ends_the_connection_as_ever(line: bytes) -> None:
    from nats.errors import ProtocolError

    with pytest.raises(ProtocolError):
        await Heard()._ps.parse(line)
