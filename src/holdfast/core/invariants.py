"""What must hold of the ledger: checked live after each event, and in full on demand.

The numbers are those of the invariant list: I05 (legal moves) is held by `lifecycle`, I10
by `apply` before a child can leave; here are I07, I08, I09 and I10 again, from the facts, and
I12: every governed scope's sums are what its orders and fills come to; I13: own limit orders
are found where they rest; I32: a change waits only behind another. Those of brackets and lists,
I17 and I18, are in `contingent_laws`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from holdfast.core.adjusted import after, history
from holdfast.core.contingent_laws import contingent_findings
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.lineage import above
from holdfast.core.memory import Carried
from holdfast.core.must import InvariantBroken
from holdfast.core.resting import can_rest
from holdfast.core.scoped import Held, ScopeState
from holdfast.core.tally import counted, valued
from holdfast.messages.events import OrderFilled
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus, Side

_COUNTED = ("open_orders", "open_buys", "open_sells", "gross_value", "net_value", "flow")


def check_fill(ledger: Ledger, fill: OrderFilled) -> None:
    """Check in constant time what a fill can break."""
    order = ledger.orders[fill.order_id]
    terms = order.terms
    position = ledger.accounts[terms.account].positions[terms.instrument]
    traded = position.bought - position.sold
    if position.qty != traded and position.qty != traded + position.adjusted:
        raise InvariantBroken(f"I08: position {terms.account} {terms.instrument} is not its fills")
    if order.reserved_qty < ZERO:
        raise InvariantBroken(f"I11: {order.id} reserves less than nothing")


def audit(ledger: Ledger) -> tuple[str, ...]:
    """Recompute everything from the fills and name each invariant that does not hold."""
    return tuple(_audit(ledger))


def _audit(ledger: Ledger) -> Iterator[str]:
    cum: dict[str, Decimal] = {}
    cost: dict[str, Decimal] = {}
    for account_id, state in ledger.accounts.items():
        for fill in state.fills.values():
            if fill.exec_id in state.busted:
                continue
            order = ledger.orders[fill.order_id]
            for order_id in (order.id, *(each.id for each in above(ledger, order))):
                cum[order_id] = cum.get(order_id, ZERO) + fill.qty
                cost[order_id] = cost.get(order_id, ZERO) + fill.qty * fill.price
        yield from _audit_account(ledger, account_id, state)
    for scope in (*(each.scope for each in ledger.accounts.values()), *ledger.scopes.values()):
        yield from _audit_scope(ledger, scope)
    yield from _audit_orders(ledger, cum, cost)
    yield from _audit_wishes(ledger)
    yield from _audit_parents(ledger)
    yield from _audit_resting(ledger)
    yield from _audit_free(ledger)
    yield from contingent_findings(ledger)


def _audit_scope(ledger: Ledger, scope: ScopeState) -> Iterator[str]:
    """Hold a scope's running sums and books against its orders and fills, its values to its marks.

    A mark is told and not counted, so it is taken as it is.
    """
    whose, tally = scope.scope, scope.tally
    is_account = whose.is_account
    books: Mapping[str, Mapping[str, Held]] = (
        {whose.account: ledger.accounts[whose.account].positions} if is_account else scope.books
    )
    again, fresh = counted(ledger, whose)
    for account in {**books, **fresh}:
        ours, theirs = books.get(account, {}), fresh.get(account, {})
        for name in {**ours, **theirs}:
            has, told = ours.get(name, Held()), theirs.get(name, Held())
            pair = [(each.qty, each.buy_open, each.sell_open) for each in (has, told)]
            if pair[0] != pair[1]:
                yield f"I12: {scope.key} has {pair[0]} of {account} {name}, counted {pair[1]}"
    again.gross_value, again.net_value = valued(ledger, books)
    for field in _COUNTED:
        if getattr(tally, field) != getattr(again, field):
            was, now = getattr(tally, field), getattr(again, field)
            yield f"I12: {scope.key} has {field} {was}, counted {now}"


def _audit_orders(
    ledger: Ledger, cum: dict[str, Decimal], cost: dict[str, Decimal]
) -> Iterator[str]:
    for order in ledger.orders.values():
        if order.cum_qty != cum.get(order.id, ZERO) or order.cost != cost.get(order.id, ZERO):
            yield f"I07: {order.id} has cum {order.cum_qty}, its fills {cum.get(order.id, ZERO)}"
        most = order.qty if order.pending_qty is None else max(order.qty, order.pending_qty)
        is_refused = order.status is OrderStatus.REFUSED  # whatever was asked, even no number
        if not is_refused and order.cum_qty > most and not order.overfilled:
            yield f"I07: {order.id} is overfilled and not flagged"
        if order.status is OrderStatus.UNKNOWN and order.id not in ledger.questions.open:
            yield f"I15: {order.id} is unknown and is not asked after"
        if order.id in ledger.questions.ending and order.id not in ledger.questions.open:
            yield f"I15: {order.id} lacks fills and is not asked after"
        if order.is_open is not (order.id in ledger.open_orders):
            yield f"I05: {order.id} is {order.status} and its place in open_orders is wrong"


def _audit_free(ledger: Ledger) -> Iterator[str]:
    """Hold what reserves no money to the orders that reserve none."""
    free: dict[tuple[str, str, Side], Decimal] = {}
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        if order.reserved_qty and not order.reserve_price:
            key = (order.terms.account, order.terms.instrument, order.terms.side)
            free[key] = free.get(key, ZERO) + order.reserved_qty
    for account_id, account in ledger.accounts.items():
        for name, position in account.positions.items():
            for side, has in ((Side.BUY, position.buy_free), (Side.SELL, position.sell_free)):
                told = free.get((account_id, name, side), ZERO)
                if has != told:
                    yield f"I12: {account_id} {name} has {has} to {side} for free, counted {told}"


def _audit_resting(ledger: Ledger) -> Iterator[str]:
    """Hold the own orders by price to the orders themselves: each open one is where it could trade.

    While a change is in flight that is at both its prices.
    """
    wanted: set[tuple[str, Decimal]] = set()
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        if can_rest(ledger, order):
            prices = [order.limit_price]
            if order.pending_qty is not None:
                prices.append(order.pending_limit_price)
            wanted.update((order_id, price) for price in prices if price is not None)
    books = [state.resting for state in ledger.accounts.values()] + [*ledger.trade_groups.values()]
    held: set[tuple[str, Decimal]] = set()
    for resting in (each for book in books for each in book.values()):
        for levels in (resting.buys, resting.sells):
            if sorted(levels.prices) != levels.prices or not all(levels.ids):
                yield f"I13: own orders are out of order: {levels.prices}"
            pairs = zip(levels.prices, levels.ids, strict=True)
            held.update((order_id, price) for price, ids in pairs for order_id in ids)
    for order_id, price in sorted(wanted ^ held):
        yield f"I13: {order_id} at {price} is not where it rests"


def _audit_wishes(ledger: Ledger) -> Iterator[str]:
    """A change waits for an open order only, and only while another is unanswered."""
    chains = ledger.chains
    for order_id in chains.waiting:
        order = ledger.orders.get(order_id)
        if order is None or not order.is_open or order.pending_qty is None:
            yield f"I32: a change of {order_id} waits for nothing"
    for order_id, chain in chains.of.items():
        if (chain.wish is not None) is not (order_id in chains.waiting):
            yield f"I32: the change that waits for {order_id} is not where it is looked for"


def _audit_parents(ledger: Ledger) -> Iterator[str]:
    for parent_id, parent in ledger.parents.items():
        children = [ledger.orders[child] for child in parent.children]
        committed = sum((c.cum_qty + c.leaves_qty for c in children), ZERO)
        if committed != parent.committed:
            yield f"I10: {parent_id} holds {parent.committed} committed, its children {committed}"
        order = ledger.orders[parent_id]
        if committed > order.qty and not order.overfilled:
            yield f"I10: children of {parent_id} come to {committed}"


def _audit_account(  # noqa: C901  (each law has its line)
    ledger: Ledger, account_id: str, state: AccountState
) -> Iterator[str]:
    cash = dict(state.opening)
    carried = ledger.memory.accounts.get(account_id, Carried())
    positions = {name: held.qty for name, held in carried.positions.items()}
    for told in (carried.cash, ledger.reconciled.cash_adjusted.get(account_id, {})):
        for currency, amount in told.items():
            cash[currency] = cash.get(currency, ZERO) + amount
    for fill in history(ledger, account_id):
        if not isinstance(fill, OrderFilled):
            # I08: each with its cause and evidence, and never a fill
            held = positions.get(fill.instrument, ZERO)
            positions[fill.instrument] = after(held, fill)
            continue
        if fill.exec_id in state.busted:
            continue
        terms = ledger.orders[fill.order_id].terms
        instrument = ledger.instruments[terms.instrument]
        signed = fill.qty if terms.side is Side.BUY else -fill.qty
        positions[terms.instrument] = positions.get(terms.instrument, ZERO) + signed
        flow = signed * fill.price * instrument.multiplier
        cash[instrument.currency] = cash.get(instrument.currency, ZERO) - flow
        cash[fill.fee_currency] = cash.get(fill.fee_currency, ZERO) - fill.fee
    for currency, amount in cash.items():
        if state.cash.get(currency, ZERO) != amount:
            yield f"I09: {account_id} has {state.cash.get(currency)} {currency}, fills say {amount}"
    open_qty = _open_by_instrument(ledger, account_id)
    for instrument_id, position in state.positions.items():
        if position.qty != positions.get(instrument_id, ZERO):
            yield f"I08: {account_id} {instrument_id} is {position.qty}, its history says otherwise"
        buys, sells = open_qty.get(instrument_id, (ZERO, ZERO))
        if (position.buy_open, position.sell_open) != (buys, sells):
            reserved = (position.buy_open, position.sell_open)
            yield f"I11: {account_id} {instrument_id} reserves {reserved}"


def _open_by_instrument(ledger: Ledger, account_id: str) -> dict[str, tuple[Decimal, Decimal]]:
    totals: dict[str, tuple[Decimal, Decimal]] = {}
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        if order.terms.account != account_id:
            continue
        buys, sells = totals.get(order.terms.instrument, (ZERO, ZERO))
        if order.terms.side is Side.BUY:
            buys += order.reserved_qty
        else:
            sells += order.reserved_qty
        totals[order.terms.instrument] = (buys, sells)
    return totals
