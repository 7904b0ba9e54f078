"""Facts that change holdings without a trade: adjustments and splits."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.adjusted import after, split_price, whose_adjustment, worth_of
from holdfast.core.booking import change
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.position import Position
from holdfast.core.reconciled import Adjusted
from holdfast.core.reserve import price_what_no_longer_reduces
from holdfast.core.scoped import Held, Tally
from holdfast.core.tally import revalue
from holdfast.messages import differences as d
from holdfast.model.ids import AccountId
from holdfast.model.numbers import ZERO


def position_adjusted(ledger: Ledger, event: d.PositionAdjusted) -> None:
    """Take over a quantity at a price: neither cash nor profit moves, what is held does."""
    state = ledger.accounts[event.account]
    multiplier = ledger.instruments[event.instrument].multiplier
    position = state.positions.setdefault(event.instrument, Position())
    mark = position.mark or event.price
    cost = position.cost
    _revalue(state.scope.tally, position, after(position.qty, event), mark, multiplier)
    change(position, event, multiplier)
    state.net_cost += position.cost - cost
    state.gross_cost += abs(position.cost) - abs(cost)
    state.scope.tally.flow -= worth_of(ledger, event)
    for scope in ledger.scopes.values():
        if not scope.scope.order_id and scope.scope.takes_in(*whose_adjustment(ledger, event)):
            book = scope.books.setdefault(event.account, {})
            held = book.setdefault(event.instrument, Held())
            revalue(scope.tally, held, after(held.qty, event), mark, multiplier)
            scope.tally.flow -= worth_of(ledger, event)
    _keep(ledger, event.account, state, event)
    price_what_no_longer_reduces(ledger, event.account, event.instrument, mark)


def cash_adjusted(ledger: Ledger, event: d.CashAdjusted) -> None:
    """Take over an amount: it is no profit, as a deposit is none."""
    currency, cash = event.currency, ledger.accounts[event.account].cash
    cash[currency] = cash.get(currency, ZERO) + event.amount
    book = ledger.reconciled.cash_adjusted.setdefault(event.account, {})
    book[currency] = book.get(currency, ZERO) + event.amount


def split_applied(ledger: Ledger, event: d.SplitApplied) -> None:
    """Let what is held become more or less of it, at prices that make it worth the same."""
    name = event.instrument
    multiplier = ledger.instruments[name].multiplier
    ledger.marks.pop(name, None)
    for account, state in ledger.accounts.items():
        position = state.positions.get(name)
        if position is None:
            continue
        mark = split_price(position.mark, event)
        _revalue(state.scope.tally, position, after(position.qty, event), mark, multiplier)
        change(position, event, multiplier)
        for book in state.strategies.values():
            if name in book:
                change(book[name], event, multiplier)
        for scope in ledger.scopes.values():
            held = scope.books.get(account, {}).get(name)
            if held is not None:
                worth_each = split_price(held.mark, event)
                revalue(scope.tally, held, after(held.qty, event), worth_each, multiplier)
        _keep(ledger, account, state, event)
        price_what_no_longer_reduces(ledger, account, name, mark)


def _revalue(
    tally: Tally, position: Position, qty: Decimal, mark: Decimal, multiplier: Decimal
) -> None:
    """Let the sums of the account's scope see a quantity that the position is about to have."""
    counted = Held(position.qty, mark=position.mark)
    revalue(tally, counted, qty, mark, multiplier)
    position.mark = mark


def _keep(
    ledger: Ledger,
    account: AccountId,
    state: AccountState,
    event: d.PositionAdjusted | d.SplitApplied,
) -> None:
    kept = ledger.reconciled.adjustments.setdefault(account, [])
    kept.append(Adjusted(len(state.fills), event))
