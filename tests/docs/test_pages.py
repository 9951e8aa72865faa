"""Every page: links and anchors lead somewhere, JSON is JSON, the contents list all headings."""

import json
import re
from pathlib import Path

import pytest

from tests.docs.snippets import PROJECT, prose

PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")])
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def anchors(page: Path) -> list[str]:
    """Of the headings, as a forge makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in headings]


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if link.startswith(("https://", "http://")):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_page
def test_contents_list_every_section(page: Path) -> None:
    listed = re.findall(r"^- \[.+\]\(#(.+)\)$", prose(page), re.MULTILINE)
    sections = re.findall(r"^## (.+)$", prose(page), re.MULTILINE)
    if listed:
        assert len(listed) == len(sections)


@each_page
def test_json_without_gaps_is_json(page: Path) -> None:
    for block in re.findall(
        r"^```json\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        if "…" not in block:
            decoder, rest = json.JSONDecoder(), block.strip()
            while rest:
                _, end = decoder.raw_decode(rest)
                rest = rest[end:].lstrip()
