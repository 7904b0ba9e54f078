"""The parameters that algos share: read, judged and named by their path in one place.

An algo says which of them it takes; its own stand in a struct of its own beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from holdfast.algos.common.unreadable import unreadable
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, ZERO, Nanos, is_multiple, out_of_range
from holdfast.model.order import OrderType, Param, Side, Tactic
from holdfast.model.times import MOMENT_RULE, SECOND_NS, parse_moment

DURATION_MAX_S = 7 * 24 * 3600
CROSS_S = 10  # for so long what is left at the end is sent across the spread

# name of a parameter, rule that it breaks
Fault = tuple[str, str]


class CatchUp(StrEnum):
    """What becomes of what earlier slices left: asked for at once, spread, or left to the end."""

    BURST = "burst"
    SPREAD = "spread"
    SKIP = "skip"


class AtEnd(StrEnum):
    """What becomes of what is left when time is over."""

    CANCEL = "cancel"
    CROSS = "cross"
    CONTINUE = "continue"


class Style(StrEnum):
    """How a slice goes to the market.

    An aggressive one takes what is there. A passive one rests at the best of its own side and
    is moved with it at each slice. A mixed one rests, and crosses once its time is over.
    """

    AGGRESSIVE = "aggressive"
    PASSIVE = "passive"
    MIXED = "mixed"


class Common(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """Times in seconds or RFC 3339, quantities in units, prices in the instrument's currency.

    `participation_max` and `jitter` are fractions: of what the market trades, own fills
    included, and of an interval.
    """

    start: str | int = 0  # seconds from acceptance, or a time
    end: str = ""
    duration_s: int | UnsetType = UNSET  # from the start
    participation_max: Decimal | None = None
    would_price: Decimal | None = None  # at this price or better, take all
    slice_qty_min: Decimal = ZERO
    slice_qty_max: Decimal | None = None
    jitter: Decimal = Decimal("0.3")
    catch_up: str | bool = CatchUp.BURST.value  # true and false: burst and skip, as it once was
    at_end: AtEnd = AtEnd.CANCEL
    continue_s: int | UnsetType = UNSET  # how long after the end, where that is what happens then
    style: Style = Style.AGGRESSIVE

    @property
    def catching_up(self) -> CatchUp:
        if isinstance(self.catch_up, bool):
            return CatchUp.BURST if self.catch_up else CatchUp.SKIP
        return CatchUp(_OLD_WORDS.get(self.catch_up, self.catch_up))

    @property
    def overtime_ns(self) -> Nanos:
        """How long after its end a parent may still work."""
        if self.at_end is AtEnd.CANCEL:
            return 0
        seconds = CROSS_S if self.at_end is AtEnd.CROSS else self.continue_s
        return 0 if seconds is UNSET else seconds * SECOND_NS

    def begins(self, taken_at: Nanos) -> Nanos:
        """Return when it begins: never before the parent was taken."""
        if isinstance(self.start, int) or self.start.isdecimal():
            return taken_at + int(self.start) * SECOND_NS
        return max(parse_moment(self.start) or taken_at, taken_at)

    def ends(self, begin: Nanos) -> Nanos | None:
        """Return when time is over, None where nothing says so."""
        if self.duration_s is not UNSET:
            return begin + self.duration_s * SECOND_NS
        return parse_moment(self.end) if self.end else None


# all that `Common` has, for algos that take them all
EVERY: tuple[str, ...] = Common.__struct_fields__

_OLD_WORDS = {"true": CatchUp.BURST.value, "false": CatchUp.SKIP.value}
_Own = TypeVar("_Own", bound=msgspec.Struct)


def read(
    params: dict[str, Param], own: type[_Own], takes: tuple[str, ...] = EVERY
) -> tuple[Common, _Own]:
    """Read parameters; raises msgspec.ValidationError on a name or type that is not right."""
    mine = {name: value for name, value in params.items() if name not in takes}
    shared = {name: value for name, value in params.items() if name in takes}
    return (
        msgspec.convert(shared, Common, strict=False),
        msgspec.convert(mine, own, strict=False),
    )


def judged(
    terms: SubmitOrder,
    listing: Listing,
    own: type[_Own],
    takes: tuple[str, ...] = EVERY,
) -> tuple[tuple[Common, _Own] | None, tuple[Refusal, ...]]:
    """Read the parameters of an order and judge the shared ones; None where they cannot be read."""
    params = (terms.tactic or Tactic("")).params
    try:
        given = read(params, own, takes)
    except msgspec.ValidationError:
        kinds: dict[str, type[msgspec.Struct]] = dict.fromkeys(takes, Common)
        kinds |= dict.fromkeys(own.__struct_fields__, own)
        return None, tuple(fault(name, rule) for name, rule in unreadable(params, kinds))
    found = [fault(name, rule) for name, rule in _faults(given[0], terms, listing)]
    if terms.type not in (OrderType.MARKET, OrderType.LIMIT):
        found.append(fault("", f"slices are MARKET or LIMIT orders, not {terms.type}"))
    return given, tuple(found)


def start_of(terms: SubmitOrder, at: Nanos) -> Nanos:
    """Say when an order's parameters have it begin, for one taken at this time."""
    params = terms.tactic.params if terms.tactic is not None else {}
    start = params.get("start", 0)
    return Common(start=start).begins(at)


def needs_end(common: Common) -> tuple[Refusal, ...]:
    """Refuse parameters that do not say when time is over."""
    if common.duration_s is UNSET and not common.end:
        return (fault("duration_s", "is needed, or an end"),)
    return ()


def fault(name: str, rule: str) -> Refusal:
    """Write a fault of a parameter, named by its path; no name: of all of them together."""
    field = f"tactic.params.{name}" if name else "tactic.params"
    return Refusal(Reason.INVALID_TACTIC, f"{field}: {rule}", field)


def fraction_fault(name: str, value: Decimal, *, whole: bool = True) -> Iterator[Fault]:
    """Tell of a fraction that is not above 0 and at most 1, or below 1 where it is not `whole`."""
    if not value.is_finite() or not (ZERO < value < ONE or (whole and value == ONE)):
        yield name, f"{value} must be above 0 and {'at most' if whole else 'below'} 1"


def price_fault(name: str, price: Decimal, listing: Listing) -> Iterator[Fault]:
    """Tell of a price that no order could have."""
    if out_of_range(price) or price <= 0:
        yield name, f"{price} must be above 0 and below 1E12"
    elif not is_multiple(price, listing.tick):
        yield name, f"{price} must be a multiple of {listing.tick}"


def qty_fault(name: str, qty: Decimal, listing: Listing, least: Decimal = ZERO) -> Iterator[Fault]:
    """Tell of a quantity that is no number of lots, or less than the least."""
    # range first: a remainder of what is out of it cannot be reckoned
    if out_of_range(qty) or qty < least:
        yield name, f"{qty} must be at least {least} and below 1E12"
    elif not is_multiple(qty, listing.lot):
        yield name, f"{qty} must be a multiple of {listing.lot}"


def seconds_fault(name: str, seconds: int, least: int = 1) -> Iterator[Fault]:
    """Tell of a time that is too short or longer than a week."""
    if not least <= seconds <= DURATION_MAX_S:
        yield name, f"{seconds} must be {least} to {DURATION_MAX_S}"


def _faults(common: Common, terms: SubmitOrder, listing: Listing) -> Iterator[Fault]:
    yield from _time_faults(common)
    if common.participation_max is not None:
        yield from fraction_fault("participation_max", common.participation_max)
    if common.would_price is not None:
        yield from _would_faults(common.would_price, terms, listing)
    if not common.jitter.is_finite() or not 0 <= common.jitter < 1:
        yield "jitter", f"{common.jitter} must be at least 0 and below 1"
    yield from _qty_faults(common, listing)
    if not isinstance(common.catch_up, bool):
        words = (*_OLD_WORDS, *(each.value for each in CatchUp))
        if common.catch_up not in words:
            yield "catch_up", f"{common.catch_up} must be burst, spread or skip"
    if common.at_end is AtEnd.CONTINUE and common.continue_s is UNSET:
        yield "continue_s", "is needed where at_end is continue"
    if common.continue_s is not UNSET:
        if common.at_end is not AtEnd.CONTINUE:
            yield "continue_s", f"does not belong to at_end {common.at_end.value}"
        yield from seconds_fault("continue_s", common.continue_s)


def _time_faults(common: Common) -> Iterator[Fault]:
    begin = None
    if isinstance(common.start, int) or common.start.removeprefix("-").isdecimal():
        yield from seconds_fault("start", int(common.start), 0)
    else:
        begin = parse_moment(common.start)
        if begin is None:
            yield "start", f"{common.start} must be seconds from now, or {MOMENT_RULE}"
    if common.duration_s is not UNSET:
        yield from seconds_fault("duration_s", common.duration_s)
    if common.end:
        end = parse_moment(common.end)
        if end is None:
            yield "end", f"{common.end} {MOMENT_RULE}"
        elif begin is not None and end <= begin:
            yield "end", f"{common.end} must lie after the start {common.start}"
        if common.duration_s is not UNSET:
            yield "end", f"{common.end} stands beside duration_s {common.duration_s}: give one"


def _would_faults(price: Decimal, terms: SubmitOrder, listing: Listing) -> Iterator[Fault]:
    found = list(price_fault("would_price", price, listing))
    yield from found
    limit = terms.limit_price
    if found or limit is None or not limit.is_finite():
        return
    if price > limit if terms.side is Side.BUY else price < limit:
        yield "would_price", f"{price} must not be worse than the limit {limit}"


def _qty_faults(common: Common, listing: Listing) -> Iterator[Fault]:
    least, most = common.slice_qty_min, common.slice_qty_max
    yield from qty_fault("slice_qty_min", least, listing)
    if most is not None:
        found = list(qty_fault("slice_qty_max", most, listing, max(listing.lot, listing.qty_min)))
        yield from found
        if not found and least.is_finite() and most < least:
            yield "slice_qty_max", f"{most} must be at least slice_qty_min {least}"
