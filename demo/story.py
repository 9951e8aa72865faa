"""The stories by the id of their scheme."""

from pathlib import Path

from demo import classification_upgrade, dual_strong, pioneer_project, three_projects
from demo.programme import MISTAKES, Chapter, Programme, expected_refusals

__all__ = ["MISTAKES", "PROGRAMMES", "Chapter", "Programme", "expected_refusals", "told_by"]

SCHEMES = Path(__file__).parents[1] / "schemes"
PROGRAMMES: dict[str, Programme] = {
    "classification-upgrade": classification_upgrade.PROGRAMME,
    "pioneer-project": pioneer_project.PROGRAMME,
    "three-projects": three_projects.PROGRAMME,
    "dual-strong": dual_strong.PROGRAMME,
}


def told_by(name: str) -> list[Chapter]:
    """The whole story of the scheme in the file of this name, in its order."""
    from contracts.scheme import load, read_yaml

    document, _ = read_yaml((SCHEMES / f"{name}.yaml").read_text(encoding="utf-8"))
    scheme = load(document)
    return PROGRAMMES[scheme.id].tell(document, scheme)
