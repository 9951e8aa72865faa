"""Each question that an auditor has is asked by a test, and the docs say where to ask it."""

import re
from pathlib import Path

import pytest

from infra.child import PROJECT

QUESTIONS = range(1, 58)


def asked() -> set[int]:
    """The numbers of the questions that a test is named after."""
    files = Path(__file__).parent.glob("test_*.py")
    written = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return {int(n) for n in re.findall(r"^def test_q_(\d\d)_[a-z]", written, re.MULTILINE)}


@pytest.mark.parametrize("number", QUESTIONS)
def test_a_question_is_asked_and_the_docs_say_where(number: int) -> None:
    assert number in asked()
    docs = (PROJECT / "docs" / "auditor.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| Q-{number:02} \S", docs, re.MULTILINE)


def test_no_question_is_asked_that_there_is_not() -> None:
    assert asked() <= set(QUESTIONS)
