"""The environment's part: `${VAR}` in the file, and HOLDFAST__SECTION__KEY over it.

What a variable says is text; it is read as the type of the setting that it is for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import msgspec
from msgspec import inspect

from holdfast.api.faults import Fault, Json, under
from holdfast.config.settings import Settings

PREFIX = "HOLDFAST__"
SEPARATOR = "__"

# `$$` is a dollar sign; `${NAME:-text}` is that text where NAME is not set
_VARIABLE = re.compile(r"\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class Interpolated(msgspec.Struct):
    """Settings as raw values, what was missing, and which path came from which variable."""

    raw: Json
    faults: list[Fault] = []
    variables: dict[str, str] = {}


def interpolated(raw: Json, environment: Mapping[str, str]) -> Interpolated:
    """Put variables in place; one that is not set is a fault with the path where it is needed."""
    made = Interpolated(None)
    made.raw = _put_in(raw, "", _kind_of_settings(), environment, made.faults)
    return made


def overridden(raw: Json, environment: Mapping[str, str]) -> Interpolated:
    """Lay over what the environment says: HOLDFAST__SERVER__PORT is `server.port`."""
    made = Interpolated(raw)
    for name in sorted(environment):
        if name.startswith(PREFIX):
            steps = name.removeprefix(PREFIX).lower().split(SEPARATOR)
            path = ""
            for step in steps:
                path = under(path, int(step) if step.isdecimal() else step)
            made.variables[path] = name
            made.raw = _put_at(made.raw, steps, _kind_of_settings(), environment[name])
    return made


@cache
def _kind_of_settings() -> inspect.Type:
    return inspect.type_info(Settings)


def _put_in(
    raw: Json,
    path: str,
    kind: inspect.Type | None,
    environment: Mapping[str, str],
    faults: list[Fault],
) -> Json:
    if isinstance(raw, dict):
        return {
            key: _put_in(each, under(path, key), _within(kind, key), environment, faults)
            for key, each in raw.items()
        }
    if isinstance(raw, list):
        return [
            _put_in(each, under(path, place), _within(kind, "0"), environment, faults)
            for place, each in enumerate(raw)
        ]
    if isinstance(raw, str) and "$" in raw:
        return _as(kind, _filled(raw, path, environment, faults))
    return raw


def _filled(text: str, path: str, environment: Mapping[str, str], faults: list[Fault]) -> str:
    def fill(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        default: str | None = found[2]
        value = environment.get(found[1], default)
        if value is None:
            faults.append(Fault(path, found[0], "is not set in the environment"))
            return found[0]
        return value

    return _VARIABLE.sub(fill, text)


def _put_at(raw: Json, steps: list[str], kind: inspect.Type | None, text: str) -> Json:
    """Return the value with what is at the steps replaced; what is not there is made."""
    if not steps:
        return _as(kind, text)
    step, rest = steps[0], steps[1:]
    if isinstance(raw, list) and step.isdecimal() and int(step) < len(raw):
        made = list(raw)
        made[int(step)] = _put_at(raw[int(step)], rest, _within(kind, step), text)
        return made
    table = raw if isinstance(raw, dict) else {}
    return {**table, step: _put_at(table.get(step), rest, _within(kind, step), text)}


def _within(kind: inspect.Type | None, step: str) -> inspect.Type | None:
    """Find the type of a field or of a member; None where there is no such thing."""
    match kind:
        case inspect.StructType():
            return next((each.type for each in kind.fields if each.encode_name == step), None)
        case inspect.VarTupleType():
            return kind.item_type
    return None


def _as(kind: inspect.Type | None, text: str) -> Json:
    """Read text as a type; what does not fit stays text, and the schema says what is wrong."""
    match kind:
        case inspect.IntType() if _WHOLE.fullmatch(text):
            return int(text)
        case inspect.BoolType() if text in ("true", "false"):
            return text == "true"
        case inspect.VarTupleType():
            return [_as(kind.item_type, each.strip()) for each in text.split(",") if each.strip()]
        case inspect.UnionType():
            others = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
            return _as(others[0], text) if len(others) == 1 else text
    return text
