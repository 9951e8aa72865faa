"""The parameters that every question takes, and how its answers are documented."""

from typing import Annotated, Any

from fastapi import Depends, Query

from services.projections.reading import Asking
from services.runtime.access.sender import Sender

AS_OF = (
    "As known then: an RFC 3339 moment, a day (2011-12-31), or positions"
    " (grading:123,pledges:45; of other services what was known by then), also from a moment on the"
    " clock (grading:123@2011-12-31): what is overdue is judged on the day of it"
)
EFFECTIVE_AT = "Only what had happened by then: an RFC 3339 moment or a day"
WAIT_FOR = "Answer once these positions are applied (grading:123), within 5 s"


async def asking(
    as_of: Annotated[str | None, Query(description=AS_OF, max_length=200)] = None,
    effective_at: Annotated[str | None, Query(description=EFFECTIVE_AT, max_length=200)] = None,
    wait_for: Annotated[str | None, Query(description=WAIT_FOR, max_length=200)] = None,
    *,
    reader: Sender,
) -> Asking:
    """From when a reader wants to see things, and where; an empty field of a form is no wish.

    Async, as FastAPI would call a plain function in a thread.
    """
    return Asking(as_of or None, effective_at or None, wait_for or None, reader.places)


Asked = Annotated[Asking, Depends(asking)]


def answers(schema: str, *problems: int) -> dict[int | str, dict[str, Any]]:
    """The documented answers of a question: its schema, and its problems by status."""
    problem = {
        "description": "A problem that names the parameter and what it accepts",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    ok = {
        "description": "The answer, with how complete it is",
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    return {200: ok, **{status: problem for status in (401, 403, 422, 504, *problems)}}
