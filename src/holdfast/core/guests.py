"""Guests: algos from a user's own file, let in at one place and held to the contract there.

A guest is made anew for each call and sees copies, so it keeps nothing and writes nothing. What
it raises or gives back against the contract becomes a step with a `fault`, for which the desk
freezes that one parent; nothing of it reaches the rest of the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext

import msgspec
from msgspec.structs import replace

from holdfast.core.working import Algo, Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderRole, OrderStatus, OrderType, Side

CHILDREN_MAX = 20  # of one step
BANDS_MAX = 16
MEMORY_MAX = 4_096  # bytes as they are kept
WAKE_NS_MIN = 10_000_000  # a guest is asked at most a hundred times a second by its own wish
TOLD_MAX = 300  # characters of an error that are kept
ENDS = (OrderStatus.CANCELED, OrderStatus.EXPIRED)

# what a guest chooses of a child; the rest is its parent's
_CHOSEN = frozenset(
    (
        "qty",
        "type",
        "limit_price",
        "time_in_force",
        "post_only",
        "reduce_only",
        "max_slippage_bps",
        "metadata",
    )
)
_ENCODER = msgspec.msgpack.Encoder()
_STEP = msgspec.msgpack.Decoder(Step)


class Guest:
    """A user's algo, guarded. `code` is the SHA-256 of its file, in hexadecimal."""

    def __init__(self, name: str, code: str, make: Callable[[], Algo]) -> None:
        self.name = name
        self.code = code
        self.on_child = bool(getattr(make(), "on_child", False))
        self._make = make

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Judge the parameters by the guest's own check; one that raises refuses the order."""
        try:
            with localcontext():
                found = tuple(self._make().check(terms, listing))
        except (Exception, SystemExit) as error:
            return (self._refusal(f"its check raises {_told(error)}"),)
        if not all(isinstance(each, Refusal) for each in found):
            return (self._refusal("its check gives back something else than refusals"),)
        return found

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Ask when to begin; without a sensible answer that is now, and `step` will tell."""
        try:
            with localcontext():
                start = self._make().start_at(terms, at)
        except (Exception, SystemExit):
            return at
        return max(start, at) if type(start) is int else at

    def step(self, parent: Parent) -> Step:
        """Ask the guest what to do, and hold its answer to the contract."""
        try:
            # it may have set another precision, which must not be the desk's
            with localcontext():
                given: object = self._make().step(_copied(parent))
            if not isinstance(given, Step):
                return Step(fault=f"gives back a {type(given).__name__}, not a Step")
            # through bytes: every value then has its type, and is nobody's but the desk's
            step = _STEP.decode(_ENCODER.encode(given))
        except (Exception, SystemExit) as error:
            return Step(fault=f"raises {_told(error)}")
        wrong = next(_wrong(step, parent), "")
        if wrong:
            return Step(fault=wrong)
        if step.wake_at is not None and step.wake_at < parent.at + WAKE_NS_MIN:
            return replace(step, wake_at=parent.at + WAKE_NS_MIN)
        return step

    def _refusal(self, detail: str) -> Refusal:
        return Refusal(Reason.INVALID_TACTIC, f"algo {self.name}: {detail}", "tactic")


class Missing:
    """Stands where a parent's algo is no longer loaded: it can only say so."""

    on_child = False

    def __init__(self, name: str) -> None:
        self._name = name

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Judge nothing: an order that names it is refused before."""
        return ()

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Have the fault told at once."""
        return at

    def step(self, parent: Parent) -> Step:
        """Say that it is not there."""
        return Step(fault=f"{self._name} is no algo of this desk any more")


def codes_of(algos: Mapping[str, Algo]) -> dict[str, str]:
    """Return the code of each guest by its name, in the order of their names."""
    guests = (each for each in algos.items() if isinstance(each[1], Guest))
    return {name: guest.code for name, guest in sorted(guests) if isinstance(guest, Guest)}


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:TOLD_MAX]


def _copied(parent: Parent) -> Parent:
    """Copy what can be written to, so that nothing but events changes the ledger."""
    state = parent.state
    return replace(
        parent,
        order=replace(parent.order),
        state=replace(
            state,
            children=list(state.children),
            open_children=dict(state.open_children),
            memory=dict(state.memory),
        ),
        open=tuple(replace(each) for each in parent.open),
        quotes=dict(parent.quotes),
    )


def _wrong(step: Step, parent: Parent) -> Iterator[str]:
    """Say what is wrong with a step, rule by rule."""
    if step.fault:
        yield f"says of itself: {step.fault[:TOLD_MAX]}"
    if step.wake_at is not None and step.wake_at <= parent.at:
        yield f"wants to be asked at {step.wake_at}, which is not after now, {parent.at}"
    if step.ended_as not in ENDS:
        yield f"ends as {step.ended_as}, which is no end of a parent"
    for name, count, most in (
        ("children", len(step.children), CHILDREN_MAX),
        ("bands", len(step.bands), BANDS_MAX),
        ("bytes of memory", len(_ENCODER.encode(step.memory or {})), MEMORY_MAX),
    ):
        if count > most:
            yield f"wants {count} {name}, and {most} are the most"
    yield from _wrong_ids(step, parent)
    for band in step.bands:
        if not all(end is None or end.is_finite() for end in (band.low, band.high)):
            yield "waits for a price that is no number"
    for amend in step.amends:
        yield from _wrong_numbers("an amend", amend.qty, amend.limit_price, parent)
    for child in step.children:
        yield from _wrong_child(child, parent)


def _wrong_ids(step: Step, parent: Parent) -> Iterator[str]:
    for order_id in (*step.cancels, *(each.order_id for each in step.amends)):
        if order_id not in parent.state.open_children:
            yield f"names {order_id}, which is no open child of its parent"


def _wrong_child(child: SubmitOrder, parent: Parent) -> Iterator[str]:
    terms = parent.order.terms
    own = SubmitOrder(
        terms.account,
        terms.instrument,
        terms.side,
        child.qty,
        strategy=terms.strategy,
        principal=terms.principal,
        venue=terms.venue,
        parent_id=parent.order.id,
        role=OrderRole.SLICE,
        correlation_id=terms.correlation_id,
        short_sale=terms.short_sale,
        locate_id=terms.locate_id,
        self_trade=terms.self_trade,
        extended_hours=terms.extended_hours and child.extended_hours,
    )
    for field in SubmitOrder.__struct_fields__:
        if field not in _CHOSEN and getattr(child, field) != getattr(own, field):
            yield f"sets {field} of a child to {getattr(child, field)!r}"
    if child.type not in (OrderType.MARKET, OrderType.LIMIT):
        yield f"wants a {child.type} child: MARKET and LIMIT are its own"
    limit = parent.order.limit_price
    if limit is not None and child.limit_price is None:
        yield f"wants a child without limit under a parent that is limited to {limit}"
    yield from _wrong_numbers("a child", child.qty, child.limit_price, parent)


def _wrong_numbers(
    what: str, qty: Decimal | None, price: Decimal | None, parent: Parent
) -> Iterator[str]:
    if qty is not None and not (qty.is_finite() and qty > 0):
        yield f"wants {what} of {qty}"
    limit = parent.order.limit_price
    if price is None:
        return
    if not price.is_finite():
        yield f"wants {what} at {price}"
    elif limit is not None and (
        price > limit if parent.order.terms.side is Side.BUY else price < limit
    ):
        yield f"wants {what} at {price}, beyond the limit {limit} of its parent"
