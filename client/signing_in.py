"""As whom a command signs in to NATS: what the environment says."""

import os
from dataclasses import dataclass
from pathlib import Path

from client.faults import Fault
from services.runtime.access.nats import OPEN, SignIn

APP, SEED_FILE = "GRADETRAIL_APP", "GRADETRAIL_NATS_SEED_FILE"
OPERATOR_SEED_FILE, CA_FILE = "GRADETRAIL_OPERATOR_SEED_FILE", "GRADETRAIL_NATS_CA_FILE"


@dataclass(frozen=True)
class AsApp:
    """The app that publishes, by the name it has in the access file; None where nobody has one."""

    name: str | None = None
    sign_in: SignIn = OPEN

    @classmethod
    def of_environment(cls) -> "AsApp":
        """As GRADETRAIL_APP, GRADETRAIL_NATS_SEED_FILE and GRADETRAIL_NATS_CA_FILE say.

        Raises:
            Fault: there is a seed, and no name.
        """
        name, seed_file = os.environ.get(APP), _file(SEED_FILE)
        if seed_file and not name:
            raise Fault(f"{SEED_FILE} is set: set {APP} to the app's name in the access file, too")
        return cls(name, SignIn(seed_file, _file(CA_FILE)))


def own_source(otherwise: str) -> str:
    """The CloudEvents source of the app as which commands publish; ``otherwise``: of nobody."""
    name = os.environ.get(APP)
    return f"/apps/{name}" if name else otherwise


def as_operator(otherwise: Path | None) -> SignIn:
    """How the operator signs in; ``otherwise``: a seed file, where the environment names none."""
    return SignIn(_file(OPERATOR_SEED_FILE) or otherwise, _file(CA_FILE))


def _file(variable: str) -> Path | None:
    named = os.environ.get(variable)
    return Path(named) if named else None
