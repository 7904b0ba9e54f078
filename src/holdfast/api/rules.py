"""The rules of every text and number that comes in by a door, whatever its type.

Core checks what an order means; here is what no field may hold at all, so that nothing
strange reaches a journal, a log line or a venue's wire.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from holdfast.model.ids import ID_PATTERN
from holdfast.model.numbers import out_of_range, plain

TEXT_CHARACTERS_MAX = 1024
NUMBER_CHARACTERS_MAX = 64
INTEGER_DIGITS_MAX = 18
DEPTH_MAX = 32
MEMBERS_MAX = 1000

DECIMAL_PATTERN = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?$"
DECIMAL_RULE = "must be a decimal number in plain digits, such as 12.5"
ID_RULE = "must be 1 to 64 letters, digits, spaces and ._:/@#+=- beginning with a letter or digit"
CONTROL_RULE = "must hold no control, direction or invisible characters"

# fields that hold the name of something; one word per idea makes this one table
ID_FIELDS = frozenset(
    {
        "account",
        "client_order_id",
        "correlation_id",
        "instrument",
        "name",
        "order_id",
        "order_ids",
        "parent_id",
        "plan_id",
        "principal",
        "strategy",
        "trader",
        "venue",
    }
)
# prose, which may have lines
PROSE_FIELDS = frozenset({"rationale", "why"})

_DECIMAL = re.compile(DECIMAL_PATTERN, re.ASCII)
_ID = re.compile(ID_PATTERN, re.ASCII)
# C0 and C1 controls, direction marks and overrides, zero widths, lone surrogates
_STRANGE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb]"
)
_STRANGE_IN_PROSE = re.compile(_STRANGE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


class Absurd(str):
    """A number that is none or cannot be held: NaN, Infinity, an exponent of twenty digits."""

    __slots__ = ()


# amounts that may lie below zero: a short target, a peg behind its reference, a net credit
SIGNED_FIELDS = frozenset({"target_position", "offset", "net_price"})


def amount_rule(field: str, value: object) -> str | None:
    """Say which rule the amount of a field breaks, or None; few may be negative."""
    if field in SIGNED_FIELDS and not isinstance(value, Absurd):
        if isinstance(value, str):
            value = value.removeprefix("-")
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = abs(value)
    return number_rule(value)


def number_rule(value: object) -> str | None:
    """Say which rule a raw amount breaks, or None: finite, plain, in range and not negative."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return "must be a number or a decimal number as text"
    if isinstance(value, str) and not isinstance(value, Absurd):
        if len(value) > NUMBER_CHARACTERS_MAX:
            return f"must have at most {NUMBER_CHARACTERS_MAX} characters"
        if value.startswith("-") and _DECIMAL.match(value[1:]):
            return "must not be negative"
        if not _DECIMAL.match(value):
            return _why_not_plain(value)
    elif isinstance(value, Absurd):
        return "must be a finite number in range"
    number = Decimal(value)
    rule = out_of_range(number)
    if rule is None and number.is_signed():
        return "must not be negative"
    return rule


def _why_not_plain(text: str) -> str:
    """Name the range where a number is out of it, and the form where it is no plain number."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        return out_of_range(Decimal(text)) or DECIMAL_RULE
    return DECIMAL_RULE


def is_ordinary(text: str) -> bool:
    """Tell whether a text breaks no rule in any field: most do not, and this is quick to see."""
    return type(text) is str and _ID.fullmatch(text) is not None


def text_rule(field: str, text: str) -> str | None:
    """Say which rule a text breaks, or None; names of things are held to the pattern of ids."""
    if isinstance(text, Absurd):
        return "must be a finite number in range"
    if len(text.encode("utf-8", "surrogatepass")) > TEXT_CHARACTERS_MAX:
        return f"must have at most {TEXT_CHARACTERS_MAX} bytes"
    if (_STRANGE_IN_PROSE if field in PROSE_FIELDS else _STRANGE).search(text):
        return CONTROL_RULE
    if field in ID_FIELDS and text and not is_id(text):
        return ID_RULE
    return None


def is_id(text: str) -> bool:
    """Tell whether a text can name something."""
    return _ID.fullmatch(text) is not None


def integer(text: str) -> int | Decimal | Absurd:
    """Read an integer of JSON; one that 64 bits cannot hold stays an exact number."""
    if len(text) <= INTEGER_DIGITS_MAX and text != "-0":
        return int(text)
    return decimal(text)


def decimal(text: str) -> Decimal | Absurd:
    """Read a number of JSON exactly; what is in range loses its exponent."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Absurd(text)
    if ("e" in text or "E" in text) and out_of_range(number) is None:
        return Decimal(plain(number))
    return number
