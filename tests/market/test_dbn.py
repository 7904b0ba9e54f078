"""Databento files are read whole: the contract, its times, and the very book that was recorded."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from holdfast.exchange import Exchange
from holdfast.market.dbn import CONTRACTS, dbn, future_of, messages, third_friday
from holdfast.market.tape import TapeKind, open_tape
from holdfast.market.unreadable import BadField, UnreadableTape
from holdfast.model.instrument import Instrument, InstrumentKind, Listing
from holdfast.model.quote import BookAction, BookMessage, MarketEvent, Trade

FILE = "marketdata/futures_l3/esh4-glbx-mdp3-20231225.mbo.dbn.zst"
DAY = date(2023, 12, 25)
OPEN_NS = 1_703_545_200_000_000_000  # 23:00 UTC, when Globex opens after Christmas
LAST = 128
SAMPLED_EVERY = 200
Levels = list[tuple[Decimal, int]]


@pytest.fixture(scope="module")
def events(shared: Path) -> list[MarketEvent]:
    return list(messages(shared / FILE, "ESH4"))


def test_a_contract_has_its_multiplier_tick_and_expiry(shared: Path) -> None:
    tape = open_tape(shared / FILE)
    told = Instrument(
        "ESH4", InstrumentKind.FUTURE, "USD", Decimal(50), underlying="ES", expiry="2024-03-15"
    )
    assert tape.instruments == (told,)
    assert tape.kind is TapeKind.ORDER_BY_ORDER
    assert tape.listings("PAPER") == (Listing("ESH4", "PAPER", "ESH4", tick=Decimal("0.25")),)
    assert (tape.start, tape.end) == (OPEN_NS, OPEN_NS + 3_600_000_000_000)


def test_the_tape_begins_with_what_stands_after_the_opening_auction(
    events: list[MarketEvent],
) -> None:
    assert events[0] == Trade("ESH4", Decimal("4800.25"), Decimal(44), OPEN_NS)
    opening = [each for each in events[1:] if each.at == OPEN_NS]
    assert {each.action for each in opening if isinstance(each, BookMessage)} == {BookAction.ADD}
    assert len(opening) == 8_834


def test_the_prints_are_those_that_the_tape_counts(events: list[MarketEvent]) -> None:
    volume = sum(
        each.size
        for each in events
        if isinstance(each, Trade)
        or (isinstance(each, BookMessage) and each.action is BookAction.EXECUTE)
    )
    assert volume == 9_892


def test_the_rebuilt_book_is_that_of_the_records_and_never_crossed(shared: Path) -> None:
    instrument, tick = future_of("ESH4", DAY)
    exchange = Exchange()
    exchange.list(instrument, Listing("ESH4", "PAPER", "ESH4", tick=tick))
    books = dict(naive_books(shared / FILE))
    compared = Counter[bool]()
    at = 0
    for event in messages(shared / FILE, "ESH4"):
        if event.at != at and at in books:
            shown = exchange.depth("ESH4", 10)
            compared[(*shown,) == books[at]] += 1
        at = event.at
        exchange.on_market(event)
    assert compared[True] > 200
    assert not compared[False]
    crossed = [each for each in exchange.drain_market() if each_crossed(each)]
    assert crossed == []


def each_crossed(event: MarketEvent) -> bool:
    bid, ask = getattr(event, "bid", None), getattr(event, "ask", None)
    return bool(bid and ask and bid >= ask)


def naive_books(path: Path) -> Iterator[tuple[int, tuple[Levels, Levels]]]:
    """Keep orders as the records say, fills left aside, and give ten levels now and then."""
    orders: dict[int, list[Any]] = {}
    number = 0
    for record in raw(path):
        match record.action:
            case "A" | "M":
                orders[record.order_id] = [record.side, record.price, record.size]
            case "C":
                orders[record.order_id][2] -= record.size
                if orders[record.order_id][2] <= 0:
                    del orders[record.order_id]
        number += bool(record.flags & LAST)
        if record.flags & LAST and number % SAMPLED_EVERY == 0 and record.ts_event > OPEN_NS:
            yield record.ts_event, (levels(orders, "B"), levels(orders, "A"))


def levels(orders: dict[int, list[Any]], side: str) -> Levels:
    sizes: dict[int, int] = defaultdict(int)
    for its, price, size in orders.values():
        if its == side:
            sizes[price] += size
    best = sorted(sizes, reverse=side == "B")[:10]
    return [(Decimal(price) / 10**9, sizes[price]) for price in best]


def raw(path: Path) -> Iterator[Any]:
    from databento_dbn import Compression, DBNDecoder

    decoder = DBNDecoder(compression=Compression.ZSTD)
    decoder.write(path.read_bytes())
    yield from decoder.decode()[1:]


def test_multipliers_and_ticks_are_those_of_the_reference(shared: Path) -> None:
    table = (shared / "marketdata/reference/symbol-properties-database.csv").read_text()
    rows = [line.split(",") for line in table.splitlines() if line.startswith(("cme,", "cbot,"))]
    known = {row[1]: (Decimal(row[5]), Decimal(row[6])) for row in rows if row[2] == "future"}
    assert {root: known[root] for root in CONTRACTS} == {
        root: (each.multiplier, each.tick) for root, each in CONTRACTS.items()
    }


def test_a_symbol_names_the_next_contract_of_its_year_and_month() -> None:
    assert future_of("NQZ3", DAY)[0].expiry == "2033-12-16"  # that of 2023 is over
    assert future_of("MESM25", date(2024, 1, 2))[0].expiry == "2025-06-20"
    assert third_friday(2024, 3) == date(2024, 3, 15)


@pytest.mark.parametrize("symbol", ["CLH4", "ESH4-ESM4", "ES", "esh4"])
def test_a_contract_whose_worth_is_not_known_is_refused(symbol: str) -> None:
    with pytest.raises(BadField, match="must be a contract of one of ES, MES"):
        future_of(symbol, DAY)


def test_other_files_are_left_to_other_feeds(tmp_path: Path) -> None:
    assert dbn(tmp_path / "AAPL.csv") is None


def test_what_is_no_such_file_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.dbn"
    broken.write_bytes(b"no head of a file")
    with pytest.raises(UnreadableTape, match=r"broken\.dbn"):
        open_tape(broken)


def test_a_file_that_breaks_off_is_refused_where_it_is_read(shared: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.dbn.zst"
    cut.write_bytes((shared / FILE).read_bytes()[:500_000])
    with pytest.raises(UnreadableTape, match="breaks off"):
        list(open_tape(cut).events())


def test_without_its_package_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.dbn"
    path.write_bytes(b"DBN")
    monkeypatch.setitem(sys.modules, "databento_dbn", None)
    with pytest.raises(UnreadableTape, match=r"pip install 'holdfast\[databento\]'"):
        open_tape(path)
