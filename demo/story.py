"""The stories by the id of their scheme."""

from typing import Any

from contracts.scheme import Scheme
from demo import classification_upgrade, dual_strong, pioneer_project, three_projects
from demo.programme import MISTAKES, Chapter, Programme, expected_refusals

__all__ = ["MISTAKES", "PROGRAMMES", "Chapter", "Programme", "expected_refusals", "story"]

PROGRAMMES: dict[str, Programme] = {
    "classification-upgrade": classification_upgrade.PROGRAMME,
    "pioneer-project": pioneer_project.PROGRAMME,
    "three-projects": three_projects.PROGRAMME,
    "dual-strong": dual_strong.PROGRAMME,
}


def story(document: dict[str, Any], scheme: Scheme) -> list[Chapter]:
    """The whole story of a scheme, in its order."""
    return PROGRAMMES[scheme.id].tell(document, scheme)
