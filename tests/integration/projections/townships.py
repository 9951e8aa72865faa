"""Two townships of one county in a played history, and who reads what of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import httpx2

from contracts.events import grading as g
from contracts.events import training as t
from services.runtime.access.identity import Identity, Role
from tests.integration.projections.served import Served
from tests.support.signed_in import AS
from tests.unit.projections.history import BRANCH, COUNTY, TOWNSHIP, evidence, whole
from tests.unit.projections.play import Play

OTHER, OTHER_BRANCH = "otherton", "otherton-01"
OTHER_CASE = f"classification-upgrade:2011-2012:{OTHER_BRANCH}"
CYCLE = "cycle:classification-upgrade:2011-2012"


def reader(name: str, *places: str, everywhere: bool = False, person: bool = False) -> Identity:
    roles = frozenset({Role.CLERK, Role.AUDITOR, Role.COMMITTEE, Role.OPERATOR})
    sees = None if everywhere else frozenset(places)
    return Identity(name, roles, sees, frozenset(), is_person=person)


WHO = {
    "all": reader("all", everywhere=True),
    "county": reader("county", COUNTY),
    "longtan": reader("longtan", TOWNSHIP),
    "other": reader("person-other", OTHER, person=True),
    "branch": reader("branch", OTHER_BRANCH),
    "both": reader("both", OTHER, BRANCH),
    "nowhere": reader("nowhere"),
}


def played() -> Play:
    """The story of longtan-07, and one of another township under the same county."""
    play = whole().apart()
    for id, kind, parent in (
        (OTHER, "township_committee", COUNTY), (OTHER_BRANCH, "village_branch", OTHER)
    ):  # fmt: skip
        play.say(
            g.OrganisationRegistered(kind=kind, name_zh=f"外地{id}", name_en=id, parent=parent),
            COUNTY, "2011-10-21", subject=f"organisation:{id}",
        )  # fmt: skip
    for id, value in ((OTHER_BRANCH, 44), (COUNTY, 987654)):
        play.say(
            g.RegisterFigureRecorded(
                figure="members", value=Decimal(value), as_of=date(2011, 10, 31),
                reported_from="册",
            ),
            id, "2011-10-31", subject=f"organisation:{id}",
        )  # fmt: skip
    play.say(
        g.BranchEnrolled(ladders=("grade",), opening_tiers={"grade": "advanced"}),
        OTHER, "2011-11-02", subject=OTHER_CASE,
    )  # fmt: skip
    play.say(
        evidence("satisfaction_pct", 91, "ev-other"), OTHER_BRANCH, "2011-11-06",
        subject=OTHER_CASE, clerk="person-other-clerk",
    )  # fmt: skip
    held = t.TrainingSessionHeld(
        session_id="session-other", kind="study_phase", starts_on=date(2012, 6, 1),
        ends_on=date(2012, 6, 2), form="member_training", audience=("member",),
    )  # fmt: skip
    play.say(held, OTHER_BRANCH, "2012-06-02", subject=OTHER_CASE)
    for person, organisation in (("person-11", BRANCH), ("person-other-1", OTHER_BRANCH)):
        play.say(
            t.TrainingAttended(
                session_id="session-other", person=person, organisation=organisation,
                role="member", attended_from=date(2012, 6, 1), attended_to=date(2012, 6, 2),
            ),
            OTHER_BRANCH, "2012-06-02", subject=OTHER_CASE,
        )  # fmt: skip
    return play


PLAYED = played()


@dataclass
class Library:
    """The query API and its pages, as several readers see them."""

    api: Served

    async def ask(self, who: str, path: str, **params: Any) -> httpx2.Response:
        return await self.api.client.get(path, params=params, headers={AS: who})

    async def get(self, who: str, path: str, **params: Any) -> Any:
        answer = await self.ask(who, path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()
