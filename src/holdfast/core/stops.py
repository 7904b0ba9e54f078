"""Moves of a bracket's stop: after targets, at prices, behind the best price; tighter each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from holdfast.core.exits import held_by, stop_price, target_filled, target_sizes
from holdfast.core.ledger import Bracket, Ledger, Order
from holdfast.messages import contingent as o
from holdfast.messages import events as e
from holdfast.model.band import Band, BandSource
from holdfast.model.bracket import StopMove
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.numbers import ONE, ZERO, ratio, round_down

# a trailing stop is moved once it gains this share of its distance, so that it floods no venue
TRAIL_STEP = Decimal("0.1")
_HUNDRED = Decimal(100)


def moved_by_fills(ledger: Ledger, entry: Order, bracket: Bracket) -> Iterator[e.Event]:
    """Move the stop as far as what has filled says: it begins to trail, targets are done."""
    long_form = entry.terms.bracket
    if long_form is None or bracket.ended or held_by(entry, bracket) <= ZERO:
        return
    trail = long_form.trail
    if trail is not None and trail.activation_price is None and entry.avg_px is not None:
        yield from _tightened(
            ledger, entry, bracket, _trailed(ledger, entry, trail, entry.avg_px), "begins to trail"
        )
    for move in long_form.moves:
        if move.after_target is not None and _are_done(ledger, entry, bracket, move.after_target):
            why = f"target {move.after_target} is filled"
            yield from _tightened(ledger, entry, bracket, _goal(ledger, entry, move), why)


def moved_by_price(
    ledger: Ledger, entry: Order, bracket: Bracket, price: Decimal
) -> Iterator[e.Event]:
    """Move the stop as far as a price says that was reached."""
    long_form = entry.terms.bracket
    if long_form is None or bracket.ended or held_by(entry, bracket) <= ZERO:
        return
    for move in long_form.moves:
        if move.at_price is not None and _is_reached(entry, price, move.at_price):
            goal = _goal(ledger, entry, move)
            yield from _tightened(ledger, entry, bracket, goal, f"{price} was reached")
    trail = long_form.trail
    if trail is not None and (
        trail.activation_price is None or _is_reached(entry, price, trail.activation_price)
    ):
        goal = _trailed(ledger, entry, trail, price)
        yield from _tightened(ledger, entry, bracket, goal, f"trails {price}")


def bands_of(ledger: Ledger, entry: Order, bracket: Bracket) -> tuple[Band, ...]:
    """Return the next price at which the stop may move, on the side that would close a position."""
    long_form = entry.terms.bracket
    if long_form is None or bracket.ended or held_by(entry, bracket) <= ZERO:
        return ()
    prices = [
        move.at_price
        for move in long_form.moves
        if move.at_price is not None and is_tighter(entry, bracket, _goal(ledger, entry, move))
    ]
    if long_form.trail is not None:
        prices.append(_next_trail(ledger, entry, bracket, long_form.trail))
    if not prices:
        return ()
    if entry.is_buy:
        return (Band(BandSource.BID, high=min(prices)),)
    return (Band(BandSource.ASK, low=max(prices)),)


def is_tighter(entry: Order, bracket: Bracket, price: Decimal) -> bool:
    """Tell whether a stop at this price would protect more than where it stands."""
    now = stop_price(entry, bracket)
    if now is None:
        return True
    return price > now if entry.is_buy else price < now


def _tightened(
    ledger: Ledger, entry: Order, bracket: Bracket, price: Decimal, why: str
) -> Iterator[e.Event]:
    if price > ZERO and is_tighter(entry, bracket, price):
        yield o.StopMoved(entry.id, price, why)


def _goal(ledger: Ledger, entry: Order, move: StopMove) -> Decimal:
    """Say where a move puts the stop: at a price, or at what the entry has cost."""
    if move.stop is not None:
        return move.stop
    average = entry.avg_px or ZERO
    wanted = average + move.offset if entry.is_buy else average - move.offset
    return _away(ledger, entry, wanted)


def _away(ledger: Ledger, entry: Order, price: Decimal) -> Decimal:
    """Round a stop to the tick on its far side from the market."""
    tick = ledger.listing_of(entry.terms).tick
    down = round_down(price, tick)
    return down if entry.is_buy or down == price else down + tick


def _distance(ledger: Ledger, entry: Order, trail: Trail, price: Decimal) -> Decimal:
    if trail.unit is TrailUnit.PERCENT:
        return ratio(price * trail.amount, _HUNDRED)
    if trail.unit is TrailUnit.TICKS:
        return trail.amount * ledger.listing_of(entry.terms).tick
    return trail.amount


def _trailed(ledger: Ledger, entry: Order, trail: Trail, price: Decimal) -> Decimal:
    distance = _distance(ledger, entry, trail, price)
    return _away(ledger, entry, price - distance if entry.is_buy else price + distance)


def _next_trail(ledger: Ledger, entry: Order, bracket: Bracket, trail: Trail) -> Decimal:
    """Say at which price the stop is worth moving: its activation, or a step further on."""
    activation, now = trail.activation_price, stop_price(entry, bracket)
    if activation is not None and bracket.stop is None:
        return activation
    base = now if now is not None else entry.avg_px or ZERO
    tick = ledger.listing_of(entry.terms).tick
    step = max(_distance(ledger, entry, trail, base) * TRAIL_STEP, tick)
    aim = base + step if entry.is_buy else base - step
    if trail.unit is TrailUnit.PERCENT:
        part = ratio(trail.amount, _HUNDRED)
        return ratio(aim, ONE - part if entry.is_buy else ONE + part)
    distance = _distance(ledger, entry, trail, base)
    return aim + distance if entry.is_buy else aim - distance


def _are_done(ledger: Ledger, entry: Order, bracket: Bracket, count: int) -> bool:
    """Tell whether the first targets have filled all that they are for."""
    sizes: Iterable[tuple[int, Decimal]] = enumerate(target_sizes(ledger, entry)[:count])
    return all(target_filled(bracket, index + 1) >= size for index, size in sizes)


def _is_reached(entry: Order, price: Decimal, level: Decimal) -> bool:
    return price >= level if entry.is_buy else price <= level
