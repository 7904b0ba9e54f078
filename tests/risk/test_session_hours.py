"""RC15: nothing is sent outside the hours of the market, holidays included."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.market.calendars import extended, sessions
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason
from holdfast.model.abilities import PLAIN, Instruction
from holdfast.model.calendar import Session
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import TimeInForce
from tests.risk.f0 import F0, PASSED
from tests.support.desks import OPEN, SECOND

HOUR = 3600 * SECOND
DAY = 24 * HOUR


@pytest.fixture
def f0() -> F0:
    """The fixture on a Thursday in June, as New York opens, its quotes good for days."""
    f0 = F0()
    f0.limit(reference_age_max_ns=30 * DAY)
    f0.take(c.ListInstrument(Instrument("ABC"), (Listing("ABC", "sim", "ABC", calendar="XNYS"),)))
    return f0


def told(f0: F0, days: int = 7) -> None:
    spans = tuple(Session(*each) for each in sessions("XNYS", OPEN, OPEN + days * DAY))
    f0.take(k.SetSessions("XNYS", spans))


def offered(f0: F0) -> None:
    """Let the venue trade outside its regular session."""
    instructions = (*PLAIN.instructions, Instruction.EXTENDED_HOURS)
    f0.take(k.DeclareVenue("sim", replace(PLAIN, instructions=instructions)))


def told_all(f0: F0, days: int = 7) -> None:
    """Tell the sessions with the extended hours around them."""
    span = OPEN, OPEN + days * DAY
    plain = tuple(Session(*each) for each in sessions("XNYS", *span))
    days = tuple(Session(*each) for each in extended("XNYS", *span))
    f0.take(k.SetSessions("XNYS", plain, days))
    offered(f0)


def why(f0: F0, **terms: object) -> str:
    refused = f0.buy("1", "100.00", **terms)
    assert set(refused) <= {Reason.SESSION_CLOSED}
    return refused[Reason.SESSION_CLOSED].detail if refused else ""


def test_a_calendar_that_was_never_told_is_closed(f0: F0) -> None:
    assert why(f0) == "ABC: no sessions of calendar XNYS are known"


def test_the_first_moment_of_a_session_is_open_and_its_last_is_not(f0: F0) -> None:
    told(f0)
    assert why(f0) == ""
    f0.wait(6 * HOUR + HOUR // 2 - 1)
    assert why(f0) == ""
    f0.wait(1)
    assert why(f0) == "ABC: XNYS is between two sessions"


def test_a_weekend_is_closed_and_monday_is_open(f0: F0) -> None:
    told(f0)
    f0.wait(2 * DAY)
    assert why(f0) == "ABC: XNYS is between two sessions"
    f0.wait(2 * DAY)
    assert why(f0) == ""


def test_a_holiday_is_closed(f0: F0) -> None:
    told(f0, 30)
    f0.wait(13 * DAY)  # the fourth of July
    assert why(f0) == "ABC: XNYS is between two sessions"


def test_an_order_that_could_wait_is_refused_all_the_same(f0: F0) -> None:
    told(f0)
    f0.wait(8 * HOUR)
    assert why(f0, time_in_force=TimeInForce.GTC)


def test_what_lies_after_the_last_session_told_is_not_known_to_be_open(f0: F0) -> None:
    told(f0, 1)
    f0.wait(7 * DAY)
    assert why(f0) == "ABC: the known sessions of calendar XNYS do not reach this time"


def test_a_reducing_order_passes_with_a_limit_price_and_never_without(f0: F0) -> None:
    told(f0)
    f0.held("10")
    f0.wait(8 * HOUR)
    assert f0.sell("4", "100.00") == PASSED
    assert list(f0.sell("4")) == [Reason.MARKET_ORDER_PHASE]


def test_extended_hours_pass_in_the_extended_session_and_at_night_nothing_does(f0: F0) -> None:
    told_all(f0)
    assert why(f0, extended_hours=True) == ""
    f0.wait(8 * HOUR)  # half past five in the afternoon
    assert why(f0, extended_hours=True) == ""
    rule = "in the extended one, which takes orders with extended_hours"
    assert why(f0) == f"ABC: XNYS is between two sessions, {rule}"
    f0.wait(3 * HOUR)
    assert why(f0, extended_hours=True) == (
        "ABC: XNYS is between two sessions, the extended one included"
    )
    assert why(f0) == "ABC: XNYS is between two sessions"


def test_a_holiday_has_no_extended_session(f0: F0) -> None:
    told_all(f0, 30)
    f0.wait(13 * DAY)  # the fourth of July
    assert why(f0, extended_hours=True)


def test_a_calendar_that_has_no_extended_hours_says_so(f0: F0) -> None:
    told(f0)
    offered(f0)
    f0.wait(8 * HOUR)
    assert why(f0, extended_hours=True) == (
        "ABC: XNYS is between two sessions, and has no extended hours"
    )


def test_extended_hours_that_make_no_sense_are_refused_with_their_path(f0: F0) -> None:
    sessions_, days = (Session(5, 9),), (Session(4, 12), Session(11, 13))
    (told,) = f0.take(k.SetSessions("X", sessions_, days))
    assert told.refusals[0].detail == "extended[1].opens 11 must not overlap the one before"
    assert f0.take(k.SetSessions("X", sessions_, days[:1])) != []
    assert f0.take(k.SetSessions("X", sessions_, days[:1])) == []
    assert f0.take(k.SetSessions("X", sessions_)) != []
    f0.check()
    f0.check_decisions()


def test_a_listing_without_a_calendar_trades_round_the_clock(f0: F0) -> None:
    f0.take(c.ListInstrument(Instrument("ABC"), (Listing("ABC", "sim", "ABC"),)))
    f0.wait(2 * DAY)
    assert why(f0) == ""


def test_sessions_told_again_change_nothing_and_new_ones_take_their_place(f0: F0) -> None:
    told(f0)
    before = f0.ledger.calendars["XNYS"]
    assert f0.take(k.SetSessions("XNYS", before)) == []
    told(f0, 14)
    assert len(f0.ledger.calendars["XNYS"]) > len(before)
    f0.check()
    f0.check_decisions()


@pytest.mark.parametrize(
    ("calendar", "spans", "rule"),
    [
        ("", ((1, 2),), "must be a name"),
        ("X" * 65, ((1, 2),), "must be a name"),
        ("X", (), "sessions 0 must be 1 to 1000"),
        ("X", tuple((n, n + 1) for n in range(1_001)), "sessions 1001 must be 1 to 1000"),
        ("X", ((2, 2),), "sessions[0].closes 2 must be after opens 2"),
        ("X", ((-1, 2),), "sessions[0].opens -1 must not be before 1970"),
        ("X", ((5, 9), (8, 12)), "sessions[1].opens 8 must not overlap the one before"),
    ],
)
def test_sessions_that_make_no_sense_are_refused_with_their_path(
    f0: F0, calendar: str, spans: tuple, rule: str
) -> None:
    events = f0.take(k.SetSessions(calendar, tuple(Session(*each) for each in spans)))
    assert [type(event) for event in events] == [e.RequestRefused]
    assert rule in events[0].refusals[0].detail
    assert calendar not in f0.ledger.calendars


def test_more_calendars_than_the_limit_are_refused(f0: F0) -> None:
    for number in range(100):
        f0.take(k.SetSessions(f"C{number}", (Session(1, 2),)))
    assert len(f0.ledger.calendars) == 100
    events = f0.take(k.SetSessions("ONE MORE", (Session(1, 2),)))
    assert "more than 100 calendars" in events[0].refusals[0].detail


def test_the_exits_of_a_bracket_go_out_when_the_market_has_closed(f0: F0) -> None:
    told(f0)
    assert f0.buy("10", "100.00", stop_loss=Decimal("95.00")) == PASSED
    f0.wait(8 * HOUR)
    f0.fill("10", "100.00")
    assert f0.last.terms.exit_of
    assert f0.last.refusals == ()


def test_a_change_is_refused_when_the_market_has_closed(f0: F0) -> None:
    told(f0)
    assert f0.buy("10", "99.00", time_in_force=TimeInForce.GTC) == PASSED
    order = f0.last
    f0.take(e_accepts(order.id, f0))
    f0.wait(8 * HOUR)
    events = f0.take(c.ReplaceOrder(order.id, limit_price=Decimal("99.50")))
    assert events[0].refusals[0].code is Reason.SESSION_CLOSED
    assert replace(order.terms) == order.terms
    assert f0.take(c.CancelOrder(order.id))[0].order_id == order.id


def e_accepts(order_id: str, f0: F0) -> object:
    from holdfast.messages.reports import VenueAccepts

    return VenueAccepts(order_id, "V1", f0.time.now())
