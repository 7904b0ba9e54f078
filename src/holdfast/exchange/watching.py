"""How orders that look at the market are worked: the same in every kind of market."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from holdfast.exchange.executions import Executions
from holdfast.exchange.minimums import needed
from holdfast.exchange.pegs import peg_price
from holdfast.exchange.reducing import trim
from holdfast.exchange.trailing import follow, limit_when_triggered
from holdfast.exchange.triggers import goes_up
from holdfast.exchange.waiting import Waiting
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.instructions import TriggerSource
from holdfast.model.numbers import Nanos

NO_LIQUIDITY = "NO_LIQUIDITY"


class Watchable(Protocol):
    """What is asked of a market whose orders look at it."""

    waiting: Waiting

    def seen(self, source: TriggerSource | None, is_buy: bool) -> tuple[Decimal, ...]:
        """Return the prices of a source as a buy or a sale sees it, none where none is known."""
        ...

    def leave(self, order: WorkingOrder) -> None: ...

    def fillable(self, order: WorkingOrder) -> Decimal:
        """Return how much the order could trade at once."""
        ...

    def hold_out(self, order: WorkingOrder) -> None:
        """Let an order wait that needs more than can trade at once."""
        ...

    def is_clear(self, order: WorkingOrder) -> bool:
        """Tell whether no order of ours stands where this one would meet it and lose by it."""
        ...


Work = Callable[[WorkingOrder, Nanos, list[Report]], None]
"""How an order is put to work in its market."""


def is_ready(
    market: Watchable, venue: Executions, order: WorkingOrder, at: Nanos, out: list[Report]
) -> bool:
    """Tell whether an order may trade and rest now; else it waits, or has been cancelled.

    One that is touched now is triggered, one that is pegged gets its price of now, one that
    only reduces is cut, and one that needs more than can trade at once is set aside.
    """
    if order.waits_for_price and _waits_for_trigger(market, venue, order, at, out):
        return False
    if order.more is None:
        return True
    if not _peg_is_priced(market, order):
        return False
    return trim(venue, order, at, out) and not _waits_for_size(market, venue, order, at, out)


def put_in_place(
    market: Watchable, order: WorkingOrder, rest: Callable[[WorkingOrder], None]
) -> None:
    """Let an order wait for its trigger, its price or its size, or rest, without matching it."""
    if order.waits_for_price:
        market.waiting.arm(order)
    elif _peg_is_priced(market, order):
        if needed(order):
            market.hold_out(order)
        else:
            rest(order)


def try_aside(market: Watchable, work: Work, at: Nanos, out: list[Report]) -> None:
    """Work every order that was set aside and can trade what it needs now."""
    for is_buy in (True, False):
        for order in list(market.waiting.aside(is_buy)):
            if order.is_open and _can_begin(market, order):
                market.leave(order)
                work(order, at, out)


def _waits_for_trigger(
    market: Watchable, venue: Executions, order: WorkingOrder, at: Nanos, out: list[Report]
) -> bool:
    if order.more is not None and order.more.trail is not None:
        for price in _trail_prices(market, order.terms.trigger, order.is_buy):
            follow(order, price)
        venue.mark(order)
    if not _is_touched(market, order):
        market.waiting.arm(order)
        return True
    fire(venue, order, at, out)
    return False


def _waits_for_size(
    market: Watchable, venue: Executions, order: WorkingOrder, at: Nanos, out: list[Report]
) -> bool:
    if not needed(order) or _can_begin(market, order):
        return False
    if order.is_immediate or order.limit_price is None:
        venue.cancel(order, at, NO_LIQUIDITY, out)
    else:
        market.hold_out(order)
    return True


def _can_begin(market: Watchable, order: WorkingOrder) -> bool:
    return market.fillable(order) >= needed(order) and market.is_clear(order)


def _peg_is_priced(market: Watchable, order: WorkingOrder) -> bool:
    """Give a pegged order its price of now; without one it waits, and is not priced."""
    if order.more is None or order.more.peg is None:
        return True
    order.limit_price = peg_price(order, market.seen)
    if order.limit_price is None:
        market.waiting.follow(order)
        return False
    return True


def move_pegs(
    market: Watchable, venue: Executions, work: Work, at: Nanos, out: list[Report]
) -> None:
    """Work pegged orders anew whose price has moved: each loses its place in the queue."""
    for order in list(market.waiting.pegs.values()):
        if order.is_open and peg_price(order, market.seen) != order.limit_price:
            market.leave(order)
            order.seq = venue.next_place()
            work(order, at, out)


def fire(venue: Executions, order: WorkingOrder, at: Nanos, out: list[Report]) -> None:
    """Turn a touched order into a market or a limit order."""
    venue.trigger(order, at, out)
    limit = limit_when_triggered(order)
    if limit is not None:
        order.limit_price = limit


def draw_trails(market: Watchable, venue: Executions) -> None:
    """Draw the trailing stops that what their sources show now moves."""
    waiting = market.waiting
    for group in waiting.trails.groups():
        for price in _trail_prices(market, *group):
            while (order := waiting.trails.next_moved(group, price)) is not None:
                waiting.triggers.remove(order)
                follow(order, price)
                venue.mark(order)
                waiting.triggers.arm(order)
                waiting.trails.add(order)


def _trail_prices(
    market: Watchable, source: TriggerSource | None, is_buy: bool
) -> tuple[Decimal, ...]:
    # by the venue's rule the quote comes first: after both prices the stop would stand too near
    return market.seen(source, is_buy)[:1]


def _is_touched(market: Watchable, order: WorkingOrder) -> bool:
    level = order.level
    if level is None:
        return False
    rises = goes_up(order)
    prices = market.seen(order.terms.trigger, order.is_buy)
    return any(price >= level if rises else price <= level for price in prices)
