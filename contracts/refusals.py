"""How a domain says no. A refusal names the field, the rule and what would be accepted."""

import re
from typing import ClassVar, NamedTuple


class Fault(NamedTuple):
    """One thing wrong with a submission, at a JSON pointer into it."""

    field: str
    detail: str
    rule: str
    accepts: str


class Refused(Exception):
    """Nothing was recorded; the sender may correct the submission and send it again.

    ``field``: JSON pointer into the submission (``/data/tier``). ``rule``: rule id (R-07) or the
    clause of the scheme. ``accepts``: what would have been accepted. ``awaits``: names of events
    whose coming would make it acceptable; if another service records them, the desk waits a little.
    ``more``: further faults of the same submission.
    """

    title: ClassVar[str] = "Refused"

    def __init__(
        self,
        detail: str,
        *,
        field: str = "/data",
        rule: str,
        accepts: str,
        awaits: frozenset[str] = frozenset(),
        more: tuple[Fault, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.detail, self.field, self.rule = detail, field, rule
        self.accepts, self.awaits = accepts, awaits
        self.faults = (Fault(field, detail, rule, accepts), *more)

    @classmethod
    def slug(cls) -> str:
        """Last part of the problem type: StepNotOpen is ``step-not-open``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class ContractBroken(Refused):
    """Not of the published form: a field is missing, unknown or of a wrong type."""

    title = "The submission does not keep the contract"


class UnknownSubject(Refused):
    """The subject names no scheme, cycle, organisation or enrolled case that is on record."""

    title = "The subject is not on record"


class UnknownReference(Refused):
    """A field names something that is not on record, or not in the scheme that the cycle pins."""

    title = "A field names something that is not on record"


class NotAuthorised(Refused):
    """Who sent it, or the body that acted, may not do this: by the access file, or the scheme."""

    title = "Not authorised"


class StepNotOpen(Refused):
    """The scheme's procedure is not at this step: something must be recorded before it."""

    title = "The procedure is not at this step"


class NotInProcedure(Refused):
    """The scheme's procedure has no step, in this cycle, that records this."""

    title = "The scheme's procedure does not provide for this"


class AlreadyRecorded(Refused):
    """What may be recorded once is on record already; a correction names what it corrects."""

    title = "Already on record"


class ReasonMissing(Refused):
    """A decision that departs from the rules or the self-rating says why."""

    title = "A reason is missing"


class RuleBroken(Refused):
    """A value goes against a rule of the procedure."""

    title = "A rule is broken"


class SchemeInvalid(Refused):
    """The scheme's document has mistakes; each is named with its place."""

    title = "The scheme is not valid"


class IdTaken(Refused):
    """The same source used the same id for another payload."""

    title = "The id is taken by another payload"


class NotHeard(Refused):
    """The event that the submission follows (``after``) has not reached this service in time."""

    title = "What this follows has not been heard"
