"""The examples' own runner: what it takes for an example, and what it lets pass."""

from pathlib import Path

import pytest

from tests.docs.snippets import Room, matches, snippets

PAGE = """
# A page
<!-- run: hello -->
```bash
echo "hello, $WHO: $(($RANDOM * 0)) of 12"
```
which prints
<!-- prints: hello -->
```text
hello, … of 12
```
<!-- not run: it needs a printer -->
```bash
lpr page.pdf
```
<!-- run: again -->

````python
print("```")
````
```json
{"not": "a program"}
```
"""


def page(folder: Path, text: str) -> Path:
    file = folder / "page.md"
    file.write_text(text)
    return file


def test_a_page_is_run_from_top_to_bottom(tmp_path: Path) -> None:
    found = snippets(page(tmp_path, PAGE))
    assert [(s.name, s.language, s.place) for s in found] == [
        ("hello", "bash", "page.md:4"),
        ("again", "python", "page.md:18"),
    ]
    room = Room(tmp_path, {"WHO": "auditor"})
    assert [room.run(one) for one in found] == ["hello, auditor: 0 of 12\n", "```\n"]


def test_an_example_that_fails_or_prints_something_else_is_shown(tmp_path: Path) -> None:
    fails, other = snippets(
        page(
            tmp_path,
            "<!-- run: a -->\n```bash\necho one\nfalse\necho two\n```\n"
            "<!-- run: b -->\n```bash\necho four\n```\n<!-- prints: b -->\n```\nfive\n```\n",
        )
    )
    room = Room(tmp_path, {})
    with pytest.raises(AssertionError, match=r"ended with 1: page.md:2 \(a\)\none\n$"):
        room.run(fails)
    with pytest.raises(AssertionError, match=r"something else: page.md:8 \(b\)\nfour"):
        room.run(other)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("```python\nprint()\n```\n", "page.md:1: mark the example"),
        ("```sh\nls\n```\n", "page.md:1: call sh one of"),
        ("<!-- run: a -->\n```ruby\nputs\n```\n", "a is not bash"),
        ("<!-- prints: a -->\n```\nx\n```\n", "nothing is run as a"),
    ],
)
def test_no_example_escapes(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        snippets(page(tmp_path, text))


def test_what_is_shown_may_leave_out_and_wrap() -> None:
    assert matches("a …\nz", "a b c z\n")
    assert matches('{"x": [1, …], "y": 0}', '{"x":[1,2],"y":0}\n', blank="")
    assert not matches("a … z", "a b")
    assert not matches("a.c", "abc")
