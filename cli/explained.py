"""An explanation on the screen: the answer first, then votes, rules and what is still open."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.tree import Tree

Json = Mapping[str, Any]

_MARKS = {"pass": "[green]✓[/]", "fail": "[red]✗[/]", "unknown": "[yellow]?[/]"}
_TEXTS = {
    "en": {
        "stage": "stage", "tier": "tier", "note": "note", "rules": "What the rules give",
        "notices": "Notices", "open": "Still open", "corrected": "corrected since",
        "of": "of", "evidence": "evidence", "pages": "{holds} of {of}",
    },
    "zh": {
        "stage": "环节", "tier": "级次", "note": "说明", "rules": "按规则得出",
        "notices": "提示", "open": "未了事项", "corrected": "此后更正",
        "of": "/", "evidence": "佐证", "pages": "{of}项中{holds}项成立",
    },
}  # fmt: skip


def renderables(explanation: Json, lang: str) -> "Iterator[RenderableType]":
    """The parts of the explanation, from the answer to the details."""
    words = _TEXTS[lang]
    yield _title(explanation, lang)
    for standing in explanation["standing"]:
        yield f"[bold]{_esc(_said(standing['sentence'], lang))}[/]"
    yield _path(explanation["path"], lang)
    for made in explanation["classifications"]:
        yield from _classification(made, lang)
    for title, found in (
        (words["notices"], explanation["notices"]),
        (words["open"], explanation["open_items"]),
    ):
        if found:
            yield f"\n[bold]{title}[/]"
            yield from (f"  • {_esc(_said(notice['text'], lang))}" for notice in found)


def _title(explanation: Json, lang: str) -> str:
    name = _esc(_said(explanation["organisation"]["name"], lang))
    title = _esc(_said(explanation["scheme"]["title"], lang))
    cycle = _esc(explanation["cycle"]["id"])
    return f"[bold cyan]{name}[/]  {title} {cycle}  [dim]{_esc(explanation['case'])}[/]"


def _path(path: list[Json], lang: str) -> "RenderableType":
    from rich.table import Table

    words = _TEXTS[lang]
    table = Table(words["stage"], words["tier"], words["note"], box=None, pad_edge=False)
    for stage in path:
        tier = _said(stage["tier"]["name"], lang) if stage["tier"] else "–"
        note = _said(stage["note"], lang) if stage["note"] else ""
        table.add_row(_esc(_said(stage["name"], lang)), _esc(tier), _esc(note))
    return table


def _classification(made: Json, lang: str) -> "Iterator[RenderableType]":
    words = _TEXTS[lang]
    source = made["source"]
    happened = f" [dim]{source['happened'][:10]} {source['service']}:{source['position']}[/]"
    tier = f" → {_esc(_said(made['tier']['name'], lang))}" if made["tier"] else ""
    yield f"\n[bold]{made['kind'].replace('_', ' ')}{tier}[/]{happened if source else ''}"
    yield from (f"  {_esc(_said(sentence, lang))}" for sentence in made["summary"])
    if made["kind"] != "self_rating":
        yield from _rules(made["derived"], lang)
    for corrected in made["corrected_since"]:
        after = _said(corrected["after"]["text"], lang)
        before = _said(corrected["before"]["text"], lang)
        criterion = _said(corrected["after"]["criterion"]["name"], lang)
        yield f"  [yellow]{words['corrected']}[/]: {_esc(f'{criterion}: {before} → {after}')}"


def _rules(derived: Json, lang: str) -> "Iterator[RenderableType]":
    from rich.tree import Tree

    indicated = derived["indicated"]
    named = [indicated] if indicated else derived["candidates"]
    gives = " / ".join(_said(tier["name"], lang) for tier in named)
    tree = Tree(f"  {_TEXTS[lang]['rules']}: {_esc(gives)}", guide_style="dim")
    for rule in derived["rules"]:
        if rule["purpose"] == "tier":
            mark = _MARKS[rule["outcome"]]
            branch = tree.add(f"{mark} {_esc(_said(rule['tier']['name'], lang))}")
            _condition(branch, rule["condition"], rule["outcome"], lang)
    yield tree


def _condition(tree: "Tree", condition: Json, deciding: str, lang: str) -> None:
    """Show what made the rule come out as it did; what made no difference is left out."""
    if condition["kind"] == "leaf":
        read = "; ".join(_said(value["text"], lang) for value in condition["values"])
        asks = f" {_said(condition['asks'], lang)}" if condition["asks"] else ""
        clause = f" [dim]{_esc(condition['clause'])}[/]" if condition["clause"] else ""
        mark = _MARKS[condition["outcome"]]
        text = _esc(f"{_said(condition['text'], lang)}{asks}: {read or '–'}")
        tree.add(f"{mark} {text}{clause}")
        return
    children = [child for child in condition["children"] if child["outcome"] == deciding]
    if condition["kind"] == "group" and condition["of"] is not None:
        count = _TEXTS[lang]["pages"].format(holds=condition["holds"], of=condition["of"])
        tree = tree.add(f"{_esc(_said(condition['text'], lang))} [dim]({count})[/]")
    for child in children:
        _condition(tree, child, deciding, lang)


def _said(text: Json, lang: str) -> str:
    return str(text[lang] or text["en"] or text["zh"])


def _esc(text: str) -> str:
    from rich.markup import escape

    return escape(text)
