"""``gradetrail scheme``: new, check, show, publish."""

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.output import console, print_json, print_table
from client.faults import Fault

if TYPE_CHECKING:
    from contracts.scheme import Examined, Scheme

STARTER = Path(__file__).with_name("starter.yaml")


def run_check(file: Path, strict: bool, as_json: bool) -> int:
    """Print every mistake and all advice; 1 if there are mistakes, or ``strict`` and advice."""
    examined = read_scheme(file)
    mistakes, advice, scheme = examined.mistakes, examined.advice, examined.scheme
    if as_json:
        found = [[asdict(one) for one in ones] for ones in (mistakes, advice)]
        answer = {"file": str(file), "valid": scheme is not None}
        print_json(answer | {"mistakes": found[0], "advice": found[1]})
        return int(scheme is None or (strict and bool(advice)))
    for mistake in mistakes:
        typer.echo(f"{file}:{mistake}")
    for one in advice:
        typer.echo(f"{file}:{one.line}:{one.column}: advice: {one.said}")
    if scheme is None:
        typer.echo(f"{file}: {_count(len(mistakes), 'mistake')}", err=True)
        return 1
    typer.echo(f"{file}: {scheme.id} version {scheme.version} is valid, sha256 {scheme.sha256}")
    return int(strict and bool(advice))


def run_new(file: Path) -> None:
    """Write a small scheme with comments, named after its file.

    Raises:
        Fault: the file is there, its name is no id, or its folder cannot be written to.
    """
    from contracts.values import is_token

    if not is_token(file.stem):
        raise Fault(f"{file.stem} is no id: letters, digits, - and _, the first a letter or digit")
    text = STARTER.read_text(encoding="utf-8").replace("id: {id}", f"id: {file.stem}", 1)
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise Fault(f"{file} is there already") from None
    except OSError as error:
        raise Fault(f"cannot write {file}: {error.strerror}") from None
    typer.echo(f"{file}: a scheme to start from; next: gradetrail scheme check {file}")


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
    from client.signing_in import own_source
    from infra.addresses import find

    document, scheme = valid_scheme(file)
    moment = time or datetime.now(UTC).isoformat()
    submission = {
        "specversion": "1.0",
        "id": f"scheme-{scheme.id}-{scheme.version}-{scheme.sha256[:12]}",
        "source": own_source(f"gradetrail-cli/{actor}"),
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
    from client.publisher import connected_publisher

    async with connected_publisher(url, give_up_after_s=30) as publisher:
        return await publisher.publish([submission])


def valid_scheme(file: Path) -> tuple[dict[str, Any], "Scheme"]:
    """The document and the scheme it describes.

    Raises:
        Fault: it has mistakes; names the first and counts them.
    """
    examined = read_scheme(file)
    if examined.scheme is None:
        first, *others = examined.mistakes
        more = f" (and {len(others)} more: gradetrail scheme check)" if others else ""
        raise Fault(f"{file}:{first}{more}")
    return examined.document, examined.scheme


def read_scheme(file: Path) -> "Examined":
    """The document, and the scheme or else all mistakes, each with its line and column.

    Raises:
        Fault: the file cannot be read.
    """
    from contracts.scheme import examine

    try:
        return examine(file.read_bytes())
    except OSError as error:
        raise Fault(f"cannot read {file}: {error.strerror}") from None


def _text(labelled: Any, lang: str) -> str:
    first, second = ("zh", "en") if lang == "zh" else ("en", "zh")
    return str(
        getattr(labelled, first, None)
        or getattr(labelled, second, None)
        or getattr(labelled, "id", "")
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
