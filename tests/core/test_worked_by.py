"""Who works an order: its venue, an emulator, or nobody."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.core.worked_by import Beside, abilities_at, venue_work, worked_by
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.abilities import PLAIN, Abilities, Instruction, KindAbilities
from holdfast.model.instructions import Peg, PegReference, TimeIs, Trail, TriggerSource
from holdfast.model.instrument import InstrumentKind
from holdfast.model.order import OrderType, Side, Tactic, TimeInForce

D = Decimal
BARE = Abilities((OrderType.MARKET, OrderType.LIMIT), (TimeInForce.DAY,), ())
T, F = OrderType, TimeInForce


def asked(**terms: object) -> SubmitOrder:
    return SubmitOrder("A", "AAPL", Side.BUY, D(10), **terms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("terms", "worker"),
    [
        ({}, ""),
        ({"type": T.STOP, "stop_price": D(9)}, "stop"),
        ({"type": T.LIMIT_IF_TOUCHED}, "touched"),
        ({"type": T.TRAILING_STOP, "trail": Trail(D(1))}, "trailing"),
        ({"type": T.PEGGED, "peg": Peg(PegReference.MID)}, "pegged"),
        ({"type": T.MARKET_ON_CLOSE}, "auction"),
        ({"time_in_force": F.OPG}, "auction"),
        ({"time_in_force": F.GTC}, "timed"),
        ({"type": T.LIMIT, "display_qty": D(1)}, "iceberg"),
        ({"reduce_only": True}, "reducing"),
        ({"max_slippage_bps": D(10)}, "timed"),
        ({"arm": TimeIs(1)}, "armed"),
        ({"arm": TimeIs(1), "tactic": Tactic("twap")}, "armed"),
        ({"tactic": Tactic("twap")}, ""),
        ({"arm": TimeIs(1), "type": T.STOP}, "armed"),
    ],
)
def test_what_a_bare_venue_lacks_has_its_emulator(terms: dict[str, object], worker: str) -> None:
    assert worked_by(asked(**terms), BARE) == worker


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"time_in_force": F.FOK}, "time_in_force"),
        ({"all_or_none": True}, "all_or_none"),
        ({"qty_min": D(1)}, "qty_min"),
        ({"post_only": True}, "post_only"),
        ({"post_only_slide": True}, "post_only_slide"),
        # whatever would hold it back first
        ({"arm": TimeIs(1), "time_in_force": F.FOK}, "time_in_force"),
        ({"type": T.LIMIT, "limit_price": D(9), "extended_hours": True}, "extended_hours"),
    ],
)
def test_what_only_a_venue_can_promise_is_refused(terms: dict[str, object], field: str) -> None:
    refusal = worked_by(asked(**terms), BARE)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (Reason.UNSUPPORTED, field)


def test_a_venue_works_what_it_declares() -> None:
    stop = asked(type=T.STOP, stop_price=D(9))
    assert worked_by(stop, PLAIN) == ""
    named = asked(type=T.STOP, stop_price=D(9), trigger=TriggerSource.MID)
    assert worked_by(named, PLAIN) == "stop"
    able = Abilities(PLAIN.types, PLAIN.times, (Instruction.TRIGGER_SOURCE,))
    assert worked_by(named, able) == ""


def test_outside_the_session_what_shall_trade_at_once_rests_and_is_taken_back() -> None:
    late = replace(PLAIN, instructions=(*PLAIN.instructions, Instruction.EXTENDED_HOURS))
    order = asked(type=T.LIMIT, limit_price=D(9), extended_hours=True)
    assert worked_by(order, late) == ""
    assert worked_by(replace(order, display_qty=D(2)), late) == "iceberg"
    assert worked_by(replace(order, time_in_force=F.IOC), late) == "timed"


def test_a_venue_that_lacks_what_is_taken_for_granted_is_narrow() -> None:
    assert not venue_work(PLAIN).is_narrow
    assert venue_work(BARE).is_narrow


def test_a_protected_market_order_needs_limits() -> None:
    only_market = Abilities((OrderType.MARKET,), tuple(F), ())
    refusal = worked_by(asked(max_slippage_bps=D(10)), only_market)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (Reason.UNSUPPORTED, "max_slippage_bps")
    able = Abilities((OrderType.MARKET, OrderType.LIMIT), tuple(F), ())
    assert worked_by(asked(max_slippage_bps=D(10)), able) == ""
    assert worked_by(asked(max_slippage_bps=D(10), time_in_force=F.FOK), able) == ""


def test_a_fraction_has_times_of_its_own() -> None:
    whole = replace(PLAIN, fraction_times=(F.DAY,))
    assert venue_work(whole).is_narrow
    lasting = {"type": T.LIMIT, "limit_price": D(9), "time_in_force": F.GTC}
    assert worked_by(asked(**lasting), whole) == ""
    assert worked_by(replace(asked(**lasting), qty=D("2.5")), whole) == "timed"
    refusal = worked_by(replace(asked(time_in_force=F.FOK), qty=D("2.5")), whole)
    assert isinstance(refusal, Refusal)
    assert refusal.field == "time_in_force"


def test_a_trail_with_more_than_a_distance_is_worked_here_where_the_venue_has_plain_ones() -> None:
    able = replace(PLAIN, types=(*PLAIN.types, T.TRAILING_STOP))
    rich = asked(type=T.TRAILING_STOP, trail=Trail(D(1), activation_price=D(12)))
    plain = asked(type=T.TRAILING_STOP, trail=Trail(D(1)))
    limited = asked(type=T.TRAILING_STOP, trail=Trail(D(1), limit_offset=D(1)))
    for terms, worker in ((rich, "trailing"), (limited, "trailing"), (plain, "")):
        assert worked_by(terms, replace(able, plain_trails=True)) == worker
        assert worked_by(terms, able) == ""


def test_a_kind_of_instrument_may_have_abilities_of_its_own() -> None:
    coins = KindAbilities(InstrumentKind.CRYPTO_SPOT, BARE)
    work = {"V": venue_work(replace(PLAIN, by_kind=(coins,)))}
    assert work["V"].is_narrow
    assert abilities_at(work, "V", InstrumentKind.CRYPTO_SPOT) is BARE
    assert abilities_at(work, "V", InstrumentKind.EQUITY).types == PLAIN.types
    assert abilities_at({}, "V", InstrumentKind.EQUITY) is PLAIN


def test_an_exit_beside_another_order_is_watched_where_orders_hold_back() -> None:
    holds = replace(PLAIN, holds_for_orders=True)
    stop = asked(type=T.STOP, stop_price=D(9))
    target = asked(type=T.LIMIT, limit_price=D(11))
    for abilities, workers in ((holds, ("", "stop", "taking")), (PLAIN, ("", "", ""))):
        assert worked_by(stop, abilities, Beside.NOTHING) == workers[0]
        assert worked_by(stop, abilities, Beside.ENTRY) == workers[1]
        assert worked_by(target, abilities, Beside.STOP) == workers[2]
        assert worked_by(stop, abilities, Beside.SIBLING) == workers[1]
        assert worked_by(target, abilities, Beside.SIBLING) == workers[2]
        assert worked_by(asked(), abilities, Beside.SIBLING) == ""
