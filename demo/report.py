"""What the demo says at its end: the explanation, the receipts, the times, the page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cli.explained import renderables
from cli.http import sentence
from demo.play import Play

if TYPE_CHECKING:
    from rich.console import Console

_TEXTS = {
    "en": {
        "why": "Why does this branch stand where it stands?",
        "receipts": "What the receipts said",
        "counts": "{accepted} accepted, {duplicate} duplicate, {refused} refused",
        "refused": "Refused, with the reason:",
        "times": "The year took {play:.1f} s to publish and record, {seen:.1f} s more to be seen;"
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
        "times": "启动{start:.1f}秒;发布并记录一年的事件{play:.1f}秒,再过{seen:.1f}秒可查。",
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
    page: str,
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
    names = ("accepted", "duplicate", "refused")
    console.print(words["counts"].format(**{name: f"{play.counts[name]:,}" for name in names}))
    console.print(words["refused"])
    for receipt in play.refused:
        console.print(Text(f"  {receipt.id}: {sentence(receipt.problem or {})}"))
    console.print(words["times"].format(**seconds))
    console.print(f"{words['page']} [link={page}]{page}[/link]")
    if staying:
        console.print(words["stay"])


def as_json(
    *, explanation: Mapping[str, Any], play: Play, seconds: Mapping[str, float], page: str,
    fingerprint: str,
) -> dict[str, Any]:  # fmt: skip
    """The same for a program."""
    return {
        "page": page,
        "receipts": dict(play.counts),
        "refused": [{"id": receipt.id, "problem": receipt.problem} for receipt in play.refused],
        "positions": play.positions,
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "fingerprint": fingerprint,
        "explanation": explanation,
    }
