"""Writes the published documents: ``python -m contracts.documents``; ``--check`` only looks.

A change that an earlier reader or sender would not survive is refused, and nothing is written. What
counts as earlier is the revision that git has checked out (HEAD), whatever lies in the folder, or
the one named with ``--against``, such as a release or the branch that a change goes to; without git
it is the folder's own files.
"""

import argparse
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

from contracts.documents.catalogue import Documents, changes_that_break, path_of, present, text_of
from contracts.events.upcasting import UPCASTERS

PUBLISHED = Path(__file__).parents[1] / "published"


def main(arguments: list[str] | None = None, published: Path = PUBLISHED) -> int:
    """Write or check; 1 if a change breaks a contract or, with ``--check``, a file is stale."""
    parser = argparse.ArgumentParser(prog="python -m contracts.documents", description=__doc__)
    parser.add_argument("--check", action="store_true", help="look only, write nothing")
    parser.add_argument("--against", metavar="REVISION", help="compare with this git revision")
    asked = parser.parse_args(arguments)
    now = present()
    broken = changes_that_break(_earlier(published, asked.against), now)
    for path, found in sorted(broken.items()):
        for pointer, rule, detail in found:
            sys.stderr.write(f"{path}#{pointer}: {detail}; but {rule}\n")
    if broken:
        sys.stderr.write("such a change needs a new version of the event, with an upcaster\n")
        return 1
    stale = stale_files(published, now)
    if asked.check:
        for path in stale:
            sys.stderr.write(f"{path} is stale: run `python -m contracts.documents`\n")
        return int(bool(stale))
    for path in stale:
        file = published / path
        if path in now:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text_of(now[path]), encoding="utf-8")
        else:
            file.unlink()
        sys.stdout.write(f"{path}\n")
    return 0


def stale_files(published: Path, now: Documents) -> list[str]:
    """The files that are missing, are not as the classes give them, or should not be there."""
    there = _texts(published)
    lifted = {path_of(type_) for type_ in UPCASTERS}
    differing = [path for path, document in now.items() if there.get(path) != text_of(document)]
    return sorted([*differing, *(there.keys() - now.keys() - lifted)])


def _texts(published: Path) -> dict[str, str]:
    files = published.rglob("*.json")
    return {file.relative_to(published).as_posix(): file.read_text("utf-8") for file in files}


def _earlier(published: Path, revision: str | None) -> Documents:
    """The documents of a revision; by default of HEAD, or of the folder where there is no git."""
    asked = ["git", "-C", str(published.parent), "archive", revision or "HEAD", published.name]
    try:
        done = subprocess.run(asked, capture_output=True, check=False)
    except FileNotFoundError:
        done = subprocess.CompletedProcess(asked, 1, b"", b"there is no git")
    if done.returncode and revision:
        sys.exit(f"{revision} cannot be read: {done.stderr.decode().strip()}")
    if done.returncode:
        return {path: json.loads(text) for path, text in _texts(published).items()}
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        return {
            member.name.removeprefix(f"{published.name}/"): json.load(content)
            for member in archive
            if member.name.endswith(".json") and (content := archive.extractfile(member))
        }


if __name__ == "__main__":
    sys.exit(main())
