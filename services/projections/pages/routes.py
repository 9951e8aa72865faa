"""The pages: the case, the list of cases; server-rendered, without script or outside request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.projections.boards import Boards
from services.projections.cases import Cases
from services.projections.explanation.model import Classification, Evidence
from services.projections.pages.language import language
from services.projections.pages.ui import Ui
from services.projections.parts import Name
from services.projections.registers import REGISTERS
from services.projections.registers.asking import Registers
from services.projections.registers.gather import Wanted
from services.projections.routes.asking import Asked
from services.projections.standings.rows import Filter
from services.projections.trail.rows import Page
from services.projections.trail.shown import ShownEntry
from services.runtime.access.identity import ANYBODY
from services.runtime.web import ProblemFound, not_found

HERE = Path(__file__).parent
ENTRIES = 300
"""Entries of a trail on one page."""
CASES = 100
"""Cases on one page."""
ROWS = 500
"""Rows of a register on one page."""
# Nothing is fetched from anywhere else, and nothing runs.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
Short = Annotated[str | None, Query(max_length=500)]


def environment() -> Environment:
    """The templates; a name that a page does not get is a mistake, not a blank."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"share": share, "figures": figures, "percent": percent}
    return made


def router(cases: Cases, boards: Boards, registers: Registers) -> APIRouter:
    """The routes /, /cases/{case} and /registers/{register}."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    templates = environment()

    def page(name: str, ui: Ui, status: int = 200, **values: Any) -> Response:
        text = templates.get_template(name).render(ui=ui, **values)
        headers = {"content-security-policy": POLICY, "content-language": ui.lang}
        return HTMLResponse(text, status, headers | {"vary": "accept-language"})

    async def answered(
        request: Request, lang: str | None, answer: Callable[[Ui], Awaitable[Response]]
    ) -> Response:
        reads = language(lang, request.headers.get("accept-language"))
        who = request.state.identity
        ui = Ui(
            reads,
            request.url.path,
            _kept(request.query_params),
            who=None if who is ANYBODY else who,
        )
        try:
            return await answer(ui)
        except ProblemFound as found:
            return page("problem.html", ui, found.problem["status"], problem=found.problem)

    @routes.get("/cases/{case}")
    async def case_page(
        request: Request, case: str, asked: Asked, lang: Short = None, order: Short = None,
        trail: Short = None,
    ) -> Response:  # fmt: skip
        async def answer(ui: Ui) -> Response:
            newest_first = order == "desc"
            wanted = Page("happened", newest_first, None, ENTRIES)
            explanation, entries, scheme = await cases.page(case, asked, wanted, trail)
            classifications = _weightiest_first(explanation.classifications)
            return page(
                "case.html",
                replace(ui, scheme=scheme),
                x=explanation,
                classifications=classifications,
                same_as=_same_as(classifications),
                trail=entries,
                runs=_runs(entries.data),
                places=_places(entries.data),
                newest_first=newest_first,
            )

        return await answered(request, lang, answer)

    @routes.get("/registers/{register}")
    async def register_page(
        request: Request, register: str, asked: Asked, lang: Short = None, scheme: Short = None,
        cycle: Short = None, township: Short = None, cursor: Short = None,
    ) -> Response:  # fmt: skip
        async def answer(ui: Ui) -> Response:
            if register not in REGISTERS:
                raise not_found(f"no register {register}; there are {', '.join(REGISTERS)}")
            said = request.query_params.getlist("only")
            wanted = Wanted(scheme or None, cycle or None, township or None, said)
            found, version = await registers.page(register, asked, wanted, limit=ROWS, token=cursor)
            rows = [_fields(row) for row in found.data]
            return page(
                "register.html",
                replace(ui, scheme=version),
                x=msgspec.structs.replace(found, data=rows),
                columns=_telling(found.columns, rows),
                only=said,
                registers=REGISTERS.values(),
            )

        return await answered(request, lang, answer)

    @routes.get("/")
    async def home(
        request: Request, asked: Asked, lang: Short = None, scheme: Short = None,
        cycle: Short = None, township: Short = None, tier: Short = None, cursor: Short = None,
    ) -> Response:  # fmt: skip
        async def answer(ui: Ui) -> Response:
            found = await boards.board(asked, scheme or None, cycle or None)
            if found is None:
                return page("home.html", ui, board=None)
            board, version = found
            wanted = Filter(
                board.scheme.id, board.cycle, township=township or None, tier=tier or None
            )
            listed = await boards.cases(asked, wanted, limit=CASES, token=cursor)
            part = Wanted(board.scheme.id, board.cycle)
            targets = await registers.register("targets", asked, part, limit=ROWS)
            return page(
                "home.html",
                replace(ui, scheme=version),
                board=board,
                cases=listed,
                targets=targets.data,
                wanted=wanted,
                registers=REGISTERS.values(),
                superiors=_superiors(board),
            )

        return await answered(request, lang, answer)

    return routes


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


def _telling(columns: list[Name], rows: list[dict[str, Any]]) -> list[Name]:
    """The columns that say something in any row; a case is named by its organisation."""
    said = {id for row in rows for id, value in row.items() if value not in (None, [], "")}
    return [one for one in columns if one.id in said and one.id != "case"]


def _kept(params: Mapping[str, str]) -> dict[str, str]:
    """What a page's links carry on."""
    kept = ("as_of", "effective_at", "order", "scheme", "cycle", "township", "tier", "only")
    return {name: params[name] for name in kept if params.get(name)}


def _weightiest_first(made: list[Classification]) -> list[Classification]:
    """Decisions before the self-rating they are about, the latest first."""
    return sorted(reversed(made), key=lambda one: one.kind == "self_rating")


def _same_as(made: list[Classification]) -> dict[int, int]:
    """Numbers of classifications that were judged on the facts of one before them."""
    found: dict[int, int] = {}
    for number, one in enumerate(made, 1):
        for earlier, other in enumerate(made[: number - 1], 1):
            if one.derived and other.derived and one.derived.rules is other.derived.rules:
                found.setdefault(number, earlier)
    return found


def _runs(entries: list[ShownEntry]) -> list[list[ShownEntry]]:
    """Entries in a row; those alike of one moment stand together, so that they can be folded."""

    def alike(entry: ShownEntry) -> tuple[object, ...]:
        return (entry.event, entry.actor.id) if not entry.marks else (entry.service, entry.position)

    found: list[list[ShownEntry]] = []
    for _, moment in groupby(entries, key=lambda entry: (entry.time, entry.service)):
        runs: dict[tuple[object, ...], list[ShownEntry]] = {}
        for entry in moment:
            runs.setdefault(alike(entry), []).append(entry)
        found += runs.values()
    return found


def _places(entries: list[ShownEntry]) -> dict[str, str]:
    """Where each piece of evidence was recorded, as an anchor."""
    return {
        id: f"{one.service}-{one.position}"
        for one in entries
        if one.event in ("EvidenceRecorded", "EvidenceCorrected")
        for id in one.evidence_ids
    }


def _superiors(board: Any) -> list[Any]:
    found = {
        under.superior.id: under.superior
        for ladder in board.ladders
        for under in ladder.by_superior
        if under.superior
    }
    return list(found.values())


def share(part: int, whole: int) -> int:
    """A part in percent, in steps of five; something is never shown as nothing."""
    if not part or not whole:
        return 0
    return max(5, min(100, round(20 * part / whole) * 5))


def percent(value: Decimal) -> str:
    """A rate for the eye: two decimals at most."""
    return format(value.quantize(Decimal("0.01")).normalize(), "f")


def figures(piece: Evidence, ui: Ui) -> str:
    """The figures of a derived value."""
    return ui.words.listed(
        f"{ui.say(one.name)} {ui.words.amount(one.value, one.unit)}" for one in piece.figures
    )
