"""An explanation on the screen: the answer first, then votes, rules and what is still open."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.output import local_day

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.tree import Tree

Json = Mapping[str, Any]

SHOWN_LINES = 4
"""Conditions of a standard that are shown unless all are asked for."""

_MARKS = {"pass": "[green]✓[/]", "fail": "[red]✗[/]", "unknown": "[yellow]?[/]"}
_TEXTS = {
    "en": {
        "stage": "stage", "tier": "tier", "note": "note", "rules": "What the rules give",
        "notices": "Notices", "open": "Still open", "corrected": "corrected since",
        "holds": "{holds} of {of} hold", "more": "{n} more (--full shows all)",
        "self_rating": "Self-rating", "decision": "Decision", "revision": "Revision",
        "year_end": "Year end", "assignment": "Assignment", "now": "Not decided yet",
    },
    "zh": {
        "stage": "环节", "tier": "级次", "note": "说明", "rules": "按规则得出",
        "notices": "提示", "open": "未了事项", "corrected": "此后更正",
        "holds": "{of}项中{holds}项成立", "more": "另有{n}项(--full 显示全部)",
        "self_rating": "自评自定", "decision": "审定", "revision": "重新定级",
        "year_end": "年终评定", "assignment": "定级", "now": "尚未审定",
    },
}  # fmt: skip


def renderables(explanation: Json, lang: str, *, full: bool = False) -> "Iterator[RenderableType]":
    """The parts of the explanation, from the answer to the details."""
    words = _TEXTS[lang]
    yield _title(explanation, lang)
    for standing in explanation["standing"]:
        yield f"[bold]{_esc(_said(standing['sentence'], lang))}[/]"
    yield from _paths(explanation, lang)
    for made in explanation["classifications"]:
        yield from _classification(made, explanation["scheme"]["timezone"], lang, full)
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


def _paths(explanation: Json, lang: str) -> "Iterator[RenderableType]":
    """The stages on each ladder, named where there are several."""
    names = {one["ladder"]["id"]: one["ladder"]["name"] for one in explanation["standing"]}
    for ladder, name in names.items():
        if len(names) > 1:
            yield f"\n[bold]{_esc(_said(name, lang))}[/]"
        yield _path([stage for stage in explanation["path"] if stage["ladder"] == ladder], lang)


def _path(path: Sequence[Json], lang: str) -> "RenderableType":
    from rich.table import Table

    words = _TEXTS[lang]
    table = Table(words["stage"], words["tier"], words["note"], box=None, pad_edge=False)
    for stage in path:
        tier = _said(stage["tier"]["name"], lang) if stage["tier"] else "–"
        note = _said(stage["note"], lang) if stage["note"] else ""
        table.add_row(_esc(_said(stage["name"], lang)), _esc(tier), _esc(note))
    return table


def _classification(made: Json, timezone: str, lang: str, full: bool) -> "Iterator[RenderableType]":
    from rich.padding import Padding

    words, source = _TEXTS[lang], made["source"]
    tier = f" → {_esc(_said(made['tier']['name'], lang))}" if made["tier"] else ""
    place = f"{source['service']}:{source['position']}" if source else ""
    on = local_day(source["happened"], timezone) if source else ""
    yield f"\n[bold]{words[made['kind']]}{tier}[/]  [dim]{on} {place}[/]"
    for sentence in made["summary"]:
        yield Padding(_esc(_said(sentence, lang)), (0, 0, 0, 2))
    if made["kind"] != "self_rating":
        yield Padding(_rules(made["derived"], lang, full), (0, 0, 0, 2))
    for corrected in made["corrected_since"]:
        after = _said(corrected["after"]["text"], lang)
        before = _said(corrected["before"]["text"], lang)
        criterion = _said(corrected["after"]["criterion"]["name"], lang)
        yield f"  [yellow]{words['corrected']}[/]: {_esc(f'{criterion}: {before} → {after}')}"


def _rules(derived: Json, lang: str, full: bool) -> "Tree":
    from rich.tree import Tree

    indicated = derived["indicated"]
    named = [indicated] if indicated else derived["candidates"]
    gives = " / ".join(_said(tier["name"], lang) for tier in named)
    tree = Tree(f"{_TEXTS[lang]['rules']}: [bold]{_esc(gives)}[/]", guide_style="dim")
    for rule in derived["rules"]:
        if rule["purpose"] == "tier":
            name = _esc(_said(rule["tier"]["name"], lang))
            branch = tree.add(f"{_MARKS[rule['outcome']]} {name}")
            _condition(branch, rule["condition"], rule["outcome"], lang, full)
    return tree


def _condition(tree: "Tree", condition: Json, deciding: str, lang: str, full: bool) -> None:
    """Show what made the rule come out as it did; what made no difference is left out."""
    if condition["kind"] == "otherwise":
        tree.add(f"[dim]{_esc(_said(condition['text'], lang))}[/]")
        return
    if condition["kind"] == "leaf":
        tree.add(_leaf(condition, lang))
        return
    if condition["kind"] == "group":
        inner = _innermost(condition)
        count = _TEXTS[lang]["holds"].format(holds=inner["holds"], of=inner["of"])
        tree = tree.add(f"{_esc(_said(condition['text'], lang))} [dim]({count})[/]")
        condition = inner
    told = [child for child in condition["children"] if child["outcome"] == deciding]
    shown = told if full else told[:SHOWN_LINES]
    for child in shown:
        _condition(tree, child, deciding, lang, full)
    if told[len(shown) :]:
        tree.add(f"[dim]{_TEXTS[lang]['more'].format(n=len(told) - len(shown))}[/]")


def _leaf(condition: Json, lang: str) -> str:
    read = "; ".join(_said(value["text"], lang) for value in condition["values"])
    asks = f" {_said(condition['asks'], lang)}" if condition["asks"] else ""
    clause = f" [dim]{_esc(condition['clause'])}[/]" if condition["clause"] else ""
    text = _esc(f"{_said(condition['text'], lang)}{asks}: {read or '–'}")
    counted = [
        _said(one["text"], lang)
        for value in condition["values"]
        for one in value.get("counted", ())
    ]
    rests = f" [dim]({_esc('; '.join(counted))})[/]" if counted else ""
    return f"{_MARKS[condition['outcome']]} {text}{rests}{clause}"


def _innermost(group: Json) -> Json:
    """What a group comes down to: the all, any or count that it is the name of."""
    children = group["children"]
    if len(children) == 1 and children[0]["children"]:
        return _innermost(children[0])
    return group


def _said(text: Json, lang: str) -> str:
    return str(text[lang] or text["en"] or text["zh"])


def _esc(text: str) -> str:
    from rich.markup import escape

    return escape(text)
