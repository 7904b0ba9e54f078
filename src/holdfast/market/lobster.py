"""LOBSTER message files: the order-by-order book of one NASDAQ share over a part of one day.

What we rely on (lobsterdata.com/info/DataStructure.php):
- rows `time, type, order id, size, price, direction` without header, in time order; the time is
  in seconds after midnight in New York, the price in 1/10000 dollar;
- the direction is the resting order's side, so the execution of a sell order is a buyer's trade;
- an execution of a visible order (type 4) is told once, as EXECUTE, which implies the print; only
  executions of hidden orders (5) and auction crosses (6) are told as trades;
- from 2014-07-14 on the direction of hidden executions says nothing (help.lobsterdata.com, 856882);
- a halt (7) is not an event of the market yet, and its rows are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from holdfast.market.numerals import (
    MILLISECOND_NS,
    SECOND_NS,
    calendar_day,
    digits,
    midnight,
    positive,
    remembered,
    since_midnight,
    ten_thousandths,
)
from holdfast.market.recording import Detail, Recording, Stream, instrument_of
from holdfast.market.rows import Parse, events
from holdfast.market.unreadable import BadField
from holdfast.model.ids import InstrumentId
from holdfast.model.order import Side
from holdfast.model.quote import BookAction, BookMessage, MarketEvent, Trade

NEW_YORK = "America/New_York"
NAME = re.compile(
    r"(?P<ticker>[A-Z][A-Z.]{0,5})_(?P<day>\d{4}-\d\d-\d\d)_(?:(?P<start>\d+)_(?P<end>\d+)|\w+?)"
    r"_message_(?P<levels>\d{1,4})\.csv(?:\.gz)?"
)
SIDES = {"1": Side.BUY, "-1": Side.SELL}
ACTIONS = {
    "1": BookAction.ADD,
    "2": BookAction.REDUCE,
    "3": BookAction.DELETE,
    "4": BookAction.EXECUTE,
}
HIDDEN, CROSS, HALT = "5", "6", "7"
COLUMNS = 6
HIDDEN_SIDE_UNKNOWN_FROM = date(2014, 7, 14)


def lobster(path: Path) -> Recording | None:
    """Claim a message file by its name, `TICKER_yyyy-mm-dd_start_end_message_levels.csv[.gz]`."""
    named = NAME.fullmatch(path.name)
    if named is None:
        return None
    day = calendar_day(named["day"], "date in the file name")
    instrument = instrument_of(named["ticker"])
    end = named["end"]
    return Recording(
        path=path,
        instrument=instrument,
        detail=Detail.ORDERS,
        stream=Stream.ORDERS,
        read=lambda: messages(path, instrument.id, day),
        day=day,
        depth=int(named["levels"]),
        end=midnight(day, NEW_YORK) + int(end) * MILLISECOND_NS if end else None,
    )


def messages(path: Path, instrument: InstrumentId, day: date) -> Iterator[MarketEvent]:
    """Read the rows of a message file whatever its name."""
    return events(path, _parse(instrument, day))


def _parse(instrument: InstrumentId, day: date) -> Parse:
    begins = midnight(day, NEW_YORK)
    price_of = remembered(ten_thousandths)
    size_of = remembered(positive)
    hidden_side_known = day < HIDDEN_SIDE_UNKNOWN_FROM

    def parse(fields: list[str]) -> MarketEvent | None:
        if len(fields) != COLUMNS:
            raise BadField("row", ",".join(fields), f"must have {COLUMNS} columns")
        time, kind, order_id, size, price, direction = fields
        if kind == HALT:
            return None
        at = begins + since_midnight(time, SECOND_NS, "time")
        action = ACTIONS.get(kind)
        if action is None and kind not in (HIDDEN, CROSS):
            raise BadField("type", kind, "must be 1 to 7")
        side = SIDES.get(direction)
        if side is None:
            raise BadField("direction", direction, "must be 1 or -1")
        shares, dollars = size_of(size, "size"), price_of(price, "price")
        if action is None:
            aggressor = side.opposite if kind == HIDDEN and hidden_side_known else None
            return Trade(instrument, dollars, shares, at, aggressor, hidden=kind == HIDDEN)
        number = digits(order_id, 0, "order id")
        return BookMessage(instrument, action, number, side, dollars, shares, at)

    return parse
