"""A path becomes a tape: the right files, in one order of time, or a clear no."""

import gzip
import shutil
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from holdfast.market.recording import Stream
from holdfast.market.tape import TapeKind, open_tape
from holdfast.market.unreadable import UnreadableTape
from holdfast.model.quote import Bar, BookMessage, Quote, Trade

DATA = "marketdata"
L3 = f"{DATA}/us_equity_l3"
HOUR = "AAPL_2012-06-21_34200000_37800000_message_50.csv.gz"


def test_of_the_order_by_order_folder_the_deepest_message_file_is_played(shared: Path) -> None:
    tape = open_tape(shared / L3)
    assert [each.path.name for each in tape.recordings] == [HOUR]
    assert len(tape.passed_over) == 3
    assert tape.kind is TapeKind.ORDER_BY_ORDER
    assert [each.id for each in tape.instruments] == ["AAPL"]


def test_a_file_and_the_folder_that_holds_it_play_the_same(shared: Path) -> None:
    folder, file = open_tape(shared / L3), open_tape(str(shared / L3 / HOUR))
    assert (folder.start, folder.end) == (file.start, file.end)
    assert list(folder.events()) == list(file.events())


def test_a_tape_can_be_played_again_from_the_start(shared: Path) -> None:
    tape = open_tape(shared / L3 / HOUR)
    first, again = next(tape.events()), next(tape.events())
    assert first == again
    assert first.at == tape.start


def test_quotes_and_prints_of_two_days_are_merged_by_time(shared: Path) -> None:
    tape = open_tape(shared / DATA / "us_equity_ticks/ibm")
    events = list(tape.events())
    assert tape.kind is TapeKind.QUOTES
    assert {type(each) for each in events} == {Quote, Trade}
    assert all(one.at <= other.at for one, other in pairwise(events))
    assert len(events) == 24_224 + 39_088 + 33_315 + 40_291
    # At one time the print comes before the quote that it moved.
    ties = [(a, b) for a, b in pairwise(events) if a.at == b.at]
    assert len(ties) > 1_000
    assert not [a for a, b in ties if isinstance(a, Quote) and isinstance(b, Trade)]


def test_what_has_bars_alone_has_one_price_for_bid_and_ask(shared: Path) -> None:
    assert open_tape(shared / DATA / "us_equity_minute/spy/20131007_trade.zip").one_price == {"SPY"}
    whole = open_tape(shared / DATA / "us_equity_minute")
    quoted = {each.instrument.id for each in whole.recordings if each.stream is Stream.QUOTES}
    assert quoted
    assert whole.one_price == {each.id for each in whole.instruments} - quoted
    assert open_tape(shared / L3).one_price == frozenset()


def test_several_instruments_come_in_order_of_their_names(shared: Path) -> None:
    tape = open_tape(shared / DATA / "us_equity_minute")
    names = ["AAPL", "AIG", "BAC", "GOOG", "IBM", "SPY", "TWX"]
    assert [each.id for each in tape.instruments] == names
    assert [each.symbol for each in tape.listings("PAPER")] == names
    assert {type(each) for each in tape.events()} == {Quote, Bar}


def test_trades_alone_and_bars_alone_have_their_own_kind(shared: Path) -> None:
    assert open_tape(shared / DATA / "us_equity_ticks/spy").kind is TapeKind.TRADES
    assert open_tape(shared / DATA / "us_equity_daily/lean/daily/aapl.zip").kind is TapeKind.BARS


def test_listings_have_the_usual_tick_and_lot_of_their_kind(shared: Path) -> None:
    share = open_tape(shared / L3 / HOUR).listings("PAPER")[0]
    pair = open_tape(shared / DATA / "fx_quotes/oanda/tick/eurusd").listings("PAPER")[0]
    coin = open_tape(shared / DATA / "crypto_minute/coinbase/btcusd").listings("PAPER")[0]
    assert (share.tick, share.lot) == (Decimal("0.01"), 1)
    assert (pair.tick, pair.lot) == (Decimal("0.00001"), 1)
    assert (coin.tick, coin.lot) == (Decimal("0.01"), Decimal("0.00000001"))


def test_finer_recordings_of_an_instrument_replace_coarser_ones(
    shared: Path, tmp_path: Path
) -> None:
    for name in ("us_equity_ticks/ibm/20131007_trade.zip", "us_equity_daily/lean/daily/ibm.zip"):
        shutil.copy(shared / DATA / name, tmp_path)
    shutil.copy(shared / DATA / "us_equity_minute/ibm/20131008_trade.zip", tmp_path)
    tape = open_tape(tmp_path)
    assert [each.path.name for each in tape.recordings] == ["20131007_trade.zip"]
    assert len(tape.passed_over) == 2


def test_two_recordings_of_one_market_are_refused_by_name(shared: Path, tmp_path: Path) -> None:
    for dealer in ("oanda", "fxcm"):
        target = tmp_path / dealer
        target.mkdir()
        shutil.copy(shared / DATA / f"fx_quotes/{dealer}/tick/eurusd/20140505_quote.zip", target)
    with pytest.raises(UnreadableTape, match=r"EURUSD.*fxcm.*oanda.*tell the same"):
        open_tape(tmp_path)


def test_a_hundred_days_are_played_with_one_file_open_at_a_time(tmp_path: Path) -> None:
    first = date(2013, 1, 1)
    for n in range(100):
        day = first + timedelta(days=n)
        with zipfile.ZipFile(tmp_path / f"{day:%Y%m%d}_trade.zip", "w") as archive:
            archive.writestr(f"{day:%Y%m%d}_xyz_minute_trade.csv", "0,10000,10000,10000,10000,5\n")
    tape = open_tape(tmp_path)
    times = [each.at for each in tape.events()]
    assert len(times) == 100
    assert times == sorted(times)


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_a_path_with_nothing_to_play_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableTape) as caught:
        open_tape(tmp_path / name)
    assert caught.value.path == tmp_path / name
    assert "must be" in str(caught.value)


def test_a_file_that_no_feed_knows_is_refused_with_the_names_that_are_known(shared: Path) -> None:
    path = shared / L3 / "AAPL_2012-06-21_first998_orderbook_10.csv"
    with pytest.raises(UnreadableTape, match=r"LOBSTER message file.*LEAN zip.*timestamp"):
        open_tape(path)


def test_a_recording_without_a_single_event_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "AAPL.csv"
    path.write_text("timestamp,price,size\n", encoding="ascii")
    with pytest.raises(UnreadableTape, match="must hold at least one event"):
        open_tape(path)


def test_an_impossible_date_in_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "AAPL_2012-13-45_1_2_message_5.csv"
    path.write_text("34200,1,6,100,1000000,1\n", encoding="ascii")
    with pytest.raises(UnreadableTape, match="date in the file name"):
        open_tape(path)


def test_a_tape_is_read_as_it_is_played_and_not_before(tmp_path: Path) -> None:
    rows = [f"{34_200 + n // 100},1,{n},100,1000000,1\n" for n in range(50_000)]
    rows[40_000] = "broken\n"
    path = tmp_path / "AAPL_2012-06-21_1_2_message_5.csv.gz"
    path.write_bytes(gzip.compress("".join(rows).encode()))
    events = open_tape(path).events()
    assert all(isinstance(next(events), BookMessage) for _ in range(40_000))
    with pytest.raises(UnreadableTape, match="row 40001"):
        next(events)
