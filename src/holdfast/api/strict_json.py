"""JSON without surprises: exact numbers, no key twice, and a bound on depth, width and text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from holdfast.api.faults import FAULTS_MAX, Fault, Json, Unreadable, shown, under
from holdfast.api.rules import (
    DEPTH_MAX,
    MEMBERS_MAX,
    Absurd,
    decimal,
    integer,
    is_ordinary,
    text_rule,
)

DEPTH_RULE = f"must not be nested deeper than {DEPTH_MAX}"
MEMBERS_RULE = f"must have at most {MEMBERS_MAX} members"


_PLAIN = (int, Decimal, bool, type(None))


class Doubled(dict[str, Json]):
    """An object that gives a key twice, which readers could understand in two ways."""

    keys_twice: tuple[str, ...] = ()


def read_json(body: bytes) -> Json | Unreadable:
    """Read a document, or list what no document may hold."""
    try:
        value: Json = _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _no_json(f"must be UTF-8; byte {error.start} is not")
    except json.JSONDecodeError as error:
        rule = f"is not JSON: {error.msg} at line {error.lineno} column {error.colno}"
        return _no_json(rule)
    except RecursionError:
        return _no_json(DEPTH_RULE)
    return checked(value)


def checked(value: Json) -> Json | Unreadable:
    """Return the value, or what no document may hold of it."""
    faults = json_faults(value)
    if not faults:
        return value
    bounded = not any(fault.rule in (DEPTH_RULE, MEMBERS_RULE) for fault in faults)
    return Unreadable(faults, raw=value if bounded else None)


def json_faults(value: Json) -> tuple[Fault, ...]:
    """List what breaks the rules of every document, at most FAULTS_MAX of it."""
    if _is_ordinary(value, 1):
        return ()
    return tuple(islice(_faults(value, "", "", 1), FAULTS_MAX))


def _no_json(rule: str) -> Unreadable:
    return Unreadable((Fault("", "the body", rule),), is_json=False)


def object_of(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Make an object that remembers which of its keys were given twice."""
    read = dict(pairs)
    if len(read) == len(pairs):
        return read
    doubled = Doubled(read)
    seen: dict[str, int] = {}
    for key, _ in pairs:
        seen[key] = seen.get(key, 0) + 1
    doubled.keys_twice = tuple(key for key, times in seen.items() if times > 1)
    return doubled


def _is_ordinary(value: Json, depth: int) -> bool:
    """See quickly that nothing is wrong; where it cannot be seen quickly, say no."""
    kind = type(value)
    if kind is str:
        return is_ordinary(value)  # type: ignore[arg-type]  # told by its kind
    if isinstance(value, dict | list):
        if depth > DEPTH_MAX or len(value) > MEMBERS_MAX or kind is Doubled:
            return False
        if isinstance(value, list):
            return all(_is_ordinary(each, depth + 1) for each in value)
        for key, each in value.items():
            if not (is_ordinary(key) and _is_ordinary(each, depth + 1)):
                return False
        return True
    return kind in _PLAIN


def _faults(value: Json, path: str, field: str, depth: int) -> Iterator[Fault]:
    if isinstance(value, str):
        rule = text_rule(field, value)
        if rule is not None:
            told = str(value) if isinstance(value, Absurd) else shown(value)
            yield Fault(path, told, rule)
    elif isinstance(value, dict | list):
        if depth > DEPTH_MAX:
            yield Fault(path, shown(value), DEPTH_RULE)
        elif len(value) > MEMBERS_MAX:
            yield Fault(path, shown(value), MEMBERS_RULE)
        elif isinstance(value, dict):
            yield from _object_faults(value, path, depth)
        else:
            for index, each in enumerate(value):
                yield from _faults(each, under(path, index), field, depth + 1)


def _object_faults(value: dict[str, Json], path: str, depth: int) -> Iterator[Fault]:
    if isinstance(value, Doubled):
        for key in value.keys_twice:
            yield Fault(under(path, _key(key)), shown(value[key]), "must not be given twice")
    for key, each in value.items():
        rule = text_rule("", key)
        if rule is not None:
            yield Fault(path, shown(key), f"is a key that {rule}")
        else:
            yield from _faults(each, under(path, key), key, depth + 1)


def _key(key: str) -> str:
    return key if text_rule("", key) is None else shown(key)


_DECODER = json.JSONDecoder(
    object_pairs_hook=object_of,
    parse_float=decimal,
    parse_int=integer,
    parse_constant=Absurd,
)
