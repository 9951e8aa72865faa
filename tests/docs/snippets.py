"""The examples in a page of docs, run as a reader would run them.

A comment before a fenced block of bash, python or javascript says what becomes of it:

    <!-- run: name -->             it is run, and must end well
    <!-- prints: name -->          stands before what that run prints; … stands for any text
    <!-- not run: the reason -->   it cannot be run in a test

A page is run from top to bottom in one ``Room``, so that later examples find what earlier ones
did: the environment holds the addresses, ``gradetrail`` is on the path, the project's folder is
the current one, and packages of a ``node_modules`` may be given.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

PROJECT = Path(__file__).parents[2]
LANGUAGES = ("bash", "python", "javascript")

_OTHER_NAMES = ("sh", "shell", "console", "py", "js", "mjs")

_BLOCK = re.compile(
    r"(?:^<!-- *(?P<mark>run|prints|not run): *(?P<said>.*?) *-->\n+)?"
    r"^(?P<fence>```+)(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Snippet:
    """An example that is run. ``prints``: what the page shows of it, and whether that is JSON."""

    place: str
    name: str
    language: str
    text: str
    prints: tuple[str, bool] | None = None


def snippets(page: Path) -> list[Snippet]:
    """The examples of a page that are run, in their order.

    Raises:
        ValueError: a block that could be run has no mark, or a mark goes with no block.
    """
    found: dict[str, Snippet] = {}
    shown: dict[str, tuple[str, bool]] = {}
    for place, mark, said, language, text in _blocks(page):
        if mark == "prints":
            shown[said] = text, language == "json"
        elif mark == "run":
            if language not in LANGUAGES or said in found:
                raise ValueError(f"{place}: {said} is not {', '.join(LANGUAGES)}, or stands twice")
            found[said] = Snippet(place, said, language, text)
        elif language in _OTHER_NAMES:
            raise ValueError(f"{place}: call {language} one of {', '.join(LANGUAGES)}")
        elif language in LANGUAGES and mark != "not run":
            raise ValueError(f"{place}: mark the example as <!-- run: name --> or not run")
    if strays := shown.keys() - found.keys():
        raise ValueError(f"{page.name}: nothing is run as {', '.join(sorted(strays))}")
    return [replace(one, prints=shown.get(one.name)) for one in found.values()]


def _blocks(page: Path) -> Iterator[tuple[str, str | None, str, str, str]]:
    content = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(content):
        line = content.count("\n", 0, block.start("fence")) + 1
        said = block["said"] or ""
        yield f"{page.name}:{line}", block["mark"], said, block["language"], block["text"]


class Room:
    """Where a page's examples are run. ``addresses``: added to the environment."""

    def __init__(
        self, folder: Path, addresses: Mapping[str, str], node_modules: Path | None = None
    ) -> None:
        self.folder = folder
        commands = folder / "bin"
        commands.mkdir()
        gradetrail = commands / "gradetrail"
        gradetrail.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cli "$@"\n')
        gradetrail.chmod(0o755)
        if node_modules:
            (folder / "node_modules").symlink_to(node_modules)
        path = [str(commands), str(Path(sys.executable).parent), os.environ["PATH"]]
        self.environment = {
            **os.environ,
            **addresses,
            "PATH": os.pathsep.join(path),
            "PYTHONPATH": str(PROJECT),
        }

    def run(self, snippet: Snippet, *, within_s: float = 60) -> str:
        """Run an example; what it printed.

        Raises:
            AssertionError: it did not end well, or printed something else than the page shows.
        """
        done = subprocess.run(
            self._command(snippet), cwd=PROJECT, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=within_s,
        )  # fmt: skip
        told = f"{snippet.place} ({snippet.name})\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, f"ended with {done.returncode}: {told}"
        if snippet.prints is not None:
            shown, is_json = snippet.prints
            fits = matches(shown, done.stdout, blank="" if is_json else " ")
            assert fits, f"printed something else: {told}"
        return done.stdout

    def _command(self, snippet: Snippet) -> list[str]:
        if snippet.language == "bash":
            return ["bash", "-euo", "pipefail", "-c", snippet.text]
        suffix = {"python": "py", "javascript": "mjs"}[snippet.language]
        file = self.folder / f"{snippet.name}.{suffix}"
        file.write_text(snippet.text, encoding="utf-8")
        return [sys.executable if snippet.language == "python" else "node", str(file)]


def matches(shown: str, printed: str, *, blank: str = " ") -> bool:
    """Whether a program printed what a page shows, where … stands for any text.

    Any white space is as good as any other: a page may break lines where the program does not. In
    JSON it does not count at all (``blank=""``).
    """
    parts = [re.escape(blank.join(part.split())) for part in shown.split("…")]
    return re.fullmatch(".*".join(parts), blank.join(printed.split()), re.DOTALL) is not None


def prose(page: Path) -> str:
    """The page without its examples."""
    return re.sub(r"^(```+).*?^\1 *$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
