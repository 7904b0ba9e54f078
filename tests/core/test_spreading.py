"""Multi-leg orders: whole or not at all, in their ratio, at their net price, never left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import spreads as s
from holdfast.messages.control import Kill
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderStatus, Side, TimeInForce
from holdfast.model.scope import Scope
from holdfast.model.spread import OnStranded, SpreadLeg, SpreadStatus, SpreadTerms
from tests.support.desks import SECOND, PlayedDesk
from tests.support.limits import WIDE
from tests.support.pairs import LEGS, children, fill, paired_desk, spread_of, submit

D = Decimal


@pytest.fixture
def desk() -> PlayedDesk:
    return paired_desk()


def test_it_is_filled_when_all_its_legs_are(desk: PlayedDesk) -> None:
    submit(desk)
    fill(desk, "NEAR", "3", "10")
    fill(desk, "FAR", "6", "3")
    spread = spread_of(desk)
    assert (spread.status, spread.done, spread.filled) == (SpreadStatus.FILLED, 3, (3, 6))
    assert not desk.ledger.open_orders
    desk.check()


def test_legs_that_stay_alone_are_unwound_where_that_is_asked_for(desk: PlayedDesk) -> None:
    submit(desk, patience_s=0, on_stranded=OnStranded.UNWIND)
    fill(desk, "NEAR", "2")
    fill(desk, "FAR", "2")
    desk.wait(SECOND)
    spread = spread_of(desk)
    assert (spread.status, spread.done, spread.filled) == (SpreadStatus.CANCELED, 1, (2, 2))
    assert children(desk) == ["SELL 1 NEAR None"]
    assert "1 NEAR stood alone" in desk.ledger.discrepancies[-1].detail
    fill(desk, "NEAR", "1")
    assert desk.ledger.position("A", "NEAR").qty == 1
    assert desk.ledger.position("A", "FAR").qty == -2
    desk.check()


def test_a_cancel_stops_every_leg_and_closes_what_stands_alone(desk: PlayedDesk) -> None:
    spread = submit(desk)
    fill(desk, "NEAR", "2")
    desk.take(c.CancelOrder(spread.id, "trader"))
    (near, far) = (desk.ledger.orders[leg] for leg in spread.legs)
    assert near.status is OrderStatus.CANCELED
    assert far.status is OrderStatus.PENDING_CANCEL
    fill(desk, "FAR", "0")
    assert spread_of(desk).status is SpreadStatus.CANCELED
    assert children(desk) == ["SELL 2 NEAR None"]
    desk.check()


def test_a_cancel_of_one_leg_cancels_the_whole(desk: PlayedDesk) -> None:
    spread = submit(desk, limit_price=D(1))
    desk.take(c.CancelOrder(spread.legs[1], "trader"))
    assert spread_of(desk).status is SpreadStatus.CANCELED
    assert not desk.ledger.open_orders
    desk.check()


def test_a_kill_ends_it_and_sends_nothing_for_what_stands_alone(desk: PlayedDesk) -> None:
    submit(desk)
    fill(desk, "NEAR", "2")
    desk.take(Kill(Scope(), "test", "trader"))
    fill(desk, "FAR", "0")
    assert spread_of(desk).status is SpreadStatus.CANCELED
    assert not children(desk)
    assert "could not be closed" in desk.ledger.discrepancies[-1].detail
    desk.check()


def test_a_leg_that_the_gate_refuses_refuses_the_whole(desk: PlayedDesk) -> None:
    desk.take(c.SetLimits("A", replace(WIDE, order_qty_max=D(5))))
    told = desk.take(s.SubmitSpread(SpreadTerms("A", LEGS, D(3), principal="trader")))
    (refused,) = [each for each in told if isinstance(each, s.SpreadRefused)]
    assert {each.field.split(".")[0] for each in refused.refusals} == {"legs[1]"}
    assert not desk.ledger.orders
    desk.check()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"legs": LEGS[:1]}, "legs"),
        ({"legs": (LEGS[0], LEGS[0])}, "legs[1].instrument"),
        ({"legs": (LEGS[0], SpreadLeg("FAR", Side.SELL, 0))}, "legs[1].ratio"),
        ({"legs": (LEGS[0], SpreadLeg("GONE", Side.SELL))}, "legs[1].instrument"),
        ({"qty": D("1.5")}, "qty"),
        ({"qty": D("NaN")}, "qty"),
        ({"limit_price": D("Infinity")}, "limit_price"),
        ({"time_in_force": TimeInForce.FOK}, "time_in_force"),
        ({"time_in_force": TimeInForce.GTD}, "expire_at"),
        ({"expire_at": 1}, "expire_at"),
        ({"patience_s": -1}, "patience_s"),
        ({"account": "B"}, "account"),
        ({"principal": "nobody"}, "principal"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(
    desk: PlayedDesk, change: dict[str, object], field: str
) -> None:
    given: dict[str, object] = {"account": "A", "legs": LEGS, "qty": D(3), "principal": "trader"}
    terms = SpreadTerms(**{**given, **change})  # type: ignore[arg-type]  # fields by name
    (refused,) = desk.exactly(s.SubmitSpread(terms))
    assert isinstance(refused, s.SpreadRefused)
    assert [each.field for each in refused.refusals] == [field]


def test_the_same_again_changes_nothing_and_another_under_its_id_is_a_conflict(
    desk: PlayedDesk,
) -> None:
    spread = submit(desk)
    assert desk.take(s.SubmitSpread(spread.terms)) == []
    other = SpreadTerms("A", LEGS, D(9), client_order_id="s", principal="trader")
    (refused,) = desk.take(s.SubmitSpread(other))
    assert isinstance(refused, e.RequestRefused)
    assert refused.refusals[0].code is Reason.CLIENT_ORDER_ID_CONFLICT


def test_a_restart_in_the_middle_repeats_nothing(desk: PlayedDesk) -> None:
    submit(desk)
    fill(desk, "NEAR", "3")
    before = len(desk.ledger.orders)
    desk.restart()
    desk.wait(SECOND)
    assert len(desk.ledger.orders) == before, "FAR is not known to have ended"
    (far,) = [o for o in desk.ledger.orders.values() if o.terms.limit_price == D("3.00")]
    desk.take(r.VenueCancels(far.id, desk.time.now(), "IOC"))
    desk.wait(SECOND)
    assert children(desk)[-1:] == ["SELL 6 FAR 3.00"]
    desk.check()
