"""What was sent and has no receipt yet. A receipt is known by its source and id."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from client.submissions import Receipt

OnReceipt = Callable[[Receipt], None]
Key = tuple[str, str]
"""Source and id of a submission."""


@dataclass(eq=False, slots=True)
class Message:
    """Submissions that are sent together. ``fault``: why the server did not take it, if it said."""

    subject: str
    mode: str
    body: bytes
    keys: list[Key]
    done: asyncio.Future[list[Receipt]]
    on_receipt: OnReceipt | None = None
    first_sent_at: float = 0.0
    sent_at: float = 0.0
    fault: str = ""
    receipts: dict[int, Receipt] = field(default_factory=dict)

    def receive(self, index: int, receipt: Receipt) -> bool:
        """Note a receipt; True with the last one."""
        self.receipts[index] = receipt
        if self.on_receipt:
            self.on_receipt(receipt)
        if len(self.receipts) < len(self.keys):
            return False
        if not self.done.done():
            self.done.set_result([self.receipts[i] for i in range(len(self.keys))])
        return True

    @property
    def missing(self) -> int:
        """Receipts that have not come."""
        return len(self.keys) - len(self.receipts)


class Unanswered:
    """Messages by number, in the order they were first sent. ``size``: submissions in them."""

    def __init__(self) -> None:
        self.messages: dict[int, Message] = {}
        self.size = 0
        self._numbers = 0
        self._waiting: defaultdict[Key, deque[tuple[int, int]]] = defaultdict(deque)

    def add(self, message: Message) -> int:
        """Wait for the receipts of a message; its number."""
        self._numbers += 1
        self.messages[self._numbers] = message
        self.size += len(message.keys)
        for index, key in enumerate(message.keys):
            self._waiting[key].append((self._numbers, index))
        return self._numbers

    def settle(self, receipt: Receipt) -> None:
        """Hand a receipt to the first submission that waits for it; nobody may, after a repeat."""
        key = receipt.source or "", receipt.id or ""
        places = self._waiting.get(key)
        if not places:
            return
        number, index = places.popleft()
        if not places:
            del self._waiting[key]
        if self.messages[number].receive(index, receipt):
            self.size -= len(self.messages.pop(number).keys)

    def fail(self, number: int, error: Exception) -> None:
        """Wait no longer for a message."""
        message = self.messages.pop(number)
        self.size -= len(message.keys)
        for key in set(message.keys):
            others = deque(place for place in self._waiting.pop(key, ()) if place[0] != number)
            if others:
                self._waiting[key] = others
        if not message.done.done():
            message.done.set_exception(error)

    def fail_all(self, error: Exception) -> None:
        """Wait no longer for anything."""
        for number in list(self.messages):
            self.fail(number, error)
