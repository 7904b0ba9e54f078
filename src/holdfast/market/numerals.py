"""Text to exact numbers: what recordings write as digits becomes Decimals and nanoseconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holdfast.market.unreadable import BadField
from holdfast.model.numbers import SCALE_MAX, WHOLE_DIGITS_MAX, Nanos, out_of_range

SECOND_NS = 1_000_000_000
MILLISECOND_NS = 1_000_000
DAY_NS_MAX = 25 * 3_600 * SECOND_NS  # the day on which clocks are set back
DIGITS_MAX = 24
DUST_DIGITS = 6
DUST: int = 10**DUST_DIGITS
NUMBERS_KEPT_MAX = 65_536

Numeral = Callable[[str, str], Decimal]  # of the text and the name of its field


def digits(text: str, decimals: int, field: str) -> int:
    """Read a plain decimal as an integer in units of 10**-decimals: exact, or refused."""
    whole, _, fraction = text.partition(".")
    joined = whole + fraction.ljust(decimals, "0")
    if not (joined.isascii() and joined.isdigit()) or len(joined) > DIGITS_MAX:
        raise BadField(field, text, "must be digits with at most one point")
    if len(fraction) > decimals:
        raise BadField(field, text, f"must have at most {decimals} decimal digits")
    return int(joined)


def since_midnight(text: str, unit_ns: int, field: str) -> Nanos:
    """Read a time of day in seconds or milliseconds, to the nearest nanosecond.

    Some recordings passed through binary floats and carry their dust behind the nanosecond.
    """
    decimals = len(str(unit_ns)) - 1
    at = (digits(text, decimals + DUST_DIGITS, field) + DUST // 2) // DUST
    if at > DAY_NS_MAX:
        raise BadField(field, text, "must lie within one day")
    return at


def midnight(day: date, zone: str) -> Nanos:
    """Say when a local day begins; the zone is a name of the IANA database."""
    try:
        begins = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    except ZoneInfoNotFoundError:
        raise BadField("time zone", zone, "must be in this machine's time zone database") from None
    return int(begins.timestamp()) * SECOND_NS


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def calendar_day(text: str, field: str) -> date:
    """Read yyyymmdd or yyyy-mm-dd."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadField(field, text, "must be a date, yyyymmdd or yyyy-mm-dd") from None


def decimal(text: str, field: str) -> Decimal:
    """Read a number of the house's range."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadField(field, text, "must be a number") from None
    rule = out_of_range(number)
    if rule is not None or "_" in text:
        raise BadField(field, text, rule or "must be a number")
    return number


def positive(text: str, field: str) -> Decimal:
    number = decimal(text, field)
    if number <= 0:
        raise BadField(field, text, "must be more than zero")
    return number


def ten_thousandths(text: str, field: str) -> Decimal:
    """Read a price written as an integer of 1/10000, with the two decimals people expect."""
    price = digits(text, 0, field)
    if len(text) > WHOLE_DIGITS_MAX:
        raise BadField(field, text, f"must have at most {WHOLE_DIGITS_MAX} digits")
    cents, rest = divmod(price, 100)
    return Decimal(price).scaleb(-4) if rest else Decimal(cents).scaleb(-2)


def size(text: str, field: str) -> Decimal:
    """Read how much; more than nine decimals are dust of binary floats and are cut off."""
    whole, point, fraction = text.partition(".")
    if len(fraction) > SCALE_MAX and fraction.isdigit():
        text = whole + point + fraction[:SCALE_MAX]
    number = decimal(text, field)
    if number < 0:
        raise BadField(field, text, "must not be negative")
    return number


def remembered(read: Numeral) -> Numeral:
    """Make a reader that knows the texts it has met: prices and sizes repeat all day."""
    known: dict[str, Decimal] = {}

    def recall(text: str, field: str) -> Decimal:
        number = known.get(text)
        if number is None:
            if len(known) >= NUMBERS_KEPT_MAX:
                known.clear()
            number = known[text] = read(text, field)
        return number

    return recall
