"""RC15, RC21 and RC30: what may be traded now, by whom, and how the market behaves."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.abilities import PLAIN, Instruction
from holdfast.model.calendar import Session
from holdfast.model.principal import Principal, Role
from holdfast.model.trading import Phase
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.controls.stage import VENUE
from tests.support.desks import OPEN, SECOND
from tests.support.limits import F0_LIMITS
from tests.support.people import TRADER

HOUR = 3_600


def _phase(door: Door, phase: Phase) -> None:
    door.stage.tell(r.VenuePhase(VENUE, "ABC", phase, door.stage.time.now()))


@accepts("RC15")
def test_what_is_held_may_be_sold(door: Door) -> None:
    door.stage.limit(locate_needed=True)
    door.stage.held("10")
    door.yes(door.sell("10", "100.00"))


@rejects("RC15")
def test_a_unit_more_than_is_held_must_be_marked(door: Door) -> None:
    door.stage.limit(locate_needed=True)
    door.stage.held("10")
    told = door.no(Reason.SHORT_SALE, door.sell, "11", "100.00")
    assert (told.measured, told.limit) == (Decimal(11), Decimal(10))


@accepts("RC15")
def test_a_marked_short_sale_with_its_locate_leaves(door: Door) -> None:
    door.stage.limit(locate_needed=True)
    door.yes(door.sell("11", "100.00", short_sale=True, locate_id="L1"))


@rejects("RC15")
def test_a_marked_short_sale_without_a_locate_is_refused(door: Door) -> None:
    door.stage.limit(locate_needed=True)
    door.no(Reason.SHORT_SALE, door.sell, "11", "100.00", short_sale=True)


@rejects("RC15")
def test_a_halted_symbol_is_not_traded(door: Door) -> None:
    _phase(door, Phase.HALTED)
    door.no(Reason.INSTRUMENT_HALTED, door.buy, "10", "100.00")
    _phase(door, Phase.OPEN)
    door.yes(door.buy("10", "100.00"))


@rejects("RC15")
def test_a_trader_who_is_not_entitled_is_refused(door: Door) -> None:
    door.stage.open_account("A2")
    holder = Principal("eve", roles=(Role.TRADER,), accounts=("A2",))
    door.stage.good(k.SetPrincipal(holder, TRADER, "hired"))
    door.principal = "eve"
    door.no(Reason.NOT_ENTITLED, door.buy, "10", "100.00")


@rejects("RC15")
def test_a_restricted_name_is_bought_no_more(door: Door) -> None:
    door.stage.limit(restricted=("ABC",))
    door.no(Reason.RESTRICTED, door.buy, "10", "100.00")


@accepts("RC15")
def test_what_is_held_of_a_restricted_name_may_be_sold(door: Door) -> None:
    door.stage.held("10")
    door.stage.limit(restricted=("ABC",))
    door.yes(door.sell("10", "100.00"))


@rejects("RC15")
def test_between_two_sessions_nothing_new_is_traded(door: Door) -> None:
    door.stage.list_instrument("HRS", calendar="XTST")
    first = Session(OPEN - HOUR * SECOND, OPEN + HOUR * SECOND)
    second = Session(OPEN + 20 * HOUR * SECOND, OPEN + 26 * HOUR * SECOND)
    door.stage.good(k.SetSessions("XTST", (first, second)))
    door.yes(door.buy("10", "100.00", instrument="HRS"))
    door.stage.wait(2 * HOUR)
    door.stage.quote(instrument="HRS")
    door.no(Reason.SESSION_CLOSED, door.buy, "11", "100.00", instrument="HRS")


@accepts("RC15")
def test_after_the_close_an_order_with_extended_hours_leaves(door: Door) -> None:
    door.stage.list_instrument("HRS", calendar="XTST")
    session = Session(OPEN - HOUR * SECOND, OPEN + HOUR * SECOND)
    day = Session(session.opens, OPEN + 3 * HOUR * SECOND)
    door.stage.good(k.SetSessions("XTST", (session,), (day,)))
    instructions = (*PLAIN.instructions, Instruction.EXTENDED_HOURS)
    door.stage.good(k.DeclareVenue(VENUE, replace(PLAIN, instructions=instructions)))
    door.stage.wait(2 * HOUR)
    door.stage.quote(instrument="HRS")
    door.no(Reason.SESSION_CLOSED, door.buy, "10", "100.00", instrument="HRS")
    door.yes(door.buy("11", "100.00", instrument="HRS", extended_hours=True))


def _two_percent(door: Door) -> None:
    door.stage.limit(spread_max=Decimal("0.02"))


@accepts("RC21")
def test_a_market_order_leaves_where_the_spread_is_narrow(door: Door) -> None:
    _two_percent(door)
    door.stage.quote("99.75", "100.25")
    door.yes(door.buy("10"))


@rejects("RC21")
def test_a_market_order_is_refused_where_the_spread_is_wide(door: Door) -> None:
    _two_percent(door)
    door.stage.quote("98.50", "101.50")
    told = door.no(Reason.SPREAD_MAX, door.buy, "10")
    assert (told.measured, told.limit) == (Decimal("0.03"), Decimal("0.02"))
    door.yes(door.buy("10", "100.00"))


@rejects("RC21")
def test_a_market_order_is_refused_in_an_auction(door: Door) -> None:
    _phase(door, Phase.AUCTION)
    door.no(Reason.MARKET_ORDER_PHASE, door.buy, "10")
    door.yes(door.buy("10", "100.00"))


@rejects("RC21")
def test_a_market_order_is_refused_while_the_market_is_closed_or_halted(door: Door) -> None:
    for phase in (Phase.CLOSED, Phase.HALTED):
        _phase(door, phase)
        door.no(Reason.MARKET_ORDER_PHASE, door.buy, "10")


def _moves(door: Door, to: str) -> None:
    """Let the market go there within nine seconds, under a limit of 5 % in ten."""
    limits = F0_LIMITS
    door.stage.limit(limits, velocity_max=Decimal("0.05"), collar_window_ns=SECOND)
    door.stage.wait(9)
    middle = Decimal(to)
    door.stage.quote(str(middle - Decimal("0.01")), str(middle + Decimal("0.01")))


@accepts("RC30")
def test_a_move_of_4_9_percent_in_ten_seconds_pauses_nothing(door: Door) -> None:
    _moves(door, "104.90")
    door.yes(door.buy("10", "104.00"))


@rejects("RC30")
def test_a_move_of_5_1_percent_pauses_the_symbol_for_a_time(door: Door) -> None:
    resting = door.yes(door.buy("20", "99.00"))
    _moves(door, "105.10")
    door.no(Reason.VELOCITY, door.buy, "10", "104.00")
    assert door.cancel(resting).ok
    assert door.stage.pulled == [resting]
    door.stage.wait(30)
    door.stage.quote("105.09", "105.11")
    before = list(door.stage.placed)
    assert not door.buy("11", "104.00").ok
    assert door.stage.placed == before
    door.stage.wait(31)
    # the pause is over; without a fresh reference it still is none
    door.no(Reason.STALE_REFERENCE, door.buy, "12", "104.00")
    door.stage.quote("105.09", "105.11")
    door.yes(door.buy("13", "104.00"))
