"""A case for a sizer, as the desk makes it: what is asked, at which price, of how much equity."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import AccountState
from holdfast.core.policy import SizeCase
from holdfast.messages.plan import Size, SizeUnit
from holdfast.messages.refusals import Refusal
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.sizing import SIZERS


def sized(
    value: str,
    unit: SizeUnit,
    *,
    price: str | None = "100.01",
    equity: str | None = "50000",
    multiplier: str = "1",
) -> Decimal | Refusal:
    """Ask the sizer that the registry has for the unit."""
    case = SizeCase(
        Size(Decimal(value), unit),
        AccountState(Account("A", "sim"), {}, {}, Limits()),
        Instrument("ABC", multiplier=Decimal(multiplier)),
        Listing("ABC", "sim", "ABC"),
        None if price is None else Decimal(price),
        None if equity is None else Decimal(equity),
    )
    return SIZERS[unit](case)
