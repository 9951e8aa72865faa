"""*ask*: explanation and trail of a case, asked by one client over HTTP."""

import http.client
import time
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote, urlsplit

from bench.load import case


def measure(projections: str, questions: int = 1_000) -> dict[str, Any]:
    """p50 and p99 in ms of each question, of three rounds the median; the worse p99 counts.

    ``machine``: the same of a loop that does nothing but count, for about as long as an explanation
    takes. What its p99 is above its p50, the machine adds to whatever runs on it.
    """
    host = urlsplit(projections).netloc
    rounds = []
    for _ in range(3):
        explanation = _asked(host, "explanation", questions)
        trail = _asked(host, "trail?limit=50", questions)
        machine = _counted(explanation["p50_ms"], questions)
        rounds.append({"explanation": explanation, "trail": trail, "machine": machine})
    found: dict[str, Any] = {
        name: {figure: median(one[name][figure] for one in rounds) for figure in rounds[0][name]}
        for name in rounds[0]
    }
    return found | {"p99_ms": max(found[name]["p99_ms"] for name in ("explanation", "trail"))}


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
    return _figures(times[20:])  # the first warm the connections


def _counted(for_ms: float, times: int) -> dict[str, float]:
    """Counting for about so many ms, so many times."""
    numbers = range(100_000)
    numbers = range(int(len(numbers) * for_ms / min(_taken(numbers) for _ in range(20))))
    return _figures([_taken(numbers) for _ in range(times)])


def _taken(numbers: range) -> float:
    started = time.perf_counter()
    sum(numbers)
    return (time.perf_counter() - started) * 1_000


def _figures(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100)
    return {"p50_ms": round(cuts[49], 2), "p99_ms": round(cuts[98], 2)}
