"""The bill of materials names every package that is locked, and its licence."""

import json
import re

from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra.child import PROJECT
from infra.sbom import bill, licence


def test_every_locked_package_stands_in_it_with_a_licence() -> None:
    text = make_outputter(bill(), OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    listed = {one["name"]: one for one in json.loads(text)["components"]}
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    assert listed.keys() == set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert [name for name, one in listed.items() if not one.get("licenses")] == []


def test_a_licence_is_told_in_the_packages_own_words() -> None:
    assert licence("fastapi") == "MIT"
    assert licence("no-such-package") is None
