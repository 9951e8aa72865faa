"""What is wrong with a running stack, judged from what its services say of themselves."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from cli.output import counted

BEHIND_S = 10.0
MANY_REFUSED, MANY_WAITING = 20, 10_000
COUNTED_REFUSED = 2_000
"""Nobody waits for a count of more."""
FULL = 0.9
KEY_DAYS = 14
BACKUP_HOURS = 26
"""A day, and what a nightly backup may take."""

Status = Mapping[str, Any]
"""The answer of a service's ``/status``."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. Where it is not ``ok``: ``why`` it matters, ``mend``: what to do."""

    check: str
    ok: bool
    found: str
    mend: str = ""
    why: str = ""


def of_faults(name: str, status: Status) -> Finding:
    """What a service itself complains of."""
    faults = status["faults"]
    return Finding(
        f"service {name}", not faults, "; ".join(faults) or "it is well",
        "mend what it names; the service goes on by itself",
        "it runs and cannot do all of its work",
    )  # fmt: skip


def of_relay(name: str, before: Status, after: Status) -> Finding:
    """Whether events that were recorded before are on their stream after."""
    behind, upto = before["position"] - after["relayed"], after["relayed"]
    waiting = counted(behind, "event waits", "events wait")
    return Finding(
        f"relay of {name}", behind <= 0,
        f"{waiting} to be carried" if behind > 0 else f"carried up to {upto}",
        "look at NATS: is it there, has its disk room? `gradetrail status` says more",
        "what is recorded reaches neither auditors nor the other services; nothing is lost",
    )  # fmt: skip


def of_read_models(before: Mapping[str, Status], after: Status) -> Iterator[Finding]:
    """Whether read models have what was carried before, or are at least on their way."""
    for view, services in after["projections"].items():
        for service, reach in services.items():
            earlier = before["projections"]["projections"][view][service]["position"]
            behind = before.get(service, {"relayed": 0})["relayed"] - reach["position"]
            late_s = reach["oldest_unapplied_s"] or 0.0
            stuck = behind > 0 and (reach["position"] <= earlier or late_s > BEHIND_S)
            yield Finding(
                f"{view} of {service}", not stuck,
                f"{counted(behind, 'event')} behind, the oldest of {late_s:.0f} s" if behind > 0
                else f"applied up to {reach['position']}",
                "see the projections' log; does PostgreSQL keep up? They catch up by themselves",
                "auditors do not see the latest; each answer says how much it lacks",
            )  # fmt: skip


def of_parked(parked: Iterable[Mapping[str, Any]]) -> Finding:
    """Whether an event could not be applied."""
    events = [(one["projection"], event) for one in parked for event in one["events"]]
    cases = sorted({event["case"] for _, event in events})
    found = f"{counted(len(events), 'event')} of {counted(len(cases), 'case')}"
    first = f", such as {cases[0]}: {events[0][1]['error']}" if events else ""
    return Finding(
        "parked", not cases,
        f"{found}{first}" if cases else "none",
        "mend the reducer, restart the projections, then `gradetrail parked replay <case>`",
        "answers about these cases are incomplete",
    )  # fmt: skip


def of_refused(name: str, latest: Iterable[Mapping[str, Any]], now: datetime) -> Finding:
    """Whether much was refused in the last hour, or our own code failed. ``latest``: that first."""
    since = now - timedelta(hours=1)
    of_the_hour = takewhile(lambda one: datetime.fromisoformat(one["refusedat"]) > since, latest)
    recent = list(islice(of_the_hour, COUNTED_REFUSED))
    defects = sum(one["problem"]["type"] == "/problems/defect" for one in recent)
    more = " or more" if len(recent) == COUNTED_REFUSED else ""
    found = f"{len(recent):,}{more} in the last hour"
    if defects:
        return Finding(
            f"refused by {name}", False, f"{found}, {defects} of them by a defect of ours",
            f"its log has the error (`defect`); once mended, `gradetrail refused resubmit {name}`",
            "our own code failed on them; they are kept",
        )  # fmt: skip
    return Finding(
        f"refused by {name}", len(recent) < MANY_REFUSED, found,
        f"`gradetrail refused list {name}` says who sent what; their app has to be mended",
        "an app sends what is not accepted, and may not notice",
    )  # fmt: skip


def of_nats(jetstream: Mapping[str, Any], inbox: str) -> Iterator[Finding]:
    """How full NATS is, and whether submissions pile up. ``jetstream``: its ``/jsz``."""
    used, limit = jetstream["storage"], jetstream["config"]["max_storage"]
    yield Finding(
        "storage of NATS", used < FULL * limit, f"{used / 2**30:.1f} of {limit / 2**30:.0f} GiB",
        "more disk and NATS_MAX_FILE_STORE, then start NATS again",
        "a full NATS takes no submissions, and the relays stop",
    )  # fmt: skip
    waiting = sum(
        stream["state"]["messages"]
        for account in jetstream.get("account_details", ())
        for stream in account.get("stream_detail", ())
        if stream["name"] == inbox
    )
    yield Finding(
        inbox, waiting < MANY_WAITING, f"{counted(waiting, 'message waits', 'messages wait')}",
        "is each service ready? Does its database keep up?",
        "submissions are not decided; a full INBOX refuses new ones",
    )  # fmt: skip


def of_nats_itself(fault: str | None) -> Finding:
    """Whether NATS can take what is sent. A disk that was full stops a stream until a restart."""
    return Finding(
        "NATS", not fault, fault or "it takes what is sent",
        "if its disk is full, make room there; then start NATS again: a stream that could not"
        " write takes nothing before (with Compose: docker compose restart nats)",
        "senders get no answer, and send again; what is recorded is not carried; nothing is lost",
    )  # fmt: skip


def of_keys(keys: Iterable[tuple[str, str, date]], today: date) -> Finding:
    """Whether a key has expired or is about to. ``keys``: app, id of the key, its last day."""
    soon = sorted((last, app, id) for app, id, last in keys if last < today + timedelta(KEY_DAYS))
    return Finding(
        "keys", not soon,
        ", ".join(f"{id} of {app}: {last}" for last, app, id in soon) or "none of them ends soon",
        "`gradetrail access key add`, hand it over, then remove the old one",
        "an app whose key has ended is turned away",
    )  # fmt: skip


def of_backup(folder: Path, now: datetime) -> Finding:
    """Whether the newest backup in a folder is of today."""
    taken = [_taken_at(manifest) for manifest in folder.glob("**/manifest.json")]
    hours = (now - max(taken)).total_seconds() / 3600 if taken else None
    return Finding(
        "backup", hours is not None and hours < BACKUP_HOURS,
        f"none in {folder}" if hours is None else f"the newest is {hours:.0f} hours old",
        "`gradetrail backup`, every day by a timer; and `gradetrail drill restore` now and then",
        "if the disk fails, everything since the last backup is lost",
    )  # fmt: skip


def _taken_at(manifest: Path) -> datetime:
    return datetime.fromisoformat(json.loads(manifest.read_text("utf-8"))["taken_at"])
