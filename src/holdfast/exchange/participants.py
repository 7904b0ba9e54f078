"""The people of a generated market in one instrument: who places, takes and cancels, and where.

A latent price moves by noise around an anchor to which it slowly returns; how wide the noise is
follows how busy the market is. Participants see the latent price dimly: they place limit orders
about it, never across the best opposite price, take where the market lags behind it, and take
back what it has left behind. All draws come from one seeded generator.
"""

from __future__ import annotations

from decimal import Decimal
from math import sqrt
from random import Random

import msgspec

from holdfast.exchange.chances import ENTRIES, MOVES, distances, sizes
from holdfast.exchange.exchange import Exchange
from holdfast.exchange.flow_book import FlowSide
from holdfast.exchange.intensity import Intensity
from holdfast.messages.reports import Report
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ONE, Nanos
from holdfast.model.order import Side
from holdfast.model.quote import Quote

BUY, SELL = Side.BUY, Side.SELL
TAKER_SHARE = 0.10  # of events; about what the order-by-order recordings of liquid shares show
TAKER_MARK, OTHER_MARK = 2.8, 0.8  # trades excite more than quotes do; 1 on average
ANCHOR_SECONDS = 1_800.0
HERDING = 0.2  # how much the last trades' side draws the next
HERD_MEMORY = 0.85
FOLLOWING = 0.35  # how much a lag behind the latent price draws trades
HALF_SPREAD_MIN = 0.2  # ticks
IMPACT_TICKS = 0.05  # a trade moves the latent price
LEVELS_AT_START = 40
LEVELS_TAKEN_FROM_MIN = 8  # takers leave a side alone that is thinner
FAR_FROM, FAR_TO = 12, 45  # ticks off the best where patient orders stand
FAR_SIZE = 4
PRICES_KEPT_MAX = 16_384
PRICE_TICKS_MIN = 1_000  # so that the book and its far levels stay above zero
PRICE_RULE = f"must be at least {PRICE_TICKS_MIN} ticks"
RATE_MAX = 100_000
VOLATILITY_BPS_MAX = 20
ORDERS_USUAL_MIN = 100


class FlowInstrument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An instrument of a generated market: where it starts and how it moves."""

    instrument: InstrumentId
    price: Decimal  # at the start, and where it tends to come back to
    tick: Decimal = Decimal("0.01")
    lot: Decimal = ONE
    volatility_bps: float = 0.5  # of the price, by the square root of a second
    lots_usual: int = 1  # multiplies all sizes
    events_per_second: float = 20.0
    orders_max: int = 1_000  # resting at one time
    orders_usual: int = 400  # to which cancels steer

    def __post_init__(self) -> None:
        _require("price", self.price, self.price >= PRICE_TICKS_MIN * self.tick, PRICE_RULE)
        _require("tick", self.tick, self.tick > 0, "must be more than zero")
        _require("lot", self.lot, self.lot > 0, "must be more than zero")
        _require("lots_usual", self.lots_usual, self.lots_usual > 0, "must be more than zero")
        rate, rule = self.events_per_second, f"must be from above 0 to {RATE_MAX}"
        _require("events_per_second", rate, 0 < rate <= RATE_MAX, rule)
        noise, rule = self.volatility_bps, f"must be from 0 to {VOLATILITY_BPS_MAX}"
        _require("volatility_bps", noise, 0 <= noise <= VOLATILITY_BPS_MAX, rule)
        usual, rule = self.orders_usual, f"must be from {ORDERS_USUAL_MIN} to orders_max"
        _require("orders_usual", usual, ORDERS_USUAL_MIN <= usual <= self.orders_max, rule)


def _require(field: str, value: object, holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(f"{field} = {value} {rule}")


class Participants:
    """One instrument's flow: `at` is when its next event is due, and `step` lets it happen."""

    def __init__(self, config: FlowInstrument, rng: Random, at: Nanos) -> None:
        self._config = config
        self._name = config.instrument
        self._rng = rng
        self._draw = rng.random
        self._clock = Intensity(config.events_per_second, at, rng)
        self._latent = float(config.price / config.tick)
        self._anchor = self._latent
        self._volatility = self._latent * config.volatility_bps / 10_000  # ticks
        self._herd = 0.0
        self._bids, self._asks = FlowSide(), FlowSide()
        self._next_id = 0
        self._sizes = sizes(config.lots_usual, config.lot)
        breadth = max(1.0, self._volatility)
        self._distances = distances(0.7, 1.5 * breadth, FAR_FROM, int(FAR_TO * sqrt(breadth)))
        self._prices: dict[int, Decimal] = {}

    @property
    def at(self) -> Nanos:
        return self._clock.at

    def begin(self, exchange: Exchange) -> list[Report]:
        """Fill the book: thick at the best price, thin behind it, thick again far off."""
        reports: list[Report] = []
        middle = round(self._latent)
        for away in range(1, LEVELS_AT_START + 1):
            orders = 3 if away <= 3 else 1
            for _ in range(orders):
                reports += self._place(exchange, True, middle - away, away)
                reports += self._place(exchange, False, middle + away, away)
        self._move(self._clock.advance())
        return reports

    def step(self, exchange: Exchange) -> list[Report]:
        """Let the event that is due happen, and draw when the next will."""
        quote = exchange.quote(self._name)
        if quote is None or not quote.bid or not quote.ask:
            reports = self._restore(exchange, quote)
        else:
            bid, ask = int(quote.bid / self._config.tick), int(quote.ask / self._config.tick)
            self._bids.forget_better_than(-bid)
            self._asks.forget_better_than(ask)
            reports = self._act(exchange, quote, bid, ask)
        self._move(self._clock.advance())
        return reports

    # --- private -----------------------------------------------------------------------------

    def _act(self, exchange: Exchange, quote: Quote, bid: int, ask: int) -> list[Report]:
        config = self._config
        count = self._bids.count + self._asks.count
        taking = TAKER_SHARE
        cancelling = (1 - taking) * count / (count + config.orders_usual)
        u = self._draw()
        # orders that waited over a restart may lock or cross a book that begins anew
        lag = (self._latent - (bid + ask) / 2) / max(ask - bid, 1)
        if u < taking:
            self._clock.excite(TAKER_MARK)
            return self._take(exchange, quote, lag)
        self._clock.excite(OTHER_MARK)
        if u < taking + cancelling or count >= config.orders_max:
            return self._cancel(exchange, lag)
        return self._quote_about(exchange, bid, ask, lag)

    def _take(self, exchange: Exchange, quote: Quote, lag: float) -> list[Report]:
        """Send a market order to the side that the latent price and the herd favour."""
        wish = 0.5 + HERDING * self._herd + FOLLOWING * max(-1.0, min(1.0, lag))
        is_buy = self._draw() < wish
        opposite = self._asks if is_buy else self._bids
        if len(opposite.keys) < LEVELS_TAKEN_FROM_MIN:
            return self._place_near(exchange, not is_buy, quote)
        shown = quote.ask_size if is_buy else quote.bid_size
        size = min(self._sizes[int(self._draw() * ENTRIES)], 2 * shown)
        sign = 1 if is_buy else -1
        self._herd = HERD_MEMORY * self._herd + (1 - HERD_MEMORY) * sign
        self._latent += sign * IMPACT_TICKS
        self._next_id += 1
        side = BUY if is_buy else SELL
        return exchange.flow_place(self._name, self._next_id, side, None, size, self.at)

    def _cancel(self, exchange: Exchange, lag: float) -> list[Report]:
        """Take back an order: of the side left behind its best, else mostly one near the best."""
        is_buy = self._draw() < self._bids.count / (self._bids.count + self._asks.count or 1)
        best_first = False
        if abs(lag) > 0.4 and self._draw() < min(0.9, abs(lag)):
            is_buy, best_first = lag < 0, True
        side = self._bids if is_buy else self._asks
        levels = len(side.keys)
        if levels < LEVELS_TAKEN_FROM_MIN:
            return []
        u = self._draw()
        at = 0 if best_first else int(u * u * levels)
        flow_id = side.take(at, self._rng)
        return exchange.flow_cancel(self._name, flow_id, self.at)

    def _quote_about(self, exchange: Exchange, bid: int, ask: int, lag: float) -> list[Report]:
        """Place a limit order behind half a spread from the latent price, and not across."""
        is_buy = self._draw() < 0.5 + 0.25 * max(-1.0, min(1.0, lag))
        away = self._distances[int(self._draw() * ENTRIES)]
        half = HALF_SPREAD_MIN + self._width() * (0.5 + self._draw()) / 2
        if is_buy:
            ticks = min(int(self._latent - half), ask - 1) - away
        else:
            ticks = max(int(self._latent + half) + 1, bid + 1) + away
        return self._place(exchange, is_buy, ticks, away)

    def _place_near(self, exchange: Exchange, is_buy: bool, quote: Quote) -> list[Report]:
        """Thicken a thin side behind its best price."""
        away = 1 + int(self._draw() * LEVELS_TAKEN_FROM_MIN)
        best = int((quote.bid if is_buy else quote.ask) / self._config.tick)
        return self._place(exchange, is_buy, best - away if is_buy else best + away, away)

    def _restore(self, exchange: Exchange, quote: Quote | None) -> list[Report]:
        """Quote sides that somebody has emptied."""
        reports: list[Report] = []
        middle = max(LEVELS_AT_START, round(self._latent))
        bid = int(quote.bid / self._config.tick) if quote else 0
        ask = int(quote.ask / self._config.tick) if quote else 0
        if not bid:
            self._bids = FlowSide()
            top = min(middle, ask) if ask else middle
            for away in range(1, LEVELS_TAKEN_FROM_MIN + 1):
                reports += self._place(exchange, True, top - away, away)
        if not ask:
            self._asks = FlowSide()
            bottom = max(middle, bid)
            for away in range(1, LEVELS_TAKEN_FROM_MIN + 1):
                reports += self._place(exchange, False, bottom + away, away)
        return reports

    def _place(self, exchange: Exchange, is_buy: bool, ticks: int, away: int) -> list[Report]:
        ticks = max(ticks, 1)
        price = self._prices.get(ticks)
        if price is None:
            if len(self._prices) >= PRICES_KEPT_MAX:
                self._prices.clear()
            price = self._prices[ticks] = ticks * self._config.tick
        size = self._sizes[int(self._draw() * ENTRIES)]
        if away >= FAR_FROM:
            size *= FAR_SIZE
        self._next_id += 1
        if is_buy:
            self._bids.add(-ticks, self._next_id)
        else:
            self._asks.add(ticks, self._next_id)
        side = BUY if is_buy else SELL
        return exchange.flow_place(self._name, self._next_id, side, price, size, self.at)

    def _width(self) -> float:
        """How wide participants quote, in ticks: with the volatility of the moment."""
        return self._volatility * self._clock.heat

    def _move(self, seconds: float) -> None:
        """Move the latent price; its variance follows the activity."""
        noise = self._volatility * sqrt(seconds) * self._clock.heat
        self._latent += noise * MOVES[int(self._draw() * ENTRIES)]
        self._latent += (self._anchor - self._latent) * min(1.0, seconds / ANCHOR_SECONDS)
        self._latent = max(self._latent, self._anchor / 2)
