"""The way back from a line for people to the entry: only tests need it."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from types import UnionType
from typing import Union, get_args, get_origin

import msgspec

from holdfast.messages.commands import Command
from holdfast.messages.entry import Entry
from holdfast.messages.events import Event
from holdfast.messages.reports import Report
from holdfast.model.band import Activity
from holdfast.model.quote import Move, Quote

_KINDS = {
    key: {kind.__name__: kind for kind in get_args(union)}
    for key, union in (("command", Command), ("report", Report), ("event", Event))
}


def entry_of(line: str) -> Entry:
    said = json.loads(line)
    return Entry(
        seq=said["seq"],
        at=_nanos(said["at"]),
        quotes=tuple(_value(Quote, quote) for quote in said.get("quotes", [])),
        command=_message("command", said["command"]) if "command" in said else None,
        report=_message("report", said["report"]) if "report" in said else None,
        events=[_message("event", event) for event in said["events"]],
        moves=tuple(_value(Move, move) for move in said.get("moves", [])),
        activity=tuple(_value(Activity, each) for each in said.get("activity", [])),
    )


def _message(key: str, said: dict) -> msgspec.Struct:
    return _value(_KINDS[key][said[key]], said)


def _value(kind: object, said: object) -> object:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if said is None:
            return None
        struct = [each for each in get_args(kind) if _is_struct(each)]
        kinds = [each for each in get_args(kind) if each is not type(None)]
        if len(struct) > 1:
            struct = [each for each in struct if each.__struct_config__.tag in said.values()]
        return _value(struct[0] if struct else kinds[0] if len(kinds) == 1 else object, said)
    if origin in (list, tuple):
        return origin(_value(get_args(kind)[0], each) for each in said)
    if origin is dict:
        return {key: _value(get_args(kind)[1], each) for key, each in said.items()}
    if _is_struct(kind):
        fields = {name: type_ for name, type_ in _fields(kind) if name in said}
        return kind(**{name: _value(type_, said[name]) for name, type_ in fields.items()})
    if kind is int and isinstance(said, str):
        return _nanos(said)
    return said if kind in (object, bool, int, str) else kind(said)


@lru_cache
def _fields(kind: type[msgspec.Struct]) -> list[tuple[str, object]]:
    return [(field.name, field.type) for field in msgspec.structs.fields(kind)]


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _nanos(text: str) -> int:
    whole = datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)
    return int(whole.timestamp()) * 1_000_000_000 + int(text[20:29])
