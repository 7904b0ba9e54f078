"""Do the instructions of an order make sense? Each fault names field, value and rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.forgetting import is_known
from holdfast.core.ledger import Ledger
from holdfast.core.names import order_called
from holdfast.core.worked_by import AT_ONCE, AUCTION_TIMES, ON_CLOSE
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal, fault
from holdfast.model.ids import AccountId
from holdfast.model.instructions import (
    AllOf,
    AnyOf,
    Condition,
    OrderIs,
    PositionIs,
    PriceIs,
    TimeIs,
    Trail,
    TrailUnit,
)
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, is_multiple, out_of_range
from holdfast.model.order import OrderType, TimeInForce

CONDITIONS_MAX = 32
CONDITIONS_DEPTH_MAX = 4
_HUNDRED = Decimal(100)

_TRIGGERED = (
    OrderType.STOP,
    OrderType.STOP_LIMIT,
    OrderType.TRAILING_STOP,
    OrderType.MARKET_IF_TOUCHED,
    OrderType.LIMIT_IF_TOUCHED,
)
# what may wait in a market with a price
_RESTS = (
    OrderType.LIMIT,
    OrderType.STOP_LIMIT,
    OrderType.LIMIT_IF_TOUCHED,
    OrderType.PEGGED,
)
_RESTING_TIMES = (TimeInForce.DAY, TimeInForce.GTC)
_EXITS = ("take_profit", "stop_loss", "bracket")
_NOT_IN_AUCTIONS = (
    "post_only",
    "post_only_slide",
    "all_or_none",
    "qty_min",
    "display_qty",
    "max_slippage_bps",
)


def instruction_faults(ledger: Ledger, order: SubmitOrder, listing: Listing) -> Iterator[Refusal]:
    """Judge what an order says beside type, prices and time in force."""
    yield from _of_trigger(order, listing)
    yield from _of_peg(order, listing)
    yield from _of_display(order, listing)
    yield from _of_fills(order, listing)
    yield from _of_auction(order)
    if order.extended_hours:
        yield from _of_extended(order)
    if order.type in ON_CLOSE and order.time_in_force not in (TimeInForce.DAY, TimeInForce.CLS):
        rule = f"does not belong to a {order.type} order"
        yield fault("time_in_force", order.time_in_force, rule)
    if order.arm is not None:
        yield from _of_arm(ledger, order.arm)


# --- triggers, trails and pegs --------------------------------------------------------


def _of_trigger(order: SubmitOrder, listing: Listing) -> Iterator[Refusal]:
    if order.trigger is not None and order.type not in _TRIGGERED:
        yield fault("trigger", order.trigger, f"does not belong to a {order.type} order")
    is_trailing = order.type is OrderType.TRAILING_STOP
    if order.trail is None:
        if is_trailing:
            yield fault("trail", None, "is needed by a TRAILING_STOP order")
    elif not is_trailing:
        yield fault("trail", order.trail.amount, f"does not belong to a {order.type} order")
    else:
        yield from _of_trail(order.trail, listing)


def _of_trail(trail: Trail, listing: Listing) -> Iterator[Refusal]:
    amount, unit, tick = trail.amount, trail.unit, listing.tick
    if out_of_range(amount) or amount <= ZERO:
        yield fault("trail.amount", amount, "must be a number above 0 and below 1E12")
    elif unit is TrailUnit.PERCENT:
        if amount >= _HUNDRED:
            yield fault("trail.amount", amount, "must be below 100 percent")
    elif unit is TrailUnit.TICKS:
        if amount % 1:
            yield fault("trail.amount", amount, "must be a whole number of ticks")
    elif not is_multiple(amount, tick):
        yield fault("trail.amount", amount, f"must be a multiple of the tick {tick}", Reason.TICK)
    activation, offset = trail.activation_price, trail.limit_offset
    if activation is not None:
        yield from _price("trail.activation_price", activation, tick)
    if offset is not None and offset != ZERO:
        yield from _price("trail.limit_offset", offset, tick)


def _price(field: str, price: Decimal, tick: Decimal) -> Iterator[Refusal]:
    if out_of_range(price) or price <= ZERO:
        yield fault(field, price, "must be a number above 0 and below 1E12")
    elif not is_multiple(price, tick):
        yield fault(field, price, f"must be a multiple of the tick {tick}", Reason.TICK)


def _of_peg(order: SubmitOrder, listing: Listing) -> Iterator[Refusal]:
    is_pegged = order.type is OrderType.PEGGED
    if order.peg is None:
        if is_pegged:
            yield fault("peg", None, "is needed by a PEGGED order")
        return
    if not is_pegged:
        yield fault("peg", order.peg.to, f"does not belong to a {order.type} order")
        return
    offset, tick = order.peg.offset, listing.tick
    if out_of_range(offset):
        yield fault("peg.offset", offset, "must be a number below 1E12")
    elif not is_multiple(offset, tick):
        yield fault("peg.offset", offset, f"must be a multiple of the tick {tick}", Reason.TICK)
    if order.time_in_force in AT_ONCE:
        yield fault("time_in_force", order.time_in_force, "does not belong to a PEGGED order")


# --- what is shown, and how it may fill -----------------------------------------------


def _of_display(order: SubmitOrder, listing: Listing) -> Iterator[Refusal]:
    shown, varies = order.display_qty, order.display_variance
    if shown is not None:
        yield from _part("display_qty", shown, order, listing)
        if order.type not in _RESTS or order.time_in_force in AT_ONCE:
            rule = f"belongs to an order that rests, not to {order.type} {order.time_in_force}"
            yield fault("display_qty", shown, rule)
        if order.all_or_none:
            yield fault("display_qty", shown, "does not go with all_or_none")
        if order.qty_min is not None:
            rule = (
                f"does not go with qty_min {order.qty_min}: until that has traded it waits unseen"
            )
            yield fault("display_qty", shown, rule)
    if varies is None:
        return
    if shown is None:
        yield fault("display_variance", varies, "needs a display_qty")
    if out_of_range(varies) or not ZERO <= varies < 1:
        yield fault("display_variance", varies, "must be at least 0 and below 1")


def _of_fills(order: SubmitOrder, listing: Listing) -> Iterator[Refusal]:
    if order.qty_min is not None:
        yield from _part("qty_min", order.qty_min, order, listing)
        if order.all_or_none:
            rule = "does not go with all_or_none, which is a least fill of all"
            yield fault("qty_min", order.qty_min, rule)
    if order.post_only and order.time_in_force in AT_ONCE:
        rule = f"does not go with {order.time_in_force}: it would never trade"
        yield fault("post_only", True, rule)
    if order.post_only_slide:
        if order.type is not OrderType.LIMIT:
            yield fault("post_only_slide", True, f"needs a LIMIT order, not {order.type}")
        if order.time_in_force in AT_ONCE:
            rule = f"does not go with {order.time_in_force}: what slides rests"
            yield fault("post_only_slide", True, rule)


def _of_auction(order: SubmitOrder) -> Iterator[Refusal]:
    """An auction has one price, and no queue to stand in."""
    if order.type in ON_CLOSE:
        wanted = str(order.type)
    elif order.time_in_force in AUCTION_TIMES:
        wanted = str(order.time_in_force)
    else:
        return
    for field in _NOT_IN_AUCTIONS:
        value = getattr(order, field)
        if value is not None and value is not False:
            yield fault(field, value, f"does not go with an order for an auction ({wanted})")


def _of_extended(order: SubmitOrder) -> Iterator[Refusal]:
    """Outside the regular session trade limit orders that may rest, and none of their exits.

    A tactic's own child may ask to trade at once: the desk takes it back again.
    """
    if order.type is not OrderType.LIMIT:
        yield fault("extended_hours", True, f"needs a LIMIT order, not {order.type}")
    tif = order.time_in_force
    if tif not in _RESTING_TIMES and not (tif is TimeInForce.IOC and order.parent_id):
        yield fault("extended_hours", True, f"goes with DAY or GTC, not with {tif}")
    for field in _EXITS:
        if getattr(order, field) is not None:
            rule = f"does not go with {field}: exits work in the regular session alone"
            yield fault("extended_hours", True, rule)


def _part(field: str, qty: Decimal, order: SubmitOrder, listing: Listing) -> Iterator[Refusal]:
    if out_of_range(qty) or qty <= ZERO:
        yield fault(field, qty, "must be a number above 0 and below 1E12")
    elif not is_multiple(qty, listing.lot):
        yield fault(field, qty, f"must be a multiple of the lot {listing.lot}", Reason.LOT)
    elif order.qty.is_finite() and qty > order.qty:
        yield fault(field, qty, f"must be at most the qty {order.qty}")


# --- what arms it ---------------------------------------------------------------------


def leaves(condition: Condition) -> Iterator[PriceIs | TimeIs | PositionIs | OrderIs]:
    """Yield the conditions that are no combination, in their order."""
    if isinstance(condition, AllOf | AnyOf):
        for each in condition.conditions:
            yield from leaves(each)
    else:
        yield condition


def unknown_orders(ledger: Ledger, order: SubmitOrder) -> Iterator[Refusal]:
    """Judge of a new order whether the orders that it waits for are known: others have no state.

    What it gives out later, and a change of it, may wait for what was forgotten meanwhile.
    """
    if order.arm is not None and not order.parent_id and not order.exit_of:
        for path, leaf in _paths(order.arm, "arm"):
            if isinstance(leaf, OrderIs) and leaf.order:
                yield from _unknown(ledger, order.account, leaf.order, f"{path}.order")


def _paths(condition: Condition, path: str) -> Iterator[tuple[str, Condition]]:
    if isinstance(condition, AllOf | AnyOf):
        for index, each in enumerate(condition.conditions):
            yield from _paths(each, f"{path}.conditions[{index}]")
    else:
        yield path, condition


def _unknown(ledger: Ledger, account: AccountId, name: str, field: str) -> Iterator[Refusal]:
    if order_called(ledger, account, name) is not None:
        return
    order_id = ledger.accounts[account].client_ids.get(name, name)
    if is_known(ledger, order_id):
        rule = "is over and no longer remembered, so nothing can wait for it"
    else:
        rule = f"is not known: name an order of account {account}, or any by its id"
    yield fault(field, name, rule, Reason.UNKNOWN_ORDER)


def _of_arm(ledger: Ledger, arm: Condition) -> Iterator[Refusal]:
    if _depth(arm) > CONDITIONS_DEPTH_MAX:
        yield fault("arm", None, f"nests deeper than {CONDITIONS_DEPTH_MAX}")
        return
    count = sum(1 for _ in leaves(arm))
    if not 1 <= count <= CONDITIONS_MAX:
        yield fault("arm", None, f"must have 1 to {CONDITIONS_MAX} conditions, not {count}")
        return
    yield from _of_condition(ledger, arm, "arm")


def _depth(condition: Condition, deepest: int = 1) -> int:
    """Count levels, no further than one beyond what is allowed."""
    if not isinstance(condition, AllOf | AnyOf) or deepest > CONDITIONS_DEPTH_MAX:
        return deepest
    return max((_depth(each, deepest + 1) for each in condition.conditions), default=deepest)


def _of_condition(ledger: Ledger, condition: Condition, path: str) -> Iterator[Refusal]:
    match condition:
        case AllOf() | AnyOf():
            if not condition.conditions:
                yield fault(f"{path}.conditions", None, "must not be empty")
            for index, each in enumerate(condition.conditions):
                yield from _of_condition(ledger, each, f"{path}.conditions[{index}]")
        case PriceIs():
            yield from _of_price(ledger, condition, path)
        case PositionIs():
            yield from _of_position(ledger, condition, path)
        case TimeIs():
            if condition.at <= 0:
                yield fault(f"{path}.at", condition.at, "must be above 0")
        case OrderIs():
            if not condition.order:
                yield fault(f"{path}.order", None, "must name an order")


def _of_price(ledger: Ledger, condition: PriceIs, path: str) -> Iterator[Refusal]:
    yield from _known(ledger, condition.instrument, path)
    ends = {"at_or_above": condition.at_or_above, "at_or_below": condition.at_or_below}
    yield from _one_of(path, ends)
    for name, price in ends.items():
        if price is not None and (out_of_range(price) or price <= ZERO):
            yield fault(f"{path}.{name}", price, "must be a number above 0 and below 1E12")


def _of_position(ledger: Ledger, condition: PositionIs, path: str) -> Iterator[Refusal]:
    yield from _known(ledger, condition.instrument, path)
    ends = {"at_least": condition.at_least, "at_most": condition.at_most}
    yield from _one_of(path, ends)
    for name, qty in ends.items():
        if qty is not None and out_of_range(qty):
            yield fault(f"{path}.{name}", qty, "must be a number below 1E12")
    if condition.account and condition.account not in ledger.accounts:
        code = Reason.UNKNOWN_ACCOUNT
        yield fault(f"{path}.account", condition.account, "is not known", code)


def _known(ledger: Ledger, instrument: str, path: str) -> Iterator[Refusal]:
    if instrument not in ledger.instruments:
        code = Reason.UNKNOWN_INSTRUMENT
        yield fault(f"{path}.instrument", instrument, "is not known", code)


def _one_of(path: str, ends: dict[str, Decimal | None]) -> Iterator[Refusal]:
    if sum(1 for each in ends.values() if each is not None) != 1:
        yield fault(path, None, f"must have one of {' and '.join(ends)}")
