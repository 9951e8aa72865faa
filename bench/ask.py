"""*ask*: explanation and trail of a case, asked by one client over HTTP."""

import http.client
import time
from statistics import quantiles
from typing import Any
from urllib.parse import quote, urlsplit

from bench.load import case


def measure(projections: str, questions: int = 1_000) -> dict[str, Any]:
    """p50 and p99 in ms of each question; the worse p99 is the figure."""
    host = urlsplit(projections).netloc
    answered = {
        name: _asked(host, path, questions)
        for name, path in (("explanation", "explanation"), ("trail", "trail?limit=50"))
    }
    return answered | {"p99_ms": max(figures["p99_ms"] for figures in answered.values())}


def _asked(host: str, path: str, questions: int) -> dict[str, float]:
    client = http.client.HTTPConnection(host)
    times = []
    for number in range(questions + 20):
        started = time.perf_counter()
        client.request("GET", f"/api/cases/{quote(case(number * 7), safe='')}/{path}")
        answer = client.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body[:300]!r}")
        times.append((time.perf_counter() - started) * 1_000)
    cuts = quantiles(times[20:], n=100)  # the first warm the connections
    return {"p50_ms": round(cuts[49], 2), "p99_ms": round(cuts[98], 2)}
