"""Does a bracket make sense? Each fault names its field by path, its value and the rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal, fault
from holdfast.model.bracket import BracketTerms, StopMove, Target
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, ZERO, is_multiple, out_of_range
from holdfast.model.order import Side

TARGETS_MAX = 10
MOVES_MAX = 10
_HUNDRED = Decimal(100)
_SHORT_FORM = ("take_profit", "stop_loss", "stop_loss_limit")


def bracket_faults(order: SubmitOrder, terms: BracketTerms, listing: Listing) -> Iterator[Refusal]:
    """Judge the long form of exits: prices on their sides, parts within the order, moves tighter.

    What compares numbers is asked only once all of them are numbers.
    """
    for field in _SHORT_FORM:
        value = getattr(order, field)
        if value is not None:
            yield fault(field, value, "stands in the bracket where there is one")
    if order.reduce_only:
        yield fault("reduce_only", True, "has no bracket, which would open again what it closed")
    if not terms.targets and terms.stop is None and terms.trail is None:
        yield fault("bracket", None, "needs a target, a stop or a trail")
    for field, count, most in (
        ("targets", len(terms.targets), TARGETS_MAX),
        ("moves", len(terms.moves), MOVES_MAX),
    ):
        if count > most:
            yield fault(f"bracket.{field}", count, f"must be at most {most}")
    wrong = (*_price_faults(terms, listing), *_number_faults(terms))
    yield from wrong
    if not wrong:
        yield from _target_faults(order, terms, listing)
        yield from _stop_faults(order, terms)
        yield from _move_faults(order, terms)


def _price_faults(terms: BracketTerms, listing: Listing) -> Iterator[Refusal]:
    named = [(f"targets[{index}].price", each.price) for index, each in enumerate(terms.targets)]
    named += [
        (f"moves[{index}].{field}", price)
        for index, move in enumerate(terms.moves)
        for field in ("stop", "at_price")
        if (price := getattr(move, field)) is not None
    ]
    named += [
        (field, price)
        for field in ("stop", "stop_limit")
        if (price := getattr(terms, field)) is not None
    ]
    if terms.trail is not None and terms.trail.activation_price is not None:
        named.append(("trail.activation_price", terms.trail.activation_price))
    for path, price in named:
        if out_of_range(price) or price <= ZERO:
            yield fault(f"bracket.{path}", price, "must be a number above 0 and below 1E12")
        elif not is_multiple(price, listing.tick):
            rule = f"must be a multiple of the tick {listing.tick}"
            yield fault(f"bracket.{path}", price, rule, Reason.TICK)


def _number_faults(terms: BracketTerms) -> Iterator[Refusal]:
    for index, target in enumerate(terms.targets):
        for field, number in (("qty", target.qty), ("share", target.share)):
            if number is not None and (out_of_range(number) or number <= ZERO):
                yield fault(f"bracket.targets[{index}].{field}", number, "must be above 0")
    for index, move in enumerate(terms.moves):
        if out_of_range(move.offset):
            yield fault(f"bracket.moves[{index}].offset", move.offset, "must be a number")
    trail = terms.trail
    if trail is not None and (out_of_range(trail.amount) or trail.amount <= ZERO):
        yield fault("bracket.trail.amount", trail.amount, "must be a number above 0")


def _target_faults(order: SubmitOrder, terms: BracketTerms, listing: Listing) -> Iterator[Refusal]:
    is_buy, before = order.side is Side.BUY, order.limit_price
    asked = ZERO
    last = len(terms.targets) - 1
    for index, target in enumerate(terms.targets):
        path, price = f"bracket.targets[{index}]", target.price
        if before is not None and (price <= before if is_buy else price >= before):
            side = "above" if is_buy else "below"
            yield fault(f"{path}.price", price, f"must be {side} {before}, the nearest first")
        before = price
        yield from _part_faults(target, path, listing, is_last=index == last)
        asked += target.qty or (target.share or ZERO) * order.qty
    if asked > order.qty:
        yield fault("bracket.targets", asked, f"are for more than the order's {order.qty}")


def _part_faults(
    target: Target, path: str, listing: Listing, *, is_last: bool
) -> Iterator[Refusal]:
    if target.qty is not None and target.share is not None:
        yield fault(f"{path}.share", target.share, "does not belong beside a qty")
    elif target.qty is None and target.share is None and not is_last:
        yield fault(f"{path}.qty", None, "or a share is needed by all but the last target")
    if target.qty is not None and not is_multiple(target.qty, listing.lot):
        rule = f"must be a multiple of the lot {listing.lot}"
        yield fault(f"{path}.qty", target.qty, rule, Reason.LOT)
    if target.share is not None and target.share > ONE:
        yield fault(f"{path}.share", target.share, "must be at most 1")


def _stop_faults(order: SubmitOrder, terms: BracketTerms) -> Iterator[Refusal]:
    is_buy, stop = order.side is Side.BUY, terms.stop
    if terms.stop_limit is not None and stop is None:
        yield fault("bracket.stop_limit", terms.stop_limit, "needs a stop")
    if stop is not None:
        side = "below" if is_buy else "above"
        bounds = [("limit_price", order.limit_price)]
        bounds += [("first target", terms.targets[0].price)] if terms.targets else []
        for name, price in bounds:
            if price is not None and (stop >= price if is_buy else stop <= price):
                yield fault("bracket.stop", stop, f"must be {side} the {name} {price}")
    if terms.trail is not None:
        yield from _trail_faults(terms, terms.trail)


def _trail_faults(terms: BracketTerms, trail: Trail) -> Iterator[Refusal]:
    path = "bracket.trail"
    if trail.unit is TrailUnit.PERCENT and trail.amount >= _HUNDRED:
        yield fault(f"{path}.amount", trail.amount, "must be below 100 %")
    if trail.unit is TrailUnit.TICKS and trail.amount != int(trail.amount):
        yield fault(f"{path}.amount", trail.amount, "must be whole ticks")
    if trail.activation_price is not None and terms.stop is None:
        rule = "needs a stop that protects until then"
        yield fault(f"{path}.activation_price", trail.activation_price, rule)
    if trail.limit_offset is not None:
        rule = "stands in bracket.stop_limit"
        yield fault(f"{path}.limit_offset", trail.limit_offset, rule)


def _move_faults(order: SubmitOrder, terms: BracketTerms) -> Iterator[Refusal]:
    has_stop = terms.stop is not None or terms.trail is not None
    for index, move in enumerate(terms.moves):
        path = f"bracket.moves[{index}]"
        if not has_stop:
            yield fault(path, None, "needs a stop to move")
        if (move.after_target is None) is (move.at_price is None):
            yield fault(path, None, "needs one of after_target and at_price")
        if move.after_target is not None and not 1 <= move.after_target <= len(terms.targets):
            most = len(terms.targets)
            rule = f"must be from 1 to {most}, the number of targets" if most else "needs targets"
            yield fault(f"{path}.after_target", move.after_target, rule)
        yield from _loosening(order, terms, move, path)


def _loosening(
    order: SubmitOrder, terms: BracketTerms, move: StopMove, path: str
) -> Iterator[Refusal]:
    if move.stop is None or terms.stop is None:
        return
    is_buy = order.side is Side.BUY
    if move.stop <= terms.stop if is_buy else move.stop >= terms.stop:
        side = "above" if is_buy else "below"
        rule = f"must be {side} the stop {terms.stop}, which only tightens"
        yield fault(f"{path}.stop", move.stop, rule)
