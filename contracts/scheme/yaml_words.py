"""Why a text is no YAML, in the words of someone who writes one, at the place to mend."""

import re

import yaml

from contracts.scheme.mistakes import Mistake

_FULL_WIDTH = re.compile("[：，｛｝［］＂“”＃－]")


def in_words(error: yaml.YAMLError, text: str) -> Mistake:
    """The mistake that stopped YAML, with its 1-based line and column."""
    if not isinstance(error, yaml.MarkedYAMLError):
        at = getattr(error, "position", 0)
        line = text.count("\n", 0, at) + 1
        said = f"not YAML: {str(error).splitlines()[0]}"
        return _mistake(said, "printable text", line, at - text.rfind("\n", 0, at))
    mark = error.problem_mark or error.context_mark
    problem, context = error.problem or "", error.context or ""
    begun = error.context_mark if error.context_mark and "scanning" in context else None
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "expected ':'" in problem and begun:
        line, column = begun.line + 1, begun.column + 1
        return _mistake("not YAML: a line without its colon", _colon(text, line), line, column)
    if "character '\\t'" in problem:
        return _mistake("not YAML: a tab", "blanks, two for each level", line, column)
    if "mapping values are not allowed" in problem:
        accepts = "a text with a colon in quotes; a key as far in as its neighbours"
        accepts += _ascii(text, line) or _ascii(text, line - 1)
        return _mistake("not YAML: no key can stand here", accepts, line, column)
    if "flow" in context and error.context_mark:
        sign = "{" if "mapping" in context else "["
        where = f"{error.context_mark.line + 1}:{error.context_mark.column + 1}"
        accepts = f"a comma, or {'}' if sign == '{' else ']'} first" + _ascii(text, line)
        return _mistake(f"not YAML: the {sign} of {where} is still open", accepts, line, column)
    if "expected <block end>" in problem and error.context_mark:
        to = error.context_mark.column
        accepts = f"{to} blanks before it, like its neighbours; or a comma or quote mended above"
        return _mistake("not YAML: this does not belong here", accepts, line, column)
    if "quoted scalar" in context and begun:
        said = "not YAML: the quote that opens here does not close"
        return _mistake(said, "the same quote at its end", begun.line + 1, begun.column + 1)
    if "cannot start any token" in problem:
        said = f"not YAML: {problem.removeprefix('found ')}"
        return _mistake(said, "a text that begins so in quotes", line, column)
    said = " ".join(filter(None, (context, problem)))
    return _mistake(f"not YAML: {said}", "well-formed YAML", line, column)


def _mistake(message: str, accepts: str, line: int, column: int) -> Mistake:
    return Mistake("", message, "yaml", accepts, line, column)


def _colon(text: str, line: int) -> str:
    written = text.splitlines()[line - 1].strip()
    if re.match(r"-\w", written):
        return f"a blank after the dash: - {written[1:]}"
    return "key: value" + _ascii(text, line)


def _ascii(text: str, line: int) -> str:
    """A word on full-width signs, which look like those of YAML and are none."""
    lines = text.splitlines()
    found = dict.fromkeys(_FULL_WIDTH.findall(lines[line - 1])) if line <= len(lines) else ()
    return f"; half-width signs for {' '.join(found)}" if found else ""
