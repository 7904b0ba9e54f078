"""The desk that is measured is the real one: it trades, counts and refuses like any other."""

import itertools
from decimal import Decimal

from holdfast.bench.bench_desk import ACCOUNT, HIGH, LOW, BenchDesk, limit_order, market_order
from holdfast.bench.bench_desk import quotes as ticks_of
from holdfast.core.invariants import audit
from holdfast.core.ledger import freeze
from holdfast.model.order import OrderStatus, OrderType, Side
from holdfast.recovery.replay import rebuild


def test_quotes_swing_between_two_levels_one_a_millisecond() -> None:
    ticks = ticks_of("AAPL", 4)
    assert [(tick.bid, tick.ask) for tick in ticks] == [LOW, HIGH, LOW, HIGH]
    assert {later.at - tick.at for tick, later in itertools.pairwise(ticks)} == {1_000_000}


def test_a_quote_moves_the_market_and_the_clock() -> None:
    bench = BenchDesk(["AAPL"])
    (tick,) = ticks_of("AAPL", 1)
    bench.quote(tick)
    assert bench.time.now() == tick.at
    assert bench.market.quotes["AAPL"] == tick


def test_market_orders_buy_and_sell_in_turn_and_trade_at_the_touch() -> None:
    bench = BenchDesk(["AAPL"])
    for number, tick in enumerate(ticks_of("AAPL", 2)):
        bench.quote(tick)
        bench.desk.ask(market_order(number, "AAPL"))
        bench.desk.drain()
    bought, sold = bench.desk.ledger.orders.values()
    assert (bought.terms.side, bought.avg_px) == (Side.BUY, LOW[1])
    assert (sold.terms.side, sold.avg_px) == (Side.SELL, HIGH[0])
    assert bench.desk.ledger.position(ACCOUNT, "AAPL").realised == Decimal("0.20")


def test_a_limit_order_rests_until_the_next_swing_crosses_it() -> None:
    bench = BenchDesk(["AAPL"])
    ticks = ticks_of("AAPL", 3)
    bench.quote(ticks[0])
    for number in range(2):
        order_id = bench.desk.ask(limit_order(number, "AAPL", ticks[number])).order_id
        bench.desk.drain()
        order = bench.desk.ledger.orders[order_id]
        assert (order.terms.type, order.status) == (OrderType.LIMIT, OrderStatus.NEW)
        bench.quote(ticks[number + 1])
        bench.desk.drain()
        assert order.status is OrderStatus.FILLED
    assert audit(bench.desk.ledger) == ()
    assert freeze(rebuild(bench.journal)) == freeze(bench.desk.ledger)
