"""What a scope is held to, what stops it, and the running sums that its limits are held against."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.model.ids import AccountId, InstrumentId, StrategyId
from holdfast.model.limits import Limits, TemporaryLimits
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.scope import Scope
from holdfast.model.trading import Stop, TradingState

# what orders share that only their ids tell apart: account, instrument, side, type, qty, prices,
# time in force, and whatever else they ask, in words
LookAlike = tuple[
    AccountId,
    InstrumentId,
    Side,
    OrderType,
    Decimal,
    Decimal | None,
    Decimal | None,
    TimeInForce,
    str,
]
# what a strategy acts upon
Signal = tuple[StrategyId, InstrumentId, Side]


class Held(msgspec.Struct, array_like=True, gc=False):
    """A net quantity, what open orders could make of it, and what it was last marked at.

    `buy_open` and `sell_open` count in-flight and unknown orders too. `mark` is the price at
    which `qty` counts in the sums of its scope: the last fill's, or a later valuation's.
    """

    qty: Decimal = ZERO
    buy_open: Decimal = ZERO
    sell_open: Decimal = ZERO
    mark: Decimal = ZERO


class Recent(msgspec.Struct, array_like=True):
    """Times of what happened lately, oldest first from `head`, with amounts where wanted.

    `core/recent.py` adds to it and reads it, and keeps it bounded.
    """

    times: list[Nanos] = []
    amounts: list[Decimal] = []  # running totals, up to and with each
    head: int = 0
    total: Decimal = ZERO  # the running total before the first of them


class Tally(msgspec.Struct, array_like=True):
    """Running sums of one scope, in the currency of its accounts.

    `flow` is all cash that trading moved, fees included, so that `flow + net_value` is the
    profit since the beginning. `base` is that profit as the trading day began, `peak` the
    highest it has been. `orders` and `fills` count those of the trading day.
    """

    open_orders: int = 0
    open_buys: Decimal = ZERO  # every open buy at its reserve price, multiplier included
    open_sells: Decimal = ZERO
    gross_value: Decimal = ZERO  # holdings at their marks, long and short added
    net_value: Decimal = ZERO  # holdings at their marks, shorts negative
    flow: Decimal = ZERO
    base: Decimal = ZERO
    peak: Decimal = ZERO
    orders: int = 0
    fills: int = 0
    messages: Recent = msgspec.field(default_factory=Recent)
    values: Recent = msgspec.field(default_factory=Recent)

    @property
    def open_value(self) -> Decimal:
        """Every open order at its reserve price, in-flight and unknown ones too."""
        return self.open_buys + self.open_sells

    @property
    def profit(self) -> Decimal:
        """What trading has made since the beginning, at the last marks."""
        return self.flow + self.net_value


class ScopeState(msgspec.Struct, array_like=True):
    """One governed scope. `state` is the strictest of its `stops`, ACTIVE without any.

    `books` are its holdings by account and instrument; those of a whole account are the
    account's own positions instead, so there it is empty.
    """

    scope: Scope
    limits: Limits = Limits()
    version: int = 0
    temporary: TemporaryLimits | None = None
    state: TradingState = TradingState.ACTIVE
    stops: dict[str, Stop] = {}
    tally: Tally = msgspec.field(default_factory=Tally)
    books: dict[AccountId, dict[InstrumentId, Held]] = {}
    instruments: dict[InstrumentId, None] = {}  # those it has traded, for its manifest
    venues: dict[str, None] = {}
    key: str = ""
    nears: dict[str, Nanos] = {}  # when a check last told that its limit is near


class Bounds(msgspec.Struct):
    """What an order meets: every governed scope it is in, and their limits merged.

    `clash` says which scope's limits of money are in another currency than one of its accounts.
    `plan` is what the gate has worked out for these limits and keeps here: which checks judge.
    """

    scopes: tuple[ScopeState, ...]
    limits: Limits
    clash: str = ""
    plan: object = None
