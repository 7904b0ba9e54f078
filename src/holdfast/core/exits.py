"""What exits an entry is to have: the short form of one stop and one target, and the long one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from holdfast.core.holding import closable, open_in
from holdfast.core.ledger import Bracket, Ledger, Order
from holdfast.core.worked_by import AT_ONCE, OPENING, REDUCING
from holdfast.messages.commands import SubmitOrder
from holdfast.model.bracket import Target
from holdfast.model.contingency import TriggerMode
from holdfast.model.numbers import ZERO, round_down
from holdfast.model.order import OrderRole, OrderType, Side

_TARGET = OrderRole.TAKE_PROFIT


class Slot(msgspec.Struct, frozen=True, gc=False):
    """One place among the exits, what it is to close, and at which price.

    `index` tells targets of a bracket apart, from 1; it is 0 for stops and the short form.
    """

    role: OrderRole
    index: int
    wanted: Decimal
    price: Decimal


def has_exits(terms: SubmitOrder) -> bool:
    """Tell whether exits follow the fills of an order."""
    return terms.take_profit is not None or terms.stop_loss is not None or terms.bracket is not None


def has_stop(terms: SubmitOrder) -> bool:
    """Tell whether what an order fills is to be protected by a stop."""
    bracket = terms.bracket
    if bracket is None:
        return terms.stop_loss is not None
    return bracket.stop is not None or bracket.trail is not None


def targets_of(terms: SubmitOrder) -> tuple[Target, ...]:
    """Return the targets of an entry, the nearest first."""
    if terms.bracket is not None:
        return terms.bracket.targets
    return () if terms.take_profit is None else (Target(terms.take_profit),)


def stop_price(entry: Order, bracket: Bracket) -> Decimal | None:
    """Return where the stop of an entry stands: where it was moved to, else as asked."""
    if bracket.stop is not None:
        return bracket.stop
    long_form = entry.terms.bracket
    return entry.terms.stop_loss if long_form is None else long_form.stop


def stop_limit(entry: Order, price: Decimal) -> Decimal | None:
    """Return the limit of a stop at this price: it keeps the distance that was asked for."""
    terms = entry.terms
    long_form = terms.bracket
    if long_form is None:
        return terms.stop_loss_limit
    if long_form.stop_limit is None or long_form.stop is None:
        return None
    return price + long_form.stop_limit - long_form.stop


def held_by(entry: Order, bracket: Bracket) -> Decimal:
    """Return what of an entry is filled and not closed; below zero where exits overran it."""
    return entry.cum_qty - bracket.exited - bracket.closed


def to_protect(entry: Order, bracket: Bracket) -> Decimal:
    """Return what of an entry is to have exits now: all that it holds, unless they wait for it."""
    long_form = entry.terms.bracket
    if long_form is not None and long_form.mode is TriggerMode.FULL and entry.is_open:
        return ZERO
    return max(held_by(entry, bracket), ZERO)


def slots(ledger: Ledger, entry: Order, bracket: Bracket) -> Iterator[Slot]:
    """Yield the exits that an entry is to have: the stop for all, each target for its part.

    Where less is held than the targets are for, those further away go without. What a person has
    put elsewhere since stays there.
    """
    held = to_protect(entry, bracket)
    price = _stop_stands(ledger, entry, bracket)
    if price is not None:
        yield Slot(OrderRole.STOP_LOSS, 0, to_stop(ledger, entry, bracket), price)
    if entry.terms.bracket is None:
        if entry.terms.take_profit is not None:
            price = _stands(ledger, bracket, _TARGET, 0) or entry.terms.take_profit
            yield Slot(OrderRole.TAKE_PROFIT, 0, held, price)
        return
    left = held
    sizes = target_sizes(ledger, entry)
    for index, target in enumerate(entry.terms.bracket.targets):
        wanted = min(max(sizes[index] - target_filled(bracket, index + 1), ZERO), left)
        left -= wanted
        price = _stands(ledger, bracket, _TARGET, index + 1) or target.price
        yield Slot(OrderRole.TAKE_PROFIT, index + 1, wanted, price)


def _stop_stands(ledger: Ledger, entry: Order, bracket: Bracket) -> Decimal | None:
    """Return where the stop is: where it was put last, or moved to where that is tighter."""
    wanted = stop_price(entry, bracket)
    stands = _stands(ledger, bracket, OrderRole.STOP_LOSS, 0)
    if wanted is None or stands is None:
        return wanted
    if bracket.stop is None:
        return stands
    return max(stands, wanted) if entry.is_buy else min(stands, wanted)


def _stands(ledger: Ledger, bracket: Bracket, role: OrderRole, index: int) -> Decimal | None:
    """Return the price of the newest exit of this kind, as it was asked for last."""
    for order_id in reversed(bracket.exits):
        order = ledger.orders.get(order_id)
        if order is None or (order.terms.role, order.terms.exit_index) != (role, index):
            continue
        is_changing = order.pending_qty is not None
        if role is _TARGET:
            return order.pending_limit_price if is_changing else order.limit_price
        return order.pending_stop_price if is_changing else order.stop_price
    return None


def target_sizes(ledger: Ledger, entry: Order) -> list[Decimal]:
    """Return what each target of a bracket is for, in units, by the entry's own size."""
    terms = entry.terms
    lot = ledger.listing_of(terms).lot
    left = max(entry.qty, entry.cum_qty)
    sizes = []
    for target in targets_of(terms):
        if target.qty is not None:
            size = target.qty
        elif target.share is not None:
            size = round_down(entry.qty * target.share, lot)
        else:
            size = left
        size = min(size, left)
        left -= size
        sizes.append(size)
    return sizes


def target_filled(bracket: Bracket, index: int) -> Decimal:
    """Return what a target, counted from 1, has filled."""
    return bracket.target_fills.get(index, ZERO)


def is_opposed(ledger: Ledger, entry: Order) -> bool:
    """Tell whether own orders work that a stop of this entry may not rest opposite to."""
    terms = entry.terms
    if not ledger.abilities_of(terms).holds_for_orders:
        return False
    if entry.is_open:
        return True
    return any(_opposes(ledger, order) for order in on_its_side(ledger, entry))


def on_its_side(ledger: Ledger, entry: Order) -> Iterator[Order]:
    """Yield the open orders of an entry's holding that are on its side, itself included."""
    for order in open_in(ledger, entry.terms.account, entry.terms.instrument):
        if order.is_buy is entry.is_buy:
            yield order


def _opposes(ledger: Ledger, order: Order) -> bool:
    """Tell whether an order is at its venue, or is worked by orders that come and go there."""
    state = ledger.parents.get(order.id)
    if state is None or is_opening(ledger, order):
        return True
    return state.committed > ZERO and not order.terms.exit_of


def is_opening(ledger: Ledger, order: Order) -> bool:
    """Tell whether an order waits, or has waited, until no stop rests against it."""
    state = ledger.parents.get(order.id)
    return state is not None and state.algo == OPENING and state.ending is None


def to_stop(ledger: Ledger, entry: Order, bracket: Bracket) -> Decimal:
    """Return what the stop of an entry is to cover: all but what it makes way for."""
    return max(to_protect(entry, bracket) - way_made(ledger, entry, bracket), ZERO)


def way_made(ledger: Ledger, entry: Order, bracket: Bracket) -> Decimal:
    """Return what the stop of an entry makes way for, where it may not rest beside that."""
    if not ledger.abilities_of(entry.terms).holds_for_orders:
        return ZERO
    return taking(ledger, bracket) + asked_elsewhere(ledger, entry)


def is_closer(ledger: Ledger, order: Order) -> bool:
    """Tell whether an order is to close at once what exits hold back, and is no exit itself."""
    state, terms = ledger.parents.get(order.id), order.terms
    if state is None or state.algo != REDUCING or terms.exit_of or state.ending is not None:
        return False
    is_at_once = terms.type is OrderType.MARKET or terms.time_in_force in AT_ONCE
    return is_at_once and ledger.abilities_of(terms).holds_for_orders


def unbracketed(ledger: Ledger, terms: SubmitOrder, held: Decimal) -> Decimal:
    """Return what of this position, signed, an order could close that no entry is to protect."""
    left = closable(held, terms.side is Side.BUY)
    for entry_id in ledger.accounts[terms.account].brackets.get(terms.instrument, ()):
        entry = ledger.orders[entry_id]
        if entry.terms.side is not terms.side:
            left -= max(held_by(entry, ledger.brackets[entry_id]), ZERO)
    return max(left, ZERO)


def asked_elsewhere(ledger: Ledger, entry: Order) -> Decimal:
    """Return what others than exits are to close of an entry at once; the oldest gives first.

    What nobody protects goes before, as it does when they fill (`closed_elsewhere`).
    """
    terms = entry.terms
    if not ledger.abilities_of(terms).holds_for_orders:
        return ZERO
    left, free = ZERO, None
    held = ledger.position(terms.account, terms.instrument).qty
    for order in open_in(ledger, terms.account, terms.instrument):
        if order.is_buy is not entry.is_buy and is_closer(ledger, order):
            wanted = max(order.qty - order.cum_qty, ZERO)
            if not order.terms.strategy:
                free = unbracketed(ledger, order.terms, held) if free is None else free
                wanted, free = max(wanted - free, ZERO), max(free - wanted, ZERO)
            left += wanted
    if not left:
        return ZERO
    for entry_id in ledger.accounts[terms.account].brackets.get(terms.instrument, ()):
        other = ledger.orders[entry_id]
        if other.is_buy is entry.is_buy:
            share = min(left, max(held_by(other, ledger.brackets[entry_id]), ZERO))
            if entry_id == entry.id:
                return share
            left -= share
    return ZERO


def taking(ledger: Ledger, bracket: Bracket) -> Decimal:
    """Return what the targets of an entry have given out."""
    total = ZERO
    for order_id in bracket.open_exits:
        order, state = ledger.orders[order_id], ledger.parents.get(order_id)
        if order.terms.role is OrderRole.TAKE_PROFIT and state is not None:
            total += max(state.committed - order.cum_qty, ZERO)
    return total
