"""A scheme read from YAML, with the place of everything in it and nothing reinterpreted."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from yaml.composer import ComposerError

from contracts.scheme.mistakes import MAX_DEPTH, Mistake, SchemeMistakes, pointer
from contracts.scheme.yaml_words import in_words

Places = Mapping[str, tuple[int, int]]
"""Line and column, 1-based, by JSON pointer; of a mapping's entry, where its key stands."""

_STR = "tag:yaml.org,2002:str"
_PLAIN = {
    "tag:yaml.org,2002:null": {"null", "~", ""},
    "tag:yaml.org,2002:bool": {"true", "false"},
}
_MAX_BYTES = 2_000_000
_ELSE = {
    "bool": " if it is text, else true or false",
    "null": " if it is text, else null",
    "int": " if it is text, else a whole number in plain digits, like 10",
    "float": " if it is text, else a number of at most 15 digits, like 0.25",
}
"""What else may stand where YAML takes a plain text for something that it does not look like."""


def read_yaml(text: str) -> tuple[dict[str, Any], Places]:
    """The document of a YAML text and the places of its parts.

    Raises:
        SchemeMistakes: it is no YAML mapping, or holds something that YAML reads as other than
            it looks: an unquoted date, ``yes`` or ``on``, a number like ``010`` or ``1:30``, a
            key that stands twice, an alias.
    """
    document, places, found = read_on(text)
    if found:
        raise SchemeMistakes(found)
    return document, places


def read_on(text: str) -> tuple[dict[str, Any], Places, list[Mistake]]:
    """The same, with what YAML reads as other than it looks beside the document.

    Raises:
        SchemeMistakes: it is no YAML mapping, so that there is nothing to go on with.
    """
    if len(text.encode()) > _MAX_BYTES:
        raise SchemeMistakes([_at(None, "", "the document is too long", "at most 2 MB")])
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise SchemeMistakes([in_words(error, text)]) from None
    if not isinstance(root, yaml.MappingNode):
        mark = root.start_mark if root else None
        what = "not a mapping" if root else "the document is empty"
        raise SchemeMistakes([_at(mark, "", what, "a mapping of keys to values, like id: mine")])
    reader = _Reader()
    document = reader.value(root, ())
    return document, reader.places, reader.mistakes


def decoded(content: bytes) -> str:
    """The text of a file.

    Raises:
        SchemeMistakes: it is not UTF-8; names the first place that is not.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = content.rfind(b"\n", 0, error.start) + 1
        column = len(content[start : error.start].decode("utf-8-sig")) + 1
        line = content.count(b"\n", 0, error.start) + 1
        accepts = "a file saved as UTF-8 (of Chinese: iconv -f GB18030 -t UTF-8 old > new)"
        raise SchemeMistakes(
            [Mistake("", "not UTF-8", "yaml.encoding", accepts, line, column)]
        ) from None


class _Loader(yaml.SafeLoader):
    """Safe, of bounded depth, without aliases: a chain of aliases explodes when it is read."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.depth += 1
        if self.depth > MAX_DEPTH or self.check_event(yaml.AliasEvent):
            what = "nested too deeply" if self.depth > MAX_DEPTH else "an alias, which is not read"
            event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it out
            raise ComposerError(None, None, what, event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _at(mark: Any, where: str, message: str, accepts: str) -> Mistake:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Mistake(where, message, "yaml", accepts, line, column)


class _Reader:
    """Builds values from YAML nodes and notes where each stands."""

    def __init__(self) -> None:
        self.places: dict[str, tuple[int, int]] = {}
        self.mistakes: list[Mistake] = []

    def value(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        mark = node.start_mark
        self.places.setdefault(pointer(*path), (mark.line + 1, mark.column + 1))
        if isinstance(node, yaml.MappingNode):
            return dict(self._entries(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, path)

    def _entries(
        self, node: yaml.MappingNode, path: tuple[str | int, ...]
    ) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != _STR:
                shown = key.value if isinstance(key, yaml.ScalarNode) else "a collection"
                self._note(key, path, f"the key {shown} is not text", "a key in quotes")
                continue
            here = (*path, key.value)
            if key.value in seen:
                self._note(key, here, f"the key {key.value} stands twice", "each key once")
                continue
            seen.add(key.value)
            self.places[pointer(*here)] = (key.start_mark.line + 1, key.start_mark.column + 1)
            yield key.value, self.value(value, here)

    def _scalar(self, node: yaml.ScalarNode, path: tuple[str | int, ...]) -> Any:
        text, tag = node.value, node.tag
        if tag == _STR:
            return text
        if tag in _PLAIN and text in _PLAIN[tag]:
            return None if tag.endswith("null") else text == "true"
        if tag.endswith(":int") and text.lstrip("+-").isascii() and _decimal_digits(text):
            return int(text)
        if tag.endswith(":float") and _plain_float(text):
            return float(text)
        kind = tag.rpartition(":")[2]
        said = f"YAML does not read {text} as it looks ({kind})"
        self._note(node, path, said, f'"{text}" in quotes{_ELSE.get(kind, "")}')
        return text

    def _note(
        self, node: yaml.Node, path: tuple[str | int, ...], message: str, accepts: str
    ) -> None:
        self.mistakes.append(_at(node.start_mark, pointer(*path), message, accepts))


def _decimal_digits(text: str) -> bool:
    digits = text.lstrip("+-")
    return digits.isdigit() and (digits == "0" or not digits.startswith("0"))


def _plain_float(text: str) -> bool:
    whole, dot, part = text.lstrip("+-").partition(".")
    return dot == "." and whole.isdigit() and part.isdigit() and len(whole + part) <= 15
