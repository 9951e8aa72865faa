"""What the demo says at its end: the explanation, the receipts, the times, the page."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.explained import renderables
from client.http import sentence
from demo.play import Play

if TYPE_CHECKING:
    from rich.console import Console

_TEXTS = {
    "en": {
        "why": "Why does this branch stand where it stands?",
        "receipts": "What the receipts said",
        "counts": "{accepted} accepted, {duplicate} duplicate, {refused} refused",
        "refused": "Refused, with the reason:",
        "summary": "{chapters} chapters in {seconds:.1f} s",
        "times": "The story took {play:.1f} s to publish and record, {seen:.1f} s more to be seen;"
        " starting took {start:.1f} s.",
        "page": "Read on:",
        "stay": "The page stays up until Ctrl-C.",
        "chapter": "chapter", "events": "events", "seconds": "s",
    },
    "zh": {
        "why": "这个村党组织为什么处在这个级次?",
        "receipts": "回执汇总",
        "counts": "接受{accepted},重复{duplicate},拒收{refused}",
        "refused": "拒收及理由:",
        "summary": "{chapters}个环节,{seconds:.1f}秒",
        "times": "启动{start:.1f}秒;发布并记录全部事件{play:.1f}秒,再过{seen:.1f}秒可查。",
        "page": "继续阅读:",
        "stay": "网页一直可看,按 Ctrl-C 结束。",
        "chapter": "环节", "events": "事件", "seconds": "秒",
    },
}  # fmt: skip


def report(
    console: "Console",
    *,
    explanation: Mapping[str, Any],
    play: Play,
    seconds: Mapping[str, float],
    pages: Sequence[str],
    lang: str,
    staying: bool,
) -> None:
    """Print it all for a person. ``seconds``: start, play, seen."""
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    words = _TEXTS[lang]
    console.print(Rule(words["why"]))
    for part in renderables(explanation, lang):
        console.print(part)
    console.print(Rule(words["receipts"]))
    table = Table(words["chapter"], words["events"], words["seconds"], box=None, pad_edge=False)
    for played in play.played:
        chapter = played.chapter
        title = chapter.title_zh if lang == "zh" else chapter.title_en
        table.add_row(title, str(len(played.receipts)), f"{played.seconds:.2f}")
    console.print(table)
    console.print(_counts(play, words))
    console.print(words["refused"])
    for receipt in play.refused:
        console.print(Text(f"  {receipt.id}: {sentence(receipt.problem or {})}"))
    console.print(words["times"].format(**seconds))
    _print_pages(console, pages, words["page"])
    if staying:
        console.print(words["stay"])


def report_all(
    console: "Console", played: Mapping[str, Play], pages: Mapping[str, Sequence[str]],
    seconds: Mapping[str, float], *, lang: str, staying: bool,
) -> None:  # fmt: skip
    """Print for a person what came of several programmes. ``pages``: addresses by programme."""
    from rich.rule import Rule
    from rich.text import Text

    words = _TEXTS[lang]
    for name, one in played.items():
        console.print(Rule(name))
        console.print(words["summary"].format(chapters=len(one.played), seconds=one.seconds))
        console.print(_counts(one, words))
        for surprise in one.surprises:
            console.print(Text(f"  {surprise}"))
        _print_pages(console, pages[name], words["page"])
    console.print(Rule())
    console.print(words["times"].format(**seconds))
    if staying:
        console.print(words["stay"])


def _counts(play: Play, words: Mapping[str, str]) -> str:
    names = ("accepted", "duplicate", "refused")
    return words["counts"].format(**{name: f"{play.counts[name]:,}" for name in names})


def _print_pages(console: "Console", pages: Sequence[str], read_on: str) -> None:
    for page in pages:
        # An address that is broken into lines cannot be followed.
        console.print(f"{read_on} [link={page}]{page}[/link]", soft_wrap=True)


def all_as_json(
    played: Mapping[str, Play], pages: Mapping[str, Sequence[str]], seconds: Mapping[str, float]
) -> dict[str, Any]:
    """The same for a program."""
    return {
        "programmes": {
            name: {
                "pages": list(pages[name]),
                "receipts": dict(one.counts),
                "refused": _refused(one),
                "surprises": one.surprises,
                "seconds": round(one.seconds, 3),
            }
            for name, one in played.items()
        },
        "positions": {
            service: at for one in played.values() for service, at in one.positions.items()
        },
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
    }


def _refused(play: Play) -> list[dict[str, Any]]:
    return [{"id": receipt.id, "problem": receipt.problem} for receipt in play.refused]


def as_json(
    *, explanation: Mapping[str, Any], play: Play, seconds: Mapping[str, float], page: str,
    fingerprint: str,
) -> dict[str, Any]:  # fmt: skip
    """The same for a program."""
    return {
        "page": page,
        "receipts": dict(play.counts),
        "refused": _refused(play),
        "positions": play.positions,
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "fingerprint": fingerprint,
        "explanation": explanation,
    }
