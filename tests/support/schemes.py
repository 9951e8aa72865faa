"""The schemes of this repository, each read once."""

from functools import cache
from typing import Any

from contracts.scheme import read_yaml
from infra.child import PROJECT


@cache
def document(scheme: str) -> dict[str, Any]:
    """A scheme's document, shared by all tests: who changes something changes a copy."""
    return read_yaml((PROJECT / "schemes" / f"{scheme}.yaml").read_text("utf-8"))[0]
