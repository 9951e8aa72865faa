"""A scheme read from YAML, with the place of everything in it and nothing reinterpreted."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.resolver import Resolver

from contracts.scheme.mistakes import MAX_DEPTH, Mistake, SchemeMistakes, pointer
from contracts.scheme.yaml_words import in_words

Places = Mapping[str, tuple[int, int]]
"""Line and column, 1-based, by JSON pointer; of a mapping's entry, where its key stands."""

_RESOLVER = Resolver()
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
    try:  # libyaml is many times faster; it lets tabs pass, and says less well what is wrong
        if "\t" not in text:
            return _Reader(yaml.parse(text, Loader=yaml.CSafeLoader)).document()
    except yaml.YAMLError:
        pass
    try:
        return _Reader(yaml.parse(text, Loader=yaml.SafeLoader)).document()
    except yaml.YAMLError as error:
        raise SchemeMistakes([in_words(error, text)]) from None


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


def _at(mark: Any, where: str, message: str, accepts: str) -> Mistake:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Mistake(where, message, "yaml", accepts, line, column)


class _Reader:
    """Builds values from YAML's events and notes where each stands.

    Of bounded depth, without aliases: a chain of aliases explodes when it is read.
    """

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self.places: dict[str, tuple[int, int]] = {}
        self.mistakes: list[Mistake] = []

    def document(self) -> tuple[dict[str, Any], Places, list[Mistake]]:
        """The only document, the places of its parts, and what reads as other than it looks.

        Raises:
            SchemeMistakes: it is no mapping.
            yaml.YAMLError: it is no YAML.
        """
        next(self._events)  # the stream begins
        begin = next(self._events)
        if isinstance(begin, yaml.StreamEndEvent):
            raise _no_mapping("the document is empty", None)
        root = next(self._events)
        self._place("", root)
        document = self._value(root, "", 1)
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            only, found = "expected a single document in the stream", "but found another document"
            raise ComposerError(only, _mark(begin), found, _mark(after))
        if not isinstance(document, dict):
            raise _no_mapping("not a mapping", root)
        return document, self.places, self.mistakes

    def _value(self, event: yaml.Event, here: str, depth: int) -> Any:
        if depth > MAX_DEPTH or isinstance(event, yaml.AliasEvent):
            what = "nested too deeply" if depth > MAX_DEPTH else "an alias, which is not read"
            raise ComposerError(None, None, what, _mark(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, here)
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self._entries(here, depth))
        return list(self._items(here, depth))

    def _items(self, above: str, depth: int) -> Iterator[Any]:
        for i, event in enumerate(self._until(yaml.SequenceEndEvent)):
            here = f"{above}/{i}"
            self._place(here, event)
            yield self._value(event, here, depth + 1)

    def _entries(self, above: str, depth: int) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key in self._until(yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent) or _tag(key) != _STR:
                shown = key.value if isinstance(key, yaml.ScalarEvent) else "a collection"
                self._skip(key, depth + 1)
                self._skip(next(self._events), depth + 1)
                self._note(key, above, f"the key {shown} is not text", "a key in quotes")
                continue
            here = above + pointer(key.value)
            if key.value in seen:
                self._skip(next(self._events), depth + 1)
                self._note(key, here, f"the key {key.value} stands twice", "each key once")
                continue
            seen.add(key.value)
            self._place(here, key)
            yield key.value, self._value(next(self._events), here, depth + 1)

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _skip(self, event: yaml.Event, depth: int) -> None:
        """Read on over a value of which nothing is kept."""
        _Reader(self._events)._value(event, "", depth)

    def _scalar(self, event: yaml.ScalarEvent, here: str) -> Any:
        text, tag = event.value, _tag(event)
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
        self._note(event, here, said, f'"{text}" in quotes{_ELSE.get(kind, "")}')
        return text

    def _place(self, here: str, event: yaml.Event) -> None:
        mark = _mark(event)
        self.places[here] = (mark.line + 1, mark.column + 1)

    def _note(self, event: yaml.Event, here: str, message: str, accepts: str) -> None:
        self.mistakes.append(_at(_mark(event), here, message, accepts))


def _tag(event: yaml.ScalarEvent) -> str:
    if event.tag is None or event.tag == "!":
        resolve: Any = _RESOLVER.resolve  # the stubs leave its types out
        return str(resolve(yaml.ScalarNode, event.value, event.implicit))
    return str(event.tag)


def _mark(event: yaml.Event) -> Any:
    """Where it begins; the stubs know two sorts of marks."""
    return event.start_mark


def _no_mapping(what: str, event: yaml.Event | None) -> SchemeMistakes:
    mark = _mark(event) if event else None
    return SchemeMistakes([_at(mark, "", what, "a mapping of keys to values, like id: mine")])


def _decimal_digits(text: str) -> bool:
    digits = text.lstrip("+-")
    return digits.isdigit() and (digits == "0" or not digits.startswith("0"))


def _plain_float(text: str) -> bool:
    whole, dot, part = text.lstrip("+-").partition(".")
    return dot == "." and whole.isdigit() and part.isdigit() and len(whole + part) <= 15
