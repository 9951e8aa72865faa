"""A refusal as one RFC 9457 problem, the same over HTTP and NATS."""

from typing import Any

from contracts import refusals
from contracts.refusals import Refused

PROBLEM = "application/problem+json"

STATUS: dict[type[Refused], int] = {
    refusals.ContractBroken: 422,
    refusals.UnknownSubject: 404,
    refusals.UnknownReference: 422,
    refusals.NotAuthorised: 403,
    refusals.StepNotOpen: 409,
    refusals.NotInProcedure: 409,
    refusals.AlreadyRecorded: 409,
    refusals.ReasonMissing: 422,
    refusals.RuleBroken: 422,
    refusals.SchemeInvalid: 422,
    refusals.IdTaken: 409,
    refusals.NotHeard: 409,
}


_FAULTS, _TEXT = 20, 500
"""What is told of one submission: so many faults, in texts of so many characters."""


def clip(text: str) -> str:
    """A text, cut if it is long."""
    return text if len(text) <= _TEXT else text[:_TEXT] + "…"


def problem(refused: Refused) -> dict[str, Any]:
    """The problem document of a refusal; ``errors`` names each field, rule and what is accepted.

    What a sender sent may be of any size, what is answered is not.
    """
    kind = type(refused)
    return {
        "type": f"/problems/{kind.slug()}",
        "title": kind.title,
        "status": STATUS[kind],
        "detail": clip(refused.detail),
        "errors": [
            {
                "pointer": clip(fault.field),
                "rule": clip(fault.rule),
                "detail": clip(fault.detail),
                "accepts": clip(fault.accepts),
            }
            for fault in refused.faults[:_FAULTS]
        ],
    }


def plain_problem(slug: str, title: str, status: int, detail: str) -> dict[str, Any]:
    """A problem that no domain refusal stands behind."""
    return {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [],
    }


def defect() -> dict[str, Any]:
    """The answer to a submission on which our own code failed; it is kept like any refused one."""
    return _defect(
        "the service failed on this submission; it is kept and may be submitted again once mended"
    )


def failed() -> dict[str, Any]:
    """The answer to any other request on which our own code failed."""
    return _defect("the service failed on this request; its log says why: ask again once mended")


def _defect(detail: str) -> dict[str, Any]:
    return plain_problem("defect", "A defect of ours", 500, detail)


def explanations() -> dict[str, tuple[str, str]]:
    """Title and explanation of each problem type, by slug, for the pages behind the types."""
    kinds = {kind.slug(): (kind.title, kind.__doc__ or "") for kind in STATUS}
    return kinds | {
        "defect": (
            "A defect of ours",
            "Our own code failed on the request; its log says why. A submission of which detail"
            " says so is kept.",
        ),
        "too-large": ("The message is too large", "Send at most 4 MiB, or 1,000 events, at once."),
        "too-many-requests": (
            "Too many requests",
            "One app or person is answered so many requests, and taken so many events from, in a"
            " time: send the same again after as many seconds as Retry-After says.",
        ),
        "not-found": ("Not found", "Nothing is kept under this name."),
        "not-signed-in": (
            "Not signed in",
            "Show an API key or a token as Authorization: Bearer …; detail says what is wrong with"
            " the one that was shown.",
        ),
        "from-another-site": (
            "From another site",
            "Who is signed in here changes something from our own pages alone; elsewhere show an"
            " API key or a token.",
        ),
        "role-missing": (
            "Not for this role",
            "Whom the access file gives none of the roles that detail names may not do this.",
        ),
        "bad-request": (
            "The request is not understood",
            "There is no such parameter, or it has another form than the one it accepts; see"
            " errors.",
        ),
        "not-yet": (
            "Not projected yet",
            "The read model has not come as far as asked; ask again, or without wait_for.",
        ),
        "still-failing": (
            "It still cannot be applied",
            "A parked event was applied again and failed again; nothing has changed.",
        ),
        "unavailable": (
            "Not available now",
            "The database is away or has no room, or more was asked than can be answered: send the"
            " same again after as many seconds as Retry-After says; it has one effect.",
        ),
        "person-erased": (
            "The person was erased",
            "An erased id is not named again, so that no old list undoes an erasure.",
        ),
        "named-elsewhere": (
            "The person was named by others",
            "Who acts for a part of the organisations names new persons, those whom it named,"
            " and those whom an event there names.",
        ),
        "under-way": ("Already under way", "The same is being done already; look at its state."),
    }
