"""What ``gradetrail doctor`` makes of what services say: a fault says why and what to do."""

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli import findings
from cli.findings import Finding
from infra.addresses import find

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def fault(finding: Finding) -> str:
    """What is wrong; a fault always says why that matters and what to do."""
    assert not finding.ok
    assert finding.why
    assert finding.mend
    return finding.found


def models(position: int, oldest_s: float | None = None) -> dict[str, Any]:
    reach = {"position": position, "head": 0, "oldest_unapplied_s": oldest_s}
    return {"projections": {"trail": {"grading": reach}}}


def read_model(before: int, after: int, carried: int, oldest_s: float | None = None) -> Finding:
    told = {"grading": {"relayed": carried}, "projections": models(before)}
    (found,) = findings.of_read_models(told, models(after, oldest_s))
    return found


def test_a_service_says_itself_what_it_lacks() -> None:
    assert findings.of_faults("grading", {"faults": []}).ok
    told = findings.of_faults("grading", {"faults": ["NATS is away", "INBOX is not read"]})
    assert fault(told) == "NATS is away; INBOX is not read"


def test_a_relay_is_behind_if_what_was_recorded_before_is_not_carried_now() -> None:
    assert findings.of_relay("grading", {"position": 10}, {"relayed": 10}).ok
    assert findings.of_relay("grading", {"position": 10}, {"relayed": 12}).ok
    told = findings.of_relay("grading", {"position": 10}, {"relayed": 7})
    assert fault(told) == "3 events wait to be carried"


def test_a_read_model_that_catches_up_is_well_and_one_that_stands_or_is_late_is_not() -> None:
    assert read_model(before=5, after=10, carried=10).ok
    assert read_model(before=5, after=8, carried=10, oldest_s=1.0).ok
    assert "5 events behind" in fault(read_model(before=5, after=5, carried=10))
    assert "oldest of 60 s" in fault(read_model(before=5, after=8, carried=10, oldest_s=60.0))


def test_a_read_model_of_a_service_that_is_away_is_left_to_that_services_finding() -> None:
    (found,) = findings.of_read_models({"projections": models(5)}, models(5))
    assert found.ok


def test_a_parked_case_is_named_with_its_error() -> None:
    nothing = [{"projection": "trail", "events": []}]
    assert findings.of_parked(nothing).ok
    parked = [{"projection": "trail", "events": [{"case": "s:c:n", "error": "KeyError: tier"}] * 2}]
    assert fault(findings.of_parked(parked)) == "2 events of 1 case, such as s:c:n: KeyError: tier"


def refusals(count: int, kind: str, minutes_ago: int) -> list[dict[str, Any]]:
    at = (NOW - timedelta(minutes=minutes_ago)).isoformat()
    return [{"refusedat": at, "problem": {"type": f"/problems/{kind}"}}] * count


def test_many_refusals_of_the_last_hour_are_a_fault_and_old_ones_are_not() -> None:
    few, many = refusals(19, "step-not-open", 5), refusals(20, "step-not-open", 5)
    assert findings.of_refused("grading", few, NOW).ok
    assert fault(findings.of_refused("grading", many, NOW)) == "20 in the last hour"
    assert findings.of_refused("grading", refusals(200, "defect", 61), NOW).ok
    busy = refusals(1_234, "step-not-open", 5) + refusals(1, "step-not-open", 61)
    assert fault(findings.of_refused("grading", busy, NOW)) == "1,234 in the last hour"


def test_so_many_refusals_that_nobody_counts_them_are_told_as_that() -> None:
    endless = itertools.cycle(refusals(1, "step-not-open", 5))
    assert fault(findings.of_refused("grading", endless, NOW)) == "2,000 or more in the last hour"


def test_one_defect_of_ours_is_a_fault() -> None:
    told = findings.of_refused("grading", refusals(1, "defect", 5), NOW)
    assert "by a defect of ours" in fault(told)


@pytest.mark.parametrize(("used", "waiting", "wrong"), [
    (80, 10, []), (95, 10, ["storage of NATS"]), (80, 20_000, ["INBOX"]),
])  # fmt: skip
def test_a_nats_that_fills_up_is_a_fault(used: int, waiting: int, wrong: list[str]) -> None:
    streams = [{"name": "INBOX", "state": {"messages": waiting}},
               {"name": "GRADING", "state": {"messages": 10**6}}]  # fmt: skip
    told = {
        "storage": used, "config": {"max_storage": 100},
        "account_details": [{"stream_detail": streams}],
    }  # fmt: skip
    found = list(findings.of_nats(told, "INBOX"))
    assert [one.check for one in found if not one.ok] == wrong


def test_a_key_that_is_about_to_end_is_named() -> None:
    keys = [("county", "k1", date(2027, 3, 10)), ("town", "k2", date(2027, 6, 1))]
    assert fault(findings.of_keys(keys, NOW.date())) == "k1 of county: 2027-03-10"
    assert findings.of_keys(keys[1:], NOW.date()).ok


def test_a_backup_of_yesterday_is_too_old_and_none_is_worse(tmp_path: Path) -> None:
    assert "none in" in fault(findings.of_backup(tmp_path, NOW))
    for hours in (40, 30):
        made = tmp_path / f"backup-{hours}"
        made.mkdir()
        taken = (NOW - timedelta(hours=hours)).isoformat()
        (made / "manifest.json").write_text(json.dumps({"taken_at": taken}))
    assert fault(findings.of_backup(tmp_path, NOW)) == "the newest is 30 hours old"
    (made / "manifest.json").write_text(json.dumps({"taken_at": NOW.isoformat()}))
    assert findings.of_backup(tmp_path, NOW).ok


def test_a_stack_is_found_behind_its_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADETRAIL_ADDRESSES", "https://grades.example.org/")
    found = find()
    assert found.grading == "https://grades.example.org/grading"
    assert found.projections == "https://grades.example.org"
    assert found.nats == "wss://grades.example.org/nats"
