"""``gradetrail explain``, ``trail`` and ``export``: what is known about a case."""

from pathlib import Path

import typer

from cli.output import console, counted, local_day, print_json, print_table
from client import reading
from client.faults import Fault
from infra.addresses import find

_HEADINGS = {
    "en": ("happened", "recorded", "position", "by", "what"),
    "zh": ("发生", "记录", "位置", "操作组织", "内容"),
}


def run_explain(
    case: str, as_of: str | None, effective_at: str | None, data: Path | None, lang: str,
    *, full: bool, as_json: bool,
) -> None:  # fmt: skip
    """Print why a case stands where it stands; ``full``: every condition of the rules."""
    explanation = reading.explanation(find(data), case, as_of=as_of, effective_at=effective_at)
    if as_json:
        print_json(explanation)
        return
    from cli.explained import renderables

    screen = console()
    for part in renderables(explanation, lang, full=full):
        screen.print(part)


def run_trail(
    case: str, as_of: str | None, effective_at: str | None, data: Path | None, lang: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Print every entry of a case."""
    trail = reading.whole_trail(find(data), case, as_of=as_of, effective_at=effective_at)
    entries, timezone = trail["data"], trail["timezone"]
    if as_json:
        print_json({"case": case, "timezone": timezone, "entries": entries})
        return
    print_table(
        _HEADINGS[lang],
        [
            (
                local_day(entry["time"], timezone),
                local_day(entry["recordedat"], timezone),
                f"{entry['service']}:{entry['position']}",
                entry["actor"]["name"][lang],
                entry["sentence"][lang],
            )
            for entry in entries
        ],
        whole=3,
    )


def run_export(case: str, output: Path | None, data: Path | None) -> None:
    """Write the whole file of a case, as the service gave it.

    Raises:
        Fault: the file cannot be written.
    """
    content = reading.case_file(find(data), case)
    if output is None:
        typer.echo(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise Fault(f"cannot write {output}: {error.strerror}") from None
    typer.echo(f"{output}: {counted(len(content), 'byte')}")
