"""README.md and README.zh-CN.md: the same sections, examples that run, lists that are whole."""

import re
import subprocess

from contracts.events import events_of
from contracts.subjects import SERVICES
from demo.story import told_by
from tests.docs.conftest import SCHEME
from tests.docs.snippets import PROJECT, Room, prose, snippets

READ_ME, CHINESE = PROJECT / "README.md", PROJECT / "README.zh-CN.md"
BOTH = (READ_ME, CHINESE)


def code(text: str) -> list[str]:
    """Everything in backticks, in order."""
    return re.findall(r"`([^`\n]+)`", text)


def test_both_have_the_same_sections_in_the_same_order() -> None:
    english, chinese = (
        [(len(marks), len(head.split("|"))) for marks, head in sections]
        for sections in (re.findall(r"^(#+) (.+)$", prose(page), re.MULTILINE) for page in BOTH)
    )
    assert english == chinese
    assert len(english) == 9


def test_both_sections_name_the_same_commands_files_and_links() -> None:
    english, chinese = (re.split(r"^## ", prose(page), flags=re.MULTILINE) for page in BOTH)
    for one, other in zip(english, chinese, strict=True):
        assert set(code(one)) - {"--lang zh"} == set(code(other)) - {"--lang zh"}
        links = [set(re.findall(r"\]\(([^)]+)\)", text)) for text in (one, other)]
        assert len(links[0]) == len(links[1])


def test_both_show_the_same_examples() -> None:
    english, chinese = (
        [(snippet.name, snippet.text, snippet.prints) for snippet in snippets(page)]
        for page in BOTH
    )
    assert english == chinese


def test_the_examples_run(running: Room) -> None:
    for snippet in snippets(READ_ME):
        running.run(snippet)


def test_every_event_of_a_service_is_listed() -> None:
    for page in BOTH:
        for service in SERVICES:
            (row,) = re.findall(rf"^\| {service} \|.*\| (.+) \|$", prose(page), re.MULTILINE)
            assert sorted(row.split(", ")) == sorted(event.name for event in events_of(service))


def test_what_it_says_of_make_is_there() -> None:
    listed = subprocess.run(
        ["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    known = {line.split()[0] for line in listed.splitlines()}
    named = set(re.findall(r"make ([a-z]+)", READ_ME.read_text("utf-8")))
    assert named <= known


def test_the_files_of_a_new_event_are_where_it_says() -> None:
    for path in re.findall(r"`([\w/<>.]+/[\w/<>.]*)`", prose(READ_ME)):
        for service in SERVICES:
            place = path.replace("<service>", service).replace("test_<decision>.py", "")
            assert (PROJECT / place).exists(), place


def test_it_counts_the_demos_receipts_right() -> None:
    """All but three mistakes and a repeat are accepted."""
    told = sum(len(chapter.submissions) for chapter in told_by(SCHEME.stem))
    for page in BOTH:
        assert f"{told - 4:,}" in page.read_text("utf-8")
