"""Measures everything in one run, prints ratios and figures, writes build/bench.json."""

import argparse
import asyncio
import json
import time
from pathlib import Path
from typing import Any

from bench import ask, project, record, see
from bench.apps import known
from bench.stack import data_folder, running
from infra.embedded.postgres import ADMIN
from services.runtime import collector

BARS = {
    "record.vs_save": "at least 10",
    "record.single_vs_save": "at least 5",
    "record.vs_copy": "the limit is 1",
    "project.vs_runner": "at least 25",
    "project.vs_decode": "at least 0.25",
    "see.p99_ms": "under 1000",
    "ask.p99_ms": "under 20",
}


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=200_000, help="size of the backlog")
    events: int = parser.parse_args().events
    started = time.perf_counter()
    collector.spare()  # as the services do; what runs in this process is a peer's or ours alike
    figures = _measure(events)
    for key, bar in BARS.items():
        group, _, name = key.partition(".")
        print(f"{key:<24} {figures[group][name]:>10.2f}   {bar}")
    print(json.dumps(figures, indent=1))
    target = Path("build/bench.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"{time.perf_counter() - started:.0f} s; {target}")


def _measure(events: int) -> dict[str, Any]:
    memory: dict[str, Any] = {}
    with data_folder() as folder:
        # What records is measured by itself, as its peers are; what shows, with everything running.
        access, apps = known(folder, record.APPS)
        with running(folder, ["grading"], access) as stack:
            peer = stack.database("peer", ADMIN)
            recorded = asyncio.run(record.measure(stack.addresses.nats, apps, peer))
            memory["after_record"] = stack.memory_mb()
    with data_folder() as folder, running(folder) as stack:
        memory["at_rest"] = stack.memory_mb()
        nats_url, projections = stack.addresses.nats, stack.database("projections", "projections")
        asyncio.run(record.prepare(nats_url))
        position = asyncio.run(record.fill(nats_url, events))
        see.caught_up(projections, position)
        projected = asyncio.run(
            project.measure(
                nats_url,
                stack.database("peer_projected", ADMIN),
                stack.database("our_trail", ADMIN),
                position,
            )
        )
        stack.settle()
        asked = ask.measure(stack.addresses.projections)
        memory["after_ask"] = stack.memory_mb()
        seen = asyncio.run(see.measure(nats_url, projections, 10_000_000))
        memory["after_see"] = stack.memory_mb()
    return {
        "record": recorded,
        "project": projected,
        "see": seen,
        "ask": asked,
        "memory_mb": memory,
    }


if __name__ == "__main__":
    main()
