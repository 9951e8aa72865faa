"""What readers ask of many cases: the list, the standings of a cycle, the schemes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from contracts.register import Organisation
from contracts.scheme import Scheme
from services.projections import cursor
from services.projections.asof import Cut
from services.projections.explanation.speech import Speech
from services.projections.parts import Name, Said
from services.projections.problems import bad_parameter, not_yet, one_of, unknown_organisation
from services.projections.reading import Asking, Reading, Views
from services.projections.references import Shelf
from services.projections.standings import answer, rows
from services.projections.standings.board import Standing, fold
from services.projections.standings.model import (
    CasesPage,
    CycleShown,
    SchemesAnswer,
    SchemeShown,
    StandingsAnswer,
)
from services.projections.standings.rows import CycleRow, Filter
from services.runtime.web import not_found

VIEW = "standings"


@dataclass(frozen=True, slots=True)
class Boards:
    """Answers about many cases, from the standings."""

    views: Views
    shelf: Shelf

    async def cases(
        self, asking: Asking, wanted: Filter, *, limit: int, token: str | None = None
    ) -> CasesPage:
        """A part of the list of enrolled cases.

        Raises:
            ProblemFound: a malformed parameter, or one that names what is not known.
        """
        async with self.views.read(VIEW, asking) as reading:
            await _known(reading, "organisation", wanted.organisation)
            await _known(reading, "township", wanted.township)
            await self._there_are(reading, wanted)
            cut = await reading.cut(await self._zone(reading, wanted.scheme))
            found = await rows.cases(
                reading.conn, wanted, cut, after=_after(token), limit=limit + 1
            )
            page, more = found[:limit], found[limit:]
            board = fold(await rows.of_cases(reading.conn, page, cut))
            standings = [[one for (id, _), one in board.items() if id == case] for case in page]
            names = await self._organisations(
                reading, {one.organisation for those in standings for one in those}, cut
            )
            schemes = await self._schemes(reading, page, cut)
            return CasesPage(
                within=await self._within(reading, cut),
                data=[
                    answer.case_row(case, those, schemes[_cycle_of(case)], names)
                    for case, those in zip(page, standings, strict=True)
                    if _cycle_of(case) in schemes
                ],
                next=cursor.encode(page[-1]) if more else None,
                completeness=reading.completeness(cut),
            )

    async def board(
        self, asking: Asking, scheme: str | None, cycle: str | None
    ) -> tuple[StandingsAnswer, Scheme] | None:
        """The standings of a cycle and the scheme they speak of; None while there is no cycle.

        Raises:
            ProblemFound: there are cycles, but not this one, or a parameter is malformed.
        """
        async with self.views.read(VIEW, asking) as reading:
            if not await rows.cycles(reading.conn, reading.everything()):
                return None
        found = await self.standings(asking, scheme, cycle, None)
        async with self.views.read(VIEW, Asking(within=asking.within)) as reading:
            version = await self._version(reading, found.scheme.id, found.scheme_version)
        return found, version

    async def standings(
        self, asking: Asking, scheme: str | None, cycle: str | None, township: str | None
    ) -> StandingsAnswer:
        """The standings of a cycle; without one, of the latest.

        Raises:
            ProblemFound: there is no such cycle or organisation, or a parameter is malformed.
        """
        async with self.views.read(VIEW, asking) as reading:
            await _known(reading, "township", township)
            cut = await reading.cut(await self._zone(reading, scheme))
            cycles = await rows.cycles(reading.conn, cut, scheme)
            wanted = next((one for one in cycles if cycle in (None, one.cycle)), None)
            if wanted is None:
                raise _no_cycle(scheme, cycle, cycles)
            version = await self._version(reading, wanted.scheme, wanted.scheme_version)
            return await self._standings(reading, version, wanted, township, cut)

    async def _standings(
        self, reading: Reading, scheme: Scheme, wanted: CycleRow, township: str | None, cut: Cut
    ) -> StandingsAnswer:
        asserted = await rows.of_cycle(reading.conn, scheme.id, wanted.cycle, cut)
        here = list(fold(asserted).values())
        names = await self._organisations(reading, {one.organisation for one in here}, cut)
        if township:
            here = [one for one in here if _is_under(names, one, township)]
        speech = Speech.of(scheme, names)
        return StandingsAnswer(
            scheme=Name(id=scheme.id, name=_title(speech, scheme)),
            scheme_version=scheme.version,
            cycle=wanted.cycle,
            opens=wanted.opens,
            closes=wanted.closes,
            closed_on=wanted.closed_on,
            township=speech.name(township) if township else None,
            within=await self._within(reading, cut),
            ladders=answer.CycleBoard(scheme, here, names).ladders(),
            completeness=reading.completeness(cut, scheme),
        )

    async def schemes(self, asking: Asking) -> SchemesAnswer:
        """All published versions, with the cycles that pin them."""
        async with self.views.read(VIEW, asking) as reading:
            cut = await reading.cut(await self._zone(reading, None))
            published = await rows.schemes(reading.conn, cut)
            cycles = await rows.cycles(reading.conn, cut)
            names = await rows.organisations(reading.conn, {c.committee for c in cycles}, cut)
            speech = Speech.of(None, names)
            return SchemesAnswer(
                data=[
                    SchemeShown(
                        id=one.scheme,
                        version=one.version,
                        sha256=one.sha256,
                        title=Said(
                            en=one.title_en or one.title_zh or one.scheme,
                            zh=one.title_zh or one.title_en or one.scheme,
                        ),
                        effective_from=one.effective_from,
                        published_at=one.published_at,
                        position=one.position,
                        cycles=[
                            _cycle(c, speech)
                            for c in cycles
                            if (c.scheme, c.scheme_version) == (one.scheme, one.version)
                        ],
                    )
                    for one in published
                ],
                completeness=reading.completeness(cut),
            )

    async def _within(self, reading: Reading, cut: Cut) -> list[Name] | None:
        """The places that the reader sees; None: all."""
        if cut.within is None:
            return None
        speech = Speech.of(None, await rows.organisations(reading.conn, cut.within, cut))
        return [speech.name(id) for id in sorted(cut.within)]

    async def _there_are(self, reading: Reading, wanted: Filter) -> None:
        """See that the scheme, cycle, ladder and tier asked for are ones that there are."""
        published = await rows.schemes(reading.conn, reading.everything())
        one_of("scheme", wanted.scheme, {one.scheme for one in published})
        cycles = await rows.cycles(reading.conn, reading.everything(), wanted.scheme)
        one_of("cycle", wanted.cycle, {one.cycle for one in cycles})
        ladders = [
            ladder
            for one in cycles
            if wanted.cycle in (None, one.cycle)
            for ladder in (await self._version(reading, one.scheme, one.scheme_version)).ladders
        ]
        one_of("ladder", wanted.ladder, {ladder.id for ladder in ladders})
        here = [ladder for ladder in ladders if wanted.ladder in (None, ladder.id)]
        one_of("tier", wanted.tier, {tier for ladder in here for tier in ladder.tier_ids})

    async def _zone(self, reading: Reading, scheme: str | None) -> ZoneInfo:
        """Where a day ends: on the clock of the scheme asked about, else of the latest cycle's.

        Before any cycle is opened, on that of the scheme published last.
        """
        all_there_is = reading.everything()
        pinned = [
            (one.scheme, one.scheme_version)
            for one in await rows.cycles(reading.conn, all_there_is, scheme)
        ]
        if not pinned:
            published = await rows.schemes(reading.conn, all_there_is)
            published.sort(key=lambda one: one.position, reverse=True)
            pinned = [(one.scheme, one.version) for one in published]
        if not pinned:
            return ZoneInfo("UTC")
        return ZoneInfo((await self._version(reading, *pinned[0])).timezone)

    async def _version(self, reading: Reading, scheme: str, version: int) -> Scheme:
        found = await self.shelf.scheme(reading.conn, scheme, version, reading.everything())
        if found is None:
            detail = f"version {version} of {scheme} is not in the trail yet"
            raise not_yet(detail, reading.applied, reading.applied)
        return found

    async def _schemes(
        self, reading: Reading, cases: Iterable[str], cut: Cut
    ) -> dict[tuple[str, str], Scheme]:
        """The pinned versions, by scheme and cycle, of these cases."""
        wanted = {_cycle_of(case) for case in cases}
        return {
            (one.scheme, one.cycle): await self._version(reading, one.scheme, one.scheme_version)
            for one in await rows.cycles(reading.conn, cut.known())
            if (one.scheme, one.cycle) in wanted
        }

    async def _organisations(
        self, reading: Reading, ids: set[str], cut: Cut
    ) -> dict[str, Organisation]:
        """These organisations and those right above them."""
        own = await rows.organisations(reading.conn, ids, cut)
        above = {one.parent for one in own.values() if one.parent} - own.keys()
        return own | await rows.organisations(reading.conn, above, cut)


async def _known(reading: Reading, name: str, organisation: str | None) -> None:
    if not organisation:
        return
    known = await rows.named(reading.conn, organisation, reading.asking.within)
    if organisation not in known:
        raise unknown_organisation(name, organisation, known)


def _cycle_of(case: str) -> tuple[str, str]:
    scheme, cycle, _ = case.split(":")
    return scheme, cycle


def _is_under(names: dict[str, Organisation], one: Standing, township: str) -> bool:
    own = names.get(one.organisation)
    return own is not None and own.parent == township


def _cycle(one: CycleRow, speech: Speech) -> CycleShown:
    return CycleShown(
        id=one.cycle,
        opens=one.opens,
        closes=one.closes,
        closed_on=one.closed_on,
        committee=speech.name(one.committee),
    )


def _title(speech: Speech, scheme: Scheme) -> Said:
    return Said(en=speech.en.pick(scheme.title), zh=speech.zh.pick(scheme.title))


def _after(token: str | None) -> str | None:
    if token is None:
        return None
    try:
        return cursor.decode(token, str)
    except cursor.NotACursor as error:
        raise bad_parameter("cursor", str(error), "the next of an earlier answer") from None


def _no_cycle(scheme: str | None, cycle: str | None, known: Sequence[CycleRow]) -> Exception:
    wanted = f"cycle {cycle}" if cycle else "cycle"
    of = f" of the scheme {scheme}" if scheme else ""
    there = ", ".join(f"{one.scheme} {one.cycle}" for one in known)
    return not_found(f"no {wanted}{of} has been opened" + (f"; known: {there}" if there else ""))
