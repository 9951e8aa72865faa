"""The shape of a register, and of its answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import Meta, Struct

from contracts.events import Event
from contracts.scheme import Scheme
from services.projections.completeness import Completeness
from services.projections.parts import WITHIN, Name, Part, Said
from services.projections.registers.chronicle import Chronicle
from services.projections.texts import Bi

R = TypeVar("R", bound=Struct)


class Row(Part, frozen=True, kw_only=True):
    """A finding about an organisation, in its case."""

    case: str
    organisation: Name
    attention: Annotated[list[Said], Meta(description="What an auditor would want to look at")]


W = TypeVar("W", bound=Row)


def attended(rows: Iterable[W], key: Callable[[W], Any] = lambda row: row.case) -> list[W]:
    """What needs attention first; then by ``key``."""
    return sorted(rows, key=lambda row: (not row.attention, key(row)))


@dataclass(frozen=True)
class Register(Generic[R]):
    """A question about many cases. ``rows``: a pure fold, what needs attention first.

    ``reads``: the events it is folded from; ``narrowed``: those of them that a scheme needs.
    ``span``: the asked cycle, or all up to it.
    """

    id: str
    title: Bi
    about: Bi
    row: type[R]
    reads: frozenset[type[Event]]
    rows: Callable[[Chronicle], Sequence[R]]
    span: Literal["cycle", "programme"] = "cycle"
    narrowed: Callable[[Scheme], frozenset[type[Event]]] | None = None

    def reading(self, scheme: Scheme) -> frozenset[type[Event]]:
        """The events that it is folded from under a scheme."""
        return self.narrowed(scheme) if self.narrowed else self.reads


class RegisterAnswer(Part, Generic[R], frozen=True, kw_only=True):
    """A part of a register. ``total``: rows in all; ``next``: cursor of the following part.

    ``columns``: what the fields of a row are called, in their order.
    """

    register: Name
    about: Said
    scheme: Name
    scheme_version: int
    cycle: str
    opens: date
    closes: date
    closed_on: date | None
    township: Annotated[Name | None, Meta(description="Only organisations under this one")]
    within: Annotated[list[Name] | None, Meta(description=WITHIN)]
    superiors: Annotated[list[Name], Meta(description="What ``township`` may be")]
    columns: list[Name]
    data: list[R]
    total: int
    next: str | None
    completeness: Completeness


class CycleRow(Part, frozen=True, kw_only=True):
    """A cycle that was opened. ``recorded``: when that became known; ``timezone``: its clock."""

    scheme: str
    id: str
    scheme_version: int
    committee: str
    opens: date
    closes: date
    closed_on: date | None
    recorded: datetime
    timezone: str


class CyclesAnswer(Part, frozen=True, kw_only=True):
    """All cycles, in the order in which they open."""

    data: list[CycleRow]
    completeness: Completeness


AnyRegister = Register[Any]
