"""Conditions as people write them: `AAPL >= 100 and order o1 is FILLED`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from holdfast.model.instructions import (
    AllOf,
    AnyOf,
    Condition,
    OrderIs,
    PositionIs,
    PriceIs,
    TimeIs,
    TriggerSource,
)
from holdfast.model.order import OrderStatus
from holdfast.model.times import parse_moment

_WORDS = re.compile(r"\(|\)|>=|<=|[<>=]|[^\s()<>=]+")
_FORMS = (
    "SYMBOL >= PRICE [on last|bid_ask|mid|mark], position SYMBOL >= QTY, time >= TIME,"
    " order ID is STATUS, with and, or, and parentheses"
)


class ConditionError(ValueError):
    """The text is no condition; the message says where, and what is one."""


def condition_of(text: str) -> Condition:
    """Read a condition; `and` binds closer than `or`. Raises ConditionError."""
    words = _WORDS.findall(text)
    if not words:
        raise ConditionError(f"is empty; it is one of: {_FORMS}")
    condition = _any_of(words)
    if words:
        raise _wrong(words[0])
    return condition


def _any_of(words: list[str]) -> Condition:
    found = [_all_of(words)]
    while words and words[0].lower() == "or":
        words.pop(0)
        found.append(_all_of(words))
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _all_of(words: list[str]) -> Condition:
    found = [_single(words)]
    while words and words[0].lower() == "and":
        words.pop(0)
        found.append(_single(words))
    return found[0] if len(found) == 1 else AllOf(tuple(found))


def _single(words: list[str]) -> Condition:
    first = _next(words)
    match first.lower():
        case "(":
            inner = _any_of(words)
            if _next(words) != ")":
                raise ConditionError("a parenthesis is not closed")
            return inner
        case "time":
            _expect(words, ">=")
            at = parse_moment(told := _next(words))
            if at is None:
                raise _wrong(told)
            return TimeIs(at)
        case "order":
            name = _next(words)
            _expect(words, "is")
            return OrderIs(name, _status(_next(words)))
        case "position":
            name, is_low = _next(words), _is_low(words)
            qty = _number(words)
            return PositionIs(name, None if is_low else qty, qty if is_low else None)
    is_low = _is_low(words)
    price = _number(words)
    return PriceIs(first, None if is_low else price, price if is_low else None, _source(words))


def _next(words: list[str]) -> str:
    if not words:
        raise ConditionError(f"it ends too soon; it is one of: {_FORMS}")
    return words.pop(0)


def _expect(words: list[str], wanted: str) -> None:
    if (told := _next(words)).lower() != wanted:
        raise _wrong(told)


def _is_low(words: list[str]) -> bool:
    told = _next(words)
    if told not in (">=", "<="):
        raise _wrong(told)
    return told == "<="


def _number(words: list[str]) -> Decimal:
    told = _next(words)
    try:
        return Decimal(told)
    except InvalidOperation:
        raise _wrong(told) from None


def _source(words: list[str]) -> TriggerSource:
    if not words or words[0].lower() != "on":
        return TriggerSource.LAST
    words.pop(0)
    told = _next(words).upper()
    if told not in TriggerSource.__members__:
        raise _wrong(told)
    return TriggerSource(told)


def _status(told: str) -> OrderStatus:
    if told.upper() not in OrderStatus.__members__:
        raise _wrong(told)
    return OrderStatus(told.upper())


def _wrong(told: str) -> ConditionError:
    return ConditionError(f"{told!r} is not expected there; it is one of: {_FORMS}")
