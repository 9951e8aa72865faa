"""What gradetrail is made of: a bill of materials of all locked packages, with their licences.

``python -m infra.sbom > build/sbom.json`` writes CycloneDX 1.6. It says what the lock says; a
licence is that of the package installed here, in its own words.
"""

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

PROJECT = Path(__file__).parents[1]


def bill() -> Bom:
    """The bill of materials of requirements.lock."""
    whole = Component(
        name="gradetrail", version=metadata.version("gradetrail"), type=ComponentType.APPLICATION
    )
    bom = Bom(components=_components())
    bom.metadata.component = whole
    bom.register_dependency(whole, bom.components)
    return bom


def _components() -> Iterator[Component]:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        said = licence(name)
        yield Component(
            name=name, version=version, type=ComponentType.LIBRARY,
            purl=PackageURL("pypi", None, name, version),
            bom_ref=f"{name}=={version}",
            licenses=[LicenseFactory().make_from_string(said)] if said else [],
        )  # fmt: skip


def licence(name: str) -> str | None:
    """What an installed package says of its licence; None if it is not installed, or silent."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classified = [
        one.rpartition(" :: ")[2]
        for one in told.get_all("Classifier") or ()
        if one.startswith("License ::")
    ]
    if "License-Expression" in told:
        return told["License-Expression"]
    return ", ".join(classified) or (told["License"].splitlines()[0] if "License" in told else None)


def main() -> None:
    """Write it to standard output."""
    made = make_outputter(bill(), OutputFormat.JSON, SchemaVersion.V1_6)
    sys.stdout.write(made.output_as_string(indent=2) + "\n")


if __name__ == "__main__":
    main()
