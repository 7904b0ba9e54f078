"""Entries as people read them: field names, decimals as text, times as RFC 3339."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import get_args, get_origin

import msgspec

from holdfast.messages.commands import Command
from holdfast.messages.entry import Entry
from holdfast.messages.events import Event
from holdfast.messages.reports import Report
from holdfast.model.times import rfc3339

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def line(entry: Entry) -> str:
    """Write an entry as one line of JSON."""
    return msgspec.json.encode(named(entry)).decode()


def named(entry: Entry) -> dict[str, Plain]:
    """Turn an entry into named fields; the input is under `command` or under `report`."""
    said: dict[str, Plain] = {"seq": entry.seq, "at": rfc3339(entry.at)}
    if entry.quotes:
        said["quotes"] = [_fields(quote) for quote in entry.quotes]
    if entry.moves:
        said["moves"] = [_fields(move) for move in entry.moves]
    if entry.activity:
        said["activity"] = [_fields(each) for each in entry.activity]
    if (asked := entry.asked) is not None:
        said["command"] = _message("command", asked)
    if entry.told is not None:
        said["report"] = _message("report", entry.told)
    said["events"] = [_message("event", event) for event in entry.events]
    return said


def _message(kind: str, message: Command | Report | Event) -> dict[str, Plain]:
    return {kind: type(message).__name__, **_fields(message)}


def _fields(struct: msgspec.Struct) -> dict[str, Plain]:
    """Name the fields; those that a struct leaves out when encoded are left out here too."""
    defaults, several = _defaults(type(struct)), _several(type(struct))
    said: dict[str, Plain] = {}
    for field in struct.__struct_fields__:
        value = getattr(struct, field)
        if field in defaults and value == defaults[field]:
            continue
        said[field] = _one_of_several(value) if field in several else _plain(value, field)
    return said


def _one_of_several(value: object) -> Plain:
    """Say which kind a struct is, beside its fields."""
    if isinstance(value, tuple | list):
        return [_one_of_several(each) for each in value]
    if not isinstance(value, msgspec.Struct):
        return _plain(value)
    tag = value.__struct_config__
    return {str(tag.tag_field): str(tag.tag), **_fields(value)}


@lru_cache
def _several(kind: type[msgspec.Struct]) -> frozenset[str]:
    """Name the fields that hold one of several kinds of message, so that it must say which."""
    return frozenset(
        field.name
        for field in msgspec.structs.fields(kind)
        if sum(_is_struct(each) for each in _kinds(field.type)) > 1
    )


def _kinds(kind: object) -> tuple[object, ...]:
    """List what a field may hold, or what each item of it may be."""
    inner = get_args(kind)
    return get_args(inner[0]) if get_origin(kind) in (tuple, list) else inner


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


@lru_cache
def _defaults(kind: type[msgspec.Struct]) -> dict[str, object]:
    if not kind.__struct_config__.omit_defaults:
        return {}
    return {
        field.name: field.default
        if field.default_factory is msgspec.NODEFAULT
        else field.default_factory()
        for field in msgspec.structs.fields(kind)
        if not field.required
    }


def _plain(value: object, field: str = "") -> Plain:
    """Turn a value into what JSON has; `field` tells a time from another number."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return rfc3339(value) if field == "at" or field.endswith("_at") else value
        case Decimal():
            return format(value, "f")
        case msgspec.Struct():
            return _fields(value)
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    raise TypeError(f"no plain form of {type(value).__name__}")
