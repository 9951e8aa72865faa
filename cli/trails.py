"""``gradetrail explain``, ``trail`` and ``export``: what is known about a case."""

import json
from pathlib import Path

import typer

from cli import reading
from cli.faults import Fault
from cli.output import console, print_json, print_table
from infra.addresses import find


def run_explain(case: str, data: Path | None, lang: str, as_json: bool) -> None:
    """Print why a case stands where it stands."""
    explanation = reading.explanation(find(data), case)
    if as_json:
        print_json(explanation)
        return
    from cli.explained import renderables

    screen = console()
    for part in renderables(explanation, lang):
        screen.print(part)


def run_trail(
    case: str, as_of: str | None, effective_at: str | None, data: Path | None, lang: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Print every entry of a case."""
    entries = list(reading.trail(find(data), case, as_of=as_of, effective_at=effective_at))
    if as_json:
        print_json({"case": case, "entries": entries})
        return
    print_table(
        ("happened", "recorded", "position", "by", "what"),
        [
            (
                entry["time"][:10],
                entry["recordedat"][:19],
                f"{entry['service']}:{entry['position']}",
                entry["actor"],
                entry["sentence"][lang],
            )
            for entry in entries
        ],
    )


def run_export(case: str, output: Path | None, data: Path | None) -> None:
    """Write the whole file of a case: trail and explanation.

    Raises:
        Fault: the file cannot be written.
    """
    addresses = find(data)
    whole = {
        "case": case,
        "explanation": reading.explanation(addresses, case),
        "trail": list(reading.trail(addresses, case)),
    }
    if output is None:
        print_json(whole)
        return
    try:
        output.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise Fault(f"cannot write {output}: {error.strerror}") from None
    typer.echo(f"{output}: {len(whole['trail'])} entries")
