"""Alert rules and dashboards ask for metrics that there are, and each alert says what to do."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from docs.tables import OPERATOR
from services.projections.metrics import ProjectionMetrics
from services.runtime.desk_metrics import DeskMetrics
from services.runtime.metrics import Metrics
from ticker.metrics import TickerMetrics

ROOM = OPERATOR.parents[1] / "infra" / "monitoring"
TEXT = OPERATOR.read_text("utf-8")
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOM / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
DASHBOARDS = sorted((ROOM / "grafana" / "dashboards").glob("*.json"))
JOBS = {"grading", "pledges", "training", "projections", "ticker"}
SUFFIXES = {"counter": ["_total"], "info": ["_info"], "histogram": ["_bucket", "_sum", "_count"]}


def names(metrics: Metrics) -> Iterator[str]:
    for one in metrics.registry.collect():
        yield from (one.name + suffix for suffix in SUFFIXES.get(one.type, [""]))


KNOWN = {
    "up",
    *(name for kind in (DeskMetrics, ProjectionMetrics, TickerMetrics) for name in names(kind())),
}


def asked_for(query: str) -> set[str]:
    return set(re.findall(r"\b(?:gradetrail_\w+|process_\w+|up)\b", query))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_rests_on_metrics_there_are_and_says_what_to_do(rule: dict[str, Any]) -> None:
    assert asked_for(rule["expr"])
    assert asked_for(rule["expr"]) - KNOWN == set()
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["summary"]
    page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    assert (page, anchor) == ("docs/operator.md", rule["alert"].lower())
    assert f"\n### {rule['alert']}\n" in TEXT.partition("\n## What to watch\n")[2]


def test_no_section_is_about_an_alert_that_is_not_there() -> None:
    told = re.findall(r"^### (\w+)$", TEXT.partition("\n## What to watch\n")[2], re.MULTILINE)
    assert told == [rule["alert"] for rule in RULES]


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_asks_for_metrics_there_are(path: Any) -> None:
    panels = json.loads(path.read_text("utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) > 10
    for panel in panels:
        for target in panel["targets"]:
            assert asked_for(target["expr"]), panel["title"]
            assert asked_for(target["expr"]) - KNOWN == set(), panel["title"]
            assert target["expr"].count("(") == target["expr"].count(")")


def test_every_process_is_asked_and_missed() -> None:
    config = yaml.safe_load((ROOM / "prometheus.yml").read_text("utf-8"))
    jobs = {job["job_name"]: job for job in config["scrape_configs"]}
    assert jobs.keys() == JOBS | {"prometheus"}
    for name in JOBS:
        assert [one["names"] for one in jobs[name]["dns_sd_configs"]] == [[name]]
    (down,) = [rule["expr"] for rule in RULES if rule["alert"] == "ServiceDown"]
    assert all(f'absent(up{{job="{name}"}})' in down for name in JOBS)


def test_what_grafana_is_given_is_where_compose_puts_it() -> None:
    overlay = yaml.safe_load((ROOM.parent / "compose.monitoring.yaml").read_text("utf-8"))
    places = dict(mount.split(":")[:2] for mount in overlay["services"]["grafana"]["volumes"])
    folder = ROOM / "grafana" / "provisioning" / "dashboards" / "gradetrail.yaml"
    (provider,) = yaml.safe_load(folder.read_text("utf-8"))["providers"]
    assert places["./monitoring/grafana/dashboards"] == provider["options"]["path"]
    asked = {service for service in overlay["services"] if service in JOBS}
    assert asked == JOBS
    for name in JOBS:
        environment = overlay["services"][name]["environment"]
        assert environment[f"{name.upper()}_METRICS_PORT"] == 9000
