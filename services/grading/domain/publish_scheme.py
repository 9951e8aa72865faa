"""A committee publishes a version of a scheme."""

from contracts.envelope import Said
from contracts.events.grading import SchemePublished
from contracts.refusals import AlreadyRecorded, Fault, NotAuthorised, RuleBroken, SchemeInvalid
from contracts.register import Register
from contracts.scheme import Mistake, SchemeMistakes, load_cached

SHOWN = 50
"""How many mistakes a refusal names: enough to work through, small enough to read."""


def publish_scheme(said: Said[SchemePublished], register: Register) -> SchemePublished:
    """Publish a version with the hash of its content; it never changes (R-01).

    Raises:
        SchemeInvalid: the document has mistakes; each is a fault at its place.
        RuleBroken: the document is of another scheme or version, or the version has other content.
        AlreadyRecorded: the version is published, with this very content.
        NotAuthorised: the actor is registered as another kind of body than the issuer, or the
            former version is another body's that the actor does not stand above.
    """
    event, id = said.event, said.envelope.subject.removeprefix("scheme:")
    try:
        scheme = load_cached(event.definition)
    except SchemeMistakes as found:
        first, *more = map(_fault, found.mistakes[:SHOWN])
        raise SchemeInvalid(
            f"the scheme has {len(found.mistakes)} mistakes, the first: {first.detail}",
            field=first.field, rule=first.rule, accepts=first.accepts, more=tuple(more),
        ) from None  # fmt: skip
    if scheme.id != id:
        raise RuleBroken(
            f"the document is of the scheme {scheme.id}, the subject names {id}",
            field="/data/definition/id", rule="R-01", accepts=id,
        )  # fmt: skip
    if scheme.version != event.scheme_version:
        raise RuleBroken(
            f"the document is version {scheme.version}, the event says {event.scheme_version}",
            field="/data/scheme_version", rule="R-01", accepts=str(scheme.version),
        )  # fmt: skip
    _new(register, id, event.scheme_version, scheme.sha256)
    publisher = register.organisations.get(said.envelope.actor)
    if publisher and publisher.kind != scheme.issuer.kind:
        raise NotAuthorised(
            f"{publisher.id} is a {publisher.kind}; the scheme's issuer is a {scheme.issuer.kind}",
            field="/actor", rule="R-19", accepts=f"a {scheme.issuer.kind}",
        )  # fmt: skip
    _its_own(register, id, said.envelope.actor)
    return event.model_copy(update={"content_sha256": scheme.sha256})


def _its_own(register: Register, id: str, actor: str) -> None:
    former = register.publishers.get(id, actor)
    if actor != former and all(actor != above.id for above in register.superiors(former)):
        raise NotAuthorised(
            f"the scheme {id} was published by {former}, not by {actor}",
            field="/actor", rule="R-19", accepts=f"{former}, or a body above it",
        )  # fmt: skip


def _new(register: Register, id: str, version: int, sha256: str) -> None:
    published = register.schemes.get((id, version))
    if published is None:
        return
    if published.sha256 == sha256:
        raise AlreadyRecorded(
            f"version {version} of {id} is published with this content",
            field="/data/scheme_version", rule="R-01", accepts="a new version, if it changed",
        )  # fmt: skip
    raise RuleBroken(
        f"version {version} of {id} is published with another content",
        field="/data/scheme_version", rule="R-01", accepts="a version not yet published",
    )  # fmt: skip


def _fault(mistake: Mistake) -> Fault:
    return Fault(
        f"/data/definition{mistake.pointer}", mistake.message, mistake.rule, mistake.accepts
    )
