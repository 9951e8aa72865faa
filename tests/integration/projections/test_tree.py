"""The read models and the services that decide have one idea of the tree of organisations."""

import asyncio
from datetime import UTC, datetime

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.envelope import Envelope, Recorded, Said
from contracts.events import grading as g
from contracts.refusals import Refused
from contracts.register import Register
from services.grading.domain.register_organisation import register_organisation
from services.projections.standings import rows as standings
from services.projections.standings.rows import Standings
from services.projections.trail import rows as trail
from services.projections.trail.rows import Trail
from services.runtime.access.authority import within
from services.runtime.wire import encode_state
from tests.integration.projections.served import project
from tests.support.carriage import carried

IDS = [f"o{n}" for n in range(9)]
entries = st.lists(st.tuples(st.sampled_from(IDS), st.none() | st.sampled_from(IDS)), max_size=25)


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(told=entries, places=st.frozensets(st.sampled_from([*IDS, "unknown"]), max_size=3))
def test_one_sees_what_one_may_act_for(
    postgres: str, told: list[tuple[str, str | None]], places: frozenset[str]
) -> None:
    register, log = Register(), []
    for id, parent in told:
        event = g.OrganisationRegistered(kind="body", name_zh="名", parent=parent)
        at = datetime(2011, 10, 20, tzinfo=UTC)
        envelope = Envelope(
            id=f"{len(log)}", source="/apps/example", type=event.type, actor="o0", version=1,
            subject=f"organisation:{id}", time=at, recordedat=at,
        )  # fmt: skip
        try:
            register_organisation(Said(envelope, event), register)
        except Refused:
            continue
        register.evolve(Recorded(envelope, event, len(log) + 1))
        state = encode_state(envelope, event.model_dump_json(exclude_none=True).encode())
        log.append(carried("grading", state, len(log) + 1))
    acts_for = {id for id in [*IDS, "unknown"] if within(places, id, register)}
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute("DROP SCHEMA IF EXISTS trail, standings CASCADE")
    for projection in (Trail(), Standings()):
        project(postgres, projection, log)
    subjects = [form.format(id) for id in IDS for form in ("s:c:{}", "organisation:{}")]

    async def looked_up() -> tuple[set[str], frozenset[str], frozenset[str]]:
        async with await psycopg.AsyncConnection.connect(postgres) as conn:
            shown = set(await trail.seen(conn, subjects, places))
            below = await conn.execute(standings.BELOW, {"within": sorted(places)})
            ids = frozenset([id async for (id,) in below])
            return shown, await trail.organisations_seen(conn, places), ids

    shown, below, in_standings = asyncio.run(looked_up())
    assert shown == {s for s in subjects if s.rpartition(":")[2] in acts_for}
    assert below == in_standings == acts_for | places
