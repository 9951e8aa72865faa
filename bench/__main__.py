"""Measures everything in one run, prints ratios and figures, writes build/bench.json."""

import argparse
import asyncio
import json
import time
from pathlib import Path
from typing import Any

from bench import ask, project, record, see
from bench.stack import Stack, running
from infra.embedded.postgres import ADMIN

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
    with running() as stack:
        figures = _measure(stack, events)
    for key, bar in BARS.items():
        group, _, name = key.partition(".")
        print(f"{key:<24} {figures[group][name]:>10.2f}   {bar}")
    print(json.dumps(figures, indent=1))
    target = Path("build/bench.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"{time.perf_counter() - started:.0f} s; {target}")


def _measure(stack: Stack, events: int) -> dict[str, Any]:
    nats_url = stack.addresses.nats
    memory = {"at_rest": stack.memory_mb()}
    peer = stack.database("peer", ADMIN)
    asyncio.run(record.prepare(nats_url))
    recorded = asyncio.run(record.measure(nats_url, peer, events))
    memory["after_record"] = stack.memory_mb()
    position = recorded["position"]
    projected = asyncio.run(
        project.measure(
            nats_url,
            stack.database("peer_projected", ADMIN),
            stack.database("our_trail", ADMIN),
            position,
        )
    )
    projections = stack.database("projections", "projections")
    rate = recorded["per_s"]["batch"] / 2
    seen = asyncio.run(see.measure(nats_url, projections, 10_000_000, rate))
    memory["after_see"] = stack.memory_mb()
    asked = ask.measure(stack.addresses.projections)
    memory["after_ask"] = stack.memory_mb()
    return {
        "record": recorded,
        "project": projected,
        "see": seen,
        "ask": asked,
        "memory_mb": memory,
    }


if __name__ == "__main__":
    main()
