"""Changes to the text of an access file that leave everything else of it, comments too, alone."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from infra.trouble import CannotRun

Member = Mapping[str, Any]
_SIMPLE = re.compile(r"[A-Za-z0-9/._-]+")


def with_member(text: str, room: str, name: str, member: Member) -> str:
    """The text with one more member; ``room``: apps or people."""
    root = _root(text)
    there = _value(root, room)
    if there is None:
        before = text if not text or text.endswith("\n") else text + "\n"
        return f"{before}{room}:\n{_lines(name, member, 2)}"
    if isinstance(there, yaml.MappingNode) and there.value and not there.flow_style:
        return _after(text, there, _lines(name, member, there.start_mark.column))
    if there.start_mark.index == there.end_mark.index or not there.value:  # empty, or {}
        start, end = there.start_mark.index, there.end_mark.index
        return f"{text[:start].rstrip(' ')}\n{_lines(name, member, 2)}{text[end:].lstrip()}"
    raise CannotRun(f"give each of the {room} lines of its own, then this can add one")


def with_keys(text: str, app: str, keys: Iterable[Member]) -> str:
    """The text with these keys of an app instead of those it had."""
    node = _value(_value(_root(text), "apps"), app)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise CannotRun(f"give {app} lines of its own, then this can change its keys")
    written = f"[{', '.join(map(_flow, keys))}]"
    there = _value(node, "keys")
    if there is None:
        return _after(text, node, f"{' ' * node.start_mark.column}keys: {written}\n")
    start, end = there.start_mark.index, _end(there).index
    if not there.flow_style:  # each on a line of its own, under the word
        start = len(text[:start].rstrip())
        written = " " + written
    return text[:start] + written + text[end:]


def _lines(name: str, member: Member, indent: int) -> str:
    inner = " " * (indent + 2)
    told = "".join(f"{inner}{key}: {_flow(value)}\n" for key, value in member.items())
    return f"{' ' * indent}{_flow(name)}:\n{told}"


def _flow(value: Any) -> str:
    """A value on one line; texts in quotes where YAML would read something else."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, str):
        plain = _SIMPLE.fullmatch(value) and yaml.safe_load(value) == value
        return value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Iterable):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)


def _root(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _value(node: yaml.Node | None, name: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _end(node: yaml.Node) -> yaml.Mark:
    """Where the last thing in it ends: a block's own mark is beyond comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return node.end_mark


def _after(text: str, node: yaml.Node, lines: str) -> str:
    """The text with lines after the one in which the node's last thing ends."""
    end = text.find("\n", _end(node).index)
    return f"{text}\n{lines}" if end < 0 else text[: end + 1] + lines + text[end + 1 :]
