"""What a backtest writes down as it goes: fills, the curve, prices, and every no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from holdfast.backtest.curve import Point, thinned
from holdfast.backtest.trips import Last, Traded
from holdfast.core.ledger import Ledger
from holdfast.messages import events as e
from holdfast.model.ids import AccountId, ExecId, InstrumentId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.quote import MarketEvent, Quote

POINTS_MAX = 20_000
PRICED_MAX = 32  # instruments whose prices the curve keeps
NO_KINDS_MAX = 1_000


class No(msgspec.Struct, frozen=True):
    """How often something was refused (by the desk) or rejected (by the venue), and once why."""

    who: str  # desk or venue
    code: str
    times: int
    example: str
    first_at: Nanos


class Recorder:
    """It hears the public market and the desk's events, and is asked for a sample at a time."""

    def __init__(
        self,
        ledger: Ledger,
        quotes: Mapping[InstrumentId, Quote],
        account: AccountId,
        sample_ns: Nanos,
    ) -> None:
        self.account = account
        self.sample_ns = sample_ns
        self.points: list[Point] = []
        self.instruments: tuple[InstrumentId, ...] = tuple(ledger.instruments)[:PRICED_MAX]
        self.nos: dict[tuple[str, str], No] = {}
        self._fills: list[Traded] = []
        self._busted: dict[ExecId, None] = {}
        self._ledger = ledger
        self._quotes = quotes
        self._mids: dict[InstrumentId, Decimal] = {}
        # lowest and highest mid since the last fill of what is held
        self._range: dict[InstrumentId, tuple[Decimal, Decimal] | None] = {}

    @property
    def fills(self) -> list[Traded]:
        """All fills of the account that still count, in the order of their booking."""
        return [each for each in self._fills if each.exec_id not in self._busted]

    def on_market(self, event: MarketEvent) -> None:
        """Follow the mids of what is held."""
        if type(event) is not Quote or event.instrument not in self._range:
            return
        if not (event.bid and event.ask):
            return
        mid, known = event.mid, self._range[event.instrument]
        if known is None:
            self._range[event.instrument] = mid, mid
        elif mid < known[0]:
            self._range[event.instrument] = mid, known[1]
        elif mid > known[1]:
            self._range[event.instrument] = known[0], mid

    def on_events(self, events: Sequence[e.Event]) -> None:
        """Note fills and every no."""
        for event in events:
            match event:
                case e.OrderFilled():
                    self._fill(event)
                case e.FillBusted():
                    self._busted[event.exec_id] = None
                case e.OrderRefused() | e.RequestRefused():
                    for refusal in event.refusals:
                        self._no("desk", refusal.code, refusal.detail)
                case e.OrderRejected() | e.CancelRejected() | e.ReplaceRejected():
                    self._no("venue", event.code, event.detail)

    def sample(self, at: Nanos) -> None:
        """Write down what the account is worth; the span doubles where the points are too many."""
        if self.points and at <= self.points[-1].at:
            return
        self.points.append(self._point(at))
        if len(self.points) > POINTS_MAX:
            self.sample_ns *= 2
            self.points = thinned(self.points, self.sample_ns)

    def next_sample(self, at: Nanos) -> Nanos:
        """Say when the first sample after a time is due."""
        return at - at % self.sample_ns + self.sample_ns

    def last(self) -> dict[InstrumentId, Last]:
        """How the market of each instrument stands, as far as it is known."""
        found: dict[InstrumentId, Last] = {}
        for name, quote in self._quotes.items():
            mid = self._mid(name, quote)
            low, high = self._range.get(name) or (None, None)
            found[name] = Last(mid, low, high)
        return found

    # --- private ---------------------------------------------------------------------------

    def _fill(self, event: e.OrderFilled) -> None:
        terms = self._ledger.orders[event.order_id].terms
        if terms.account != self.account:
            return
        name = terms.instrument
        low, high = self._range.get(name) or (None, None)
        self._fills.append(
            Traded(
                event.exec_id,
                event.order_id,
                terms.strategy,
                name,
                terms.side,
                event.qty,
                event.price,
                event.fee,
                event.liquidity,
                event.traded_at,
                low,
                high,
            )
        )
        if self._ledger.accounts[self.account].positions[name].qty:
            self._range[name] = None
        else:
            self._range.pop(name, None)

    def _no(self, who: str, code: str, detail: str) -> None:
        known = self.nos.get((who, code))
        if known is None:
            if len(self.nos) < NO_KINDS_MAX:
                self.nos[who, code] = No(who, str(code), 1, detail, self._ledger.at)
            return
        self.nos[who, code] = msgspec.structs.replace(known, times=known.times + 1)

    def _point(self, at: Nanos) -> Point:
        state = self._ledger.accounts[self.account]
        cash = state.cash.get(state.account.base_currency, ZERO)
        gross = net = realised = fees = cost = ZERO
        for name, held in state.positions.items():
            realised += held.realised
            fees += held.fees
            if not held.qty:
                continue
            cost += held.cost
            mid = self._mid(name, self._quotes.get(name)) or held.last_px or ZERO
            value = held.qty * mid * self._ledger.instruments[name].multiplier
            net += value
            gross += abs(value)
        mids = tuple(self._mid(name, self._quotes.get(name)) for name in self.instruments)
        return Point(at, cash + net, cash, realised, net - cost, fees, gross, net, mids)

    def _mid(self, name: InstrumentId, quote: Quote | None) -> Decimal | None:
        """The mid of the last quote that had both sides."""
        if quote is not None and quote.bid and quote.ask:
            self._mids[name] = quote.mid
        return self._mids.get(name)
