"""A case for a sizer, as the desk makes it: what is asked, at which price, of how much equity."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import AccountState
from holdfast.core.policy import SizeCase
from holdfast.core.scoped import ScopeState, Tally
from holdfast.messages.plan import Size, SizeUnit
from holdfast.messages.refusals import Refusal
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from holdfast.sizing import SIZERS


def sized(
    value: str,
    unit: SizeUnit,
    *,
    price: str | None = "100.01",
    equity: str | None = "50000",
    multiplier: str = "1",
    stop: str | None = None,
    drawdown_max: str | None = None,
    fallen: str = "0",
) -> Decimal | Refusal:
    """Ask the sizer that the registry has for the unit; `fallen` is what is lost from the peak."""
    scope = ScopeState(Scope(account="A"), tally=Tally(peak=Decimal(fallen)))
    case = SizeCase(
        Size(Decimal(value), unit),
        AccountState(Account("A", "sim"), {}, {"USD": Decimal(equity or 0)}, scope),
        Instrument("ABC", multiplier=Decimal(multiplier)),
        Listing("ABC", "sim", "ABC"),
        None if price is None else Decimal(price),
        None if equity is None else Decimal(equity),
        None if stop is None else Decimal(stop),
        Limits(drawdown_max=None if drawdown_max is None else Decimal(drawdown_max)),
    )
    return SIZERS[unit](case)
