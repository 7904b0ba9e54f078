"""LOBSTER files are read to the nanosecond and the cent, and rebuild the book that was recorded."""

import csv
import gzip
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from holdfast.exchange import Exchange
from holdfast.market.lobster import lobster, messages
from holdfast.market.unreadable import UnreadableTape
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import Side
from holdfast.model.quote import BookAction, BookMessage, MarketEvent, Trade

FOLDER = "marketdata/us_equity_l3"
HOUR = "AAPL_2012-06-21_34200000_37800000_message_50.csv.gz"
LEVELS = 10
Levels = list[tuple[Decimal, Decimal]]


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000_000


@pytest.fixture(scope="module")
def hour(shared: Path) -> list[MarketEvent]:
    claimed = lobster(shared / FOLDER / HOUR)
    assert claimed is not None
    return list(claimed.read())


def test_the_recorded_hour_has_the_counts_that_its_source_states(hour: list[MarketEvent]) -> None:
    counts = Counter(e.action if isinstance(e, BookMessage) else "HIDDEN" for e in hour)
    assert counts == {
        BookAction.ADD: 44_256,
        BookAction.REDUCE: 469,
        BookAction.DELETE: 41_004,
        BookAction.EXECUTE: 4_067,
        "HIDDEN": 2_201,
    }


def test_times_are_new_york_times_to_the_nanosecond(hour: list[MarketEvent]) -> None:
    opening = utc("2012-06-21T13:30:00")
    assert hour[0].at == opening + 4_241_176
    assert hour[-1].at == opening + 3_599_837_447_053
    assert all(one.at <= other.at for one, other in pairwise(hour))


def test_prices_are_exact_cents_and_sizes_are_shares(hour: list[MarketEvent]) -> None:
    first = hour[0]
    assert first == BookMessage(
        "AAPL", BookAction.ADD, 16113575, Side.BUY, Decimal("585.33"), Decimal(18), first.at
    )
    assert isinstance(first, BookMessage)
    assert str(first.price) == "585.33"


def test_the_file_name_says_when_the_recording_ends(shared: Path) -> None:
    claimed = lobster(shared / FOLDER / HOUR)
    assert claimed is not None
    assert claimed.end == utc("2012-06-21T14:30:00")
    assert (claimed.instrument.id, claimed.depth) == ("AAPL", 50)


def test_a_rebuilt_book_equals_the_recorded_one_after_every_message(shared: Path) -> None:
    recorded = oracle(shared / FOLDER / "AAPL_2012-06-21_first998_orderbook_10.csv")
    path = shared / FOLDER / "AAPL_2012-06-21_first998_message_10.csv"
    book = RebuiltBook(recorded[0])
    events = list(messages(path, "AAPL", DAY))
    assert len(events) == len(recorded) >= 998
    for n, event in enumerate(events):
        if n:
            book.apply(event)
            book.reveal(recorded[n - 1], recorded[n])
        assert book.levels() == recorded[n], f"after message {n + 1}"


DAY = date(2012, 6, 21)


def oracle(path: Path) -> list[tuple[Levels, Levels]]:
    """Read bids and asks, the best first, after each message."""
    with path.open(newline="", encoding="ascii") as file:
        return [sides([Decimal(each) for each in row]) for row in csv.reader(file) if row]


def sides(row: list[Decimal]) -> tuple[Levels, Levels]:
    asks = [(row[n] / 10_000, row[n + 1]) for n in range(0, len(row), 4)]
    bids = [(row[n + 2] / 10_000, row[n + 3]) for n in range(0, len(row), 4)]
    return bids, asks


class RebuiltBook:
    """An exchange's book, begun from a first state, since the file begins in mid-market.

    What rested before stands as one order for each level; messages about unknown orders go to it.
    """

    def __init__(self, first: tuple[Levels, Levels]) -> None:
        self.exchange = Exchange()
        self.exchange.list(Instrument("AAPL"), Listing("AAPL", "PAPER", "AAPL"))
        self.standing: dict[int, tuple[Side, Decimal]] = {}
        self.revealed = 0
        for side, levels in zip((Side.BUY, Side.SELL), first, strict=True):
            for price, size in levels:
                self.set_level(side, price, size)

    def send(
        self, action: BookAction, number: int, side: Side, price: Decimal, size: Decimal
    ) -> None:
        self.exchange.on_market(BookMessage("AAPL", action, number, side, price, size, 0))

    def set_level(self, side: Side, price: Decimal, size: Decimal) -> None:
        """Replace all that stands at a price by one order of unknown origin."""
        for number in [n for n, where in self.standing.items() if where == (side, price)]:
            self.send(BookAction.DELETE, number, side, price, Decimal(1))
            del self.standing[number]
        if size:
            self.revealed += 1
            self.standing[-self.revealed] = (side, price)
            self.send(BookAction.ADD, -self.revealed, side, price, size)

    def apply(self, event: MarketEvent) -> None:
        if not isinstance(event, BookMessage):
            self.exchange.on_market(event)
            return
        number, where = event.book_order_id, (event.side, event.price)
        action = event.action
        if action is BookAction.ADD:
            self.standing[number] = where
        elif number not in self.standing:
            # A deletion names all that is left of its own order, and takes it off the level's.
            number = next(n for n, at in self.standing.items() if at == where and n < 0)
            action = BookAction.REDUCE if action is BookAction.DELETE else action
        self.send(action, number, event.side, event.price, event.size)

    def reveal(self, old: tuple[Levels, Levels], new: tuple[Levels, Levels]) -> None:
        """Correct what comes into view: beyond the last level in view nothing was recorded."""
        depths = self.exchange.depth("AAPL", 1_000)
        for side, was, now, mine in zip((Side.BUY, Side.SELL), old, new, depths, strict=True):
            sign = 1 if side is Side.SELL else -1
            edge, last = was[-1][0] * sign, now[-1][0] * sign
            shown = dict(now)
            for price in sorted({*shown, *dict(mine)}):
                if edge < price * sign <= last and dict(mine).get(price) != shown.get(price):
                    self.set_level(side, price, shown.get(price, Decimal(0)))

    def levels(self) -> tuple[Levels, Levels]:
        bids, asks = self.exchange.depth("AAPL", LEVELS)
        return bids, asks


ROWS = """34200.1,1,7,100,1000000,1
34200.2,2,7,40,1000000,1
34200.3,4,7,10,1000000,1
34200.4,5,0,25,1000100,-1
34200.5,7,0,0,-1,-1
34200.6,6,-1,500,1000200,1
34200.7,3,7,50,1000000,1
"""


def written(folder: Path, text: str, name: str = "XYZ_2013-03-04_1_2_message_5.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="ascii")
    return path


def read(path: Path) -> list[MarketEvent]:
    claimed = lobster(path)
    assert claimed is not None
    return list(claimed.read())


def test_a_visible_execution_is_told_once_and_hidden_ones_as_trades(tmp_path: Path) -> None:
    events = read(written(tmp_path, ROWS))
    kinds = [e.action if isinstance(e, BookMessage) else type(e) for e in events]
    assert kinds == ["ADD", "REDUCE", "EXECUTE", Trade, Trade, "DELETE"]


def test_the_execution_of_a_hidden_sell_order_is_a_buyers_trade(tmp_path: Path) -> None:
    hidden = read(written(tmp_path, ROWS))[3]
    assert isinstance(hidden, Trade)
    assert (hidden.aggressor, hidden.hidden) == (Side.BUY, True)
    assert (hidden.price, hidden.size) == (Decimal("100.01"), 25)


def test_an_auction_cross_has_no_aggressor(tmp_path: Path) -> None:
    cross = read(written(tmp_path, ROWS.replace(",6,-1,", ",6,0,")))[4]
    assert isinstance(cross, Trade)
    assert (cross.aggressor, cross.hidden) == (None, False)


def test_hidden_executions_after_july_2014_have_no_known_aggressor(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS, "XYZ_2014-07-14_1_2_message_5.csv")
    hidden = read(path)[3]
    assert isinstance(hidden, Trade)
    assert hidden.aggressor is None


def test_the_dust_of_binary_floats_behind_the_nanosecond_is_rounded_off(tmp_path: Path) -> None:
    text = "35821.088778456004,1,7,100,1000000,1\n35821.088778456996,1,8,100,1000000,1\n"
    first, second = read(written(tmp_path, text))
    assert (first.at % 10**9, second.at % 10**9) == (88_778_456, 88_778_457)


def test_winter_and_summer_have_their_own_hours(tmp_path: Path) -> None:
    row = "34200,1,7,100,1000000,1\n"
    winter = read(written(tmp_path, row, "XYZ_2013-01-15_1_2_message_5.csv"))[0]
    summer = read(written(tmp_path, row, "XYZ_2013-07-15_1_2_message_5.csv"))[0]
    assert winter.at == utc("2013-01-15T14:30:00")
    assert summer.at == utc("2013-07-15T13:30:00")


def test_a_price_of_a_hundredth_of_a_cent_keeps_its_four_decimals(tmp_path: Path) -> None:
    event = read(written(tmp_path, "34200,1,7,100,1000001,1\n"))[0]
    assert isinstance(event, BookMessage)
    assert str(event.price) == "100.0001"


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ("34200.1,1,7,100,1000000", "row", "34200.1,1,7,100,1000000"),
        ("noon,1,7,100,1000000,1", "time", "noon"),
        ("-5,1,7,100,1000000,1", "time", "-5"),
        ("90001,1,7,100,1000000,1", "time", "90001"),
        ("34200,9,7,100,1000000,1", "type", "9"),
        ("34200,1,x,100,1000000,1", "order id", "x"),
        ("34200,1,7,0,1000000,1", "size", "0"),
        ("34200,1,7,-3,1000000,1", "size", "-3"),
        ("34200,1,7,NaN,1000000,1", "size", "NaN"),
        ("34200,1,7,100,1e9,1", "price", "1e9"),
        ("34200,1,7,100,99999999999999999999,1", "price", "99999999999999999999"),
        ("34200,1,7,100,1000000,2", "direction", "2"),
        ("34199,1,7,100,1000000,1", "time", "34199,1,7,100,1000000,1"),
    ],
)
def test_a_bad_row_is_named_with_its_field_and_value(
    tmp_path: Path, row: str, field: str, value: str
) -> None:
    path = written(tmp_path, f"34200,1,6,100,1000000,1\n{row}\n")
    with pytest.raises(UnreadableTape) as caught:
        read(path)
    error = caught.value
    assert (error.path, error.row, error.field, error.value) == (path, 2, field, value)
    assert str(path) in str(error)
    assert error.rule in str(error)


def test_a_gzip_that_breaks_off_is_told_with_the_row_it_got_to(tmp_path: Path) -> None:
    whole = gzip.compress(
        "".join(f"{34200 + n},1,{n},{n + 1},1000000,1\n" for n in range(5_000)).encode()
    )
    path = tmp_path / "XYZ_2013-03-04_1_2_message_5.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableTape, match="breaks off") as caught:
        read(path)
    assert caught.value.row > 1


def test_a_file_that_only_calls_itself_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "XYZ_2013-03-04_1_2_message_5.csv.gz"
    path.write_bytes(b"34200,1,6,100,1000000,1\n")
    with pytest.raises(UnreadableTape, match="breaks off"):
        read(path)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTape, match="shorter than"):
        read(written(tmp_path, "1" * 1_000_000))


def test_other_names_are_left_to_other_feeds(tmp_path: Path) -> None:
    assert lobster(tmp_path / "AAPL_2012-06-21_34200000_57600000_orderbook_1.csv.gz") is None
    assert lobster(tmp_path / "aapl.csv") is None
