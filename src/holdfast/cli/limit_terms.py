"""What is typed at `holdfast limits set`: NAME=VALUE as the API's JSON, and the scope."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import msgspec

from holdfast.api.faults import Json
from holdfast.cli.exits import Code, stop
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from holdfast.views.limits import LimitsRow

NONE = "none"
EMPTY = "empty"
_UNITS_NS = {"ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000}
_FIELDS = {field.name: str(field.type) for field in msgspec.structs.fields(Limits)}
# in the order in which a scope's key has them; an order is killed, and has no limits of its own
_SCOPES = tuple(field.name for field in msgspec.structs.fields(Scope) if field.name != "order_id")


def changed(changes: Sequence[str]) -> dict[str, Json]:
    """Read every change, or stop with all that are wrong."""
    made: dict[str, Json] = {}
    faults: list[str] = []
    for change in changes:
        name, _, value = change.partition("=")
        if name not in _FIELDS:
            faults.append(f"{name} must be one of {', '.join(_FIELDS)}")
        elif not value:
            faults.append(f"{change} must be {name}=VALUE; `{name}={NONE}` takes it away")
        elif name in made:
            faults.append(f"{name} must be named once")
        else:
            made[name] = _value(name, value)
    if faults:
        stop(Code.USAGE, *dict.fromkeys(faults))
    return made


def _value(name: str, value: str) -> Json:
    kinds = _FIELDS[name]
    if value == NONE:
        return None
    if "tuple" in kinds:
        return [] if value == EMPTY else list(value.split(","))
    if "bool" in kinds:
        return {"true": True, "false": False}.get(value, value)
    if name.endswith("_ns"):
        return _nanoseconds(value)
    return int(value) if "int" in kinds and _is_count(value) else value


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _nanoseconds(text: str) -> Json:
    """Read `500ms`, `2.5s` or `1m`, or a bare count; what is neither is for the API to refuse."""
    if _is_count(text):
        return int(text)
    for unit, factor in _UNITS_NS.items():
        number = text.removesuffix(unit)
        if number == text or not _is_count(number.replace(".", "", 1)):
            continue
        try:
            count = Decimal(number) * factor
        except InvalidOperation:
            break
        return int(count) if count == int(count) else text
    return text


def scope_named(text: str, rows: Sequence[LimitsRow]) -> dict[str, str]:
    """Read `account=A,strategy=S`, the desk's only account where nothing is said."""
    if text == "firm":
        return {}
    if not text:
        accounts = [row.scope.account for row in rows if row.scope.is_account]
        if len(accounts) != 1:
            stop(Code.USAGE, f"--scope must name one of {', '.join(accounts) or 'no account'}")
        return {"account": accounts[0]}
    parts = [part.partition("=")[::2] for part in text.split(",")]
    given = dict(parts)
    known = all(name in _SCOPES and value for name, value in parts)
    if not known or len(given) != len(parts):
        stop(
            Code.USAGE,
            f"--scope {text} must be firm or NAME=VALUE of {', '.join(_SCOPES)}, each once",
        )
    return {name: given[name] for name in _SCOPES if name in given}
