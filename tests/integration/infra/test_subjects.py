"""Every user of NATS tries every subject; the table in docs/security.md says what comes of it."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import nats.errors
import pytest

from contracts.subjects import SERVICES, stream
from infra.nats_users import OPERATOR, PROJECTIONS, heard_by
from services.runtime.connection import Connection
from tests.support.app import until
from tests.support.known import PUBLISHER, KnownNats, known_nats

PAGE = Path(__file__).parents[3] / "docs" / "security.md"
APP, READER, ANOTHER = "north-app", "reader-app", "south-app"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "a service": SERVICES,
    "projections": (PROJECTIONS,),
    "operator": (OPERATOR,),
    "an app": (APP,),
    "an app that reads": (READER,),
}
"""The users that each column of the table stands for."""
ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.M)
RIGHTS = {"": set(), "p": {"publish"}, "s": {"subscribe"}, "ps": {"publish", "subscribe"}}


def table() -> dict[str, list[str]]:
    """The cells of docs/security.md, "Subjects", by subject."""
    section = PAGE.read_text("utf-8").partition("\n## Subjects\n")[2].partition("\n## ")[0]
    return {row[1]: [cell.strip() for cell in row[2].split("|")] for row in ROW.finditer(section)}


@pytest.fixture(scope="module")
def known() -> Iterator[KnownNats]:
    reader = {**PUBLISHER, "reads": ["GRADING"]}
    with known_nats({APP: PUBLISHER, READER: reader, ANOTHER: PUBLISHER}) as server:
        yield server


def named(subject: str, user: str) -> str:
    """A subject of the table, as it is for this user."""
    service = user if user in SERVICES else SERVICES[0]
    heard = heard_by(service)[0]
    app = user if user in (APP, READER) else APP
    words = {
        "me": user, "service": service, "another service": heard, "SERVICE": stream(service),
        "ANOTHER": stream(heard), "app": app, "another app": ANOTHER,
    }  # fmt: skip
    return re.sub(r"<([^>]+)>", lambda found: words[found[1]], subject)


class Trying:
    """A user, and what the server said against what was tried."""

    def __init__(self, nc: Connection, violations: list[str]) -> None:
        self.nc, self._violations = nc, violations

    @classmethod
    async def as_user(cls, known: KnownNats, name: str) -> "Trying":
        violations: list[str] = []

        async def note(error: Exception) -> None:
            violations.append(str(error))

        return cls(await known.connect(name, error_cb=note), violations)

    async def rights(self, subject: str) -> set[str]:
        """What the server let it do. What is published, JetStream's API cannot read."""
        await self.nc.publish(subject, b"{")
        subscription = await self.nc.subscribe(subject)
        await self.nc.flush()
        await self.nc.flush()
        await subscription.unsubscribe()
        said = "; ".join(self._violations)
        self._violations.clear()
        assert said.count("violation") == len(re.findall("for (publish|subscription)", said)), said
        return {
            right
            for right, word in (("publish", "publish"), ("subscribe", "subscription"))
            if f"permissions violation for {word} to" not in said
        }


@pytest.mark.parametrize("column", COLUMNS)
async def test_each_user_may_do_what_the_table_says(column: str, known: KnownNats) -> None:
    place = list(COLUMNS).index(column)
    written = {subject: cells[place] for subject, cells in table().items()}
    assert written, "there is no table"
    for user in COLUMNS[column]:
        trying = await Trying.as_user(known, user)
        found = {subject: await trying.rights(named(subject, user)) for subject in written}
        assert found == {subject: RIGHTS[cell] for subject, cell in written.items()}, user
        await trying.nc.close()


async def test_nobody_else_gets_in(known: KnownNats) -> None:
    with pytest.raises(nats.errors.Error, match="Authorization"):
        await Connection().connect_as("nobody", known.url, allow_reconnect=False, error_cb=_quiet)


async def test_nothing_was_lost_to_all_that(known: KnownNats) -> None:
    operator = await known.connect(OPERATOR)
    js = operator.jetstream()
    names = {info.config.name for info in await js.streams_info()}
    inboxes = {f"INBOX-{app}" for app in (APP, READER, ANOTHER)}
    assert names == {*map(stream, SERVICES), "REFUSED", "INBOX", *inboxes}
    await operator.close()


async def _quiet(_: Exception) -> None:
    """The tests look at what comes of it."""


# What permissions on subjects alone would let through --------------------------------------------


@pytest.mark.parametrize(
    "to",
    [
        "gradetrail.grading.p00.s:c:o.BranchAssessed",
        f"gradetrail.inbox.grading.X.{ANOTHER}",
        f"_INBOX.{ANOTHER}.receipts",
        "$JS.API.STREAM.PURGE.GRADING",
        "$JS.API.STREAM.DELETE.PLEDGES",
        "$JS.API.CONSUMER.DELETE.INBOX.grading",
    ],
)
async def test_no_answer_can_be_sent_where_an_app_may_not_write(to: str, known: KnownNats) -> None:
    """The server writes its acknowledgement wherever the sender asks: in the app's own account."""
    app, operator = await known.connect(APP), await known.connect(OPERATOR)
    other = await known.connect(ANOTHER)
    heard = await other.subscribe(f"_INBOX.{ANOTHER}.receipts")
    await other.flush()
    before = await _held(operator)
    await app.publish(f"gradetrail.inbox.grading.X.{APP}", b"{}", reply=to)
    await app.flush()
    kept = {**before, f"INBOX-{APP}": before[f"INBOX-{APP}"] + 1}

    async def is_kept() -> bool:
        return (await _held(operator))[f"INBOX-{APP}"] == kept[f"INBOX-{APP}"]

    await until(is_kept, "the submission is kept")
    assert await _held(operator) == kept
    assert heard.pending_msgs == 0
    for nc in (app, operator, other):
        await nc.close()


async def test_an_app_that_reads_gets_events_and_can_put_them_nowhere(known: KnownNats) -> None:
    reader, grading = await known.connect(READER), await known.connect("grading")
    operator = await known.connect(OPERATOR)
    subject = "gradetrail.grading.p00.s:c:o.X"
    await operator.jetstream().purge_stream("GRADING")
    first, second, _ = [
        (await grading.jetstream().publish(subject, b"%d" % number)).seq for number in range(3)
    ]
    js = reader.jetstream(prefix="gradetrail.api")
    reading = await js.pull_subscribe_bind(durable=READER, stream="GRADING")
    events = await reading.fetch(3, timeout=5)
    assert [(event.subject, event.data) for event in events] == [
        (subject, b"%d" % number) for number in range(3)
    ]
    await asyncio.gather(*(event.ack_sync() for event in events))
    assert (await js.get_msg("GRADING", second, direct=True)).data == b"1"
    before = await _held(operator)
    asking = {
        f"CONSUMER.MSG.NEXT.GRADING.{READER}": b"1",
        "DIRECT.GET.GRADING": b'{"seq":%d}' % first,
    }
    for asked, body in asking.items():
        for to in ("gradetrail.pledges.p00.s:c:o.X", f"gradetrail.inbox.grading.X.{ANOTHER}"):
            await reader.publish(f"gradetrail.api.{asked}", body, reply=to)
    await reader.flush()
    assert (await js.get_msg("GRADING", first, direct=True)).data == b"0"  # all before it is done
    assert await _held(operator) == before
    for nc in (reader, grading, operator):
        await nc.close()


async def _held(operator: Connection) -> dict[str, int]:
    infos = await operator.jetstream().streams_info()
    return {str(info.config.name): info.state.messages for info in infos}
