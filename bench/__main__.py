"""Measures everything in one run, prints ratios and figures, writes build/bench.json."""

import argparse
import asyncio
import json
import time
from pathlib import Path
from typing import Any

from bench import ask, project, record, see
from bench.stack import data_folder, running
from infra.data_folder import DataFolder
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
    with data_folder() as folder:
        figures = _measure(folder, events)
    for key, bar in BARS.items():
        group, _, name = key.partition(".")
        print(f"{key:<24} {figures[group][name]:>10.2f}   {bar}")
    print(json.dumps(figures, indent=1))
    target = Path("build/bench.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"{time.perf_counter() - started:.0f} s; {target}")


def _measure(folder: DataFolder, events: int) -> dict[str, Any]:
    with running(folder) as stack:
        memory = {"at_rest": stack.memory_mb()}
        asyncio.run(record.prepare(stack.addresses.nats))
    # What records is measured by itself, as its peers are; what shows, with everything running.
    with running(folder, ["grading"]) as stack:
        peer = stack.database("peer", ADMIN)
        recorded = asyncio.run(record.measure(stack.addresses.nats, peer, events))
        memory["after_record"] = stack.memory_mb()
    with running(folder) as stack:
        nats_url, position = stack.addresses.nats, recorded["position"]
        projections = stack.database("projections", "projections")
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
