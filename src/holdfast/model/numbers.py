"""Exact numbers: decimals for money, prices and quantities, integers for time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    setcontext,
)
from typing import Annotated

import msgspec

Qty = Decimal
Price = Decimal
Money = Decimal
Nanos = int

ZERO = Decimal(0)
ONE = Decimal(1)

# A product of two numbers in range has at most 24 whole and 18 decimal digits, so sums of
# a million million of them stay exact in 60 digits.
WHOLE_DIGITS_MAX = 12
SCALE_MAX = 9
PRECISION_DIGITS = 60

# Rounded once, where cost moves from open to realised; what is rounded off stays in the other.
COST_QUANTUM = Decimal("1E-12")

_EXACT = Context(
    prec=PRECISION_DIGITS,
    rounding=ROUND_HALF_EVEN,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
_RATIO = Context(prec=28, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero])

NonNegative = Annotated[int, msgspec.Meta(ge=0)]


def use_exact_context() -> None:
    """Make this thread's arithmetic exact for every number in range; call it once a thread."""
    setcontext(_EXACT.copy())


# Divide to 28 significant digits, half even: the only division of the house. It is the method
# itself, since a function around it would cost as much again.
ratio: Callable[[Decimal, Decimal], Decimal] = _RATIO.divide


def share_of(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """Return amount x part / whole to 1E-12: exact where part is the whole."""
    if part == whole:
        return amount
    return (_EXACT.divide(amount * part, whole)).quantize(COST_QUANTUM, context=_EXACT)


def out_of_range(number: Decimal) -> str | None:
    """Say which rule of range a number breaks, or None: finite, 12 whole and 9 decimal digits."""
    if not number.is_finite():
        return "must be a finite number"
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return "must be a finite number"
    if -exponent > SCALE_MAX:
        return f"must have at most {SCALE_MAX} decimal digits"
    if len(digits) + exponent > WHOLE_DIGITS_MAX:
        return f"must have at most {WHOLE_DIGITS_MAX} digits before the point"
    return None


def round_down(number: Decimal, step: Decimal) -> Decimal:
    """Round towards zero to a multiple of step: sizes are never rounded up over what was asked."""
    return (_EXACT.divide(number, step)).to_integral_value(ROUND_DOWN, _EXACT) * step


def floor(number: Decimal, step: Decimal) -> Decimal:
    """Round down to a multiple of step, below zero away from it."""
    rounded = round_down(number, step)
    return rounded if rounded <= number else rounded - step


def is_multiple(number: Decimal, step: Decimal) -> bool:
    """Tell whether number is a whole number of steps."""
    return not number % step


def plain(number: Decimal) -> str:
    """Write a number without exponent or trailing zeros, for people and for JSON."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def trimmed(number: Decimal) -> Decimal:
    """Drop trailing zeros, which sums of rounded shares collect; the value stays."""
    return Decimal(plain(number))
