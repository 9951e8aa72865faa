"""What readers ask of registers."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from msgspec.structs import replace

from contracts.scheme import Scheme
from contracts.workdays import WorkingDays
from services.projections import cursor
from services.projections.parts import Name, Said
from services.projections.problems import bad_parameter
from services.projections.reading import Asking, Views
from services.projections.references import Shelf
from services.projections.registers import REGISTERS
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.gather import Gathered, Wanted, gather, opened, version
from services.projections.registers.only import only
from services.projections.registers.register import (
    AnyRegister,
    CycleRow,
    CyclesAnswer,
    RegisterAnswer,
)
from services.projections.texts import Bi
from services.projections.texts.registers import COLUMNS

VIEW = "trail"


@dataclass(frozen=True, slots=True)
class Registers:
    """Answers about many cases, folded from the trail: one at a time, as each may be large."""

    views: Views
    shelf: Shelf
    workdays: WorkingDays
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def cycles(self, asking: Asking, scheme: str | None) -> CyclesAnswer:
        """The cycles of a programme, or of all, that were known then."""
        async with self.views.read(VIEW, asking) as reading:
            found = [
                CycleRow(
                    scheme=one.cycle.scheme, id=one.cycle.id,
                    scheme_version=one.cycle.scheme_version, committee=one.cycle.committee,
                    opens=one.cycle.opens, closes=one.cycle.closes, closed_on=one.closed_on,
                    recorded=one.recorded,
                    timezone=(await version(reading, self.shelf, one.cycle)).timezone,
                )
                for one in await opened(reading, self.shelf, scheme)
            ]  # fmt: skip
            cut = await reading.cut(UTC)  # a zone would move its day, and no position
            return CyclesAnswer(data=found, completeness=reading.completeness(cut))

    async def register(
        self, id: str, asking: Asking, wanted: Wanted, *, limit: int, token: str | None = None
    ) -> RegisterAnswer[Any]:
        """A part of a register; ``token``: where an earlier part ended.

        Raises:
            KeyError: there is no such register. ProblemFound: there is no such cycle or
                organisation, or a parameter is malformed.
        """
        answer, _ = await self.page(id, asking, wanted, limit=limit, token=token)
        return answer

    async def page(
        self, id: str, asking: Asking, wanted: Wanted, *, limit: int, token: str | None = None
    ) -> tuple[RegisterAnswer[Any], Scheme]:
        """The same, and the version of the scheme in whose words it is told."""
        register, after = REGISTERS[id], _after(token)
        await self.views.reached(VIEW, asking.wait_for)
        async with self._turn:
            async with self.views.read(VIEW, asking) as reading:
                found = await gather(reading, self.shelf, register, wanted, self.workdays)
                completeness = reading.completeness(
                    found.cut, found.chronicle.scheme, found.unreadable
                )
            answer = await asyncio.to_thread(
                _answer, register, found, wanted, completeness, after, limit
            )
        if asking.within is not None:
            name = found.chronicle.speech.name
            answer = replace(answer, within=[name(id) for id in sorted(asking.within)])
        return answer, found.chronicle.scheme


def _answer(
    register: AnyRegister, found: Gathered, wanted: Wanted, completeness: Any, after: int,
    limit: int,
) -> RegisterAnswer[Any]:  # fmt: skip
    chronicle = found.chronicle
    speech = chronicle.speech
    columns = register.row.__struct_fields__
    rows = only(register.rows(chronicle), columns, wanted.only)
    return RegisterAnswer(
        register=Name(id=register.id, name=_said(register.title)),
        about=_said(register.about),
        scheme=Name(
            id=chronicle.scheme.id,
            name=speech.said(lambda words: words.pick(chronicle.scheme.title)),
        ),
        scheme_version=chronicle.scheme.version,
        cycle=chronicle.cycle.id,
        opens=chronicle.cycle.opens,
        closes=chronicle.cycle.closes,
        closed_on=chronicle.closed_on.get(chronicle.cycle.id),
        township=speech.name(wanted.township) if wanted.township else None,
        within=None,
        superiors=[speech.name(id) for id in sorted(_superiors(chronicle))],
        columns=[Name(id=field, name=_said(COLUMNS[field])) for field in columns],
        data=list(rows[after : after + limit]),
        total=len(rows),
        next=cursor.encode(after + limit) if after + limit < len(rows) else None,
        completeness=completeness,
    )


def _superiors(chronicle: Chronicle) -> set[str]:
    """Whom the organisations stand under that have a case."""
    own = {case.organisation for case in chronicle.stories}
    known = (chronicle.organisations.get(id) for id in own)
    return {one.parent for one in known if one and one.parent}


def _said(text: Bi) -> Said:
    return Said(en=text.to("en"), zh=text.to("zh"))


def _after(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return max(0, cursor.decode(token, int))
    except cursor.NotACursor as error:
        raise bad_parameter("cursor", str(error), "the next of an earlier answer") from None
