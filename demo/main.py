"""``gradetrail demo``: a whole stack, a township's year over NATS, one decision explained."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.faults import Fault
from cli.output import console, print_json, progress
from cli.stack import LOOK_EVERY_S, running_stack, say, stopping_on_signals
from demo.play import Play, play
from demo.story import expected_refusals, revised_case, story

if TYPE_CHECKING:
    from cli.output import Progress
    from infra.supervisor import Supervisor

SCHEMES = Path(__file__).parents[1] / "schemes"
PLAYABLE = ("classification-upgrade",)


class Interrupted(Exception):
    """Somebody asked for a stop while the year was played."""


def run_demo(*, once: bool, scheme: str, data: Path | None, lang: str, as_json: bool) -> int:
    """Run it; 0 if every receipt was as told, 1 if not, 130 if stopped on the way."""
    if scheme not in PLAYABLE:
        raise Fault(f"there is a story for {', '.join(PLAYABLE)}, not for {scheme}")
    started = time.monotonic()
    with stopping_on_signals() as stopping, running_stack(data, {}, stopping) as stack:
        start_s = time.monotonic() - started
        try:
            surprises = asyncio.run(
                _demo(stack, stopping, start_s, once=once, lang=lang, as_json=as_json)
            )
        except Interrupted:
            return 130
        for surprise in surprises:
            say(surprise)
        while not once and not stopping.wait(LOOK_EVERY_S):
            stack.tend()
    return int(bool(surprises))


async def _demo(
    stack: "Supervisor", stopping: threading.Event, start_s: float, *, once: bool, lang: str,
    as_json: bool,
) -> list[str]:  # fmt: skip
    """Play and report; what came out otherwise than told."""
    async with _tended(stack, stopping):
        with progress("publishing") as show:
            played = await _played(stack.addresses.nats, show)
        finished = time.monotonic()
        await asyncio.to_thread(
            _report, stack, played, finished, start_s, lang=lang, as_json=as_json, staying=not once
        )
        surprises = _surprises(played)
    return surprises


async def _played(url: str, show: "Progress") -> Play:
    from cli.publisher import connected_publisher
    from contracts.scheme import load, read_yaml

    document, _ = read_yaml((SCHEMES / f"{PLAYABLE[0]}.yaml").read_text(encoding="utf-8"))
    chapters = story(document, load(document))
    total = sum(len(chapter.submissions) for chapter in chapters)
    async with connected_publisher(url) as publisher:
        return await play(chapters, publisher, lambda done, _: show(done, total))


def _report(
    stack: "Supervisor", played: Play, finished: float, start_s: float, *, lang: str,
    as_json: bool, staying: bool,
) -> None:  # fmt: skip
    from cli import reading
    from demo import report
    from demo.fingerprint import fingerprint

    addresses = stack.addresses
    seen = ",".join(f"{service}:{at}" for service, at in sorted(played.positions.items()))
    explanation: dict[str, Any] = reading.explanation(addresses, revised_case(), wait_for=seen)
    seconds = {
        "start": start_s, "play": played.seconds, "seen": time.monotonic() - finished,
    }  # fmt: skip
    page = reading.page_of(addresses, revised_case(), lang)
    if as_json:
        print_json(
            report.as_json(
                explanation=explanation, play=played, seconds=seconds, page=page,
                fingerprint=fingerprint(addresses, seen),
            )
        )  # fmt: skip
    else:
        report.report(
            console(), explanation=explanation, play=played, seconds=seconds, page=page,
            lang=lang, staying=staying,
        )  # fmt: skip


def _surprises(played: Play) -> list[str]:
    """Receipts that the story does not tell of."""
    told = expected_refusals(part.chapter for part in played.played)
    refused = {receipt.id for receipt in played.refused}
    return [
        *(f"refused, and should not have been: {id}" for id in sorted(refused - told, key=str)),
        *(f"accepted, and should not have been: {id}" for id in sorted(told - refused)),
    ]


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
