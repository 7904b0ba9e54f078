"""What open orders could still do: reserved until the venue proves that they cannot.

In flight and unknown count like open, and a replace in flight counts the worse of old and
new. A parent reserves what it has not yet given to its children. Of an entry's exits one ends
the other, so its targets reserve what they could trade beyond its stops. Members of a list that
end each other reserve once, together.
"""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.holding import open_in
from holdfast.core.ledger import TERMINAL, Ledger, Order
from holdfast.core.lineage import below
from holdfast.core.lists import HELD
from holdfast.core.position import Position
from holdfast.core.tally import reserved
from holdfast.core.worked_by import TAKING
from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import AccountId, InstrumentId, OrderId
from holdfast.model.numbers import ONE, ZERO
from holdfast.model.order import OrderRole, OrderStatus, Side

ROWS = ("RC08", "RC09")  # the controls that it holds, by their ids

_BUY = Side.BUY
_TARGET = OrderRole.TAKE_PROFIT
_PENDING_CANCEL = OrderStatus.PENDING_CANCEL
_MAY_BE_GONE = (OrderStatus.UNKNOWN, _PENDING_CANCEL)


def reserve(ledger: Ledger, order: Order) -> None:
    """Bring the reservation of one order in line with what it could still trade."""
    terms = order.terms
    if terms.list_id and not terms.parent_id:
        _reserve_list(ledger, order)
        return
    if terms.exit_of:
        reserve_exits(ledger, terms.exit_of)
        return
    set_reserved(ledger, order, _could_trade(ledger, order))


def reserve_exits(ledger: Ledger, entry_id: OrderId) -> None:
    """Bring the exits of an entry in line: targets reserve what they could trade beyond the stops.

    A stop that was asked to go may trade beside them, and so may what a target has given out for
    which the stop made way. An exit that the desk works goes with what it has given out.
    """
    beside, targets = ZERO, []
    for order_id in ledger.brackets[entry_id].open_exits:
        exit_, state = ledger.orders[order_id], ledger.parents.get(order_id)
        is_target = exit_.terms.role is _TARGET
        shares = is_target and (state is None or state.algo != TAKING)
        for each in (order_id, *below(ledger, order_id)):
            order = ledger.orders[each]
            could = _could_trade(ledger, order)
            if shares or (is_target and order is exit_):
                targets.append((order, could))
                continue
            set_reserved(ledger, order, could)
            if not is_target and not _is_to_go(order):
                beside += could
    for order, could in targets:
        shared = min(beside, could)
        beside -= shared
        set_reserved(ledger, order, could - shared)


def _is_to_go(order: Order) -> bool:
    # asked to go while it was unknown it stays unknown
    return order.cancel_wanted or order.status is _PENDING_CANCEL


def sharing(ledger: Ledger, terms: SubmitOrder) -> list[Order]:
    """List the members of a list that reserve once, since one ends or shrinks the other.

    Those on one side of one instrument, dearest first, as long as nothing is decided: after
    that each may trade beside the one that did, and so may what is unknown or asked to go.
    """
    state = ledger.lists.known.get(terms.list_id)
    if state is None or state.decided or not state.is_exclusive:
        return []
    found = []
    for order_id in state.members:
        each = ledger.orders[order_id]
        if (each.terms.instrument, each.terms.side) != (terms.instrument, terms.side):
            continue
        if order_id in ledger.questions.ending:
            continue  # what it lacks has traded
        if order_id not in ledger.parents and each.is_open and each.status not in _MAY_BE_GONE:
            found.append(each)
    return sorted(found, key=_dearest_first)


def _dearest_first(order: Order) -> Decimal:
    return -order.reserve_price


def _reserve_list(ledger: Ledger, order: Order) -> None:
    """Bring every member of an order's list in line: siblings come to the largest of them."""
    state = ledger.lists.known.get(order.terms.list_id)
    shared: dict[str, Decimal] = {}
    if state is None or order.id not in state.members:
        set_reserved(ledger, order, _could_trade(ledger, order))
        return
    for member in state.members:
        each = ledger.orders[member]
        if member not in shared:
            most = ZERO
            for sibling in sharing(ledger, each.terms):
                could = _could_trade(ledger, sibling)
                shared[sibling.id] = max(could - most, ZERO)
                most = max(most, could)
        wanted = shared.get(member)
        set_reserved(ledger, each, _could_trade(ledger, each) if wanted is None else wanted)


def set_reserved(ledger: Ledger, order: Order, wanted: Decimal) -> None:
    """Reserve this much of an order, where it is known: all of a new one, nothing of an ended."""
    before = order.reserved_qty
    if wanted == before:
        return
    delta = wanted - before if before else wanted
    order.reserved_qty = wanted
    terms = order.terms
    account = ledger.accounts[terms.account]
    position = account.positions.get(terms.instrument)
    if position is None:
        position = account.positions[terms.instrument] = Position()
    price = order.reserve_price
    value = ZERO
    if price:
        multiplier = ledger.instruments[terms.instrument].multiplier
        value = delta * price if multiplier == ONE else delta * price * multiplier
    if terms.side is _BUY:
        position.buy_open += delta
        if price:
            account.scope.tally.open_buys += value
        else:
            position.buy_free += delta
    else:
        position.sell_open += delta
        if price:
            account.scope.tally.open_sells += value
        else:
            position.sell_free += delta
    if ledger.scopes:
        reserved(ledger, terms, delta, value)


def reprice(ledger: Ledger, order: Order, price: Decimal) -> None:
    """Value what is reserved of an order at another price from now on."""
    terms, before = order.terms, order.reserve_price
    qty = order.reserved_qty
    value = qty * (price - before) * ledger.instruments[terms.instrument].multiplier
    account = ledger.accounts[terms.account]
    position = account.positions[terms.instrument]
    freed = (ZERO if price else qty) - (ZERO if before else qty)
    if terms.side is _BUY:
        account.scope.tally.open_buys += value
        position.buy_free += freed
    else:
        account.scope.tally.open_sells += value
        position.sell_free += freed
    if ledger.scopes:
        reserved(ledger, terms, ZERO, value)
    order.reserve_price = price


def price_what_no_longer_reduces(
    ledger: Ledger, account: AccountId, instrument: InstrumentId, price: Decimal
) -> None:
    """Let orders that were sent as reducing reserve money once the position no longer bears it.

    Other fills may have closed what they were to close, so that they could open the other side.
    They are valued at their own price, else at this one.
    """
    position = ledger.accounts[account].positions[instrument]
    held = position.qty
    is_loose_buy = position.buy_free > max(-held, ZERO)
    is_loose_sell = position.sell_free > max(held, ZERO)
    if not (is_loose_buy or is_loose_sell):
        return
    for order in open_in(ledger, account, instrument):
        if order.reserved_qty and not order.reserve_price:
            if is_loose_buy if order.is_buy else is_loose_sell:
                reprice(ledger, order, order.limit_price or order.stop_price or price)


def free_what_reduces_again(ledger: Ledger, order: Order) -> None:
    """Let what may only reduce reserve no money once it has been cut to what is held.

    Exits of one entry are freed together, since one of them is cut as another trades.
    """
    terms = order.terms
    if not (terms.exit_of or terms.reduce_only):
        return
    alike = ledger.brackets[terms.exit_of].open_exits if terms.exit_of else (order.id,)
    priced = [each for each in map(ledger.orders.__getitem__, alike) if each.reserve_price]
    if not priced:
        return
    position = ledger.accounts[terms.account].positions[terms.instrument]
    is_buy = terms.side is _BUY
    opened, held = (
        (position.buy_open, -position.qty) if is_buy else (position.sell_open, position.qty)
    )
    if opened <= held:
        for each in priced:
            reprice(ledger, each, ZERO)


def _could_trade(ledger: Ledger, order: Order) -> Decimal:
    if order.status in TERMINAL:
        return ZERO
    parent = ledger.parents.get(order.id)
    if parent is not None and parent.algo == HELD:
        # it is judged as it is released
        return ZERO
    if parent is not None:
        # late fills of children that were over may have given out more than was asked
        return max(order.qty - parent.committed, ZERO)
    ending = ledger.questions.ending.get(order.id)
    if ending is not None:
        # what the venue has traded and nobody has told
        return max(ending.cum_qty - order.cum_qty, ZERO)
    qty = order.qty
    if order.pending_qty is not None and order.pending_qty > qty:
        qty = order.pending_qty
    cum = order.cum_qty
    if not cum:
        return qty
    leaves = qty - cum
    return leaves if leaves > 0 else ZERO
