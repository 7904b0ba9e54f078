"""How the market has moved, as evidence in a stamp: only where a check could refuse for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.messages import commands as c
from holdfast.messages import underway as u
from holdfast.messages.plan import Action
from holdfast.model.band import Activity
from holdfast.model.ids import InstrumentId
from holdfast.model.limits import Limits
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Side
from holdfast.model.quote import Move, Quote

Quotes = Mapping[InstrumentId, Quote]
Moves = dict[InstrumentId, Move]
NO_MOVES: Moves = {}

# whose order it is, and the price at which it would trade
_Asked = tuple[c.SubmitOrder, Decimal]

_BUY = Side.BUY
_ENDLESS = Decimal("Infinity")


class Past(Protocol):
    """Who remembers how the market has moved."""

    def bounds(self, instrument: InstrumentId, span_ns: Nanos) -> tuple[Decimal, Decimal] | None:
        """Return a least and a most within which the mid was for at least this long.

        It must cost little, since every order asks it; the bounds may be wider than the truth.
        """
        ...

    def last_print(self, instrument: InstrumentId) -> tuple[Decimal, Nanos] | None:
        """Return price and time of the last print, None where nothing was printed."""
        ...

    def activity(self, instrument: InstrumentId, at: Nanos) -> Activity | None:
        """Tell what has traded and how the mid has moved; None where nothing was ever heard."""
        ...

    def move(
        self, instrument: InstrumentId, at: Nanos, anchor_ns: Nanos, within_ns: Nanos
    ) -> Move | None:
        """Tell the mid of `anchor_ns` before `at`, and its extremes in the last `within_ns`."""
        ...


class Forgetful:
    """A market of which nothing but the last quotes is known."""

    def bounds(self, instrument: InstrumentId, span_ns: Nanos) -> None:
        return None

    def last_print(self, instrument: InstrumentId) -> None:
        return None

    def activity(self, instrument: InstrumentId, at: Nanos) -> None:
        return None

    def move(self, instrument: InstrumentId, at: Nanos, anchor_ns: Nanos, within_ns: Nanos) -> None:
        return None


FORGETFUL = Forgetful()


class MovesOf:
    """The moves that an input needs: the entries of a calm market carry none.

    `tells_all` adds those that change nothing, for who wants to see what a check measures.
    """

    def __init__(self, past: Past, *, tells_all: bool = False) -> None:
        self._past = past
        self._tells_all = tells_all
        self._calm: dict[InstrumentId, _Calm] = {}

    def __call__(self, ledger: Ledger, message: object, quotes: Quotes, at: Nanos) -> Moves:
        find = _ASKED.get(type(message))
        if find is None or not quotes:
            return NO_MOVES
        moves = NO_MOVES
        for order, price in find(ledger, message, quotes):
            move = self._find(ledger, order, price, at)
            if move is not None:
                moves = {**moves, move.instrument: move}
        return moves

    def _find(self, ledger: Ledger, order: c.SubmitOrder, price: Decimal, at: Nanos) -> Move | None:
        state = ledger.accounts.get(order.account)
        if state is None:
            return None
        limits = ledger.bounds_of(order).limits
        anchor_ns, within_ns = limits.collar_window_ns or 0, limits.velocity_window_ns or 0
        name = order.instrument
        bounds = self._past.bounds(name, anchor_ns if anchor_ns > within_ns else within_ns)
        if bounds is None:
            return None
        calm = self._calm.get(name)
        if calm is None or calm.bounds is not bounds or calm.limits is not limits:
            calm = self._calm[name] = _calm(bounds, limits)
        is_buy = order.side is _BUY
        last = None if order.limit_price is None else self._print(name, at, limits)
        strays = last is not None and _strays(price, last, limits.price_collar, is_buy)
        may_matter = calm.ran or (price > calm.buys_max if is_buy else price < calm.sells_min)
        if not (may_matter or strays or self._tells_all):
            return None
        move = self._past.move(name, at, anchor_ns, within_ns)
        if move is None:
            return None
        if last is not None:
            move = msgspec.structs.replace(move, last=last)
        if strays or self._tells_all or _ran(limits, move.low, move.high):
            return move
        return move if _strays(price, move.anchor, limits.price_collar, is_buy) else None

    def _print(self, name: InstrumentId, at: Nanos, limits: Limits) -> Decimal | None:
        """Return the last print, None where it is older than a quote may be."""
        told = self._past.last_print(name)
        if told is None:
            return None
        price, printed_at = told
        oldest = limits.reference_age_max_ns
        if oldest is None or at - printed_at > oldest or not price.is_finite() or price <= ZERO:
            return None
        return price


class _Calm(msgspec.Struct, frozen=True):
    """What the market may do without mattering to a check, worked out once for these bounds."""

    bounds: tuple[Decimal, Decimal]
    limits: Limits
    ran: bool
    buys_max: Decimal
    sells_min: Decimal


def _calm(bounds: tuple[Decimal, Decimal], limits: Limits) -> _Calm:
    low, high = bounds
    collar = limits.price_collar
    if collar is None:
        # refused for want of it
        return _Calm(bounds, limits, _ran(limits, low, high), _ENDLESS, ZERO)
    most, least = low + collar * low, high - collar * high
    return _Calm(bounds, limits, _ran(limits, low, high), most, least)


def _strays(price: Decimal, base: Decimal, collar: Decimal | None, is_buy: bool) -> bool:
    """Tell whether a price is outside the collar; without one the order is refused anyway."""
    if collar is None:
        return False
    return price > base + collar * base if is_buy else price < base - collar * base


def _ran(limits: Limits, low: Decimal, high: Decimal) -> bool:
    most = limits.velocity_max
    return most is not None and high - low > most * low


# --- what each input would trade at ---------------------------------------------------


def _of_order(ledger: Ledger, order: c.SubmitOrder, quotes: Quotes) -> tuple[_Asked, ...]:
    return _limited(order, order.limit_price, quotes)


def _of_list(ledger: Ledger, command: c.SubmitList, quotes: Quotes) -> tuple[_Asked, ...]:
    priced = (order for order in command.orders if order.instrument in quotes)
    return tuple(each for order in priced for each in _of_order(ledger, order, quotes))


def _of_replace(
    ledger: Ledger, command: c.ReplaceOrder | u.AmendParent, quotes: Quotes
) -> tuple[_Asked, ...]:
    order = ledger.orders[command.order_id]
    limit = order.limit_price if command.limit_price is None else command.limit_price
    return _limited(order.terms, limit, quotes)


def _of_wake(ledger: Ledger, command: c.Wake | c.ReachBand, quotes: Quotes) -> tuple[_Asked, ...]:
    """Ask for the parent, whose limit its children share."""
    order = ledger.orders[command.order_id]
    if order.terms.instrument not in quotes:
        return ()
    return _limited(order.terms, order.limit_price, quotes)


def _of_plan(ledger: Ledger, command: c.SubmitPlan, quotes: Quotes) -> tuple[_Asked, ...]:
    plan = command.plan
    asked: list[_Asked] = []
    for decision in plan.decisions:
        name, who = decision.instrument, command.principal
        if name not in quotes or decision.action is Action.HOLD:
            continue
        # the side comes with the size, so either may be meant
        for side in Side:
            order = c.SubmitOrder(
                plan.account,
                name,
                side,
                ZERO,
                limit_price=decision.limit_price,
                strategy=plan.strategy,
                principal=who,
            )
            asked.extend(_limited(order, decision.limit_price, quotes))
    return tuple(asked)


def _limited(order: c.SubmitOrder, limit: Decimal | None, quotes: Quotes) -> tuple[_Asked, ...]:
    """Say at which price an order would trade: at its limit, else at the touch that it meets."""
    if limit is None:
        quote = quotes[order.instrument]
        limit = quote.ask if order.side is _BUY else quote.bid
    elif not limit.is_finite():
        # refused for its form
        return ()
    return ((order, limit),)


# each takes its own command type, once its quotes are found
_ASKED: dict[type, Callable[[Ledger, Any, Quotes], tuple[_Asked, ...]]] = {
    c.SubmitOrder: _of_order,
    c.SubmitList: _of_list,
    c.ReplaceOrder: _of_replace,
    u.AmendParent: _of_replace,
    c.Wake: _of_wake,
    c.ReachBand: _of_wake,
    c.SubmitPlan: _of_plan,
}
