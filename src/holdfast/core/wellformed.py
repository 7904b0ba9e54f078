"""Does an order make sense at all? Each fault names its field, its value and the rule."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice

import msgspec

from holdfast.core.bracket_faults import bracket_faults
from holdfast.core.held_back import beside
from holdfast.core.instructed import instruction_faults, unknown_orders
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.overdue import overdue_faults
from holdfast.core.policy import Policies
from holdfast.core.worked_by import AUCTION, AUCTION_TIMES, abilities_at, worked_by
from holdfast.core.working import Curved
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal, fault
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos, is_multiple, out_of_range
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.times import rfc3339

KNOWN_TOLD_MAX = 10

_MAX = Decimal(10**12)
_MARKET = OrderType.MARKET
_LIMIT = OrderType.LIMIT
_DAY = TimeInForce.DAY

# which prices each type takes: (limit, stop), None if it may have one; what is not here
# has legs. Where an order is touched is its stop price, too.
PRICES: dict[OrderType, tuple[bool | None, bool | None]] = {
    OrderType.MARKET: (False, False),
    OrderType.LIMIT: (True, False),
    OrderType.STOP: (False, True),
    OrderType.STOP_LIMIT: (True, True),
    OrderType.TRAILING_STOP: (False, None),
    OrderType.MARKET_IF_TOUCHED: (False, True),
    OrderType.LIMIT_IF_TOUCHED: (True, True),
    OrderType.PEGGED: (None, False),
    OrderType.MARKET_ON_CLOSE: (False, False),
    OrderType.LIMIT_ON_CLOSE: (True, False),
}


class Form(msgspec.Struct, frozen=True, gc=False):
    """What is wrong with an order; without faults who works it: an emulator, empty for others."""

    faults: tuple[Refusal, ...] = ()
    worker: str = ""


PLAIN_FORM = Form()


def examine(
    ledger: Ledger, state: AccountState, order: SubmitOrder, policies: Policies, at: Nanos | None
) -> Form:
    """List every fault of form; an answer without one lets the order on to the checks.

    `at` is when it is asked for, None of a change: what it ends with was judged before.
    """
    instrument = ledger.instruments.get(order.instrument)
    if instrument is None:
        code = Reason.UNKNOWN_INSTRUMENT
        return Form((fault("instrument", order.instrument, not_known(ledger), code),))
    account = state.account
    venue = order.venue or account.venue
    listings = ledger.listings.get(venue)
    listing = None if listings is None else listings.get(order.instrument)
    if listing is None:
        rule = f"does not list {order.instrument}"
        return Form((fault("venue", venue, rule, Reason.NOT_LISTED),))
    base, work = account.base_currency, ledger.venues.get(venue)
    is_wide = work is None or not work.is_narrow
    if is_wide and instrument.currency == base and _is_plainly_sound(order, listing):
        return PLAIN_FORM
    faults = [*_plain_faults(order, listing), *_rich_faults(order, listing, policies)]
    faults.extend(_curve_faults(ledger, order, policies))
    faults.extend(instruction_faults(ledger, order, listing))
    if at is not None:
        faults.extend(overdue_faults(order, at))
        faults.extend(unknown_orders(ledger, order))
    if instrument.currency != base:
        rule = f"trades in {instrument.currency}, and no rate to {base} is known"
        faults.append(fault("instrument", order.instrument, rule, Reason.NO_REFERENCE))
    abilities = abilities_at(ledger.venues, venue, instrument.kind)
    worker = worked_by(order, abilities, beside(ledger, order, abilities))
    if isinstance(worker, Refusal):
        return Form((*faults, worker))
    if worker == AUCTION and not ledger.calendars.get(listing.calendar):
        faults.append(_no_auction(order, listing))
    return Form(tuple(faults), worker)


def _no_auction(order: SubmitOrder, listing: Listing) -> Refusal:
    is_type = order.time_in_force not in AUCTION_TIMES
    field, value = ("type", order.type) if is_type else ("time_in_force", order.time_in_force)
    rule = f"needs the sessions of {order.instrument} at {listing.venue}, and none are known"
    return fault(field, value, rule, Reason.UNSUPPORTED)


def not_known(ledger: Ledger) -> str:
    """Say that an instrument is not known, and which are: the first of them, where there are many.

    The one who asked may have mistyped it, and should not have to look for the list.
    """
    names = list(islice(ledger.instruments, KNOWN_TOLD_MAX + 1))
    if len(names) > KNOWN_TOLD_MAX:
        names[-1] = "…"
    return f"is not known ({', '.join(names)})" if names else "is not known"


def _is_plainly_sound(order: SubmitOrder, listing: Listing) -> bool:
    """See at a glance that a plain DAY order has no fault; False only means: look closer."""
    qty, limit = order.qty, order.limit_price
    if (
        order.time_in_force is not _DAY
        or order.tactic is not None
        or order.stop_price is not None
        or order.take_profit is not None
        or order.stop_loss is not None
        or order.stop_loss_limit is not None
        or order.bracket is not None
        or order.max_slippage_bps is not None
        or order.expire_at is not None
        or order.all_or_none
        or order.display_qty is not None
        or _asks_more(order)
        or not qty.is_finite()
        or not ZERO < qty < _MAX
        or qty % listing.lot
        or qty < listing.qty_min
    ):
        return False
    if limit is None:
        return order.type is _MARKET and not order.post_only
    return order.type is _LIMIT and (
        limit.is_finite() and ZERO < limit < _MAX and not limit % listing.tick
    )


def _asks_more(order: SubmitOrder) -> bool:
    return (
        order.trigger is not None
        or order.trail is not None
        or order.peg is not None
        or order.display_variance is not None
        or order.qty_min is not None
        or order.post_only_slide
        or order.quote_qty is not None
        or order.target_position is not None
        or order.arm is not None
        or order.extended_hours
    )


def _plain_faults(order: SubmitOrder, listing: Listing) -> list[Refusal]:
    faults: list[Refusal] = []
    qty = order.qty
    if not qty.is_finite() or not ZERO < qty < _MAX:
        faults.append(fault("qty", qty, "must be a number above 0 and below 1E12"))
    elif qty % listing.lot:
        rule = f"must be a multiple of the lot {listing.lot}"
        faults.append(fault("qty", qty, rule, Reason.LOT))
    elif qty < listing.qty_min:
        rule = f"must be at least {listing.qty_min}"
        faults.append(fault("qty", qty, rule, Reason.LOT))
    takes = PRICES.get(order.type)
    if takes is None:
        rule = "has legs, and is asked for as a multi-leg order (submit-spread)"
        faults.append(fault("type", order.type, rule, Reason.UNSUPPORTED))
        return faults
    _price_fault(faults, "limit_price", order.limit_price, takes[0], listing, order.type)
    _price_fault(faults, "stop_price", order.stop_price, takes[1], listing, order.type)
    if order.time_in_force is not _DAY or order.expire_at is not None:
        _time_faults(faults, order)
    if order.post_only and order.type is not _LIMIT:
        faults.append(fault("post_only", True, f"needs a LIMIT order, not {order.type}"))
    return faults


def _price_fault(
    faults: list[Refusal],
    field: str,
    price: Decimal | None,
    needed: bool | None,
    listing: Listing,
    order_type: OrderType,
) -> None:
    if price is None:
        if needed:
            faults.append(fault(field, None, f"is needed by a {order_type} order"))
    elif needed is False:
        faults.append(fault(field, price, f"does not belong to a {order_type} order"))
    elif not price.is_finite() or not ZERO < price < _MAX:
        faults.append(fault(field, price, "must be a number above 0 and below 1E12"))
    elif price % listing.tick:
        rule = f"must be a multiple of the tick {listing.tick}"
        faults.append(fault(field, price, rule, Reason.TICK))


def _time_faults(faults: list[Refusal], order: SubmitOrder) -> None:
    tif = order.time_in_force
    if tif is TimeInForce.GTD:
        if order.expire_at is None:
            faults.append(fault("expire_at", None, "is needed by time in force GTD"))
        return
    if order.expire_at is not None:
        told = rfc3339(order.expire_at)
        faults.append(fault("expire_at", told, f"does not belong to {tif}"))
    if tif in AUCTION_TIMES and order.type not in (_MARKET, _LIMIT):
        rule = f"takes MARKET and LIMIT orders, not {order.type}"
        faults.append(fault("time_in_force", tif, rule))


def _rich_faults(order: SubmitOrder, listing: Listing, policies: Policies) -> list[Refusal]:
    """Judge what only parents, brackets and stops have."""
    faults: list[Refusal] = []
    buy = order.side is Side.BUY
    for field in ("take_profit", "stop_loss", "stop_loss_limit"):
        price: Decimal | None = getattr(order, field)
        if price is None:
            continue
        if out_of_range(price) or price <= 0:
            faults.append(fault(field, price, "must be a number above 0 and below 1E12"))
        elif not is_multiple(price, listing.tick):
            rule = f"must be a multiple of the tick {listing.tick}"
            faults.append(fault(field, price, rule, Reason.TICK))
    if faults:
        return faults
    faults.extend(_bracket_faults(order, listing))
    faults.extend(_slippage_faults(order))
    if order.stop_loss_limit is not None and order.stop_loss is None:
        faults.append(fault("stop_loss_limit", order.stop_loss_limit, "needs a stop_loss"))
    target, stop = order.take_profit, order.stop_loss
    if order.reduce_only and (target is not None or stop is not None):
        rule = "has no take_profit or stop_loss, which would open again what it has closed"
        faults.append(fault("reduce_only", True, rule))
    if target is not None and stop is not None and ((target > stop) is not buy):
        side = "above" if buy else "below"
        faults.append(fault("take_profit", target, f"must be {side} the stop_loss {stop}"))
    faults.extend(_beside_limit(order, buy))
    if order.tactic is not None:
        faults.extend(_tactic_faults(order, order.tactic.name, listing, policies))
    return faults


def _bracket_faults(order: SubmitOrder, listing: Listing) -> Iterable[Refusal]:
    # a limit or a size that is no number was told of before, and cannot be compared
    is_sound = order.qty.is_finite() and (order.limit_price or ZERO).is_finite()
    if order.bracket is None or not is_sound:
        return ()
    return bracket_faults(order, order.bracket, listing)


def _slippage_faults(order: SubmitOrder) -> list[Refusal]:
    slippage = order.max_slippage_bps
    if slippage is None:
        return []
    if out_of_range(slippage) or slippage <= 0:
        return [fault("max_slippage_bps", slippage, "must be a number above 0")]
    if order.type is not _MARKET:
        rule = f"protects a MARKET order, not a {order.type} one"
        return [fault("max_slippage_bps", slippage, rule)]
    return []


def _beside_limit(order: SubmitOrder, buy: bool) -> list[Refusal]:
    faults: list[Refusal] = []
    limit, target, stop = order.limit_price, order.take_profit, order.stop_loss
    # a limit that is no number was told of before, and cannot be compared
    if limit is not None and limit.is_finite():
        if target is not None and target != limit and ((target > limit) is not buy):
            side = "above" if buy else "below"
            faults.append(fault("take_profit", target, f"must be {side} the limit {limit}"))
        if stop is not None and ((stop < limit) is not buy):
            side = "below" if buy else "above"
            faults.append(fault("stop_loss", stop, f"must be {side} the limit {limit}"))
    return faults


def _tactic_faults(
    order: SubmitOrder, name: str, listing: Listing, policies: Policies
) -> tuple[Refusal, ...]:
    algo = policies.algos.get(name)
    if algo is None:
        rule = f"is no algo of this desk ({', '.join(policies.algos)})"
        return (fault("tactic.name", name, rule, Reason.UNKNOWN_ALGO),)
    return algo.check(order, listing)


def _curve_faults(ledger: Ledger, order: SubmitOrder, policies: Policies) -> list[Refusal]:
    tactic, name = order.tactic, order.instrument
    algo: object = None if tactic is None else policies.algos.get(tactic.name)
    if not isinstance(algo, Curved) or not algo.needs_curve(order) or name in ledger.curves:
        return []
    rule = f"needs a volume curve of {name}, and none is set: set one, or ask for curve=flat"
    return [fault("tactic", tactic.name if tactic else "", rule, Reason.NO_VOLUME_CURVE)]
