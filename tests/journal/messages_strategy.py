"""A hypothesis strategy for any message, read off the types of its fields."""

from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Union, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from holdfast.messages.entry import Entry

_SIMPLE = {
    str: st.text(st.characters(codec="utf-8"), max_size=12),
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
}


@lru_cache
def strategy(kind: object) -> st.SearchStrategy:
    """Return a strategy for a type that occurs in a message."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return st.one_of([strategy(each) for each in get_args(kind)])
    if origin is dict:
        key, value = get_args(kind)
        return st.dictionaries(strategy(key), strategy(value), max_size=3)
    if origin is list:
        return st.lists(strategy(get_args(kind)[0]), max_size=3)
    if origin is tuple:
        return st.lists(strategy(get_args(kind)[0]), max_size=2).map(tuple)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    return st.deferred(lambda: _struct(kind))


def _struct(kind: type[msgspec.Struct]) -> st.SearchStrategy:
    fields = {field.name: strategy(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


def entries() -> st.SearchStrategy[Entry]:
    return strategy(Entry)


def kinds(union: UnionType) -> tuple[type[msgspec.Struct], ...]:
    return get_args(union)
