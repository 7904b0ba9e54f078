"""LEAN archives give the quotes, prints and bars that their sources show."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from holdfast.market.lean import lean
from holdfast.market.recording import Detail, Recording, Stream
from holdfast.market.unreadable import UnreadableTape
from holdfast.model.instrument import InstrumentKind
from holdfast.model.quote import Bar, MarketEvent, Quote, Trade

MINUTE_NS = 60_000_000_000
Zipped = Callable[[str, str], Path]


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000_000


def claimed(path: Path) -> Recording:
    recording = lean(path)
    assert recording is not None
    return recording


def read(path: Path) -> list[MarketEvent]:
    return list(claimed(path).read())


@pytest.fixture
def zipped(tmp_path: Path) -> Zipped:
    def make(member: str, text: str) -> Path:
        path = tmp_path / "20131007_any.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, text)
        return path

    return make


def test_the_last_tick_quote_of_each_minute_is_the_minute_bars_close(shared: Path) -> None:
    data = shared / "marketdata"
    ticks = read(data / "us_equity_ticks/ibm/20131007_quote.zip")
    minutes = read(data / "us_equity_minute/ibm/20131007_quote.zip")
    last: dict[int, Quote] = {}
    for quote in ticks:
        assert isinstance(quote, Quote)
        last[quote.at // MINUTE_NS] = quote
    same = compared = 0
    for bar in minutes:
        assert isinstance(bar, Quote)
        found = last.get(bar.at // MINUTE_NS - 1)
        if found is not None:
            compared += 1
            same += (found.bid, found.ask) == (bar.bid, bar.ask)
    # A minute whose last quote is crossed ends with the one before it.
    assert compared > 540
    assert same >= compared - 5


def test_share_quotes_have_both_sides_and_are_never_crossed(shared: Path) -> None:
    quotes = read(shared / "marketdata/us_equity_ticks/ibm/20131007_quote.zip")
    assert len(quotes) == 39_088
    assert all(isinstance(q, Quote) and q.bid <= q.ask for q in quotes)
    assert [q for q in quotes[1:] if isinstance(q, Quote) and not (q.bid and q.ask)] == []
    first = quotes[1]
    assert first.at == utc("2013-10-07T08:00:00") + 241_000_000
    assert first == Quote(
        "IBM", Decimal("180.01"), Decimal("181.80"), Decimal(300), Decimal(3000), first.at
    )


def test_prints_away_from_the_market_are_left_out(shared: Path) -> None:
    prints = read(shared / "marketdata/us_equity_ticks/spy/20131008_trade.zip")
    assert 450_000 < len(prints) < 451_544
    # At 15:57 a dealer reported two million shares at 167.51, the day before's price.
    assert not [t for t in prints if isinstance(t, Trade) and t.size == 1_002_417]
    volume = sum(t.size for t in prints if isinstance(t, Trade))
    assert 160_000_000 < volume < 178_346_557


def test_minute_bars_are_told_when_they_are_over(shared: Path) -> None:
    first = read(shared / "marketdata/us_equity_minute/spy/20131011_trade.zip")[0]
    assert isinstance(first, Bar)
    assert first.at == utc("2013-10-11T08:01:00")
    prices = (first.open, first.high, first.low, first.close, first.volume)
    assert list(map(str, prices)) == ["168.95", "168.98", "168.95", "168.98", "800"]
    assert first.span_ns == MINUTE_NS


def test_a_side_that_nobody_quoted_is_zero(shared: Path) -> None:
    quotes = read(shared / "marketdata/us_equity_minute/twx/20140609_quote.zip")
    bare = [q for q in quotes if isinstance(q, Quote) and not (q.bid and q.ask)]
    assert len(bare) == 5
    assert all(q.ask_size == 0 if not q.ask else q.bid_size == 0 for q in bare)


def test_daily_bars_last_from_midnight_to_midnight_in_new_york(shared: Path) -> None:
    path = shared / "marketdata/us_equity_daily/lean/daily/aapl.zip"
    first = next(claimed(path).read())
    assert isinstance(first, Bar)
    assert (first.at - first.span_ns, first.at) == (
        utc("1998-01-02T05:00:00"),
        utc("1998-01-03T05:00:00"),
    )
    assert str(first.close) == "16.25"
    spring = [b for b in read(path) if isinstance(b, Bar) and b.span_ns != 24 * 60 * MINUTE_NS]
    assert spring == []  # clocks change on Sundays


def test_currency_ticks_are_utc_with_an_assumed_size(shared: Path) -> None:
    path = shared / "marketdata/fx_quotes/oanda/tick/eurusd/20140501_quote.zip"
    recording = claimed(path)
    first = next(recording.read())
    million = Decimal(1_000_000)
    at = utc("2014-05-01T00:00:00") + 292_000_000
    assert first == Quote("EURUSD", Decimal("1.38676"), Decimal("1.38686"), million, million, at)
    assert recording.instrument.kind is InstrumentKind.FX_PAIR
    assert (recording.tick, recording.end) == (Decimal("0.00001"), utc("2014-05-02T00:00:00"))


def test_crossed_currency_quotes_are_passed_over(shared: Path) -> None:
    quotes = read(shared / "marketdata/fx_quotes/fxcm/tick/eurusd/20140508_quote.zip")
    assert len(quotes) == 149_181  # of 167,465: this dealer's bid and ask are often crossed
    assert all(isinstance(q, Quote) and q.bid <= q.ask for q in quotes)


def test_coins_have_plain_prices_and_sizes_to_nine_decimals(shared: Path) -> None:
    path = shared / "marketdata/crypto_minute/coinbase/btcusd/20180404_quote.zip"
    recording = claimed(path)
    first = next(recording.read())
    assert isinstance(first, Quote)
    assert (str(first.bid), str(first.ask)) == ("7424.9", "7424.91")
    assert str(first.ask_size) == "33.353996010"  # the recording says 33.35399601000002
    assert recording.instrument.kind is InstrumentKind.CRYPTO_SPOT
    assert recording.instrument.currency == "USD"


def test_currency_days_and_minutes_are_quotes(shared: Path) -> None:
    for name in ("daily/eurusd.zip", "minute/eurusd/20140507_quote.zip"):
        recording = claimed(shared / "marketdata/fx_quotes/oanda" / name)
        assert recording.stream is Stream.QUOTES
        quotes = [q for q in islice(recording.read(), 100) if isinstance(q, Quote)]
        assert len(quotes) == 100
        assert all(0 < q.bid < q.ask and q.bid_size == 1_000_000 for q in quotes)


def test_every_recording_of_minutes_and_days_can_be_read_in_order(shared: Path) -> None:
    data = shared / "marketdata"
    folders = ("us_equity_minute", "us_equity_daily/lean/daily", "crypto_minute")
    paths = [path for folder in folders for path in sorted((data / folder).rglob("*.zip"))]
    assert len(paths) > 70
    for path in paths:
        times = [event.at for event in claimed(path).read()]
        assert times == sorted(times), path
        assert times, path


def test_quotes_of_one_millisecond_are_given_once(zipped: Zipped) -> None:
    rows = "1,1000000,100,0,0,K,1,0\n1,0,0,1000100,200,Q,1,0\n1,1000000,300,0,0,K,1,0\n"
    path = zipped("20131007_xyz_Quote_Tick.csv", rows + "2,0,0,1000100,200,Q,1,0\n")
    begins = utc("2013-10-07T04:00:00")
    hundred, cent = Decimal(100), Decimal("100.01")
    assert read(path) == [
        Quote("XYZ", hundred, cent, Decimal(300), Decimal(200), begins + 1_000_000)
    ]


def test_suspicious_rows_change_nothing(zipped: Zipped) -> None:
    rows = "1,1000000,100,0,0,K,1,0\n1,0,0,1000100,200,Q,1,0\n9,9900000,100,0,0,K,1,1\n"
    assert len(read(zipped("20131007_xyz_Quote_Tick.csv", rows))) == 1
    rows = "1,1000000,100,K,1,0\n9,9900000,100,K,1,1\n"
    assert len(read(zipped("20131007_xyz_Trade_Tick.csv", rows))) == 1


@pytest.mark.parametrize(
    ("member", "row", "field"),
    [
        ("20131007_xyz_Quote_Tick.csv", "1,1000000,100,0,0,K,1", "row"),
        ("20131007_xyz_Quote_Tick.csv", "x,1000000,100,0,0,K,1,0", "ms"),
        ("20131007_xyz_Quote_Tick.csv", "1,10.5,100,0,0,K,1,0", "bid price"),
        ("20131007_xyz_Quote_Tick.csv", "1,0,0,1000000,-1,K,1,0", "ask size"),
        ("20131007_xyz_Trade_Tick.csv", "1,1000000,0,K,1,0", "size"),
        ("20131007_xyz_Trade_Tick.csv", "1,1000000,10,K,zz,0", "condition"),
        ("20131007_xyz_minute_trade.csv", "0,10,9,8,10,5", "high"),
        ("20131007_xyz_minute_trade.csv", "0,10,9,8,5", "row"),
        ("20131007_xyz_minute_trade.csv", "86400001000,10,10,10,10,5", "ms"),
        ("20131007_eurusd_tick_quote.csv", "1,Infinity,2", "bid"),
        ("20131007_eurusd_tick_quote.csv", "1,1,1_0", "ask"),
        ("xyz.csv", "20130230 00:00,10,10,10,10,5", "date"),
        ("xyz.csv", "20130227 16:00,10,10,10,10,5", "date"),
    ],
)
def test_a_bad_row_is_named_with_its_field(
    zipped: Zipped, member: str, row: str, field: str
) -> None:
    path = zipped(member, row + "\n")
    with pytest.raises(UnreadableTape) as caught:
        read(path)
    assert (caught.value.path, caught.value.row, caught.value.field) == (path, 1, field)


def test_a_zip_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "20131007_quote.zip"
    path.write_bytes(b"not a zip")
    with pytest.raises(UnreadableTape, match="must be a zip archive"):
        lean(path)


def test_archives_of_other_things_are_left_alone(shared: Path, zipped: Zipped) -> None:
    assert (
        lean(shared / "marketdata/us_options/futureoption_es/20200106_quote_american.zip") is None
    )
    assert lean(zipped("readme.txt", "hello")) is None
    assert lean(Path("aapl.csv")) is None


def test_ticks_are_finer_than_minutes_and_minutes_than_days(zipped: Zipped) -> None:
    details = [
        claimed(zipped(member, "")).detail
        for member in ("20131007_xyz_trade_tick.csv", "20131007_xyz_minute_trade.csv", "xyz.csv")
    ]
    assert details == [Detail.TICKS, Detail.MINUTES, Detail.DAYS]
