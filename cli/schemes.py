"""``gradetrail scheme``: check, show, publish."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.faults import Fault
from cli.output import console, print_json, print_table

if TYPE_CHECKING:
    from contracts.scheme import Mistake, Scheme


def run_check(file: Path, as_json: bool) -> int:
    """Print every mistake; 1 if there are any."""
    _, scheme, mistakes = read_scheme(file)
    if as_json:
        found = [_mistake(mistake) for mistake in mistakes]
        print_json({"file": str(file), "valid": not found, "mistakes": found})
    elif mistakes:
        for mistake in mistakes:
            typer.echo(f"{file}:{mistake}")
        typer.echo(f"{file}: {_count(len(mistakes), 'mistake')}", err=True)
    elif scheme:
        typer.echo(f"{file}: {scheme.id} version {scheme.version} is valid, sha256 {scheme.sha256}")
    return int(bool(mistakes))


def run_show(file: Path, lang: str, as_json: bool) -> None:
    """Print a scheme for reading."""
    document, scheme = valid_scheme(file)
    if as_json:
        print_json(document)
        return
    console().print(f"[bold]{_text(scheme.title, lang)}[/]  {scheme.id} version {scheme.version}")
    for ladder in scheme.ladders:
        tiers = " < ".join(f"{_text(tier, lang)} ({tier.id})" for tier in ladder.tiers)
        console().print(f"{_text(ladder, lang)} ({ladder.id}): {tiers}")
    print_table(
        ("criterion", "type", "unit", "text"),
        [(c.id, c.type, c.unit, _text(c, lang)) for c in scheme.criteria],
    )
    print_table(
        ("step", "by", "records", "text"),
        [(s.id, s.actor, ", ".join(s.records), _text(s, lang)) for s in scheme.procedure],
    )


def run_publish_scheme(
    file: Path, actor: str, effective_from: str | None, time: str | None,
    data: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Publish the scheme and print the receipt; 1 if it is refused."""
    from cli.publishing import print_receipts
    from infra.addresses import find

    document, scheme = valid_scheme(file)
    moment = time or datetime.now(UTC).isoformat()
    submission = {
        "specversion": "1.0",
        "id": f"scheme-{scheme.id}-{scheme.version}-{scheme.sha256[:12]}",
        "source": f"gradetrail-cli/{actor}",
        "type": "gradetrail.grading.SchemePublished.v1",
        "subject": f"scheme:{scheme.id}",
        "time": moment,
        "actor": actor,
        "datacontenttype": "application/json",
        "data": {
            "scheme_version": scheme.version,
            "effective_from": effective_from or scheme.window.opens.isoformat(),
            "definition": document,
        },
    }
    return print_receipts(asyncio.run(_published(find(data).nats, submission)), as_json)


async def _published(url: str, submission: dict[str, Any]) -> list[Any]:
    from cli.publisher import connected_publisher

    async with connected_publisher(url, give_up_after_s=30) as publisher:
        return await publisher.publish([submission])


def valid_scheme(file: Path) -> tuple[dict[str, Any], "Scheme"]:
    """The document and the scheme it describes.

    Raises:
        Fault: it has mistakes; names the first and counts them.
    """
    document, scheme, mistakes = read_scheme(file)
    if scheme is None:
        more = f" (and {len(mistakes) - 1} more: gradetrail scheme check)" if mistakes[1:] else ""
        raise Fault(f"{file}:{mistakes[0]}{more}")
    return document, scheme


def read_scheme(file: Path) -> tuple[dict[str, Any], "Scheme | None", tuple["Mistake", ...]]:
    """The document, and the scheme or else all mistakes, each with its line and column.

    Raises:
        Fault: the file cannot be read.
    """
    from contracts.scheme import SchemeMistakes, load, read_yaml

    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Fault(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Fault(f"{file} is not UTF-8: {error.reason} at byte {error.start}") from None
    try:
        document, places = read_yaml(text)
    except SchemeMistakes as error:
        return {}, None, error.mistakes
    try:
        return document, load(document), ()
    except SchemeMistakes as error:
        return document, None, tuple(_placed(mistake, places) for mistake in error.mistakes)


def _placed(mistake: "Mistake", places: Any) -> "Mistake":
    """The mistake with the line and column of its nearest place in the text."""
    here = mistake.pointer
    while here not in places and here:
        here = here.rpartition("/")[0]
    line, column = places.get(here, (1, 1))
    return replace(mistake, line=line, column=column)


def _mistake(mistake: "Mistake") -> dict[str, Any]:
    names = ("line", "column", "pointer", "message", "rule", "accepts")
    return {name: getattr(mistake, name) for name in names}


def _text(labelled: Any, lang: str) -> str:
    first, second = ("zh", "en") if lang == "zh" else ("en", "zh")
    return str(
        getattr(labelled, first, None)
        or getattr(labelled, second, None)
        or getattr(labelled, "id", "")
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
