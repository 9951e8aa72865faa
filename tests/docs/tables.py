"""Tables in the docs that repeat the contracts; ``python -m tests.docs.tables`` fills them in.

A table stands under the comment ``<!-- table: name -->`` and ends with the first empty line.
"""

import re
from functools import partial
from pathlib import Path

from cli.importing.kinds import KINDS, Column
from contracts.attributes import ADDED, MAX_LENGTH, SENT
from contracts.events import events_of
from contracts.messages import MAX_BATCH, MAX_BYTES
from contracts.subjects import FORMS, SERVICES
from docs.tables import Tables, filled, table
from services.runtime.access.allowed import OPEN, ROUTES
from services.runtime.access.roles import Role
from services.runtime.problems import STATUS

PUBLISHER = Path(__file__).parents[2] / "docs" / "publisher.md"
AUTHOR = PUBLISHER.with_name("scheme-author.md")
SECURITY = PUBLISHER.with_name("security.md")
SCHEMAS = "../contracts/published/schemas"

_EXAMPLES = {
    "case": "classification-upgrade:2011-2012:north-village",
    "scheme": "scheme:classification-upgrade",
    "organisation": "organisation:north-village",
    "cycle": "cycle:classification-upgrade:2011-2012",
}
_NO_STEP = ("CycleOpened", "CycleClosed", "BranchEnrolled", "RecordFiled")
"""What opens and closes, and what a step names by the kind of the record."""
_ABOUT = {
    "case": "a case: an organisation under a scheme in a cycle",
    "scheme": "a scheme",
    "organisation": "an organisation",
    "cycle": "a cycle",
}


def attributes() -> str:
    """What a sender gives, then what the service adds."""
    rows = [(f"`{a.name}`", a.meaning, "yes" if a.required else "") for a in SENT]
    rows += [(f"`{a.name}`", a.meaning, "added by the service") for a in ADDED]
    return table(["attribute", "what it says", "needed"], rows)


def subjects() -> str:
    """How subjects are made, by what an event is about."""
    rows = [(_ABOUT[about], f"`{form}`", f"`{_EXAMPLES[about]}`") for about, form in FORMS.items()]
    return table(["about", "subject", "example"], rows)


def problems() -> str:
    """The kinds of refusals."""
    rows = [
        (f"`/problems/{kind.slug()}`", str(status), _first_sentence(kind))
        for kind, status in STATUS.items()
    ]
    return table(["type", "status", "what it means"], rows)


def limits() -> str:
    """What may be sent at most."""
    return table(
        ["what", "at most"],
        [
            ("a message, or the body of a request", f"{MAX_BYTES // 2**20} MiB"),
            ("CloudEvents in a batch, all for one service", f"{MAX_BATCH:,}"),
            ("an attribute", f"{MAX_LENGTH} characters"),
            ("an id (token)", "80 letters, digits, `-` and `_`"),
            ("a text", "20,000 characters; none of them NUL"),
            ("a decimal", "15 digits"),
            ("`time`", "five minutes ahead of the service's clock; from 1900 on"),
        ],
    )


def imports() -> str:
    """What may be imported, and how columns are headed."""
    rows = [
        (f"`{kind.name}`", ", ".join(_column(column) for column in kind.columns))
        for kind in KINDS.values()
    ]
    return table(["table", "columns"], rows)


def routes(service: str) -> str:
    """Who may ask for what over HTTP."""
    rows = [
        (
            f"`{route}`",
            *("yes" if role in roles or roles == OPEN else "" for role in Role),
            "yes" if roles == OPEN else "",
        )
        for route, roles in ROUTES[service].items()
    ]
    return table(["route", *Role, "nobody"], rows)


def _column(column: Column) -> str:
    name = f"**`{column.name}`**" if column.needed else f"`{column.name}`"
    return f"{name} ({column.labels[0]})"


def events(service: str) -> str:
    """The events of a service with what each says."""
    rows = [
        (f"[{event.name}]({SCHEMAS}/{event.type}.json)", event.about, _first_sentence(event))
        for event in events_of(service)
    ]
    return table(["event", "about a", "what it says"], rows)


def recorded() -> str:
    """What a step of a scheme may record, beside the scheme's own record kinds."""
    rows = [
        (f"[{event.name}]({SCHEMAS}/{event.type}.json)", _first_sentence(event))
        for service in SERVICES
        for event in events_of(service)
        if event.about != "organisation" and event.name not in _NO_STEP
    ]
    return table(["event", "what it says"], rows)


def _first_sentence(kind: type) -> str:
    """Of a docstring, without the numbers of rules, which are ours."""
    told = re.sub(r" \(R-\d+\)", "", " ".join((kind.__doc__ or "").split()))
    return told.partition(". ")[0].rstrip(".").replace("``", "`")


TABLES: Tables = {
    "attributes": attributes,
    "subjects": subjects,
    "problems": problems,
    "limits": limits,
    "imports": imports,
    "recorded": recorded,
    "routes_deciding": partial(routes, SERVICES[0]),
    "routes_projections": partial(routes, "projections"),
    **{service: partial(events, service) for service in SERVICES},
}


if __name__ == "__main__":
    for page in (PUBLISHER, AUTHOR, SECURITY):
        page.write_text(filled(page.read_text("utf-8"), TABLES), encoding="utf-8")
