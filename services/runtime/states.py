"""The states that the desk keeps at hand, folded from the store and forgotten when in doubt."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.register import Register
from services.runtime.domain import Domain
from services.runtime.store import Store


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
        self.register = Register()
        for recorded in self.store.references():
            self.register.evolve(recorded)

    def forget(self, streams: Iterable[str]) -> None:
        """Load these from the store when they are asked for next."""
        for stream in streams:
            self.streams.pop(stream, None)

    def at_hand(self, streams: Iterable[str]) -> None:
        """Load what is missing of these, in one go, and drop the least recently used."""
        missing = []
        for stream in streams:
            if stream in self.streams:
                self.streams.move_to_end(stream)
            else:
                missing.append(stream)
        for stream, (own, heard) in (self.store.load(missing) if missing else {}).items():
            state = self.domain.START
            for recorded in (*own, *heard):
                state = self.domain.evolve(state, recorded)
            self.streams[stream] = Stream(state, own[-1].envelope.version if own else 0)
        while len(self.streams) > max(self.keep, len(missing)):
            self.streams.popitem(last=False)

    def fold(self, recorded: Recorded[Event], *, own: bool) -> None:
        """Fold one event into the register and, if it is at hand, into its stream's state."""
        stream = self.streams.get(recorded.envelope.subject)
        if stream is not None:
            stream.state = self.domain.evolve(stream.state, recorded)
            if own:
                stream.version = recorded.envelope.version
        self.register.evolve(recorded)
