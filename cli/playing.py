"""``gradetrail demo``: a whole stack, a programme's story over NATS, what came of it."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.output import console, print_json, progress
from cli.stack import LOOK_EVERY_S, running_stack, say, stopping_on_signals
from client.faults import Fault
from demo.play import Play, play
from demo.story import PROGRAMMES, told_by
from infra.addresses import Addresses, find

if TYPE_CHECKING:
    from cli.output import Progress
    from infra.supervisor import Supervisor

ALL = "all"


class Interrupted(Exception):
    """Somebody asked for a stop while the story was played."""


def run_demo(
    *, once: bool, scheme: str, data: Path | None, lang: str, as_json: bool, running: bool = False
) -> int:
    """Run it; 0 if every receipt was as told, 1 if not, 130 if stopped on the way.

    ``running``: play to the stack that runs already, and leave it as it is.
    """
    if scheme not in (*PROGRAMMES, ALL):
        raise Fault(f"there is a story for {', '.join(PROGRAMMES)} and {ALL}, not for {scheme}")
    names = tuple(PROGRAMMES) if scheme == ALL else (scheme,)
    if running:
        there = contextlib.nullcontext()
        return _ended(asyncio.run(
            _demo(find(data), there, 0.0, names, staying=False, lang=lang, as_json=as_json)
        ))  # fmt: skip
    started = time.monotonic()
    with stopping_on_signals() as stopping, running_stack(data, {}, stopping) as stack:
        start_s = time.monotonic() - started
        tended = _tended(stack, stopping)
        try:
            surprises = asyncio.run(
                _demo(
                    stack.addresses, tended, start_s, names,
                    staying=not once, lang=lang, as_json=as_json,
                )
            )  # fmt: skip
        except Interrupted:
            return 130
        code = _ended(surprises)
        while not once and not stopping.wait(LOOK_EVERY_S):
            stack.tend()
    return code


def _ended(surprises: Sequence[str]) -> int:
    for surprise in surprises:
        say(surprise)
    return int(bool(surprises))


async def _demo(
    addresses: Addresses, meanwhile: contextlib.AbstractAsyncContextManager[None], start_s: float,
    names: Sequence[str], *, staying: bool, lang: str, as_json: bool,
) -> list[str]:  # fmt: skip
    """Play and report; what came out otherwise than told."""
    async with meanwhile:
        with progress("publishing") as show:
            played = await _played(addresses.nats, names, show)
        finished = time.monotonic()
        tell = _report if len(names) == 1 else _report_all
        await asyncio.to_thread(
            tell, addresses, played, finished, start_s, lang=lang, as_json=as_json, staying=staying
        )
    return [surprise for one in played.values() for surprise in one.surprises]


async def _played(url: str, names: Sequence[str], show: "Progress") -> dict[str, Play]:
    """Each story in its turn, on the same stack."""
    from client.publisher import connected_publisher

    told = {name: told_by(name) for name in names}
    total = sum(len(chapter.submissions) for chapters in told.values() for chapter in chapters)
    played: dict[str, Play] = {}
    async with connected_publisher(url) as publisher:
        for name, chapters in told.items():
            before = sum(len(one.receipts) for one in played.values())

            def shown(done: int, _: str, before: int = before) -> None:
                show(before + done, total)

            played[name] = await play(chapters, publisher, shown)
    return played


def _report(
    addresses: Addresses, played: Mapping[str, Play], finished: float, start_s: float, *,
    lang: str, as_json: bool, staying: bool,
) -> None:  # fmt: skip
    """One programme: its first case explained, and all receipts."""
    from cli import played as told
    from client import reading
    from demo.fingerprint import fingerprint

    ((name, one),) = played.items()
    case = PROGRAMMES[name].cases[0]
    explanation: dict[str, Any] = reading.explanation(addresses, case, wait_for=one.seen)
    seconds = {"start": start_s, "play": one.seconds, "seen": time.monotonic() - finished}
    pages = [reading.page_of(addresses, case, lang) for case in PROGRAMMES[name].cases]
    if as_json:
        print_json(
            told.as_json(
                explanation=explanation, play=one, seconds=seconds, page=pages[0],
                fingerprint=fingerprint(addresses, one),
            )
        )  # fmt: skip
    else:
        told.report(
            console(), explanation=explanation, play=one, seconds=seconds, pages=pages,
            lang=lang, staying=staying,
        )  # fmt: skip


def _report_all(
    addresses: Addresses, played: Mapping[str, Play], finished: float, start_s: float, *,
    lang: str, as_json: bool, staying: bool,
) -> None:  # fmt: skip
    """Several programmes: of each what the receipts said, and its pages."""
    from cli import played as told
    from client import reading

    pages = {
        name: [reading.page_of(addresses, case, lang) for case in PROGRAMMES[name].cases]
        for name in played
    }
    for name, one in played.items():  # each page is there once it is printed
        reading.explanation(addresses, PROGRAMMES[name].cases[0], wait_for=one.seen)
    seconds = {
        "start": start_s,
        "play": sum(one.seconds for one in played.values()),
        "seen": time.monotonic() - finished,
    }
    if as_json:
        print_json(told.all_as_json(played, pages, seconds))
    else:
        told.report_all(console(), played, pages, seconds, lang=lang, staying=staying)


@contextlib.asynccontextmanager
async def _tended(stack: "Supervisor", stopping: threading.Event) -> AsyncIterator[None]:
    """Look after the stack while the block runs.

    Raises:
        Interrupted: ``stopping`` was set before the block ended by itself.
    """
    within = asyncio.current_task()
    assert within is not None
    interrupted = False

    async def tend() -> None:
        nonlocal interrupted
        while not stopping.is_set():
            stack.tend()
            await asyncio.sleep(LOOK_EVERY_S)
        interrupted = True
        within.cancel()

    tending = asyncio.create_task(tend())
    try:
        yield
    except asyncio.CancelledError:
        if not interrupted:
            raise
        raise Interrupted from None
    finally:
        tending.cancel()
