"""Protection: each bracket with what its entry filled, what is closed, and what has no stop."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from holdfast.core.brackets import covered, unprotected_qty
from holdfast.core.exits import held_by, stop_price, targets_of
from holdfast.core.ledger import Ledger
from holdfast.model.ids import AccountId, InstrumentId, OrderId, StrategyId
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderRole, Side


class BracketRow(msgspec.Struct, frozen=True):
    """An entry and its exits, in units of the instrument.

    `held` is filled and not yet closed by an exit; `stop_qty` and `target_qty` are what open
    exits will still close, replaces in flight as they will be; `stop_loss` is where the stop
    stands now and `take_profit` the first target. `unprotected_qty` is to have a stop by now and
    has none in force or on its way. `ended`: the exits are no longer
    wanted, the position is closed another way.
    """

    entry_id: OrderId
    account: AccountId
    strategy: StrategyId
    instrument: InstrumentId
    side: Side
    filled: Decimal
    exited: Decimal
    held: Decimal
    stop_loss: Decimal | None
    take_profit: Decimal | None
    stop_qty: Decimal
    target_qty: Decimal
    unprotected_qty: Decimal
    exits: tuple[OrderId, ...]
    ended: bool


class Bare(msgspec.Struct, frozen=True):
    """What an account holds of an instrument by entries that are to have a stop, and lacks one."""

    account: AccountId
    instrument: InstrumentId
    held: Decimal
    unprotected_qty: Decimal


class Protection(msgspec.Struct, frozen=True):
    """Every bracket in scope, and how many units are without a stop: in all and by instrument."""

    brackets: tuple[BracketRow, ...]
    unprotected_qty: Decimal
    by_instrument: tuple[Bare, ...] = ()


def protection(ledger: Ledger, account: AccountId = "", *, live_only: bool = False) -> Protection:
    """Show brackets; `live_only` leaves out those that hold nothing and can get nothing more."""
    rows = tuple(
        row
        for entry_id in ledger.brackets
        if account in ("", ledger.orders[entry_id].terms.account)
        for row in (_row(ledger, entry_id),)
        if not live_only or (not row.ended and (row.held or ledger.orders[entry_id].is_open))
    )
    return Protection(
        rows, sum((row.unprotected_qty for row in rows), ZERO), tuple(_by_instrument(rows))
    )


def _by_instrument(rows: tuple[BracketRow, ...]) -> Iterator[Bare]:
    found: dict[tuple[AccountId, InstrumentId], tuple[Decimal, Decimal]] = {}
    for row in rows:
        key = (row.account, row.instrument)
        held, bare = found.get(key, (ZERO, ZERO))
        found[key] = (held + max(row.held, ZERO), bare + row.unprotected_qty)
    for (account, instrument), (held, bare) in found.items():
        yield Bare(account, instrument, held, bare)


def _row(ledger: Ledger, entry_id: OrderId) -> BracketRow:
    bracket, entry = ledger.brackets[entry_id], ledger.orders[entry_id]
    terms, targets = entry.terms, targets_of(entry.terms)
    return BracketRow(
        entry_id=entry_id,
        account=terms.account,
        strategy=terms.strategy,
        instrument=terms.instrument,
        side=terms.side,
        filled=entry.cum_qty,
        exited=bracket.exited,
        held=held_by(entry, bracket),
        stop_loss=stop_price(entry, bracket),
        take_profit=targets[0].price if targets else None,
        stop_qty=covered(ledger, bracket, OrderRole.STOP_LOSS),
        target_qty=covered(ledger, bracket, OrderRole.TAKE_PROFIT),
        unprotected_qty=unprotected_qty(ledger, entry_id),
        exits=tuple(bracket.exits),
        ended=bracket.ended,
    )
