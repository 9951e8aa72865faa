"""The states that the desk keeps at hand, folded from the store and forgotten when in doubt."""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import structlog

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.register import Register
from contracts.subjects import REFERENCE
from services.runtime.domain import Domain
from services.runtime.store import Store, Stored
from services.runtime.wire import decode_state

log = structlog.get_logger()

_TOO_FAR = 10_000
"""Events that another replica may be ahead, to be folded; beyond that all is read anew."""


@dataclass(slots=True)
class Stream:
    """A stream's state and the version of its last own event."""

    state: Any
    version: int


class States:
    """A bounded cache of streams, and the register of references, of one service."""

    def __init__(self, domain: Domain, store: Store, *, keep: int = 4_000) -> None:
        self.domain, self.store, self.keep = domain, store, keep
        self.forget_all()

    def forget_all(self) -> None:
        """Start again from the store."""
        self.streams: OrderedDict[str, Stream] = OrderedDict()
        self.head = self.store.head()
        self.heard = self.store.heard_upto()
        self._read_register()

    def forget(self, streams: Collection[str]) -> None:
        """Load these from the store when they are asked for next."""
        for stream in streams:
            self.streams.pop(stream, None)
        if any(is_reference(stream) for stream in streams):
            self._read_register()

    def catch_up(self, head: int) -> None:
        """Fold what another replica has recorded since."""
        if head > self.head + _TOO_FAR:
            return self.forget_all()
        for stream, position, state in self.store.since(self.head):
            if stream in self.streams or is_reference(stream):
                self.fold(decode_state(state, position), own=True)
            self.head = position
        return None

    def at_hand(self, streams: Iterable[str]) -> None:
        """Load what is missing of these, in one go, and drop the least recently used.

        A stream that the domain cannot fold stays away; what is said to it meets a defect.
        """
        missing = []
        for stream in streams:
            if stream in self.streams:
                self.streams.move_to_end(stream)
            else:
                missing.append(stream)
        for stream, (own, heard) in (self.store.load(missing) if missing else {}).items():
            try:
                self.streams[stream] = self._folded(own, heard)
            except Exception:
                log.exception("stream_not_folded", stream=stream)
        while len(self.streams) > max(self.keep, len(missing)):
            self.streams.popitem(last=False)

    def fold(self, recorded: Recorded[Event], *, own: bool) -> None:
        """Fold one event into the register and, if it is at hand, into its stream's state.

        All or nothing: if the domain stumbles, neither has changed.
        """
        stream = self.streams.get(recorded.envelope.subject)
        state = None if stream is None else self.domain.evolve(stream.state, recorded)
        self.register.evolve(recorded)
        if stream is not None:
            stream.state = state
            if own:
                stream.version = recorded.envelope.version

    def _folded(self, own: Iterable[Stored], heard: Iterable[Stored]) -> Stream:
        found = Stream(self.domain.START, 0)
        for stored in own:
            recorded = decode_state(*stored)
            found.state = self.domain.evolve(found.state, recorded)
            found.version = recorded.envelope.version
        for stored in heard:
            found.state = self.domain.evolve(found.state, decode_state(*stored))
        return found

    def _read_register(self) -> None:
        self.register = Register()
        for recorded in self.store.references():
            self.register.evolve(recorded)


def is_reference(stream: str) -> bool:
    """Whether a stream is not a case's but one that the register is folded from."""
    return stream.partition(":")[0] in REFERENCE
