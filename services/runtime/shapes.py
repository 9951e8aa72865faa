"""What pydantic finds wrong with JSON, in our words, without the value: it may be a name."""

from collections.abc import Mapping, Sequence
from typing import Any

ACCEPTS = {
    "missing": "a value",
    "extra_forbidden": "leave it out",
    "json_invalid": "a JSON object in UTF-8",
    "dict_type": "a JSON object",
    "model_type": "a JSON object",
    "model_attributes_type": "a JSON object",
    "tuple_type": "a list",
    "list_type": "a list",
    "too_short": "a list of {min_length} or more",
    "string_type": "a text",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a text of at most {max_length} characters",
    # The contracts know one pattern, contracts.values.Token.
    "string_pattern_mismatch": "an id: up to 80 letters, digits, - and _;"
    " the first a letter or digit",
    "literal_error": "one of {expected}",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "decimal_type": 'a number: 89.99 or "89.99"',
    "decimal_parsing": 'a number: 89.99 or "89.99"',
    "decimal_max_digits": "a number of at most {max_digits} digits",
    "finite_number": "a finite number",
    "greater_than_equal": "a number from {ge} on",
    "less_than_equal": "a number up to {le}",
    "date_type": 'a day: "2011-11-15"',
    "date_parsing": 'a day: "2011-11-15"',
    "date_from_datetime_parsing": 'a day: "2011-11-15"',
}
"""What is accepted where pydantic reports an error of this type."""


def in_words(error: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with a field, and what is accepted, of an error of pydantic."""
    kind, name, context = error["type"], _named(error["loc"]), error.get("ctx", {})
    if kind == "one_of":  # contracts.values.OneOf
        return f"{name} is not {error['msg']}", error["msg"]
    if kind not in ACCEPTS:
        said = error["msg"].removeprefix("Value error, ")
        return said, said
    given = {key: str(value).replace("'", "") for key, value in context.items()}
    accepts = ACCEPTS[kind].format_map(given)
    match kind:
        case "missing":
            return f"{name} is missing", accepts
        case "extra_forbidden":
            return f"{name} is not a field of this event", accepts
    why = given.get("error", "")
    why = f" ({why})" if "range" in why else ""  # of others it speaks as a parser does
    return f"{name} is not {accepts.partition(':')[0]}{why}", accepts


def _named(loc: Sequence[str | int]) -> str:
    """The field, with the places in its lists: ``basis_years/0``."""
    last = max((i for i, key in enumerate(loc) if isinstance(key, str)), default=0)
    return "/".join(str(key) for key in loc[last:]) or "the data"
