"""The other programmes at their start: scheme, organisations, cycle, cases enrolled."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from contracts.events import grading as g
from tests.support.schemes import document as scheme_document
from tests.unit.projections.play import Play

SCHEMES = Path(__file__).parents[3] / "schemes"


def started(
    scheme: str, cycle: str, register: Mapping[str, tuple[str, str | None]],
    cases: Mapping[str, tuple[str, ...]], *, on: str, by: str,
) -> Play:  # fmt: skip
    """``register``: kind and superior by id, superiors first; ``cases``: ladders by organisation.

    Events are about the first case unless they say otherwise; ``by`` opens and enrols.
    """
    document = scheme_document(scheme)
    play = Play(f"{scheme}:{cycle}:{next(iter(cases))}")
    for id, (kind, parent) in register.items():
        play.say(
            g.OrganisationRegistered(
                kind=kind, name_zh=f"示例{id}", name_en=f"Example {id}", parent=parent
            ),
            by, on, subject=f"organisation:{id}",
        )  # fmt: skip
    play.say(
        g.SchemePublished(
            scheme_version=document["version"], effective_from=date.fromisoformat(on),
            definition=document,
        ),
        by, on, subject=f"scheme:{scheme}",
    )  # fmt: skip
    play.say(g.CycleOpened(scheme_version=1), by, on, subject=f"cycle:{scheme}:{cycle}")
    for id, ladders in cases.items():
        play.say(g.BranchEnrolled(ladders=ladders), by, on, subject=f"{scheme}:{cycle}:{id}")
    return play
