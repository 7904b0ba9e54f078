"""How orders are worked: what an algo is given of its parent and the market, and gives back."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol, runtime_checkable

import msgspec

from holdfast.core.ledger import Order, ParentState
from holdfast.core.spreads import Spread
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.abilities import PLAIN, Abilities
from holdfast.model.band import Activity, Band, Reached
from holdfast.model.calendar import Session
from holdfast.model.ids import OrderId
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import OrderStatus, Param
from holdfast.model.quote import Quote
from holdfast.model.trading import Phase
from holdfast.model.volume_curve import VolumeCurve


class Amend(msgspec.Struct, frozen=True, gc=False):
    """A change of an open child: its whole quantity and prices from now on; None stays.

    A child may shrink and move; what should grow goes as another child.
    """

    order_id: OrderId
    qty: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None


class Step(msgspec.Struct, frozen=True, gc=False):
    """What an algo wants now.

    First the cancels, then the amends, then the children, each through the gate. `wake_at` is
    when it wants to be asked again, `bands` at which prices: both stand in place of those of the
    step before. `memory` is what it keeps, None to keep what it has; it is held in the ledger and
    given back as `state.memory`, decimals as text. `ended` says why the parent works no more; the
    desk ends it as `ended_as` (CANCELED or EXPIRED) once its children are over. `fault` says what
    its algo did against this contract: the desk freezes the parent, cancels what it has in the
    market and calls a person.

    A child that the gate refuses is not given out: the next step finds it missing from
    `committed`. An amend of a child that is not idle, or that the gate refuses, changes nothing.
    """

    children: tuple[SubmitOrder, ...] = ()
    cancels: tuple[OrderId, ...] = ()
    wake_at: Nanos | None = None
    ended: str = ""
    amends: tuple[Amend, ...] = ()
    bands: tuple[Band, ...] = ()
    memory: dict[str, Param] | None = None
    ended_as: OrderStatus = OrderStatus.EXPIRED
    fault: str = ""


class LegSeen(msgspec.Struct, frozen=True, gc=False):
    """One leg of a multi-leg order: its parent, where it is listed, and what a unit is worth.

    `open` are its children that may still trade, `last` the one that was given out last.
    """

    order: Order
    state: ParentState
    listing: Listing
    multiplier: Decimal
    abilities: Abilities = PLAIN  # of its venue
    position: Decimal = ZERO  # what its account holds of the instrument, short below zero
    open: tuple[Order, ...] = ()
    last: Order | None = None


class Parent(msgspec.Struct, frozen=True, gc=False):
    """What an algo sees: its order, what it has given out, and the market.

    `open` are the children that may still trade, oldest first. `reached` is the price that met
    one of its bands, where that is why it is asked: the market may have turned since. `activity`
    counts from zero again in each run of the desk (`starts`). `sessions` are those that are known
    of the listing's calendar, empty where it has none.
    """

    order: Order
    state: ParentState
    listing: Listing
    quote: Quote | None
    at: Nanos
    seed: int
    activity: Activity | None = None
    reached: Reached | None = None
    open: tuple[Order, ...] = ()
    sessions: tuple[Session, ...] = ()
    phase: Phase = Phase.OPEN
    starts: int = 0
    quotes: dict[str, Quote] = {}  # of the instruments that its bands name, its own included
    curve: VolumeCurve | None = None  # what its instrument usually trades when
    abilities: Abilities = PLAIN  # of its venue
    last: Order | None = None  # the child that it gave out last, however it ended
    met: tuple[int, ...] = ()  # the places of its conditions on positions and orders that hold now
    position: Decimal = ZERO  # what its account holds of the instrument, short below zero
    kept: Decimal | None = ZERO  # what other orders hold back of it; None: it may not leave yet
    spread: Spread | None = None  # the multi-leg order that it is a leg of
    legs: tuple[LegSeen, ...] = ()  # all of that, the first in front; else itself alone
    extended: tuple[Session, ...] = ()  # of an order with extended hours: days with all of these

    @property
    def hours(self) -> tuple[Session, ...]:
        """When it may trade, as far as is known."""
        return self.extended or self.sessions

    @property
    def params(self) -> dict[str, Param]:
        """The parameters of its tactic as they are now, empty where it has none."""
        tactic = self.state.tactic or self.order.terms.tactic
        return {} if tactic is None else tactic.params


@runtime_checkable
class Curved(Protocol):
    """An algo that may go by its instrument's volume curve."""

    def needs_curve(self, terms: SubmitOrder) -> bool:
        """Tell whether an order of these terms cannot be worked without one."""
        ...


@runtime_checkable
class Sliced(Protocol):
    """An algo that knows beforehand how many orders it makes of one, where each trades whole."""

    def slices(self, terms: SubmitOrder, listing: Listing, at: Nanos) -> int:
        """Count them for an order of sound parameters that is taken at this time."""
        ...


class Algo(Protocol):
    """Work a parent through children. No memory of its own: all it knows is in the ledger."""

    @property
    def on_child(self) -> bool:
        """Tell whether it wants to be asked right after a child fills or ends."""
        ...

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Judge the parameters, naming each that is wrong by its path."""
        ...

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Say when to ask first, for a parent taken at this time."""
        ...

    def step(self, parent: Parent) -> Step:
        """Say what to do now; asked again after a restart it must not repeat itself."""
        ...
