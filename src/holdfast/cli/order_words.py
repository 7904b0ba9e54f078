"""What an order is, in words: its kind, its prices, how long it works, and what else it asks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.model.order import OrderType, TimeInForce

# DAY is what nobody needs to say
_TIMES = {
    TimeInForce.DAY: "",
    TimeInForce.GTD: "until",
    TimeInForce.OPG: "at the open",
    TimeInForce.CLS: "at the close",
}

Write = Callable[[Decimal], str]


def kind_words(kind: OrderType, stop: Decimal | None, limit: Decimal | None, write: Write) -> str:
    """Name the kind of an order with its prices, as `stop limit 101 / 100.5`."""
    words = [kind.lower().replace("_", " ")]
    return " ".join(words + price_words(kind, stop, limit, write))


def price_words(
    kind: OrderType, stop: Decimal | None, limit: Decimal | None, write: Write
) -> list[str]:
    """Write the prices of an order: the stop, and the limit after it."""
    words = [] if stop is None else [write(stop)]
    if limit is not None:
        before = "within " if kind is OrderType.PEGGED else "/ " if words else ""
        words.append(f"{before}{write(limit)}")
    return words


def time_words(time_in_force: TimeInForce, until: str) -> str:
    """Say how long an order works, with a space before it; nothing for the day."""
    word = _TIMES.get(time_in_force, time_in_force.lower())
    told = f"{word} {until}" if word == "until" else word
    return f" {told}" if told else ""
