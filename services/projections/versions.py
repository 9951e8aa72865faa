"""The names of the code that makes each read model, told with every answer."""

from pathlib import Path

from services.projections.completeness import version_of

_HERE = Path(__file__).parent
TRAIL = version_of(_HERE / "trail", _HERE / "explanation", _HERE / "registers")
STANDINGS = version_of(_HERE / "standings")
