"""A capture with a picture is a whole book, and its best is what the exchange said, always."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from holdfast.exchange import Exchange
from holdfast.market.binance_book import book_events
from holdfast.market.binance_lines import lines
from holdfast.market.tape import TapeKind, open_tape
from holdfast.market.unreadable import UnreadableTape
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.quote import BookMessage, MarketEvent, Quote, Trade

FOLDER = "marketdata/crypto_l2_binance"
PERP = "BTCUSDT-PERP"
AT = 1_723_161_254_000_000_000
PICTURE = {"lastUpdateId": 10, "bids": [["9.9", "5"], ["9.8", "7"]], "asks": [["10.1", "6"]]}


@pytest.mark.slow
def test_the_best_of_the_rebuilt_book_is_every_best_that_was_told(shared: Path) -> None:
    path = shared / FOLDER / "usdm/btcusdt_20240808.gz"
    tape = open_tape(path)
    assert tape.kind is TapeKind.ORDER_BY_ORDER
    exchange = Exchange()
    exchange.list(tape.instruments[0], tape.listings("PAPER")[0])
    shown: dict[int, Quote] = {}
    traded = Decimal(0)
    events = list(tape.events())
    assert all(a.at <= b.at for a, b in pairwise(events))
    for event in events:
        exchange.on_market(event)
        for each in exchange.drain_market():
            if isinstance(each, Trade):
                traded += each.size
                continue
            assert not each.bid or not each.ask or each.bid < each.ask
            shown[each.at] = each
    compared = Counter(
        (quote.bid, quote.bid_size, quote.ask, quote.ask_size)
        == tuple(map(Decimal, (told.b, told.B, told.a, told.A)))  # type: ignore[arg-type]
        for at, told in bests(path).items()
        if (quote := shown.get(at)) is not None
    )
    assert compared[True] > 60_000
    assert not compared[False]
    assert traded == Decimal("2429.366")


def bests(path: Path) -> dict[int, Any]:
    return {at: line.data for _, at, line in lines(path) if line.kind == "bookTicker"}


@pytest.mark.slow
def test_a_day_that_goes_on_from_the_day_before_begins_with_what_stood(shared: Path) -> None:
    folder = shared / FOLDER / "spot"
    days = tuple(folder / f"ethusdt_{day}.gz" for day in (20240808, 20240809))
    alone = list(book_events(days, "ETHUSDT"))
    whole = [*book_events(days[:1], "ETHUSDT"), *alone]
    pictures = []
    for events in (alone, whole):
        exchange = Exchange()
        lot = Decimal("0.0001")
        exchange.list(Instrument("ETHUSDT"), Listing("ETHUSDT", "PAPER", "ETHUSDT", lot=lot))
        for event in events:
            exchange.on_market(event)
        pictures.append(exchange.depth("ETHUSDT", 10_000))
    assert len(pictures[0][0]) > 1_000
    assert pictures[0] == pictures[1]


def book_of(folder: Path, *told: Any) -> list[MarketEvent]:
    path = folder / "btcusdt_20240808.gz"
    text = "".join(f"{AT + n} {json.dumps(each)}\n" for n, each in enumerate(told))
    path.write_bytes(gzip.compress(text.encode()))
    return list(book_events((path,), "X"))


def depth(first: int, last: int, bids: Any = (), asks: Any = (), **more: int) -> dict[str, Any]:
    data = {"U": first, "u": last, "b": bids, "a": asks, **more}
    return {"stream": "btcusdt@depth@100ms", "data": data}


def best(state: int, bid: str, ask: str) -> dict[str, Any]:
    data = {"u": state, "b": bid, "B": "1", "a": ask, "A": "1"}
    return {"stream": "btcusdt@bookTicker", "data": data}


def print_of(price: str, size: str) -> dict[str, Any]:
    return {"stream": "btcusdt@trade", "data": {"p": price, "q": size, "m": True}}


def words(events: Iterable[MarketEvent]) -> list[str]:
    return [
        f"{e.action} {e.side} {e.size} at {e.price}" if isinstance(e, BookMessage) else "PRINT"
        for e in events
    ]


def test_before_the_picture_prints_alone_are_told(tmp_path: Path) -> None:
    told = book_of(tmp_path, best(5, "9.9", "10.1"), print_of("9.9", "1"), PICTURE)
    assert words(told) == ["PRINT", "ADD BUY 5 at 9.9", "ADD BUY 7 at 9.8", "ADD SELL 6 at 10.1"]


def test_updates_that_came_before_the_picture_and_are_newer_count(tmp_path: Path) -> None:
    early = depth(9, 10, [["9.7", "1"]]), depth(11, 12, [["9.8", "9"]])
    told = words(book_of(tmp_path, *early, PICTURE))
    assert told[3:] == ["ADD BUY 2 at 9.8"]


def test_a_best_ahead_of_the_depth_is_believed(tmp_path: Path) -> None:
    late = depth(11, 12, [["9.9", "8"], ["9.7", "3"]])
    told = words(book_of(tmp_path, PICTURE, best(15, "9.8", "10.1"), late))
    assert told[3:] == [
        "DELETE BUY 5 at 9.9",
        "REDUCE BUY 6 at 9.8",
        "REDUCE SELL 5 at 10.1",
        # the old update knows nothing of the best
        "ADD BUY 3 at 9.7",
    ]


def test_a_best_behind_the_depth_is_passed_over(tmp_path: Path) -> None:
    told = book_of(tmp_path, PICTURE, depth(11, 20, [["9.9", "6"]]), best(15, "9.8", "10.1"))
    assert words(told)[3:] == ["ADD BUY 1 at 9.9"]


@pytest.mark.parametrize(
    "lost", [depth(13, 14, [["9.9", "6"]]), depth(5, 30, [["9.9", "6"]], pu=25)]
)
def test_an_update_after_a_gap_is_refused(tmp_path: Path, lost: dict[str, Any]) -> None:
    with pytest.raises(UnreadableTape, match="without a gap") as refused:
        book_of(tmp_path, PICTURE, depth(11, 11), lost)
    assert refused.value.row == 3


def test_a_second_picture_changes_nothing(tmp_path: Path) -> None:
    assert len(book_of(tmp_path, PICTURE, PICTURE)) == 3
