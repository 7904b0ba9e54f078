"""Run order lifecycles and quotes through NautilusTrader's backtest engine and print one JSON line.

Executed by the peer's own Python. Every choice that costs nothing in work done is made in the
peer's favour: logging bypassed, no post-run analysis, event logging off, the order rate unlimited,
data made, loaded and frozen out of the garbage collector before the clock starts, and the account
a margin account, the faster kind. The risk engine and account updates stay on.

Per order, p50_us and p99_us run from just before the order object is made to on_order_filled;
a resting order therefore waits for the engine to come round with the next quote.
Orders that open a position cost over twice those that close it, so the median of all lies on the
edge between two heaps; opening_p50_us and closing_p50_us are the medians of each.
tick_p50_us and tick_p99_us run from one on_quote_tick to the next: the whole cost of one order.
"""

from __future__ import annotations

import argparse
import gc
import json
from array import array
from decimal import Decimal
from importlib.metadata import version
from time import perf_counter_ns

from nautilus_trader.backtest.config import BacktestEngineConfig
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.config import LoggingConfig, RiskEngineConfig, StrategyConfig
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import QuoteTick
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide, OrderStatus
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy
from runner_tools import percentile_us, resident_bytes, summary

VENUE = Venue("XNAS")
QUOTE_STEP_NS = 1_000_000
FIRST_QUOTE_NS = 1_340_285_400_000_000_000
WORKING_ORDERS = 100
OTHER_INSTRUMENTS = 10


class OneOrderPerQuote(Strategy):
    """Send one order on each quote, buy and sell in turn, and time it to its fill."""

    def __init__(self, instrument_id: InstrumentId, orders: int, resting: bool) -> None:
        super().__init__(StrategyConfig(log_events=False, log_commands=False))
        self._instrument_id = instrument_id
        self._orders = orders
        self._resting = resting
        self._qty = Quantity.from_int(10)
        self._started = array("q", bytes(8 * orders))
        self._filled_after = array("q", bytes(8 * orders))
        self._sent = 0
        self._filled = 0

    def on_start(self) -> None:
        self.subscribe_quote_ticks(self._instrument_id)

    def on_quote_tick(self, tick: QuoteTick) -> None:
        if self._sent == self._orders:
            return
        self._started[self._sent] = perf_counter_ns()
        buy = self._sent % 2 == 0
        side = OrderSide.BUY if buy else OrderSide.SELL
        self._sent += 1
        if self._resting:
            price = tick.bid_price if buy else tick.ask_price
            order = self.order_factory.limit(self._instrument_id, side, self._qty, price)
        else:
            order = self.order_factory.market(self._instrument_id, side, self._qty)
        self.submit_order(order)

    def on_order_filled(self, event: object) -> None:
        self._filled_after[self._filled] = perf_counter_ns() - self._started[self._filled]
        self._filled += 1

    def latencies_ns(self) -> array[int]:
        return self._filled_after

    def tick_gaps_ns(self) -> list[int]:
        return [b - a for a, b in zip(self._started, self._started[1:], strict=False)]


class CountQuotes(Strategy):
    """Do nothing with a quote but count it, while limit orders work on other instruments."""

    def __init__(self, watched: InstrumentId, others: list[InstrumentId]) -> None:
        super().__init__(StrategyConfig(log_events=False, log_commands=False))
        self._watched = watched
        self._others = others
        self.seen = 0

    def on_start(self) -> None:
        self.subscribe_quote_ticks(self._watched)
        for number in range(WORKING_ORDERS):
            other = self._others[number % len(self._others)]
            price = Price(50 + number * 0.01, 2)
            buy = self.order_factory.limit(other, OrderSide.BUY, Quantity.from_int(1), price)
            self.submit_order(buy)

    def on_quote_tick(self, tick: QuoteTick) -> None:
        self.seen += 1


def equity(symbol: str) -> Equity:
    return Equity(
        instrument_id=InstrumentId(Symbol(symbol), VENUE),
        raw_symbol=Symbol(symbol),
        currency=USD,
        price_precision=2,
        price_increment=Price.from_str("0.01"),
        lot_size=Quantity.from_int(1),
        maker_fee=Decimal("0.0001"),
        taker_fee=Decimal("0.0001"),
        ts_event=0,
        ts_init=0,
    )


def quotes(instrument_id: InstrumentId, count: int, start: int = 0) -> list[QuoteTick]:
    """Swing between two quotes that do not overlap, so that what rests on one fills on the next."""
    size = Quantity.from_int(1_000)
    sides = [
        (Price.from_str("100.00"), Price.from_str("100.02")),
        (Price.from_str("99.96"), Price.from_str("99.98")),
    ]
    ticks = []
    for number in range(start, start + count):
        bid, ask = sides[number % 2]
        at = FIRST_QUOTE_NS + number * QUOTE_STEP_NS
        ticks.append(QuoteTick(instrument_id, bid, ask, size, size, at, at))
    return ticks


def engine_with(account: str) -> BacktestEngine:
    config = BacktestEngineConfig(
        logging=LoggingConfig(bypass_logging=True),
        risk_engine=RiskEngineConfig(max_order_submit_rate="10000000/00:00:01"),
        run_analysis=False,
    )
    engine = BacktestEngine(config=config)
    engine.add_venue(
        venue=VENUE,
        oms_type=OmsType.NETTING,
        account_type=AccountType.CASH if account == "cash" else AccountType.MARGIN,
        base_currency=USD,
        starting_balances=[Money(100_000_000, USD)],
    )
    return engine


def run_orders(work: str, orders: int, account: str) -> dict[str, object]:
    engine = engine_with(account)
    instrument = equity("AAPL")
    engine.add_instrument(instrument)
    resting = work == "limit"
    engine.add_data(quotes(instrument.id, orders + resting))
    strategy = OneOrderPerQuote(instrument.id, orders, resting)
    engine.add_strategy(strategy)
    rss_before = resident_bytes()
    gc.freeze()
    begun = perf_counter_ns()
    engine.run()
    elapsed_ns = perf_counter_ns() - begun
    rss_after = resident_bytes()
    filled = sum(order.status == OrderStatus.FILLED for order in engine.cache.orders())
    if filled != orders:
        raise SystemExit(f"filled {filled} orders of {orders}")
    latencies = strategy.latencies_ns()
    gaps = strategy.tick_gaps_ns()
    return {
        **summary(orders, elapsed_ns, latencies),
        "opening_p50_us": percentile_us(latencies[0::2], 50),
        "closing_p50_us": percentile_us(latencies[1::2], 50),
        "tick_p50_us": percentile_us(gaps, 50),
        "tick_p99_us": percentile_us(gaps, 99),
        "bytes_per_order": round((rss_after - rss_before) / orders),
        "filled": filled,
        "account": account,
        "account_events": engine.cache.account_for_venue(VENUE).event_count,
    }


def run_quotes(count: int, account: str) -> dict[str, object]:
    engine = engine_with(account)
    watched = equity("AAPL")
    others = [equity(f"OTHER{number}") for number in range(OTHER_INSTRUMENTS)]
    for instrument in [watched, *others]:
        engine.add_instrument(instrument)
    ticks: list[QuoteTick] = []
    for other in others:
        ticks += quotes(other.id, 1)
    ticks += quotes(watched.id, count, start=1)
    engine.add_data(ticks)
    strategy = CountQuotes(watched.id, [other.id for other in others])
    engine.add_strategy(strategy)
    gc.freeze()
    begun = perf_counter_ns()
    engine.run()
    elapsed_ns = perf_counter_ns() - begun
    working = sum(order.status == OrderStatus.ACCEPTED for order in engine.cache.orders())
    if strategy.seen != count or working != WORKING_ORDERS:
        raise SystemExit(f"saw {strategy.seen} quotes of {count} with {working} working orders")
    return {
        "quotes": count,
        "working_orders": working,
        "seconds": round(elapsed_ns / 1e9, 6),
        "quotes_per_second": round(count * 1e9 / elapsed_ns),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", choices=["market", "limit", "quotes"], default="market")
    parser.add_argument("--orders", type=int, default=50_000)
    parser.add_argument("--quotes", type=int, default=500_000)
    parser.add_argument("--account", choices=["cash", "margin"], default="margin")
    asked = parser.parse_args()
    if asked.work == "quotes":
        measured = run_quotes(asked.quotes, asked.account)
    else:
        measured = run_orders(asked.work, asked.orders, asked.account)
    release = version("nautilus_trader")
    print(json.dumps({"peer": "nautilus", "version": release, "work": asked.work, **measured}))


if __name__ == "__main__":
    main()
