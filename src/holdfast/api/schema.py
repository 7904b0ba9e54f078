"""JSON Schema of messages, from their own types, with the rules that every door holds them to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from holdfast.api.rules import (
    DECIMAL_PATTERN,
    ID_FIELDS,
    INTEGER_DIGITS_MAX,
    MEMBERS_MAX,
    TEXT_CHARACTERS_MAX,
)
from holdfast.model.ids import ID_LENGTH_MAX, ID_PATTERN
from holdfast.model.numbers import SCALE_MAX, WHOLE_DIGITS_MAX

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DECIMAL_IN: Schema = {
    "type": ["string", "number"],
    "format": "decimal",
    "pattern": DECIMAL_PATTERN,
    "minimum": 0,
    "exclusiveMaximum": 10**WHOLE_DIGITS_MAX,
    "description": (
        f"An exact amount: at most {WHOLE_DIGITS_MAX} digits before the point and {SCALE_MAX} "
        "after it, as a number or as text; text is surest."
    ),
}
_DECIMAL_OUT: Schema = {"type": "string", "format": "decimal"}


@cache
def schema_of(kind: type) -> Schema:
    """Describe one input type by itself, as validators and documents need it."""
    described: Schema = msgspec.json.schema(kind, ref_template="#/$defs/{name}")
    definitions = {name: _input(each) for name, each in described["$defs"].items()}
    return {"$schema": DIALECT, **described, "$defs": definitions}


def components(inputs: Iterable[type], replies: Iterable[type], template: str) -> dict[str, Schema]:
    """Describe many types that share their parts; replies have their decimals as text alone."""
    _, told = msgspec.json.schema_components(list(replies), ref_template=template)
    _, asked = msgspec.json.schema_components(list(inputs), ref_template=template)
    found = {name: _tidy(each) for name, each in told.items()}
    # what is both asked and told is described as it may be asked, which is the stricter text
    found.update({name: _input(each) for name, each in asked.items()})
    return dict(sorted(found.items()))


def _input(described: Schema, field: str = "") -> Schema:
    """Add the rules of the doors to a description, by type and by the name of the field."""
    kind = described.get("type")
    if kind == "string" and described.get("format") == "decimal":
        kept = {key: each for key, each in described.items() if key not in _DECIMAL_OUT}
        return {**_DECIMAL_IN, **kept}
    told = _tidy(described)
    if kind == "string" and "enum" not in told:
        told.update(_text(field, told))
    elif kind == "array":
        told.setdefault("maxItems", MEMBERS_MAX)
    elif kind == "integer":
        told.setdefault("minimum", 1 - 10 ** (INTEGER_DIGITS_MAX - 1))
        told.setdefault("maximum", 10**INTEGER_DIGITS_MAX - 1)
    return _deeper(told, field)


def _text(field: str, described: Schema) -> Schema:
    if field not in ID_FIELDS:
        return {"maxLength": TEXT_CHARACTERS_MAX}
    # a name may be left out, and then is empty
    pattern = ID_PATTERN if "default" not in described else f"{ID_PATTERN}|^$"
    return {"pattern": pattern, "maxLength": ID_LENGTH_MAX}


def _deeper(described: Schema, field: str) -> Schema:
    for key in ("items", "additionalProperties"):
        if isinstance(described.get(key), dict):
            described[key] = _input(described[key], field)
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        if key in described:
            described[key] = [_input(each, field) for each in described[key]]
    if "properties" in described:
        described["properties"] = {
            name: _input(each, name) for name, each in described["properties"].items()
        }
        if described.get("additionalProperties") is not False:
            described.setdefault("maxProperties", MEMBERS_MAX)
    elif "additionalProperties" in described:
        described.setdefault("maxProperties", MEMBERS_MAX)
    return described


def _tidy(described: Schema) -> Schema:
    """Copy a description, its docstring on one line per paragraph."""
    told = dict(described)
    if "description" in told:
        paragraphs = told["description"].split("\n\n")
        told["description"] = "\n\n".join(" ".join(each.split()) for each in paragraphs)
    return told
