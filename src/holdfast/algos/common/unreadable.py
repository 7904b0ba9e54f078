"""Name what is wrong with parameters that cannot be read: each by its name, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import inspect
from msgspec.structs import FieldInfo, fields

from holdfast.model.order import Param

_WORDS: dict[type[inspect.Type], str] = {
    inspect.IntType: "a whole number",
    inspect.DecimalType: "a decimal number",
    inspect.StrType: "text",
    inspect.BoolType: "true or false",
}


def unreadable(
    params: dict[str, Param], kinds: dict[str, type[msgspec.Struct]]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the broken rule of each; `kinds` says whose field each name is."""
    for name, value in params.items():
        kind = kinds.get(name)
        if kind is None:
            yield name, f"is no parameter here; these are: {', '.join(kinds)}"
        elif not _can_be(value, field := _fields(kind)[name]):
            yield name, f"{_shown(value)} must be {rule_of(field.type)}"
    for name, kind in kinds.items():
        if name not in params and _fields(kind)[name].required:
            yield name, f"is missing; it must be {rule_of(_fields(kind)[name].type)}"


def rule_of(kind: object) -> str:
    """Say in words what a value of this type must be, empty where there are none for it."""
    told = inspect.type_info(kind)
    choices = told.types if isinstance(told, inspect.UnionType) else (told,)
    return " or ".join(word for each in choices if (word := _word(each)))


def _fields(kind: type[msgspec.Struct]) -> dict[str, FieldInfo]:
    return {each.name: each for each in fields(kind)}


def _can_be(value: Param, field: FieldInfo) -> bool:
    try:
        msgspec.convert(value, field.type, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _word(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.EnumType):
        return f"one of {', '.join(str(each.value) for each in kind.cls)}"
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return f"a list, each {_word(kind.item_type)}"
    return _WORDS.get(type(kind), "")


def _shown(value: Param) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
