"""Complete: one order that rests, and a policy for what is left of it when time has passed.

What is left waits, follows the touch, crosses to the far side, or is cancelled. One child is out at
a time, so nothing is sent again before it is known what became of the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.algos.common import following as f
from holdfast.algos.common import slices
from holdfast.algos.common.params import Fault, fault, seconds_fault
from holdfast.algos.common.reacting import between_fault
from holdfast.algos.common.unreadable import unreadable
from holdfast.core.working import Amend, Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos, is_multiple, out_of_range
from holdfast.model.order import OrderStatus, OrderType, Param, Side, Tactic, TimeInForce
from holdfast.model.times import SECOND_NS

MOVES_MAX = 1_000
RESENT_MAX = 12  # orders that it sends besides those of its moves
_MOVES, _LAST, _AT = "moves", "last", "at"


class Completion(StrEnum):
    """What becomes of the remainder of an order that has not filled in time."""

    WAIT = "WAIT"
    REPRICE = "REPRICE"
    CROSS = "CROSS"
    CANCEL = "CANCEL"


class CompleteParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Durations in seconds, `bound` a price per unit that a moved order never passes.

    `moves_max` and `every_s` are how often, and how far apart, REPRICE and CROSS follow the
    market. After `lasts_s` the parent ends (0: it does not by itself).
    """

    then: Completion
    after_s: int = 60
    bound: Decimal | None = None
    every_s: int = 5
    moves_max: int = 20
    lasts_s: int = 0


class Complete:
    """Work a limit order to its end by a policy."""

    on_child = True

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        try:
            params = _params(terms)
        except msgspec.ValidationError:
            kinds: dict[str, type[msgspec.Struct]]
            kinds = dict.fromkeys(CompleteParams.__struct_fields__, CompleteParams)
            given = {} if terms.tactic is None else terms.tactic.params
            return tuple(fault(name, rule) for name, rule in unreadable(given, kinds))
        found = [
            *seconds_fault("after_s", params.after_s, 0),
            *seconds_fault("every_s", params.every_s),
            *seconds_fault("lasts_s", params.lasts_s, 0),
            *between_fault("moves_max", params.moves_max, 1, MOVES_MAX),
        ]
        if terms.type is not OrderType.LIMIT:
            found.append(("", f"what rests is a LIMIT order, not {terms.type}"))
        found += _bound_faults(terms, params, listing)
        return tuple(fault(name, rule) for name, rule in found)

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin at once."""
        return at

    def step(self, parent: Parent) -> Step:
        """Send the order, and do with what is left of it what its policy says."""
        params, age = _params(parent.order.terms), parent.at - parent.order.created_at
        if params.lasts_s and age >= params.lasts_s * SECOND_NS:
            return Step(ended="its time is over")
        due = age >= params.after_s * SECOND_NS
        if due and params.then is Completion.CANCEL:
            return Step(ended="what was left is cancelled by its policy")
        moves = _moves_due(params, age) if due else 0
        if not parent.open:
            return _sent(parent, params, moves)
        return _moved(parent, params, moves)


def _sent(parent: Parent, params: CompleteParams, moves: int) -> Step:
    """Send what is left, where nothing is out; what the venue ended is sent again by policy."""
    order, state = parent.order, parent.state
    qty = order.qty - state.committed
    was_sent = len(state.children) > int(state.memory.get(_LAST, 0))
    if was_sent and params.then is Completion.WAIT:
        return Step(ended="its venue has ended what was left", ended_as=OrderStatus.CANCELED)
    if qty <= ZERO:
        return Step(wake_at=_wake_at(parent, params, moves))
    if len(state.children) >= params.moves_max + RESENT_MAX:
        return Step(ended="what it sent was ended each time", ended_as=OrderStatus.CANCELED)
    soonest = int(state.memory.get(_AT, 0)) + SECOND_NS
    if parent.at < soonest:
        # a venue that ends what it is sent is not sent more at once
        return Step(wake_at=soonest)
    price = _price(parent, params, moves) or order.limit_price
    memory: dict[str, Param] = {_MOVES: moves, _LAST: len(state.children), _AT: parent.at}
    wake_at = _wake_at(parent, params, moves)
    # whether the gate let it pass is seen when it is asked next
    again = parent.at + SECOND_NS if wake_at is None else min(wake_at, parent.at + SECOND_NS)
    return Step((_child(parent, qty, price),), wake_at=again, memory=memory)


def _moved(parent: Parent, params: CompleteParams, moves: int) -> Step:
    """Move what is out to where the market is now, once for each time that is due."""
    child, done = parent.open[-1], int(parent.state.memory.get(_MOVES, 0))
    wake_at = _wake_at(parent, params, moves)
    if moves <= done:
        return Step(wake_at=wake_at)
    price = _price(parent, params, moves)
    if price is None or not child.is_idle:
        # no market, or an answer is on its way: soon
        return Step(wake_at=parent.at + SECOND_NS)
    memory = {**parent.state.memory, _MOVES: moves}
    if price == child.limit_price:
        return Step(wake_at=wake_at, memory=memory)
    if child.reason:
        # the venue has not changed it before: it goes, and another comes once it is gone
        return Step(cancels=(child.id,), wake_at=wake_at, memory=memory)
    amend = Amend(child.id, limit_price=price)
    return Step(amends=(amend,), wake_at=wake_at, memory=memory)


def _moves_due(params: CompleteParams, age: Nanos) -> int:
    if params.then not in (Completion.REPRICE, Completion.CROSS):
        return 0
    since = age - params.after_s * SECOND_NS
    return min(1 + since // (params.every_s * SECOND_NS), params.moves_max)


def _wake_at(parent: Parent, params: CompleteParams, moves: int) -> Nanos | None:
    """Return when something is due next: the policy, its next move, or the end."""
    begin = parent.order.created_at
    times = [begin + params.after_s * SECOND_NS]
    if params.then in (Completion.REPRICE, Completion.CROSS) and moves < params.moves_max:
        times.append(begin + (params.after_s + moves * params.every_s) * SECOND_NS)
    if params.lasts_s:
        times.append(begin + params.lasts_s * SECOND_NS)
    return min((at for at in times if at > parent.at), default=None)


def _price(parent: Parent, params: CompleteParams, moves: int) -> Decimal | None:
    """Return the price at which what is left should stand now, None where there is no market."""
    quote, side = parent.quote, parent.order.terms.side
    if not moves:
        return parent.order.limit_price
    if quote is None or not quote.bid or not quote.ask:
        return None
    price = f.far(quote, side) if params.then is Completion.CROSS else f.near(quote, side)
    return f.bounded(price, side, params.bound)


def _child(parent: Parent, qty: Decimal, price: Decimal | None) -> SubmitOrder:
    return msgspec.structs.replace(
        slices.slice_of(parent, qty),
        type=OrderType.LIMIT,
        limit_price=price,
        # the parent says when it is over
        time_in_force=TimeInForce.GTC,
        max_slippage_bps=None,
    )


def _bound_faults(terms: SubmitOrder, params: CompleteParams, listing: Listing) -> Iterator[Fault]:
    bound, limit = params.bound, terms.limit_price
    if bound is None:
        if params.then in (Completion.REPRICE, Completion.CROSS):
            yield "bound", f"is needed by {params.then}"
        return
    if out_of_range(bound) or bound <= 0 or not is_multiple(bound, listing.tick):
        yield "bound", f"{bound} must be above 0 and a multiple of {listing.tick}"
        return
    is_buy = terms.side is Side.BUY
    if limit is not None and limit.is_finite() and (bound < limit if is_buy else bound > limit):
        side = "below" if is_buy else "above"
        yield "bound", f"{bound} must not be {side} the limit {limit}"


def _params(terms: SubmitOrder) -> CompleteParams:
    tactic = terms.tactic or Tactic("complete")
    return msgspec.convert(tactic.params, CompleteParams, strict=False)
