"""A long table takes no more memory than a short one."""

import csv
import os
import subprocess
import sys
from pathlib import Path

from infra.child import PROJECT

HEADING = ("scheme", "cycle", "organisation", "criterion", "value", "as_of", "kind", "found_in")


def peak_kib(folder: Path, rows: int) -> int:
    """The most memory that a dry run of so many rows had."""
    file = folder / f"{rows}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADING)
        writer.writerows(
            ("s", "2011", f"v-{n}", "satisfaction", n % 100, "2011-11-07", "survey", f"第{n}页")
            for n in range(rows)
        )
    # A test's own peak would count for a child that it forks: a shell of its own starts it.
    measured = (
        "import resource, subprocess, sys;"
        "done = subprocess.run([sys.executable, '-m', 'cli', *sys.argv[1:]],"
        " stdout=subprocess.DEVNULL);"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, "import", "evidence", str(file), "--dry-run"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
    )  # fmt: skip
    code, peak = map(int, done.stdout.split())
    assert code == 0, done.stderr
    return peak


def test_the_rows_of_a_csv_pass_through(tmp_path: Path) -> None:
    short, long = peak_kib(tmp_path, 8_000), peak_kib(tmp_path, 40_000)
    assert long - short < 8 * 1024
