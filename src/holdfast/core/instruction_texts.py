"""Orders in words, for people: their terms, instructions and conditions."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.ledger import Order
from holdfast.messages.commands import SubmitOrder
from holdfast.model.bracket import BracketTerms
from holdfast.model.instructions import (
    AllOf,
    AnyOf,
    Condition,
    OrderIs,
    PositionIs,
    PriceIs,
    TimeIs,
    TrailUnit,
)
from holdfast.model.numbers import Nanos, plain
from holdfast.model.order import Param
from holdfast.model.times import rfc3339

_UNITS = {TrailUnit.PRICE: "", TrailUnit.PERCENT: " %", TrailUnit.TICKS: " ticks"}


def terms_text(terms: SubmitOrder) -> str:
    """Say what is to be traded and how, as a trader would."""
    text = f"{terms.side.lower()} {plain(terms.qty)} {terms.instrument} {terms.type}"
    if terms.limit_price is not None:
        text += f" limit {plain(terms.limit_price)}"
    if terms.stop_price is not None:
        text += f" stop {plain(terms.stop_price)}"
    text += f" {terms.time_in_force}"
    if terms.tactic is not None:
        text += f" by {terms.tactic.name} ({params_text(terms.tactic.params)})"
    if terms.take_profit is not None:
        text += f", take profit at {plain(terms.take_profit)}"
    if terms.stop_loss is not None:
        text += f", stop loss at {plain(terms.stop_loss)}"
    if terms.bracket is not None:
        text += _bracket_text(terms.bracket)
    return text + instructions_text(terms)


def _bracket_text(bracket: BracketTerms) -> str:
    text = "".join(f", target at {plain(target.price)}" for target in bracket.targets)
    if bracket.stop is not None:
        text += f", stop at {plain(bracket.stop)}"
    if bracket.trail is not None:
        text += f", trailing by {plain(bracket.trail.amount)} {bracket.trail.unit.lower()}"
    return text


def params_text(params: dict[str, Param]) -> str:
    """Say the parameters of a tactic, by their names."""
    return ", ".join(f"{name} {value}" for name, value in sorted(params.items()))


def instructions_text(terms: SubmitOrder) -> str:
    """Say what an order asks beside type, prices and time in force, empty where nothing."""
    return "".join(f", {each}" for each in _parts(terms))


def is_plain(terms: SubmitOrder) -> bool:
    """Tell whether an order has nothing beside type, quantity, prices and time in force."""
    return (
        terms.tactic is None
        and terms.arm is None
        and terms.take_profit is None
        and terms.stop_loss is None
        and terms.bracket is None
        and terms.max_slippage_bps is None
        and terms.display_qty is None
        and terms.expire_at is None
        and terms.trigger is None
        and terms.trail is None
        and terms.peg is None
        and terms.qty_min is None
        and terms.quote_qty is None
        and terms.target_position is None
        and not (terms.post_only or terms.post_only_slide or terms.reduce_only or terms.all_or_none)
    )


def _parts(terms: SubmitOrder) -> Iterator[str]:
    if terms.trigger is not None:
        yield f"triggered by {terms.trigger}"
    yield from _trail(terms)
    if terms.peg is not None:
        offset = terms.peg.offset
        yield f"pegged to {terms.peg.to}{f' {offset:+}' if offset else ''}"
    if terms.display_qty is not None:
        varies = terms.display_variance
        around = "" if not varies else f", more or less by {plain(varies * 100)} %"
        yield f"showing {plain(terms.display_qty)}{around}"
    if terms.qty_min is not None:
        yield f"first fill at least {plain(terms.qty_min)}"
    yield from _sizes(terms)
    for field in ("post_only", "post_only_slide", "reduce_only", "all_or_none", "extended_hours"):
        # every exit only reduces
        if getattr(terms, field) and not terms.exit_of:
            yield field.replace("_", " ")
    if terms.arm is not None:
        yield f"once {condition_text(terms.arm)}"
    if terms.combo is not None:
        combo = terms.combo
        net = "the market" if combo.limit_price is None else f"net {plain(combo.limit_price)}"
        yield f"as leg {combo.index + 1} of {combo.legs} of {combo.id}, one order at {net}"


def _sizes(terms: SubmitOrder) -> Iterator[str]:
    if terms.max_slippage_bps is not None:
        yield f"at most {plain(terms.max_slippage_bps)} bps from the mid at its arrival"
    if terms.quote_qty is not None:
        yield f"for {plain(terms.quote_qty)} of money"
    if terms.target_position is not None:
        yield f"to hold {plain(terms.target_position)}"


def _trail(terms: SubmitOrder) -> Iterator[str]:
    trail = terms.trail
    if trail is None:
        return
    text = f"trailing by {plain(trail.amount)}{_UNITS[trail.unit]}"
    if trail.activation_price is not None:
        text += f" from {plain(trail.activation_price)}"
    if trail.limit_offset is not None:
        text += f", then a limit {plain(trail.limit_offset)} beyond"
    yield text


def condition_text(condition: Condition) -> str:
    """Say a condition as it is written at the command line."""
    match condition:
        case AllOf() | AnyOf():
            word = " and " if isinstance(condition, AllOf) else " or "
            return f"({word.join(condition_text(each) for each in condition.conditions)})"
        case PriceIs():
            end = _end(condition.at_or_above, condition.at_or_below)
            return f"{condition.instrument} {end} on {condition.source}"
        case PositionIs():
            return f"position {condition.instrument} {_end(condition.at_least, condition.at_most)}"
        case TimeIs():
            return f"time >= {rfc3339(condition.at)}"
        case OrderIs():
            return f"order {condition.order} is {condition.status}"


def _end(above: object, below: object) -> str:
    return f">= {above}" if above is not None else f"<= {below}"


def note_text(memory: dict[str, Param], at: Nanos) -> str:
    """Say what an emulator has noted just now, empty where it is nothing for people."""
    if memory.get("triggered_at") == at:
        return f"triggered by {memory['triggered']}"
    if memory.get("armed_at") == at:
        return "armed: its conditions are met"
    if "met" in memory and "armed_at" not in memory:
        count = len(str(memory["met"]).split(",")) if memory["met"] else 0
        return f"waits: {count or 'none'} of its conditions met so far"
    if "level" in memory and "triggered" not in memory:
        return f"its stop stands at {memory['level']}, after a best price of {memory['best']}"
    return ""


def held_text(order: Order, algo: str, memory: dict[str, Param]) -> str:
    """Say what the desk does with an order that it works in the venue's place, as it stands now."""
    if "triggered" in memory:
        return f"triggered by {memory['triggered']}"
    if algo == "armed":
        return "armed" if "armed_at" in memory else "waits for its conditions"
    if "level" in memory:
        return f"held by the desk: stop at {memory['level']}"
    if algo in ("stop", "touched") and order.stop_price is not None:
        trigger = order.terms.trigger
        source = "last or quote" if trigger is None else str(trigger)
        return f"held by the desk: {algo} at {plain(order.stop_price)} on {source}"
    return f"worked by the desk: {algo}"
