"""Keep the running sums of governed scopes right as facts come in, or count them from scratch.

Every open order counts in `open_orders`, parents too: they are what a person sees as open. A
parent's `open_value` is what it has not given out yet, so no unit is counted twice. What an
account's own scope holds is its positions; the books of other scopes are kept here. Fees in
another currency than the instrument's are left out of `flow`: no rate is known, and they stay
in sight as cash. Sums of a scope that names one order are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from holdfast.core.adjusted import after, history, whose_adjustment, worth_of
from holdfast.core.ledger import Ledger
from holdfast.core.scoped import Held, ScopeState, Tally
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.differences import PositionAdjusted, SplitApplied
from holdfast.messages.events import OrderFilled
from holdfast.model.ids import AccountId, InstrumentId
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import ZERO
from holdfast.model.order import Side
from holdfast.model.scope import Scope

_BUY = Side.BUY

Books = dict[AccountId, dict[InstrumentId, Held]]


def others(ledger: Ledger, terms: SubmitOrder) -> tuple[ScopeState, ...]:
    """Return every governed scope that an order is in, but for its account's own."""
    return ledger.bounds_of(terms).scopes[1:]


def opened(ledger: Ledger, terms: SubmitOrder) -> None:
    """Count one more open order, and one more of the day, in every scope but its account's own."""
    for scope in others(ledger, terms):
        scope.tally.open_orders += 1
        scope.tally.orders += 1


def adopted(ledger: Ledger, terms: SubmitOrder) -> None:
    """Count one more open order that has not left, as parents do not, but in its account's own."""
    for scope in others(ledger, terms):
        scope.tally.open_orders += 1


def closed(ledger: Ledger, terms: SubmitOrder) -> None:
    """Count one open order less in every scope but its account's own."""
    for scope in others(ledger, terms):
        scope.tally.open_orders -= 1


def reserved(ledger: Ledger, terms: SubmitOrder, delta: Decimal, value: Decimal) -> None:
    """Let an order reserve so much more in the books of every scope but its account's own."""
    is_buy = terms.side is _BUY
    for scope in others(ledger, terms):
        held = _held(scope.books, terms)
        if is_buy:
            held.buy_open += delta
            scope.tally.open_buys += value
        else:
            held.sell_open += delta
            scope.tally.open_sells += value


def filled(ledger: Ledger, terms: SubmitOrder, fill: OrderFilled, flow: Decimal) -> None:
    """Book a fill in every scope but the account's own; `flow` is what it paid, fee included."""
    signed = fill.qty if terms.side is _BUY else -fill.qty
    multiplier = ledger.instruments[terms.instrument].multiplier
    for scope in others(ledger, terms):
        held = _held(scope.books, terms)
        revalue(scope.tally, held, held.qty + signed, fill.price, multiplier)
        scope.tally.flow -= flow
        scope.tally.fills += 1


def busted(ledger: Ledger, terms: SubmitOrder, fill: OrderFilled, flow: Decimal) -> None:
    """Take a fill back from every scope but the account's own, whose mark they take."""
    signed = fill.qty if terms.side is _BUY else -fill.qty
    multiplier = ledger.instruments[terms.instrument].multiplier
    mark = ledger.accounts[terms.account].positions[terms.instrument].mark
    for scope in others(ledger, terms):
        held = _held(scope.books, terms)
        left = held.qty - signed
        if terms.account in ledger.reconciled.adjustments:
            # a split may have made more or less of it since
            left = _held(counted(ledger, scope.scope)[1], terms).qty
        revalue(scope.tally, held, left, mark, multiplier)
        scope.tally.flow += flow


def revalue(tally: Tally, held: Held, qty: Decimal, mark: Decimal, multiplier: Decimal) -> None:
    """Let a holding count as this quantity at this mark from now on."""
    before = held.qty * held.mark * multiplier
    after = qty * mark * multiplier
    tally.net_value += after - before
    tally.gross_value += abs(after) - abs(before)
    held.qty, held.mark = qty, mark


def flow_of(terms: SubmitOrder, instrument: Instrument, fill: OrderFilled) -> Decimal:
    """Return what a fill paid, below zero where it brought money; its fee included."""
    signed = fill.qty if terms.side is _BUY else -fill.qty
    flow = signed * fill.price * instrument.multiplier
    return flow + fill.fee if fill.fee_currency == instrument.currency else flow


# --- from scratch ---------------------------------------------------------------------


def recount(ledger: Ledger, state: ScopeState) -> None:
    """Count a scope that was not governed before; its day, and its peak, begin now."""
    tally, state.books = counted(ledger, state.scope)
    for account, book in state.books.items():
        positions = ledger.accounts[account].positions
        for name, held in book.items():
            held.mark = positions[name].mark
    tally.gross_value, tally.net_value = valued(ledger, state.books)
    tally.base = tally.peak = tally.profit
    state.tally = tally


def counted(ledger: Ledger, scope: Scope) -> tuple[Tally, Books]:
    """Count open orders and fills of a scope from the first on; its holdings have no marks yet."""
    tally, books = Tally(), Books()
    if scope.order_id:
        return tally, books
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        terms = order.terms
        if ledger.is_in(scope, terms):
            tally.open_orders += 1
            instrument = ledger.instruments[terms.instrument]
            value = order.reserved_qty * order.reserve_price * instrument.multiplier
            held = _held(books, terms)
            if terms.side is _BUY:
                held.buy_open += order.reserved_qty
                tally.open_buys += value
            else:
                held.sell_open += order.reserved_qty
                tally.open_sells += value
    _count_fills(ledger, scope, tally, books)
    return tally, books


def _count_fills(ledger: Ledger, scope: Scope, tally: Tally, books: Books) -> None:
    for whose, share in ledger.memory.shares.items():
        account, _, _, name, _ = whose
        if scope.takes_in(*whose):
            books.setdefault(account, {}).setdefault(name, Held()).qty += share.qty
            tally.flow += share.flow
    for state in ledger.accounts.values():
        for fill in history(ledger, state.account.id):
            if not isinstance(fill, OrderFilled):
                _count_adjustment(ledger, scope, state.account.id, fill, tally, books)
                continue
            terms = ledger.orders[fill.order_id].terms
            if fill.exec_id not in state.busted and ledger.is_in(scope, terms):
                instrument = ledger.instruments[terms.instrument]
                held = _held(books, terms)
                held.qty += fill.qty if terms.side is _BUY else -fill.qty
                tally.flow -= flow_of(terms, instrument, fill)


def _count_adjustment(
    ledger: Ledger,
    scope: Scope,
    account: AccountId,
    event: PositionAdjusted | SplitApplied,
    tally: Tally,
    books: Books,
) -> None:
    if isinstance(event, PositionAdjusted):
        if scope.takes_in(*whose_adjustment(ledger, event)):
            held = books.setdefault(account, {}).setdefault(event.instrument, Held())
            held.qty = after(held.qty, event)
            tally.flow -= worth_of(ledger, event)
    elif event.instrument in books.get(account, {}):
        held = books[account][event.instrument]
        held.qty = after(held.qty, event)


def valued(
    ledger: Ledger, books: Mapping[AccountId, Mapping[InstrumentId, Held]]
) -> tuple[Decimal, Decimal]:
    """Add up holdings at their marks: long and short together, and the one less the other."""
    gross = net = ZERO
    for book in books.values():
        for name, held in book.items():
            if held.qty:
                value = held.qty * held.mark * ledger.instruments[name].multiplier
                gross += abs(value)
                net += value
    return gross, net


def _held(books: Books, terms: SubmitOrder) -> Held:
    book = books.get(terms.account)
    if book is None:
        book = books[terms.account] = {}
    held = book.get(terms.instrument)
    if held is None:
        held = book[terms.instrument] = Held()
    return held
