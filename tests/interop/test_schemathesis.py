"""schemathesis reads the OpenAPI document of a service that decides, and tries to prove it wrong.

Every answer is of the documented form, what breaks the schema is refused, nothing is a 500.
"""

import subprocess
import sys
from pathlib import Path

from tests.support.deciding import Deciding

SETTINGS = Path(__file__).with_name("schemathesis.toml")
PROGRAM = Path(sys.executable).with_name("schemathesis")


def test_it_finds_nothing(deciding_services: Deciding, tmp_path: Path) -> None:
    address = f"{deciding_services.http['grading']}/openapi.json"
    done = subprocess.run(
        [PROGRAM, "--config-file", SETTINGS, "--no-color", "run", address],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "6 selected / 6 total" in done.stdout
