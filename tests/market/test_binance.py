"""Captures of Binance are read by one clock, the right kind of instrument, and its steps."""

import gzip
import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from holdfast.market.binance import binance, messages
from holdfast.market.tape import TapeKind, open_tape
from holdfast.market.unreadable import UnreadableTape
from holdfast.model.instrument import Instrument, InstrumentKind
from holdfast.model.order import Side
from holdfast.model.quote import MarketEvent, Quote, Trade

FOLDER = "marketdata/crypto_l2_binance"
FIRST_NS = 1_723_161_254_087_891_268
NAME = "btcusdt_20240808.gz"


@pytest.fixture(scope="module")
def spot(shared: Path) -> list[MarketEvent]:
    return list(messages(shared / FOLDER / "spot" / NAME, "BTCUSDT"))


def test_every_quote_and_print_of_a_capture_is_told(spot: list[MarketEvent]) -> None:
    quotes = [each for each in spot if isinstance(each, Quote)]
    trades = [each for each in spot if isinstance(each, Trade)]
    assert (len(quotes), len(trades)) == (28_040, 9_757)
    assert sum(each.size for each in trades) == Decimal("212.03315")
    assert all(each.bid < each.ask for each in quotes)


def test_all_times_are_those_of_receipt_to_the_nanosecond(spot: list[MarketEvent]) -> None:
    assert spot[0] == Quote(
        "BTCUSDT",
        Decimal("61837.63"),
        Decimal("61837.64"),
        Decimal("3.78826"),
        Decimal("1.54698"),
        FIRST_NS,
    )
    assert str(spot[0].bid) == "61837.63"
    assert all(one.at <= other.at for one, other in pairwise(spot))


def test_prints_stand_beside_the_quotes_that_they_met(spot: list[MarketEvent]) -> None:
    """By the exchange's clock they would come 1.27 s after, and mostly away from the quote."""
    now = near(spot[:15_000], 0)
    assert now > 0.6
    assert all(near(spot[:15_000], late) < now * 0.8 for late in (-50_000_000, 50_000_000))
    assert near(spot[:15_000], 1_273_000_000) < now / 2


def near(events: list[MarketEvent], late_ns: int) -> float:
    """Say which part of the prints lies within the quote of up to 5 ms around, if so late."""
    moved = [(e.at + (late_ns if isinstance(e, Trade) else 0), n, e) for n, e in enumerate(events)]
    inside = total = 0
    recent: list[Quote] = []
    for at, _, event in sorted(moved, key=lambda each: each[:2]):
        if isinstance(event, Quote):
            recent = [*(each for each in recent[-50:] if at - each.at < 5_000_000), event]
        elif isinstance(event, Trade) and recent:
            total += 1
            low, high = min(e.bid for e in recent), max(e.ask for e in recent)
            inside += low <= event.price <= high
    return inside / total


def test_days_that_follow_each_other_are_one_tape_of_two_coins(shared: Path) -> None:
    tape = open_tape(shared / FOLDER / "spot")
    assert tape.kind is TapeKind.ORDER_BY_ORDER
    assert len(tape.recordings) == 4
    assert [each.currency for each in tape.instruments] == ["USDT", "USDT"]
    steps = {each.instrument: (each.tick, each.lot) for each in tape.listings("PAPER")}
    assert steps == {
        "BTCUSDT": (Decimal("0.01"), Decimal("0.00001")),
        "ETHUSDT": (Decimal("0.01"), Decimal("0.0001")),
    }


def test_steps_are_those_of_the_exchange(shared: Path) -> None:
    table = (shared / "marketdata/reference/symbol-properties-database.csv").read_text()
    rows = [line.split(",") for line in table.splitlines() if line.startswith("binance,")]
    known = {row[1]: (Decimal(row[6]), Decimal(row[7])) for row in rows if row[2] == "crypto"}
    for listing in open_tape(shared / FOLDER / "spot").listings("PAPER"):
        assert known[listing.instrument] == (listing.tick, listing.lot)


def test_a_perpetual_is_another_instrument_than_its_coin(shared: Path) -> None:
    tape = open_tape(shared / FOLDER)
    perpetual = Instrument(
        "BTCUSDT-PERP", InstrumentKind.CRYPTO_PERPETUAL, "USDT", underlying="BTCUSDT"
    )
    assert [each.id for each in tape.instruments] == ["BTCUSDT", "BTCUSDT-PERP", "ETHUSDT"]
    assert tape.instruments[1] == perpetual
    assert tape.listings("PAPER")[1].tick == Decimal("0.1")
    assert tape.listings("PAPER")[1].lot == Decimal("0.001")


def test_a_day_without_a_picture_before_it_has_the_best_quotes(
    shared: Path, tmp_path: Path
) -> None:
    later = shared / FOLDER / "spot/btcusdt_20240809.gz"
    assert open_tape(later).kind is TapeKind.ORDER_BY_ORDER
    alone = tmp_path / later.name
    alone.write_bytes(later.read_bytes())
    tape = open_tape(alone)
    assert tape.kind is TapeKind.QUOTES
    assert isinstance(next(tape.events()), Quote | Trade)


def capture(folder: Path, *lines: tuple[int, Any]) -> Path:
    path = folder / NAME
    text = "".join(f"{FIRST_NS + at} {json.dumps(told)}\n" for at, told in lines)
    path.write_bytes(gzip.compress(text.encode()))
    return path


def ticker(number: int, bid: str = "10.00", ask: str = "10.01") -> dict[str, Any]:
    data = {"u": number, "s": "BTCUSDT", "b": bid, "B": "1.5", "a": ask, "A": "2"}
    return {"stream": "btcusdt@bookTicker", "data": data}


def trade(maker_is_buyer: bool, **other: str) -> dict[str, Any]:
    data = {"e": "trade", "s": "BTCUSDT", "p": "10.00", "q": "0.5", "m": maker_is_buyer, **other}
    return {"stream": "btcusdt@trade", "data": data}


def test_the_buyer_who_was_the_maker_was_hit_by_a_seller(tmp_path: Path) -> None:
    path = capture(tmp_path, (0, ticker(1)), (1, trade(True)), (2, trade(False)))
    aggressors = [e.aggressor for e in messages(path, "X") if isinstance(e, Trade)]
    assert aggressors == [Side.SELL, Side.BUY]


def test_a_state_of_the_book_that_is_older_than_the_last_is_passed_over(tmp_path: Path) -> None:
    path = capture(tmp_path, (0, ticker(2)), (1, ticker(1, "9.00")), (2, ticker(3)))
    assert [each.at - FIRST_NS for each in messages(path, "X")] == [0, 2]


def test_the_picture_of_the_book_and_its_depths_are_no_events(tmp_path: Path) -> None:
    picture = {"lastUpdateId": 5, "bids": [["10.00", "1"]], "asks": [["10.01", "1"]]}
    depth = {"stream": "btcusdt@depth@100ms", "data": {"U": 1, "u": 2, "b": [["9", "1"]], "a": []}}
    path = capture(tmp_path, (0, picture), (1, depth), (2, ticker(1)))
    assert len(list(messages(path, "X"))) == 1


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (((5, ticker(1)), (4, ticker(2))), "must not go back in time"),
        (((0, ticker(1)), (1, trade(True, p="ten"))), "must be a number"),
        (((0, ticker(1)), (1, trade(True, q="-1"))), "must not be negative"),
        (((0, ticker(1)), (1, {"stream": 5})), "must be a message of Binance"),
        (((0, ticker(1)), (10**19, ticker(2))), "must be nanoseconds of 19 digits"),
    ],
)
def test_what_is_wrong_in_a_line_is_refused_by_its_row(
    tmp_path: Path, lines: tuple[tuple[int, Any], ...], rule: str
) -> None:
    path = capture(tmp_path, *lines)
    with pytest.raises(UnreadableTape, match=rule) as refused:
        list(messages(path, "X"))
    assert refused.value.row == 2


def test_a_file_of_this_name_that_begins_otherwise_is_none(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(gzip.compress(b"timestamp,price,size\n"))
    assert binance(path) is None
    assert binance(tmp_path / "AAPL.csv") is None
