"""The plug-in types: what a risk check, a sizer and an algo are given and give back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Protocol

import msgspec

from holdfast.core.ledger import AccountState, Ledger, Order, ParentState, Position
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.plan import Size
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.account import Account
from holdfast.model.ids import OrderId
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.numbers import Nanos, ratio
from holdfast.model.quote import Quote


class Case(msgspec.Struct, gc=False):
    """One order before the gate, with everything that checks measure, looked up once.

    `reference` is the mid of the last quote (whatever its age), None without one;
    `value_price` is what a unit may cost at worst, None if nothing tells; `value` is in the
    account's currency. `buys` and `sells` are what all open, in-flight and unknown orders
    could still trade, this one not included and its parent's share of it given back.
    """

    ledger: Ledger
    order: SubmitOrder
    stamp: Stamp
    state: AccountState
    instrument: Instrument
    listing: Listing
    limits: Limits
    position: Position
    quote: Quote | None
    reference: Decimal | None
    qty: Decimal  # what may still trade of it
    value_price: Decimal | None
    value: Decimal | None
    buys: Decimal
    sells: Decimal
    open_value: Decimal
    reduces: bool  # it can only bring the position nearer to flat

    @property
    def account(self) -> Account:
        return self.state.account

    def limit_missing(self, name: str) -> Refusal:
        """Refuse for want of a limit: a missing limit never means that there is none."""
        detail = f"account {self.order.account} has no limit {name}"
        return Refusal(Reason.LIMIT_MISSING, detail, name)


Check = Callable[[Case], Refusal | None]


class SizeCase(msgspec.Struct, gc=False):
    """What a sizer is given: the asked size and what it is a share of."""

    size: Size
    state: AccountState
    instrument: Instrument
    listing: Listing
    price: Decimal | None  # what a unit may cost, None without a quote or limit
    equity: Decimal | None  # account currency; None where a position cannot be marked

    def units_for(self, amount: Decimal) -> Decimal | Refusal:
        """Return how many units an amount of money buys, or why that cannot be said."""
        if self.price is None:
            detail = f"no price of {self.instrument.id} to turn {amount} into units"
            return Refusal(Reason.NO_REFERENCE, detail, "size")
        return ratio(amount, self.price * self.instrument.multiplier)


# units before rounding to lots, or why there is no answer
Sizer = Callable[[SizeCase], Decimal | Refusal]


class Step(msgspec.Struct, frozen=True, gc=False):
    """What an algo wants now: children to send, children to cancel, when to be asked again.

    `ended` says why the parent works no more; the desk ends it once its children have.
    """

    children: tuple[SubmitOrder, ...] = ()
    cancels: tuple[OrderId, ...] = ()
    wake_at: Nanos | None = None
    ended: str = ""


class Parent(msgspec.Struct, frozen=True, gc=False):
    """What an algo sees: its order, what it has given out, and the market."""

    order: Order
    state: ParentState
    listing: Listing
    quote: Quote | None
    at: Nanos
    seed: int


class Algo(Protocol):
    """Split a parent over time. No memory of its own: all it knows is in the ledger."""

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Judge the parameters, naming each that is wrong by its path."""
        ...

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Say when to ask first, for a parent taken at this time."""
        ...

    def step(self, parent: Parent) -> Step:
        """Say what to do now; asked again after a restart it must not repeat itself."""
        ...


class Policies(msgspec.Struct, frozen=True):
    """The plug-ins in force, in their order."""

    checks: tuple[Check, ...]
    sizers: Mapping[str, Sizer]
    algos: Mapping[str, Algo]
