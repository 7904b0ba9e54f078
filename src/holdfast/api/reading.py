"""From raw values to typed requests; where that fails, every error by its path."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import TypeVar

import jsonschema
import msgspec
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from holdfast.api.faults import FAULTS_MAX, Fault, Json, Unreadable, shown, under
from holdfast.api.rules import CONTROL_RULE, ID_RULE, amount_rule, number_rule, text_rule
from holdfast.api.schema import schema_of

T = TypeVar("T")

_NO_AMOUNTS = (str, int, type(None))
_TYPE_NAMES = {
    "array": "a list",
    "object": "an object",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}
_LIMITS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be above {}",
    "exclusiveMaximum": "must be below {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} members",
    "maxItems": "must have at most {} members",
    "maxProperties": "must have at most {} members",
}


def read(raw: Json, kind: type[T]) -> T | Unreadable:
    """Read a request of this type, or list everything that is wrong with it."""
    try:
        typed = msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        return Unreadable(schema_faults(raw, kind) or (_told_by_decoder(error),))
    faults = tuple(islice(_number_faults(typed, raw, ""), FAULTS_MAX))
    return Unreadable(faults) if faults else typed


def schema_faults(raw: Json, kind: type) -> tuple[Fault, ...]:
    """List what the type's schema says against a value, once per path."""
    found: dict[tuple[str, str], Fault] = {}
    for error in _validator(kind).iter_errors(raw):  # type: ignore[arg-type]  # Decimals too
        for fault in _faults_of(error):
            found.setdefault((fault.path, fault.value), fault)
            if len(found) >= FAULTS_MAX:
                return tuple(found.values())
    return tuple(found.values())


def _number_faults(typed: object, raw: Json, path: str) -> Iterator[Fault]:
    """Hold every amount, as it was written, to the rules that its type cannot tell."""
    if isinstance(typed, Decimal):
        rule = amount_rule(path.rpartition(".")[2], raw)
        if rule is not None:
            yield Fault(path, shown(raw), rule)
    elif isinstance(typed, msgspec.Struct) and isinstance(raw, dict):
        for name, each in raw.items():
            value = getattr(typed, name, None)
            if not isinstance(value, _NO_AMOUNTS):
                yield from _number_faults(value, each, under(path, name))
    elif isinstance(typed, list | tuple) and isinstance(raw, list):
        for index, (one, each) in enumerate(zip(typed, raw, strict=True)):
            yield from _number_faults(one, each, under(path, index))
    elif isinstance(typed, dict) and isinstance(raw, dict):
        for name, each in raw.items():
            yield from _number_faults(typed.get(name), each, under(path, name))


@cache
def _validator(kind: type) -> Validator:
    formats = jsonschema.FormatChecker(formats=())
    formats.checks("decimal")(lambda value: value is None or number_rule(value) is None)
    return jsonschema.Draft202012Validator(schema_of(kind), format_checker=formats)


def _faults_of(error: ValidationError) -> Iterator[Fault]:
    path = ""
    for step in error.absolute_path:
        path = under(path, step)
    value = error.instance
    if error.validator == "anyOf":
        yield from _faults_of_either(error, path)
    elif error.validator == "required" and isinstance(value, dict):
        for name in _names(error):
            if name not in value:
                yield Fault(under(path, name), "", "is missing")
    elif error.validator == "additionalProperties" and isinstance(value, dict):
        known = _of_schema(error, "properties")
        for name, each in value.items():
            if not isinstance(known, dict) or name not in known:
                yield Fault(under(path, name), shown(each), "is no field here")
    elif _of_schema(error, "format") != "decimal" or amount_rule(path.rpartition(".")[2], value):
        yield Fault(path, shown(value), _rule(error))


def _faults_of_either(error: ValidationError, path: str) -> Iterator[Fault]:
    """Tell of the branch that was meant: the one whose own type fits, null being never meant."""
    branches: dict[object, list[ValidationError]] = {}
    for each in error.context or ():
        branches.setdefault(each.schema_path[0], []).append(each)
    wanted: dict[str, None] = {}
    for errors in branches.values():
        of_type = [each for each in errors if each.validator == "type" and not each.path]
        if not of_type:
            for each in errors:
                yield from _faults_of(each)
            return
        wanted.update(dict.fromkeys(_TYPE_NAMES[name] for name in _names(of_type[0])))
    yield Fault(path, shown(error.instance), f"must be {' or '.join(wanted)}")


def _rule(error: ValidationError) -> str:
    kind = str(error.validator)
    if _of_schema(error, "format") == "decimal":
        return number_rule(error.instance) or "must be a number"
    if kind == "type":
        return f"must be {' or '.join(_TYPE_NAMES[name] for name in _names(error))}"
    if kind == "enum":
        return f"must be one of {', '.join(_names(error))}"
    if kind in _LIMITS:
        told = _LIMITS[kind].format(error.validator_value)
        return told.removesuffix("s") if error.validator_value == 1 and "have" in told else told
    if kind == "pattern":
        strange = isinstance(error.instance, str) and text_rule("", error.instance)
        return CONTROL_RULE if strange else ID_RULE
    return f"breaks the rule {kind}"


def _names(error: ValidationError) -> list[str]:
    """Return the names that a rule lists; a single one is a list of it."""
    wanted: object = error.validator_value
    return [str(each) for each in wanted] if isinstance(wanted, list) else [str(wanted)]


def _of_schema(error: ValidationError, key: str) -> object:
    schema: object = error.schema
    return schema.get(key) if isinstance(schema, dict) else None


def _told_by_decoder(error: msgspec.ValidationError) -> Fault:
    rule, _, where = str(error).partition(" - at `$")
    return Fault(where.rstrip("`").lstrip("."), "", f"must be right: {rule}")
