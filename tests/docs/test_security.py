"""docs/security.md: its examples are run, its access file is one."""

import re
from pathlib import Path

from services.runtime.access.file import parse
from tests.docs.snippets import Room, snippets
from tests.docs.tables import SECURITY


def test_the_examples_run_from_top_to_bottom(tmp_path: Path) -> None:
    room = Room(tmp_path, {"ACCESS": str(tmp_path / "access.yaml")})
    for snippet in snippets(SECURITY):
        room.run(snippet)


def test_the_access_file_that_is_shown_is_one() -> None:
    (shown,) = re.findall(r"^```yaml\n(.*?)^```", SECURITY.read_text("utf-8"), re.M | re.S)
    whole = shown.replace("UAB…", "U" + "A" * 55).replace("sha256: …", f"sha256: {'ab' * 32}")
    file = parse(whole.encode())
    assert list(file.apps) == ["county-platform"]
    assert list(file.people) == ["person-31-03"]
