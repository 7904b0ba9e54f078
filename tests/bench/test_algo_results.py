"""What a parent came to is measured against its arrival, its interval and its schedule."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.bench.algo_results import result_of
from holdfast.bench.algo_runs import play
from holdfast.bench.algo_terms import Case, terms_of
from holdfast.bench.algo_windows import Market
from holdfast.market.tape import open_tape
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import Side
from holdfast.model.times import SECOND_NS

START = 1767623400


@pytest.fixture
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    """A quote that stands for a minute, and a print of 90 shares each second at its mid."""
    use_exact_context()
    folder = tmp_path_factory.mktemp("tape")
    head = "timestamp,bid,ask,bid_size,ask_size\n"
    quotes = "".join(f"{START + i},9.99,10.01,{1_000 + i},{1_000 + i}\n" for i in range(61))
    (folder / "AAPL_quotes.csv").write_text(head + quotes)
    prints = "".join(f"{START + i},10.00,90\n" for i in range(61))
    (folder / "AAPL_trades.csv").write_text("timestamp,price,size\n" + prints)
    return Market(open_tape(folder), "AAPL")


@pytest.mark.parametrize("side", Side)
def test_half_a_spread_is_what_a_twap_costs_here(market: Market, side: Side) -> None:
    start = market.first + 10 * SECOND_NS
    case = Case("twap", side, Decimal(300), start, 30, market.listing)
    (window,) = market.windows([start], 5 * SECOND_NS, 45 * SECOND_NS)
    told = result_of(case, "300", play(window, terms_of(case), 7), market)
    assert (told.filled, told.side) == (1.0, side.value)
    assert told.vwap == pytest.approx(10)  # a cent of ten dollars
    assert told.cost == pytest.approx(10 + told.fees)
    assert told.fees > 0
    assert told.tracking is not None
    assert 0 < told.tracking.mean < told.tracking.worst <= 0.5
    # at most 31 prints while it worked
    assert told.share == pytest.approx(300 / (300 + 90 * (told.took_s // 1 + 1)), abs=0.01)


def test_what_has_no_schedule_is_held_to_none(market: Market) -> None:
    start = market.first + 10 * SECOND_NS
    case = Case("", Side.BUY, Decimal(300), start, 30, market.listing)
    (window,) = market.windows([start], 5 * SECOND_NS, 45 * SECOND_NS)
    outcome = play(window, terms_of(case), 7)
    told = result_of(case, "300", outcome, market)
    assert (told.tracking, told.share_off) == (None, None)


def test_a_share_is_held_to_its_rate_second_by_second(market: Market) -> None:
    start = market.first + 10 * SECOND_NS
    case = Case("pov", Side.BUY, Decimal(1_000), start, 30, market.listing)
    (window,) = market.windows([start], 5 * SECOND_NS, 45 * SECOND_NS)
    at_once = play(window, terms_of(replace(case, algo="")), 7)
    # ten each second, to the 90 that print
    steady = tuple((start + second * SECOND_NS, Decimal(10)) for second in range(31))
    early = replace(at_once, fills=((start, Decimal(100)), *steady[7:]))
    for fills, off in ((steady, 0.0), (early.fills, 0.04)):
        told = result_of(case, "1000", replace(at_once, fills=fills), market)
        assert told.share_off == pytest.approx(off, abs=0.005)
