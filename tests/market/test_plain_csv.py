"""Plain CSV files say by their header what they are and by their name whose."""

import gzip
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.market.plain_csv import plain_csv
from holdfast.market.recording import Recording
from holdfast.market.unreadable import UnreadableTape
from holdfast.model.instrument import InstrumentKind
from holdfast.model.order import Side
from holdfast.model.quote import Bar, MarketEvent, Quote, Trade

NOON = int(datetime(2024, 3, 5, 12, tzinfo=UTC).timestamp())
MINUTE_NS = 60_000_000_000


def claimed(folder: Path, text: str, name: str = "AAPL.csv") -> Recording:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    recording = plain_csv(path)
    assert recording is not None
    return recording


def read(folder: Path, text: str, name: str = "AAPL.csv") -> list[MarketEvent]:
    return list(claimed(folder, text, name).read())


def test_bars_begin_at_their_timestamp_and_are_told_at_their_end(tmp_path: Path) -> None:
    text = "timestamp,open,high,low,close,volume\n"
    text += "2024-03-05T12:00:00Z,10,11,9.5,10.25,1000\n2024-03-05T12:01:00Z,10,10,10,10,0\n"
    one, two = read(tmp_path, text)
    prices = (Decimal(10), Decimal(11), Decimal("9.5"), Decimal("10.25"), Decimal(1000))
    assert one == Bar("AAPL", *prices, NOON * 10**9 + MINUTE_NS, MINUTE_NS)
    assert two.at == one.at + MINUTE_NS


def test_a_weekend_between_the_first_rows_does_not_make_bars_longer(tmp_path: Path) -> None:
    days = ("2024-03-01", "2024-03-04", "2024-03-05")
    text = "timestamp,open,high,low,close,volume\n" + "".join(f"{day},1,1,1,1,1\n" for day in days)
    spans = [bar.span_ns for bar in read(tmp_path, text) if isinstance(bar, Bar)]
    assert spans == [24 * 60 * MINUTE_NS] * 3


def test_quotes_and_trades_are_known_by_their_columns_in_any_order(tmp_path: Path) -> None:
    text = "ask,bid,Timestamp,bid_size,ask_size,note\n10.02,10.01,2024-03-05T12:00:00Z,300,200,x\n"
    cents = (Decimal("10.01"), Decimal("10.02"), Decimal(300), Decimal(200))
    assert read(tmp_path, text) == [Quote("AAPL", *cents, NOON * 10**9)]
    text = f"timestamp,price,size\n{NOON},10.01,5\n"
    trade = Trade("AAPL", Decimal("10.01"), Decimal(5), NOON * 10**9)
    assert read(tmp_path, text, "MSFT_trades.csv") == [
        Trade("MSFT", trade.price, trade.size, trade.at)
    ]
    assert trade.aggressor is not Side.BUY


@pytest.mark.parametrize(
    ("text", "nanos"),
    [
        ("2024-03-05T12:00:00Z", 0),
        ("2024-03-05 12:00:00.5+00:00", 500_000_000),
        ("2024-03-05T07:00:00.123456789-05:00", 123_456_789),
        (f"{NOON}", 0),
        (f"{NOON}007", 7_000_000),
        (f"{NOON}000007", 7_000),
        (f"{NOON}000000007", 7),
    ],
)
def test_a_timestamp_may_be_written_in_these_ways(tmp_path: Path, text: str, nanos: int) -> None:
    event = read(tmp_path, f"timestamp,price,size\n{text},1,1\n")[0]
    assert event.at == NOON * 10**9 + nanos


@pytest.mark.parametrize(
    "text",
    ["2024-03-05T12:00:00", "12:00", "2024-13-05T12:00:00Z", "170964", "-1", "", "1709640000.5"],
)
def test_any_other_timestamp_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableTape) as caught:
        read(tmp_path, f"timestamp,price,size\n{text},1,1\n")
    assert (caught.value.row, caught.value.field, caught.value.value) == (2, "timestamp", text)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2024-03-05,1,1,1,1", "row"),
        ("2024-03-05,0,1,1,1,1", "open"),
        ("2024-03-05,1,NaN,1,1,1", "high"),
        ("2024-03-05,1,1,1e40,1,1", "low"),
        ("2024-03-05,1,1,1,1.0000000001,1", "close"),
        ("2024-03-05,1,1,1,2,1", "high"),
        ("2024-03-05,1,1,1,1,-1", "volume"),
        ("2024-03-05,1,1,1,1,'=1+1'", "volume"),
    ],
)
def test_a_bad_row_is_named_with_its_field(tmp_path: Path, row: str, field: str) -> None:
    text = f"timestamp,open,high,low,close,volume\n2024-03-04,1,1,1,1,1\n{row}\n"
    with pytest.raises(UnreadableTape) as caught:
        read(tmp_path, text)
    assert caught.value.field == field


def test_a_currency_pair_may_leave_the_sizes_out(shared: Path) -> None:
    recording = plain_csv(shared / "marketdata/fx_quotes/truefx-usdjpy-ticks.csv")
    assert recording is not None
    assert recording.instrument.id == "USDJPY"
    assert recording.instrument.kind is InstrumentKind.FX_PAIR
    assert recording.tick == Decimal("0.001")
    quotes = [q for q in recording.read() if isinstance(q, Quote)]
    assert len(quotes) == 1_000
    assert quotes[0].bid == Decimal("86.655")
    assert quotes[0].at % 10**9 == 295_000_000


def test_a_share_may_not_leave_the_sizes_out(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTape, match="must have bid_size and ask_size"):
        claimed(tmp_path, "timestamp,bid,ask\n2024-03-05,1,2\n")


def test_rows_that_go_back_in_time_are_refused(tmp_path: Path) -> None:
    text = "timestamp,price,size\n2024-03-05,1,1\n2024-03-04,1,1\n"
    with pytest.raises(UnreadableTape, match="must not go back in time") as caught:
        read(tmp_path, text)
    assert caught.value.row == 3


def test_gzip_a_byte_order_mark_windows_lines_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    text = "\ufefftimestamp,price,size\r\n2024-03-05,1,1\r\n\r\n2024-03-06,2,1\r\n"
    path = tmp_path / "AAPL.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    recording = plain_csv(path)
    assert recording is not None
    assert len(list(recording.read())) == 2


def test_files_without_such_a_header_are_left_alone(tmp_path: Path) -> None:
    for text in ("", "date,close\n", "1,2,3\n", "timestamp,weather\n", "\x00\xff\n"):
        path = tmp_path / "AAPL.csv"
        path.write_text(text, encoding="utf-8")
        assert plain_csv(path) is None
