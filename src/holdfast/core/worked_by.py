"""Who works an order: its venue as it is, the desk by an emulator, or nobody, and then why.

The desk takes off one layer at a time: what an emulator gives out is an order of its own, which
may be one that the venue lacks, too. So an armed stop with a hidden quantity that ends at noon
is four parents, each with one thing to do.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.abilities import PLAIN, Abilities, Instruction
from holdfast.model.ids import VenueId
from holdfast.model.instrument import InstrumentKind
from holdfast.model.order import OrderType as T
from holdfast.model.order import TimeInForce

ARMED, STOP, TOUCHED, TRAILING, TAKING = "armed", "stop", "touched", "trailing", "taking"
AUCTION, PEGGED, ICEBERG = "auction", "pegged", "iceberg"
SLIDING, REDUCING, TIMED = "sliding", "reducing", "timed"
OPENING, LEGS = "opening", "legs"
WAITS_FOR_ROOM = (REDUCING, OPENING)  # asked whenever its position, or what rests there, changes

_TRIGGERED = {
    T.STOP: STOP,
    T.STOP_LIMIT: STOP,
    T.MARKET_IF_TOUCHED: TOUCHED,
    T.LIMIT_IF_TOUCHED: TOUCHED,
    T.TRAILING_STOP: TRAILING,
}
STOP_TYPES = (T.STOP, T.STOP_LIMIT, T.TRAILING_STOP)
ON_CLOSE = (T.MARKET_ON_CLOSE, T.LIMIT_ON_CLOSE)
AT_ONCE = (TimeInForce.IOC, TimeInForce.FOK)
AUCTION_TIMES = (TimeInForce.OPG, TimeInForce.CLS)
_FOK = TimeInForce.FOK


class Beside(StrEnum):
    """What is open beside an order, which matters where a venue holds back what orders would close.

    A stop may not rest opposite to its entry, nor a target beside the stop, nor siblings of a
    list that close the same; exits make way for what closes at once, and resting stops for what
    opens more of what they close.
    """

    NOTHING = "NOTHING"
    ENTRY = "ENTRY"
    STOP = "STOP"
    SIBLING = "SIBLING"
    EXITS = "EXITS"
    STOPS_AGAINST = "STOPS_AGAINST"


class VenueWork(msgspec.Struct, array_like=True, frozen=True):
    """What a venue has declared; `is_narrow` where it lacks something that is taken for granted.

    Plain orders of a venue that is not narrow need no second look.
    """

    abilities: Abilities
    is_narrow: bool = False


_UNDECLARED = VenueWork(PLAIN)


def venue_work(abilities: Abilities) -> VenueWork:
    """Take over what a venue declares."""
    has_all = (
        T.MARKET in abilities.types
        and T.LIMIT in abilities.types
        and TimeInForce.DAY in abilities.times
        and Instruction.POST_ONLY in abilities.instructions
        and Instruction.REDUCE_ONLY in abilities.instructions
        and not abilities.holds_for_orders
        and abilities.fraction_times is None
        and not abilities.plain_trails
        and not abilities.by_kind
    )
    return VenueWork(abilities, not has_all)


def abilities_at(work: dict[VenueId, VenueWork], venue: VenueId, kind: InstrumentKind) -> Abilities:
    """Return what a venue works of such instruments: PLAIN until it has said something else."""
    return work.get(venue, _UNDECLARED).abilities.of(kind)


def worked_by(
    terms: SubmitOrder, abilities: Abilities, beside: Beside = Beside.NOTHING
) -> str | Refusal:
    """Name the emulator that works an order, empty for its venue or its own tactic.

    An exit may have others `beside` it. A refusal says what neither can do truthfully.
    """
    if terms.tactic is not None:
        return ARMED if terms.arm is not None else ""
    unable = _unable(terms, abilities)
    if unable is not None:
        return unable
    if terms.arm is not None:
        return ARMED
    watched = _watched(terms, beside) if abilities.holds_for_orders else ""
    worker = watched or _first_layer(terms, abilities)
    return worker or (OPENING if beside is Beside.STOPS_AGAINST else "")


def _watched(terms: SubmitOrder, beside: Beside) -> str:
    """Name who watches an order that may not rest beside another."""
    if beside in (Beside.NOTHING, Beside.STOPS_AGAINST):
        return ""
    if beside is Beside.EXITS:
        return REDUCING
    return TAKING if terms.type is T.LIMIT else _TRIGGERED.get(terms.type, "")


def _first_layer(terms: SubmitOrder, abilities: Abilities) -> str:
    """Name who takes off what the venue lacks, from the outside in."""
    types, given = abilities.types, abilities.instructions
    lacks_source = terms.trigger is not None and Instruction.TRIGGER_SOURCE not in given
    lacks_words = lacks_source or _trails_richly(terms, abilities)
    if terms.type in _TRIGGERED and (terms.type not in types or lacks_words):
        return _TRIGGERED[terms.type]
    if _waits_for_auction(terms, abilities):
        return AUCTION
    if terms.type is T.PEGGED and T.PEGGED not in types:
        return PEGGED
    if _hides_more(terms, abilities):
        return ICEBERG
    if terms.post_only_slide and Instruction.POST_ONLY_SLIDE not in given:
        return SLIDING
    if terms.reduce_only and Instruction.REDUCE_ONLY not in given:
        return REDUCING
    lacks_time = terms.time_in_force not in abilities.times_for(terms.qty) or (
        # outside the session a venue takes what may rest
        terms.extended_hours and terms.time_in_force is TimeInForce.IOC
    )
    return TIMED if lacks_time or _slips_unchecked(terms, abilities) else ""


def _trails_richly(terms: SubmitOrder, abilities: Abilities) -> bool:
    trail = terms.trail
    is_rich = trail is not None and (trail.activation_price, trail.limit_offset) != (None, None)
    return is_rich and abilities.plain_trails


def _slips_unchecked(terms: SubmitOrder, abilities: Abilities) -> bool:
    """Tell whether a protected market order could not leave as a limit that trades at once."""
    return (
        terms.max_slippage_bps is not None
        and terms.time_in_force is not _FOK
        and TimeInForce.IOC not in abilities.times_for(terms.qty)
    )


def _waits_for_auction(terms: SubmitOrder, abilities: Abilities) -> bool:
    if terms.type in ON_CLOSE:
        return terms.type not in abilities.types
    times = abilities.times_for(terms.qty)
    return terms.time_in_force in AUCTION_TIMES and terms.time_in_force not in times


def _hides_more(terms: SubmitOrder, abilities: Abilities) -> bool:
    if terms.display_qty is None:
        return False
    given = abilities.instructions
    varies = terms.display_variance is not None
    return Instruction.DISPLAY_QTY not in given or (
        varies and Instruction.DISPLAY_VARIANCE not in given
    )


def _unable(terms: SubmitOrder, abilities: Abilities) -> Refusal | None:
    """Refuse what no sequence of other orders comes to."""
    given = abilities.instructions
    if terms.time_in_force is _FOK and _FOK not in abilities.times_for(terms.qty):
        return _no("time_in_force", _FOK, "only a venue can fill whole or not at all")
    if terms.all_or_none and Instruction.ALL_OR_NONE not in given:
        return _no("all_or_none", True, "only a venue can fill whole or not at all")
    if terms.qty_min is not None and Instruction.MIN_QTY not in given:
        return _no("qty_min", terms.qty_min, "only a venue can hold back smaller fills")
    if (terms.post_only or terms.post_only_slide) and Instruction.POST_ONLY not in given:
        field = "post_only" if terms.post_only else "post_only_slide"
        return _no(field, True, "only a venue knows what it would meet")
    if terms.extended_hours and Instruction.EXTENDED_HOURS not in given:
        return _no("extended_hours", True, "only a venue can trade outside its regular session")
    if terms.max_slippage_bps is not None and T.LIMIT not in abilities.types:
        rule = "it lacks LIMIT orders, too"
        return _no("max_slippage_bps", terms.max_slippage_bps, rule)
    needed = T.MARKET if _ends_as_market(terms) else T.LIMIT
    if terms.type not in abilities.types and needed not in abilities.types:
        return _no("type", terms.type, f"it lacks {needed} orders, too")
    return None


def _ends_as_market(terms: SubmitOrder) -> bool:
    if terms.type is T.TRAILING_STOP:
        return terms.trail is None or terms.trail.limit_offset is None
    return terms.type in (T.MARKET, T.STOP, T.MARKET_IF_TOUCHED, T.MARKET_ON_CLOSE)


def _no(field: str, value: object, why: str) -> Refusal:
    detail = f"{field} {value} is not worked by the venue, nor by the desk in its place: {why}"
    return Refusal(Reason.UNSUPPORTED, detail, field)
