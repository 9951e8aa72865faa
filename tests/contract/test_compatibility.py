"""What may change in a contract, and what needs a new version, told on a small event."""

from copy import deepcopy
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from contracts.documents.catalogue import ASYNCAPI, changes_that_break, path_of, present
from contracts.documents.compatibility import (
    DEFAULT,
    DERIVED,
    FIELD_OPTIONAL,
    FIELD_REMOVED,
    FIELD_REQUIRED,
    NARROWED,
    WIDENED,
    breaks,
)
from contracts.documents.schemas import Published
from contracts.events.upcasting import UPCASTERS
from contracts.values import Count, Day, Flag, Number, Text, Token, derived


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


def schema(**fields: Any) -> dict[str, Any]:
    """The published schema of a class with these fields: an annotation, or it and a default."""
    body: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for name, spec in fields.items():
        annotation, *default = spec if isinstance(spec, tuple) else (spec,)
        body["__annotations__"][name] = annotation
        if default:
            body[name] = default[0]
    return type("Held", (Part,), body).model_json_schema(schema_generator=Published)


def rules(earlier: dict[str, Any], now: dict[str, Any], **who: bool) -> set[tuple[str, str]]:
    return {(one.pointer, one.rule) for one in breaks(earlier, now, **who)}


class Item(Part):
    text: Text


class ItemWithNote(Part):
    text: Text
    note: Text | None = None


class ItemWithUnit(Part):
    text: Text
    unit: Text


BEFORE = schema(tier=Token, present=Count, note=(Text | None, None))


@pytest.mark.parametrize(
    "now",
    [
        schema(tier=Token, present=Count, note=(Text | None, None)),
        schema(note=(Text | None, None), present=Count, tier=Token),
        schema(tier=Token, present=Count, note=(Text | None, None), more=(Text | None, None)),
        schema(tier=Token, present=Count, note=(Text | None, None), late=(bool, derived(False))),
        schema(
            tier=Annotated[Token, Field(description="as the scheme calls it", title="Tier")],
            present=Count,
            note=(None | Text, None),
        ),
    ],
    ids=["nothing", "order of fields", "optional field", "derived field", "words"],
)
def test_these_changes_pass(now: dict[str, Any]) -> None:
    assert rules(BEFORE, now) == set()


@pytest.mark.parametrize(
    ("before", "now", "pointer", "broken"),
    [
        pytest.param(
            schema(tier=Token, note=(Text | None, None)),
            schema(tier=Token),
            "/properties/note",
            {FIELD_REMOVED},
            id="a field goes",
        ),
        pytest.param(
            schema(tier=Token),
            schema(tier=Token, body=Token),
            "/properties/body",
            {FIELD_REQUIRED},
            id="a required field comes",
        ),
        pytest.param(
            schema(note=(Text, "x")),
            schema(note=Text),
            "/properties/note",
            {FIELD_REQUIRED},
            id="an optional field is required",
        ),
        pytest.param(
            schema(note=Text),
            schema(note=(Text, "x")),
            "/properties/note",
            {FIELD_OPTIONAL},
            id="a required field is optional",
        ),
        pytest.param(
            schema(n=Count),
            schema(n=Flag),
            "/properties/n/type",
            {NARROWED, WIDENED},
            id="another type",
        ),
        pytest.param(
            schema(n=float), schema(n=int), "/properties/n/type", {NARROWED}, id="a narrower type"
        ),
        pytest.param(
            schema(n=int), schema(n=float), "/properties/n/type", {WIDENED}, id="a wider type"
        ),
        pytest.param(
            schema(n=Text | None),
            schema(n=Text),
            "/properties/n",
            {NARROWED},
            id="no null any more",
        ),
        pytest.param(
            schema(n=Text), schema(n=Text | None), "/properties/n", {WIDENED}, id="null comes"
        ),
        pytest.param(
            schema(n=Number | Flag),
            schema(n=Number),
            "/properties/n",
            {NARROWED},
            id="an alternative goes",
        ),
        pytest.param(
            schema(k=Literal["a", "b"]),
            schema(k=Literal["a"]),
            "/properties/k/enum",
            {NARROWED},
            id="a value goes",
        ),
        pytest.param(
            schema(k=Literal["a", "b"]),
            schema(k=Literal["a", "b", "c"]),
            "/properties/k/enum",
            {WIDENED},
            id="a value comes",
        ),
        pytest.param(
            schema(k=Literal["a"] | None, x=Text),
            schema(k=Literal["b"] | None, x=Text),
            "/properties/k/enum",
            {NARROWED, WIDENED},
            id="a value changes beside null",
        ),
        pytest.param(
            schema(k=str),
            schema(k=Literal["a"]),
            "/properties/k/enum",
            {NARROWED},
            id="values are fixed",
        ),
        pytest.param(
            schema(t=Annotated[str, Field(max_length=9)]),
            schema(t=Annotated[str, Field(max_length=8)]),
            "/properties/t/maxLength",
            {NARROWED},
            id="an upper limit sinks",
        ),
        pytest.param(
            schema(t=Annotated[str, Field(max_length=9)]),
            schema(t=str),
            "/properties/t/maxLength",
            {WIDENED},
            id="an upper limit goes",
        ),
        pytest.param(
            schema(t=Annotated[int, Field(ge=0)]),
            schema(t=Annotated[int, Field(ge=1)]),
            "/properties/t/minimum",
            {NARROWED},
            id="a lower limit rises",
        ),
        pytest.param(
            schema(t=str),
            schema(t=Token),
            "/properties/t/pattern",
            {NARROWED},
            id="a pattern comes",
        ),
        pytest.param(
            schema(t=Day),
            schema(t=str),
            "/properties/t/format",
            {WIDENED},
            id="a format goes",
        ),
        pytest.param(
            schema(t=tuple[Token, ...]),
            schema(t=Annotated[tuple[Token, ...], Field(min_length=1)]),
            "/properties/t/minItems",
            {NARROWED},
            id="a list may not be empty",
        ),
        pytest.param(
            schema(t=tuple[str, ...]),
            schema(t=tuple[Token, ...]),
            "/properties/t/items/pattern",
            {NARROWED},
            id="the items of a list",
        ),
        pytest.param(
            schema(t=dict[Token, Count]),
            schema(t=dict[Token, Text]),
            "/properties/t/additionalProperties/type",
            {NARROWED, WIDENED},
            id="the values of a map",
        ),
        pytest.param(
            schema(t=dict[str, Count]),
            schema(t=dict[Token, Count]),
            "/properties/t/propertyNames",
            {NARROWED},
            id="the keys of a map",
        ),
        pytest.param(
            schema(t=tuple[Item, ...]),
            schema(t=tuple[ItemWithUnit, ...]),
            "/properties/t/items/properties/unit",
            {FIELD_REQUIRED},
            id="a part gets a required field",
        ),
        pytest.param(
            schema(late=(bool, False)),
            schema(late=(bool, derived(False))),
            "/properties/late/readOnly",
            {DERIVED},
            id="the service takes a field over",
        ),
        pytest.param(
            schema(late=(bool, derived(False))),
            schema(late=(bool, False)),
            "/properties/late/readOnly",
            {DERIVED},
            id="the service gives a field up",
        ),
        pytest.param(
            schema(reported=(Flag, True)),
            schema(reported=(Flag, False)),
            "/properties/reported/default",
            {DEFAULT},
            id="a missing field means something else",
        ),
    ],
)
def test_these_changes_need_a_new_version(
    before: dict[str, Any], now: dict[str, Any], pointer: str, broken: set[str]
) -> None:
    assert rules(before, now) == {(pointer, rule) for rule in broken}


def test_a_renamed_field_is_one_that_went_and_one_that_came() -> None:
    assert rules(schema(tier=Token), schema(grade=Token)) == {
        ("/properties/tier", FIELD_REMOVED),
        ("/properties/grade", FIELD_REQUIRED),
    }


def test_a_part_may_get_an_optional_field() -> None:
    before, now = schema(t=tuple[Item, ...]), schema(t=tuple[ItemWithNote, ...])
    assert rules(before, now) == set()


def test_what_the_service_fills_in_may_become_narrower_but_not_wider() -> None:
    loose, strict = (schema(x=(kind, derived())) for kind in (str | None, Token | None))
    assert rules(loose, strict) == set()
    assert rules(strict, loose) == {("/properties/x/pattern", WIDENED)}


def test_what_is_only_answered_may_become_narrower_but_not_wider() -> None:
    two, three = schema(s=Literal["a", "b"]), schema(s=Literal["a", "b", "c"])
    assert rules(three, two, sent=False) == set()
    assert rules(two, three, sent=False) == {("/properties/s/enum", WIDENED)}


def test_what_is_only_sent_may_become_wider_but_not_narrower() -> None:
    two, three = schema(s=Literal["a", "b"]), schema(s=Literal["a", "b", "c"])
    assert rules(two, three, read=False) == set()
    assert rules(three, two, read=False) == {("/properties/s/enum", NARROWED)}


def test_one_value_instead_of_any_text_is_narrower_with_or_without_a_type() -> None:
    text = {"type": "string"}
    for one in ({"const": "a"}, {"const": "a", "type": "string"}, {"enum": ["a"]}):
        assert rules(text, one) == {("/enum", NARROWED)}
        assert rules(one, text) == {("/enum", WIDENED)}
    assert rules({"const": 1}, {"const": "a"}) == {("/type", NARROWED), ("/type", WIDENED)}


def test_a_keyword_that_the_check_does_not_know_may_not_change() -> None:
    plain = {"type": "array", "items": {"type": "string"}}
    assert rules(plain, plain | {"uniqueItems": True}) == {("/uniqueItems", NARROWED)}
    assert rules(plain | {"uniqueItems": True}, plain) == {("/uniqueItems", WIDENED)}


class Branch(Part):
    """A tree: a schema that refers to itself."""

    name: Text
    below: tuple["Branch", ...] = ()


def test_a_schema_that_refers_to_itself_is_compared_once() -> None:
    before = Branch.model_json_schema(schema_generator=Published)
    now = Branch.model_json_schema(schema_generator=Published)
    now["$defs"]["Branch"]["properties"]["name"]["maxLength"] = 9
    assert rules(before, before) == set()
    assert {rule for _, rule in rules(before, now)} == {NARROWED}


# The whole catalogue ----------------------------------------------------------------------

KIND = "gradetrail.grading.GradeConfirmed.v1"
NOW = present()
WITHOUT = {path: document for path, document in NOW.items() if path != path_of(KIND)}


def test_nothing_breaks_while_nothing_changes() -> None:
    assert changes_that_break(NOW, NOW) == {}


def test_an_event_may_come_but_not_go() -> None:
    assert changes_that_break(WITHOUT, NOW) == {}
    assert changes_that_break(NOW, WITHOUT).keys() == {path_of(KIND)}


def test_an_event_whose_upcaster_is_there_may_give_way_to_its_next_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(UPCASTERS, KIND, ("gradetrail.grading.GradeConfirmed.v2", lambda old: old))
    assert changes_that_break(NOW, WITHOUT) == {}


def test_addresses_headers_and_subjects_are_kept() -> None:
    now = deepcopy(NOW)
    document = now[ASYNCAPI]
    document["channels"]["inbox.grading"]["address"] = "gradetrail.in.grading.{event}"
    del document["channels"]["events.pledges"]["messages"]["PledgeMade.v1"]
    document["components"]["schemas"]["headers.submission"]["required"].append("ce-recordedby")
    own = document["components"]["messages"]["submission.grading.GradeConfirmed.v1"]["headers"]
    own["allOf"][1]["properties"]["ce-subject"]["pattern"] = "^scheme:x$"
    assert {(one.pointer, one.rule) for one in changes_that_break(NOW, now)[ASYNCAPI]} >= {
        ("/channels/inbox.grading/address", "an address, and what is sent there, stays"),
        (
            "/channels/events.pledges/messages/PledgeMade.v1",
            "an address, and what is sent there, stays",
        ),
        ("/components/schemas/headers.submission/properties/ce-recordedby", FIELD_REQUIRED),
        (
            "/components/messages/submission.grading.GradeConfirmed.v1/headers/allOf/1"
            "/properties/ce-subject/pattern",
            NARROWED,
        ),
    }
