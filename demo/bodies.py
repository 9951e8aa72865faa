"""What every story begins with: organisations registered, a scheme published, a cycle opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from client.submissions import Submission
from contracts.events.grading import (
    BranchEnrolled,
    CycleOpened,
    OrganisationRegistered,
    RegisterFigureRecorded,
    SchemePublished,
)
from demo.saying import Pen

INVENTED = "invented for the example"


@dataclass(frozen=True)
class Body:
    """An entry of the register: an organisation, or a team, person or household that is graded."""

    id: str
    kind: str
    zh: str
    en: str
    parent: str | None = None
    level: str | None = None
    note: str | None = None


def example(
    id: str, kind: str, zh: str, en: str, parent: str | None, level: str | None = None
) -> Body:
    """A body whose name is not in the source: the name says that it is an example."""
    return Body(id, kind, f"{zh}(示例)", f"{en} (example)", parent, level, INVENTED)


def registered(pen: Pen, bodies: Iterable[Body], by: str, on: str) -> list[Submission]:
    """Enter them, superiors first."""
    return [
        pen.write(
            OrganisationRegistered(
                kind=body.kind, name_zh=body.zh, name_en=body.en, name_note=body.note,
                level=body.level, parent=body.parent,
            ),
            f"organisation:{body.id}", on, by, f"{by}-clerk",
        )
        for body in bodies
    ]  # fmt: skip


def figure(
    pen: Pen, of: str, name: str, value: int, *, as_of: str, source: str, by: str, on: str
) -> Submission:
    """A standing figure of an organisation, with where it comes from."""
    recorded = RegisterFigureRecorded(
        figure=name, value=Decimal(value), as_of=date.fromisoformat(as_of), reported_from=source
    )
    return pen.write(recorded, f"organisation:{of}", on, by, f"{by}-clerk")


def published(
    pen: Pen, document: dict[str, Any], version: int, *, by: str, on: str
) -> list[Submission]:
    """The issuer publishes the scheme and opens the pen's cycle under it."""
    return [
        version_published(pen, document, by=by, on=on),
        pen.of_cycle(by, CycleOpened(scheme_version=version), on),
    ]


def version_published(pen: Pen, document: dict[str, Any], *, by: str, on: str) -> Submission:
    """The issuer publishes a version of the scheme."""
    scheme = SchemePublished(
        scheme_version=document["version"], effective_from=date.fromisoformat(on),
        definition=document,
    )  # fmt: skip
    return pen.write(scheme, f"scheme:{pen.scheme}", on, by, f"{by}-clerk")


def enrolled(
    pen: Pen, ids: Iterable[str], ladders: tuple[str, ...], *, by: str, on: str,
    domain: str | None = None, opening_tiers: dict[str, str] | None = None,
) -> list[Submission]:  # fmt: skip
    """All of these enter the cycle on the same ladders."""
    said = {"domain": domain, "opening_tiers": opening_tiers}
    event = BranchEnrolled.model_validate(
        {"ladders": ladders, **{key: value for key, value in said.items() if value}}
    )
    return [pen.says(by, event, id, on) for id in ids]
