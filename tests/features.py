"""Each requirement and the tests that show it: ``python -m tests.features`` (``make features``).

A test says which rows of features.yaml it shows by ``@pytest.mark.feature("S1-12", …)``. Worked
examples that are one test each by their parameters stand in a dict ``FEATURES`` of their module,
from row to the examples' ids. Tests are read, not run: whether they pass, pytest says.
"""

import argparse
import ast
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

TESTS = Path(__file__).parent
ROOT = TESTS.parent
TABLE = TESTS / "features.yaml"
PAGE = ROOT / "docs" / "features.md"


@dataclass(frozen=True)
class Programme:
    """``key``: S0 … S3, with which the ids of its rows begin."""

    key: str
    scheme: str


@dataclass(frozen=True)
class Row:
    """One requirement. ``source``: the clause of the programme's document."""

    id: str
    requirement: str
    source: str


class Proof(NamedTuple):
    """A test that shows a row. ``file``: relative to the project. ``examples``: of a table."""

    file: str
    test: str
    examples: str = ""

    def told(self) -> str:
        """The test as a line for a person."""
        words = self.test.removeprefix("test_").replace("_", " ")
        return f"{self.file}: {words}{f' [{self.examples}]' if self.examples else ''}"


Shown = dict[str, list[Proof]]


def read_table() -> tuple[list[Programme], list[Row]]:
    """The programmes and their rows, in order."""
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return [Programme(**p) for p in table["programmes"]], [Row(**r) for r in table["rows"]]


def shown() -> Shown:
    """The proofs of each row that a test names, whether or not there is such a row."""
    found: Shown = defaultdict(list)
    for path in sorted(TESTS.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        file = path.relative_to(ROOT).as_posix()
        for row, proof in (*_marked(tree, file), *_tabled(tree, file)):
            if proof not in found[row]:
                found[row].append(proof)
    return dict(found)


def open_rows(rows: Iterable[Row], shown: Shown) -> list[Row]:
    """The rows that no test shows."""
    return [row for row in rows if row.id not in shown]


def _marked(tree: ast.Module, file: str) -> Iterator[tuple[str, Proof]]:
    """Tests with the mark, on themselves or on one of their parameters."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not node.name.startswith("test_"):
            continue
        for decorator in node.decorator_list:
            for call in ast.walk(decorator):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.feature":
                    yield from ((ast.literal_eval(id), Proof(file, node.name)) for id in call.args)


def _tabled(tree: ast.Module, file: str) -> Iterator[tuple[str, Proof]]:
    """Rows of a module's table FEATURES."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FEATURES":
            for row, examples in ast.literal_eval(node.value).items():
                yield row, Proof(file, "worked examples", examples)


def page(programmes: list[Programme], rows: list[Row], shown: Shown) -> str:
    """The table as docs/features.md: the files that show each row, so that it changes rarely."""
    lines = [
        "# Requirements and the tests that show them",
        "",
        "Written by `python -m tests.features --write` from `tests/features.yaml` and the tests;",
        "a test fails when this page is stale. `make features` names each test.",
        "The source of a row is a clause of the programme's founding document, or “ours”.",
    ]
    for programme in programmes:
        own = [row for row in rows if row.id.startswith(f"{programme.key}-")]
        done = sum(row.id in shown for row in own)
        lines += [
            "",
            f"## {programme.key}: {programme.scheme}",
            "",
            f"{done} of {len(own)} rows are shown by a test.",
            "",
            "| row | requirement | source | shown by |",
            "| --- | --- | --- | --- |",
        ]
        for row in own:
            files = dict.fromkeys(proof.file for proof in shown.get(row.id, ()))
            links = "<br>".join(f"[{Path(file).name}](../{file})" for file in files)
            by = links or "**open**"
            lines.append(f"| {row.id} | {row.requirement} | {row.source} | {by} |")
    return "\n".join(lines) + "\n"


def _print(programmes: list[Programme], rows: list[Row], shown: Shown) -> None:
    for row in rows:
        sys.stdout.write(f"{row.id}  {row.requirement} ({row.source})\n")
        told = [proof.told() for proof in shown.get(row.id, ())] or ["open"]
        sys.stdout.writelines(f"         {line}\n" for line in told)
    for programme in programmes:
        own = [row.id for row in rows if row.id.startswith(f"{programme.key}-")]
        done = sum(id in shown for id in own)
        sys.stdout.write(f"{programme.key} {programme.scheme}: {done} of {len(own)} shown\n")


def _as_json(rows: list[Row], shown: Shown) -> str:
    found = [
        asdict(row) | {"shown_by": [proof._asdict() for proof in shown.get(row.id, ())]}
        for row in rows
    ]
    return json.dumps({"rows": found}, ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    """Print, or write the page; 1 if a row is open."""
    parser = argparse.ArgumentParser(prog="python -m tests.features", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    asked = parser.parse_args()
    programmes, rows = read_table()
    proofs = shown()
    if asked.write:
        PAGE.write_text(page(programmes, rows, proofs), encoding="utf-8")
    elif asked.json:
        sys.stdout.write(_as_json(rows, proofs))
    else:
        _print(programmes, rows, proofs)
    missing = open_rows(rows, proofs)
    if missing:
        sys.stderr.write(f"open: {', '.join(row.id for row in missing)}\n")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
