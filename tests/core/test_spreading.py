"""Multi-leg orders: whole or not at all, in their ratio, at their net price, never left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.core.spreads import Spread
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import spreads as s
from holdfast.messages.control import Kill
from holdfast.messages.refusals import Reason
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, TimeInForce
from holdfast.model.scope import Scope
from holdfast.model.spread import OnStranded, SpreadLeg, SpreadStatus, SpreadTerms
from tests.support.desks import SECOND, PlayedDesk, ready_desk
from tests.support.limits import WIDE

D = Decimal
LEGS = (SpreadLeg("NEAR", Side.BUY, 1), SpreadLeg("FAR", Side.SELL, 2))


@pytest.fixture
def desk() -> PlayedDesk:
    """NEAR is 9.90/10.00 and FAR 3.00/3.10, so that one NEAR less two FAR costs 4.00."""
    desk = ready_desk()
    desk.instrument("NEAR")
    desk.instrument("FAR")
    desk.quote("9.90", "10.00", "NEAR")
    desk.quote("3.00", "3.10", "FAR")
    return desk


def submit(desk: PlayedDesk, **terms: object) -> Spread:
    given: dict[str, object] = {
        "limit_price": D(4),
        "client_order_id": "s",
        "principal": "trader",
        "short_sale": True,
        **terms,
    }
    asked = SpreadTerms("A", LEGS, D(3), **given)  # type: ignore[arg-type]  # fields by name
    desk.take(s.SubmitSpread(asked))
    return spread_of(desk)


def spread_of(desk: PlayedDesk) -> Spread:
    return list(desk.ledger.spreads.all.values())[-1]


def children(desk: PlayedDesk) -> list[str]:
    """Tell what every open child is."""
    ledger = desk.ledger
    return [
        f"{order.terms.side} {order.leaves_qty} {order.terms.instrument} {order.limit_price}"
        for order in map(ledger.orders.__getitem__, ledger.open_orders)
        if order.id not in ledger.parents
    ]


def fill(desk: PlayedDesk, instrument: str, qty: str, price: str = "1") -> None:
    """Fill the newest open child of an instrument; what is left of an IOC is cancelled."""
    ledger = desk.ledger
    child = [
        order
        for order in map(ledger.orders.__getitem__, ledger.open_orders)
        if order.id not in ledger.parents and order.terms.instrument == instrument
    ][-1]
    if D(qty):
        exec_id = f"x{len(ledger.accounts['A'].fills)}"
        desk.take(
            r.VenueFills(
                child.id, exec_id, D(qty), D(price), D(0), "USD", Liquidity.TAKER, desk.time.now()
            )
        )
    if child.is_open and child.terms.time_in_force is TimeInForce.IOC:
        desk.take(r.VenueCancels(child.id, desk.time.now(), "IOC"))


def test_all_legs_leave_together_at_the_touch_that_comes_to_the_net_price(
    desk: PlayedDesk,
) -> None:
    submit(desk)
    assert children(desk) == ["BUY 3 NEAR 10.00", "SELL 6 FAR 3.00"]
    desk.check()


def test_it_waits_for_its_net_price_and_leaves_when_a_leg_brings_it(desk: PlayedDesk) -> None:
    submit(desk, limit_price=D("3.80"))
    assert children(desk) == []
    desk.quote("3.05", "3.15", "FAR")
    desk.wait(0)
    assert children(desk) == [], "3.90 is not 3.80"
    desk.quote("3.10", "3.15", "FAR")
    desk.wait(0)
    assert children(desk) == ["BUY 3 NEAR 10.00", "SELL 6 FAR 3.10"]
    desk.check()


def test_two_legs_that_move_a_little_each_are_noticed(desk: PlayedDesk) -> None:
    submit(desk, limit_price=D("3.80"))
    desk.quote("9.85", "9.90", "NEAR")
    desk.wait(0)
    desk.quote("3.05", "3.15", "FAR")
    desk.wait(0)
    assert children(desk) == ["BUY 3 NEAR 9.90", "SELL 6 FAR 3.05"]


def test_it_is_filled_when_all_its_legs_are(desk: PlayedDesk) -> None:
    submit(desk)
    fill(desk, "NEAR", "3", "10")
    fill(desk, "FAR", "6", "3")
    spread = spread_of(desk)
    assert (spread.status, spread.done, spread.filled) == (SpreadStatus.FILLED, 3, (3, 6))
    assert not desk.ledger.open_orders
    desk.check()


def test_a_slice_is_no_larger_than_what_every_leg_shows(desk: PlayedDesk) -> None:
    given = SpreadTerms("A", LEGS, D(80), D(4), principal="trader", short_sale=True)
    desk.take(s.SubmitSpread(given))
    assert children(desk) == ["BUY 50 NEAR 10.00", "SELL 100 FAR 3.00"]
    fill(desk, "NEAR", "50")
    fill(desk, "FAR", "100")
    desk.wait(SECOND)
    assert children(desk) == ["BUY 30 NEAR 10.00", "SELL 60 FAR 3.00"]
    desk.check()


def test_a_leg_that_is_missing_is_tried_at_the_touch_and_then_at_the_market(
    desk: PlayedDesk,
) -> None:
    submit(desk, patience_s=2)
    fill(desk, "NEAR", "2")
    fill(desk, "FAR", "0")
    desk.wait(0)
    desk.wait(SECOND)
    assert children(desk) == ["SELL 4 FAR 3.00"], "the ratio of what NEAR has traded"
    fill(desk, "FAR", "1")
    desk.wait(0)
    assert children(desk) == [], "what is not there is not asked for twice in a second"
    desk.wait(SECOND)
    assert children(desk) == ["SELL 3 FAR 3.00"]
    desk.wait(2 * SECOND)
    fill(desk, "FAR", "0")
    desk.wait(0)
    assert children(desk) == ["SELL 3 FAR None"]
    fill(desk, "FAR", "3")
    desk.wait(SECOND)
    assert children(desk) == ["BUY 1 NEAR 10.00", "SELL 2 FAR 3.00"], "and it goes on"
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


def test_without_a_limit_the_legs_go_at_the_market(desk: PlayedDesk) -> None:
    submit(desk, limit_price=None)
    assert children(desk) == ["BUY 3 NEAR None", "SELL 6 FAR None"]
    assert all(
        each.terms.type is OrderType.MARKET
        for each in desk.ledger.orders.values()
        if each.terms.parent_id
    )


def test_one_that_must_trade_at_once_ends_where_the_price_is_not_there(desk: PlayedDesk) -> None:
    submit(desk, limit_price=D(1), time_in_force=TimeInForce.IOC)
    assert spread_of(desk).status is SpreadStatus.CANCELED
    assert "IOC" in spread_of(desk).detail


def test_one_with_an_end_expires_then(desk: PlayedDesk) -> None:
    until = desk.time.now() + 10 * SECOND
    submit(desk, limit_price=D(1), time_in_force=TimeInForce.GTD, expire_at=until)
    desk.wait(11 * SECOND)
    assert spread_of(desk).status is SpreadStatus.EXPIRED
    desk.check()
