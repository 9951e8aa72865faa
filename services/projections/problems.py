"""How the query API says no: RFC 9457 problems that name the parameter and what it accepts."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from services.runtime.problems import plain_problem
from services.runtime.web import AGAIN_S, ProblemFound


def bad_parameter(name: str, detail: str, accepts: str) -> ProblemFound:
    """A query parameter that cannot be understood."""
    problem = plain_problem("bad-request", "The request is not understood", 422, detail)
    problem["errors"] = [
        {"pointer": f"/query/{name}", "rule": name, "detail": detail, "accepts": accepts}
    ]
    return ProblemFound(problem)


def one_of(name: str, asked: str | None, known: Collection[str]) -> None:
    """See that a parameter names one of those that there are, if it names any.

    Raises:
        ProblemFound: it does not.
    """
    if asked and asked not in known:
        there = ", ".join(sorted(known)) or f"none yet: there is no {name}"
        raise bad_parameter(name, f"there is no {name} {asked}", there)


def unknown_organisation(name: str, id: str, known: Iterable[str]) -> ProblemFound:
    """A parameter names an organisation that the reader knows nothing of.

    ``known``: ids that may have been meant. One that is not the reader's to see is unknown, too.
    """
    near = get_close_matches(id, known, n=3, cutoff=0.7)
    meant = f", such as {' or '.join(near)}" if near else ""
    return bad_parameter(
        name, f"no organisation is known by the id {id}",
        f"the id of a registered organisation that you may see{meant}",
    )  # fmt: skip


def not_yet(detail: str, applied: Mapping[str, int], heads: Mapping[str, int]) -> ProblemFound:
    """What was asked for has not been applied in time; how far the view is stands beside."""
    problem = plain_problem("not-yet", "Not projected yet", 504, detail)
    problem["applied"], problem["heads"] = dict(applied), dict(heads)
    return ProblemFound(problem)


def still_failing(detail: str) -> ProblemFound:
    """A parked event still cannot be applied."""
    return ProblemFound(plain_problem("still-failing", "It still cannot be applied", 409, detail))


def under_way(detail: str) -> ProblemFound:
    """The same is being done already."""
    return ProblemFound(plain_problem("under-way", "Already under way", 409, detail))


def bad_body(detail: str, accepts: str) -> ProblemFound:
    """A body that cannot be understood."""
    problem = plain_problem("bad-request", "The request is not understood", 422, detail)
    problem["errors"] = [{"pointer": "", "rule": "body", "detail": detail, "accepts": accepts}]
    return ProblemFound(problem)


def being_read(detail: str) -> ProblemFound:
    """What would be changed is being read at length."""
    problem = plain_problem("unavailable", "Not available now", 503, f"{detail}: try again")
    return ProblemFound(problem, retry_after_s=AGAIN_S)


def person_erased(person: str, at: datetime) -> dict[str, Any]:
    """The problem of naming somebody who was erased."""
    detail = f"{person} was erased on {at.date()}"
    problem = plain_problem("person-erased", "The person was erased", 409, detail)
    problem["errors"] = [
        {"pointer": "/person", "rule": "erasure", "detail": detail, "accepts": "another id"}
    ]
    return problem


def named_elsewhere(person: str) -> dict[str, Any]:
    """The problem of renaming somebody whom others named."""
    detail = f"{person} was named by others: those name them anew, or a body above both"
    problem = plain_problem("named-elsewhere", "The person was named by others", 403, detail)
    accepts = "another id, or a person whom your organisation named"
    problem["errors"] = [
        {"pointer": "/person", "rule": "place", "detail": detail, "accepts": accepts}
    ]
    return problem
