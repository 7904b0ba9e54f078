"""What changes positions beside fills, and the history of an account with both in their order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.ledger import Ledger
from holdfast.messages.differences import PositionAdjusted, SplitApplied
from holdfast.messages.events import OrderFilled
from holdfast.model.ids import AccountId, InstrumentId, PrincipalId, StrategyId, VenueId
from holdfast.model.numbers import share_of

Past = OrderFilled | PositionAdjusted | SplitApplied


def history(ledger: Ledger, account: AccountId) -> Iterator[Past]:
    """Yield every fill, busted ones too, and every adjustment of an account as they came."""
    changes = ledger.reconciled.adjustments.get(account, [])
    nth = 0
    for count, fill in enumerate(ledger.accounts[account].fills.values()):
        while nth < len(changes) and changes[nth].after_fills <= count:
            yield changes[nth].event
            nth += 1
        yield fill
    for change in changes[nth:]:
        yield change.event


def after(held: Decimal, event: PositionAdjusted | SplitApplied) -> Decimal:
    """Return what was held once it is adjusted; what a split leaves is rounded to 1E-12."""
    if isinstance(event, PositionAdjusted):
        return held + event.qty
    return share_of(held, Decimal(event.numerator), Decimal(event.denominator))


def split_price(price: Decimal, event: SplitApplied) -> Decimal:
    """Return a price of before a split as one of after it, rounded to 1E-12."""
    return share_of(price, Decimal(event.denominator), Decimal(event.numerator))


def worth_of(ledger: Ledger, event: PositionAdjusted) -> Decimal:
    """Return what an adjustment would have cost, below zero for what is taken away."""
    return event.qty * event.price * ledger.instruments[event.instrument].multiplier


def whose_adjustment(
    ledger: Ledger, event: PositionAdjusted
) -> tuple[AccountId, StrategyId, PrincipalId, InstrumentId, VenueId]:
    """Name whom an adjustment concerns, as an order of no strategy and no trader would."""
    venue = ledger.accounts[event.account].account.venue
    return event.account, "", "", event.instrument, venue
