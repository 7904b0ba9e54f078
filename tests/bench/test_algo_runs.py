"""One parent is worked by a whole desk on its window, and what is short is valued at the end."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.bench.algo_runs import fees_of, play, sum_of
from holdfast.bench.algo_terms import Case, terms_of
from holdfast.bench.algo_windows import Market, Window
from holdfast.config import FeeScheduleName
from holdfast.market.tape import open_tape
from holdfast.market.usual_volume import usual_volume
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instrument import InstrumentKind
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import OrderStatus, Side, Tactic
from holdfast.model.quote import Trade
from holdfast.model.times import SECOND_NS

# a minute in which the price rises by a cent each second, with 100 shares at each quote
RISING = "timestamp,bid,ask,bid_size,ask_size\n" + "".join(
    f"{1767623400 + i},{Decimal(1000 + i) / 100},{Decimal(1002 + i) / 100},100,100\n"
    for i in range(61)
)


@pytest.fixture
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    use_exact_context()
    path = tmp_path_factory.mktemp("tape") / "AAPL.csv"
    path.write_text(RISING)
    return Market(open_tape(path), "AAPL")


def window_of(market: Market) -> Window:
    start = market.first + 10 * SECOND_NS
    return next(market.windows([start], 5 * SECOND_NS, 45 * SECOND_NS))


def case(market: Market, algo: str, qty: int) -> Case:
    start = market.first + 10 * SECOND_NS
    return Case(algo, Side.BUY, Decimal(qty), start, 30, market.listing)


def test_a_market_order_takes_what_is_quoted(market: Market) -> None:
    done = play(window_of(market), terms_of(case(market, "", 100)), 7)
    assert done.row.status is OrderStatus.FILLED
    assert done.row.avg_px == Decimal("10.12")
    assert done.row.arrival_price == Decimal("10.11")
    assert sum_of(done.fills, market.last) == 100


def test_a_parent_is_worked_over_its_time(market: Market) -> None:
    done = play(window_of(market), terms_of(case(market, "twap", 100)), 7)
    assert done.row.filled == 100
    assert done.row.children >= 2
    assert done.fills[0][0] < done.fills[-1][0] <= market.first + 40 * SECOND_NS
    assert 0 < sum_of(done.fills, done.fills[0][0]) < 100


def test_what_does_not_fill_is_valued_at_the_end_of_the_window(market: Market) -> None:
    done = play(window_of(market), terms_of(case(market, "", 10_000)), 7)
    assert 0 < done.row.unfilled < 10_000
    assert done.row.end_price == Decimal("10.56")
    assert done.row.opportunity == done.row.unfilled * (Decimal("10.56") - Decimal("10.11"))


def test_a_parent_that_is_refused_is_no_figure(market: Market) -> None:
    terms = SubmitOrder("study", "AAPL", Side.BUY, Decimal(1), tactic=Tactic("twap"))
    with pytest.raises(ValueError, match="duration_s"):
        play(window_of(market), terms, 7)


def test_an_algo_that_goes_by_history_is_told_of_it(market: Market) -> None:
    curve = usual_volume([Trade("AAPL", Decimal(10), Decimal(90), market.first)], "AAPL")
    known = replace(case(market, "vwap", 100), curve=curve)
    done = play(window_of(market), terms_of(known), 7, curve)
    assert done.row.filled == 100
    with pytest.raises(ValueError, match="SubmitOrder: "):
        play(window_of(market), terms_of(known), 7)


def test_fees_are_those_of_the_kind() -> None:
    assert fees_of(InstrumentKind.EQUITY) is FeeScheduleName.US_EQUITY
    assert fees_of(InstrumentKind.CRYPTO_PERPETUAL) is FeeScheduleName.MAKER_TAKER
    assert fees_of(InstrumentKind.FUTURE) is FeeScheduleName.NONE
