"""Replies as JSON: decimals as text without exponents, the same bytes for the same reply."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from holdfast.model.numbers import plain

_ENCODER = msgspec.json.Encoder()
_MAY_BE_EXPONENT = re.compile(rb"\dE[+-]?\d")


def encode(reply: msgspec.Struct) -> bytes:
    """Write a reply; the slow way round is taken only where a number could have an exponent."""
    body = _ENCODER.encode(reply)
    if _MAY_BE_EXPONENT.search(body) is None:
        return body
    return _ENCODER.encode(_plain(msgspec.to_builtins(reply, builtin_types=(Decimal,))))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
