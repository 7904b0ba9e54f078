"""Instructions that make no sense together are refused by the gate, before any venue sees them."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.messages.retention import Forget
from holdfast.model.instructions import AnyOf, Condition, OrderIs, TimeIs
from holdfast.model.order import OrderStatus, OrderType, Side, Tactic, TimeInForce
from tests.support.desks import PlayedDesk, ready_desk

ASKED: dict[str, object] = {
    "post_only": True,
    "post_only_slide": True,
    "all_or_none": True,
    "qty_min": D(5),
    "display_qty": D(5),
    "max_slippage_bps": D(20),
}


def refused_for(terms: dict[str, object]) -> list[tuple[str, str, str]]:
    order = c.SubmitOrder("A", "AAPL", Side.BUY, D(10), **terms)  # type: ignore[arg-type]  # names
    (told,) = ready_desk().take(order)
    assert isinstance(told, e.OrderRefused)
    return [(each.code, each.field, each.detail) for each in told.refusals]


@pytest.mark.parametrize("field", ASKED)
@pytest.mark.parametrize("time", [TimeInForce.OPG, TimeInForce.CLS])
def test_an_auction_takes_an_order_as_it_is(field: str, time: TimeInForce) -> None:
    limit = {"type": OrderType.LIMIT, "limit_price": D(100)} if "post" in field else {}
    told = refused_for({**limit, "time_in_force": time, field: ASKED[field]})
    rule = f"{field} {ASKED[field]} does not go with an order for an auction ({time})"
    assert (Reason.INVALID_ORDER, field, rule) in told


def test_so_does_the_close_by_its_type() -> None:
    told = refused_for({"type": OrderType.MARKET_ON_CLOSE, "all_or_none": True})
    rule = "all_or_none True does not go with an order for an auction (MARKET_ON_CLOSE)"
    assert (Reason.INVALID_ORDER, "all_or_none", rule) in told


@pytest.mark.parametrize("time", [TimeInForce.IOC, TimeInForce.FOK])
def test_what_may_only_rest_does_not_trade_at_once(time: TimeInForce) -> None:
    plain = {"type": OrderType.LIMIT, "limit_price": D(100), "post_only": True}
    rule = f"post_only True does not go with {time}: it would never trade"
    assert (Reason.INVALID_ORDER, "post_only", rule) in refused_for(
        {**plain, "time_in_force": time}
    )


def test_what_waits_unseen_for_a_least_fill_shows_nothing() -> None:
    rests = {"type": OrderType.LIMIT, "limit_price": D(100)}
    told = refused_for({**rests, "display_qty": D(5), "qty_min": D(5)})
    rule = "display_qty 5 does not go with qty_min 5: until that has traded it waits unseen"
    assert (Reason.INVALID_ORDER, "display_qty", rule) in told


def conditional(desk: PlayedDesk, condition: Condition) -> list[tuple[str, str, str]]:
    told, *_ = desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), arm=condition))
    refusals = told.refusals if isinstance(told, e.OrderRefused) else ()
    return [(each.code, each.field, each.detail) for each in refusals]


def test_a_condition_on_an_order_that_nobody_knows_would_wait_for_ever() -> None:
    waits = AnyOf((TimeIs(10**18), OrderIs("zzz", OrderStatus.FILLED)))
    field = "arm.conditions[1].order"
    rule = f"{field} zzz is not known: name an order of account A, or any by its id"
    assert conditional(ready_desk(), waits) == [(Reason.UNKNOWN_ORDER, field, rule)]


def test_an_order_that_was_forgotten_is_known_by_no_condition() -> None:
    desk = ready_desk()
    (sent,) = desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), client_order_id="p"))
    assert isinstance(sent, e.OrderSent)
    desk.take(r.VenueCancels(sent.order_id, 0))
    over = OrderIs("p", OrderStatus.CANCELED)
    assert not conditional(desk, over)
    desk.take(Forget(2**62, 0, 10, 2**62))
    for name in ("p", sent.order_id):
        rule = f"arm.order {name} is over and no longer remembered, so nothing can wait for it"
        told = conditional(desk, OrderIs(name, OrderStatus.CANCELED))
        assert told == [(Reason.UNKNOWN_ORDER, "arm.order", rule)]


LIMITED: dict[str, object] = {
    "type": OrderType.LIMIT,
    "limit_price": D(100),
    "extended_hours": True,
}


@pytest.mark.parametrize(
    ("terms", "rule"),
    [
        ({"type": OrderType.MARKET, "limit_price": None}, "needs a LIMIT order, not MARKET"),
        (
            {"type": OrderType.STOP_LIMIT, "stop_price": D(99)},
            "needs a LIMIT order, not STOP_LIMIT",
        ),
        ({"type": OrderType.LIMIT_ON_CLOSE}, "needs a LIMIT order, not LIMIT_ON_CLOSE"),
        ({"time_in_force": TimeInForce.IOC}, "goes with DAY or GTC, not with IOC"),
        ({"time_in_force": TimeInForce.FOK}, "goes with DAY or GTC, not with FOK"),
        ({"time_in_force": TimeInForce.OPG}, "goes with DAY or GTC, not with OPG"),
        (
            {"time_in_force": TimeInForce.GTD, "expire_at": 2**62},
            "goes with DAY or GTC, not with GTD",
        ),
        (
            {"take_profit": D(110)},
            "does not go with take_profit: exits work in the regular session alone",
        ),
        (
            {"stop_loss": D(90)},
            "does not go with stop_loss: exits work in the regular session alone",
        ),
    ],
)
def test_extended_hours_are_for_limit_orders_that_rest(terms: dict[str, object], rule: str) -> None:
    told = refused_for({**LIMITED, **terms})
    assert (Reason.INVALID_ORDER, "extended_hours", f"extended_hours True {rule}") in told


def test_a_tactic_without_a_limit_has_no_extended_hours() -> None:
    tactic = Tactic("twap", {"duration_s": 60})
    told = refused_for({"tactic": tactic, "extended_hours": True})
    rule = "extended_hours True needs a LIMIT order, not MARKET"
    assert told == [(Reason.INVALID_ORDER, "extended_hours", rule)]


def test_where_the_venue_does_not_offer_them_extended_hours_are_refused() -> None:
    ((code, field, detail),) = refused_for(LIMITED)
    assert (code, field) == (Reason.UNSUPPORTED, "extended_hours")
    assert detail.endswith("only a venue can trade outside its regular session")
