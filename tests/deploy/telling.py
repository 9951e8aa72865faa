"""What the tests of crashes share: an app that tells its story, and the count afterwards."""

import asyncio
from collections.abc import Callable

from client.publisher import connected_publisher
from client.signing_in import AsApp
from demo.play import Play, play
from demo.story import told_by
from tests.support.deployment import SERVICES, Deployment


async def tell(deployment: Deployment, scheme: str, at: dict[int, Callable[[], object]]) -> Play:
    """Plays the programme; ``at`` so many receipts, something happens meanwhile."""
    loop, happening = asyncio.get_running_loop(), []

    def progress(done: int, _: str) -> None:
        for count in [count for count in at if done >= count]:
            happening.append(loop.run_in_executor(None, at.pop(count)))

    async with connected_publisher(
        deployment.addresses.nats, AsApp.of_environment(), answer_within_s=5.0
    ) as publisher:
        played = await play(told_by(scheme), publisher, progress)
        await asyncio.gather(*happening)
    assert not at, "it was over before all had happened"
    return played


def all_is_there_once(deployment: Deployment, played: Play) -> None:
    """The logs have no hole, each accepted submission is one event, at its receipt's position."""
    told = {(r.service, r.id, r.position) for r in played.receipts if r.status != "refused"}
    recorded = set()
    for service in SERVICES[:3]:
        count, last = deployment.asked(
            service, f"SELECT count(*), max(notification_id) FROM {service}.stored_events"
        )[0]
        assert count == last, f"{service}: holes"
        rows = deployment.asked(
            service,
            f"SELECT a.id, e.notification_id FROM {service}.accepted a"
            f" JOIN {service}.stored_events e ON e.originator_id = a.originator_id"
            " AND e.originator_version = a.originator_version",
        )
        assert len(rows) == len({position for _, position in rows}) == int(count), service
        recorded |= {(service, id, int(position)) for id, position in rows}
    assert told <= recorded
