"""A published version of a scheme, verbatim."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import Struct

from contracts.events.grading import SchemePublished
from services.projections.cases import VIEW
from services.projections.completeness import Completeness
from services.projections.explanation.speech import Speech
from services.projections.parts import Source
from services.projections.reading import Asking, Views
from services.projections.references import Shelf, organisations
from services.projections.trail import rows
from services.runtime.web import not_found


class SchemeAnswer(Struct, frozen=True, kw_only=True):
    """A version and its document."""

    id: str
    version: int
    sha256: str
    effective_from: date
    definition: dict[str, Any]
    source: Source
    completeness: Completeness


@dataclass(frozen=True, slots=True)
class Schemes:
    """Answers about one scheme."""

    views: Views
    shelf: Shelf

    async def one(self, id: str, version: int, asking: Asking) -> SchemeAnswer:
        """A version of a scheme.

        Raises:
            ProblemFound: there is no such version.
        """
        async with self.views.read(VIEW, asking, [f"scheme:{id}"]) as reading:
            everything = reading.everything()
            for entry in await rows.of_cases(reading.conn, [f"scheme:{id}"], everything):
                event = entry.event()
                if isinstance(event, SchemePublished) and event.scheme_version == version:
                    break
            else:
                raise not_found(f"version {version} of the scheme {id} is not on record")
            scheme = await self.shelf.scheme(reading.conn, id, version, everything)
            names = await organisations(reading, [entry.actor], everything)
            speech = Speech.of(scheme, names)
            return SchemeAnswer(
                id=id,
                version=version,
                sha256=event.content_sha256,
                effective_from=event.effective_from,
                definition=event.definition,
                source=speech.source(entry.recorded()),
                completeness=reading.completeness(everything, scheme),
            )
