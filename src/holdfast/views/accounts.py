"""Accounts: what each has in cash, what it is worth, what it owes to open orders, what is free."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from holdfast.core.brackets import unprotected_qty
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.valuation import Marking, equity, free_funds, mark
from holdfast.model.account import AccountKind
from holdfast.model.ids import AccountId, InstrumentId, VenueId
from holdfast.model.limits import Limits
from holdfast.model.numbers import ZERO, trimmed
from holdfast.model.order import Side
from holdfast.model.quote import Quote


class AccountRow(msgspec.Struct, frozen=True):
    """An account; amounts are in its base currency, except `cash` and `opening`, per currency.

    `equity`, `gross`, `net` and `unrealised` are None while an instrument in `unmarked` has no
    price. Equity leaves out cash in other currencies, named in `cash_not_counted`, since no
    rate is known. `buying_power` is what the gate lets a further buy be worth.
    """

    account: AccountId
    venue: VenueId
    base_currency: str
    kind: AccountKind
    leverage: int
    cash: dict[str, Decimal]
    opening: dict[str, Decimal]
    cash_not_counted: tuple[str, ...]
    equity: Decimal | None
    gross: Decimal | None
    net: Decimal | None
    unrealised: Decimal | None
    unmarked: tuple[InstrumentId, ...]
    realised: Decimal
    fees: Decimal
    open_order_value: Decimal
    open_orders: int
    buying_power: Decimal
    unprotected_qty: Decimal
    limits: Limits


# market value of each holding, and the names of those without a price
_Marked = tuple[list[Decimal], tuple[InstrumentId, ...]]


def accounts(
    ledger: Ledger,
    quotes: Mapping[InstrumentId, Quote],
    account: AccountId = "",
    marking: Marking = Marking.MID,
) -> tuple[AccountRow, ...]:
    """Show every account, or the one named."""
    open_orders, bare = _open_orders(ledger), _unprotected(ledger)
    return tuple(
        _row(
            state,
            _values(ledger, state, quotes, marking),
            equity(state, ledger.instruments, quotes, marking),
            open_orders.get(account_id, 0),
            bare.get(account_id, ZERO),
        )
        for account_id, state in ledger.accounts.items()
        if account in ("", account_id)
    )


def _row(
    state: AccountState,
    marked: _Marked,
    worth: Decimal | None,
    open_orders: int,
    bare: Decimal,
) -> AccountRow:
    account = state.account
    values, unmarked = marked
    known = not unmarked
    held = state.positions.values()
    return AccountRow(
        account=account.id,
        venue=account.venue,
        base_currency=account.base_currency,
        kind=account.kind,
        leverage=account.leverage,
        cash={each: trimmed(amount) for each, amount in state.cash.items()},
        opening=dict(state.opening),
        cash_not_counted=tuple(
            each for each, amount in state.cash.items() if each != account.base_currency and amount
        ),
        equity=worth,
        gross=sum(map(abs, values), ZERO) if known else None,
        net=sum(values, ZERO) if known else None,
        unrealised=trimmed(sum(values, ZERO) - state.net_cost) if known else None,
        unmarked=unmarked,
        realised=trimmed(sum((each.realised for each in held), ZERO)),
        fees=trimmed(sum((each.fees for each in held), ZERO)),
        open_order_value=trimmed(state.open_value),
        open_orders=open_orders,
        buying_power=trimmed(free_funds(state, Side.BUY, state.open_value)),
        unprotected_qty=trimmed(bare),
        limits=state.limits,
    )


def _values(
    ledger: Ledger,
    state: AccountState,
    quotes: Mapping[InstrumentId, Quote],
    marking: Marking,
) -> _Marked:
    values: list[Decimal] = []
    unmarked: list[InstrumentId] = []
    for instrument_id, position in state.positions.items():
        if not position.qty:
            continue
        price = mark(quotes.get(instrument_id), position.qty, marking)
        if price is None:
            unmarked.append(instrument_id)
        else:
            values.append(position.qty * price * ledger.instruments[instrument_id].multiplier)
    return values, tuple(unmarked)


def _open_orders(ledger: Ledger) -> dict[AccountId, int]:
    count: dict[AccountId, int] = {}
    for order_id in ledger.open_orders:
        account = ledger.orders[order_id].terms.account
        count[account] = count.get(account, 0) + 1
    return count


def _unprotected(ledger: Ledger) -> dict[AccountId, Decimal]:
    total: dict[AccountId, Decimal] = {}
    for entry_id in ledger.brackets:
        account = ledger.orders[entry_id].terms.account
        total[account] = total.get(account, ZERO) + unprotected_qty(ledger, entry_id)
    return total
