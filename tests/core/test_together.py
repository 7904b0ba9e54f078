"""What a venue works as one order: its legs leave together, in its words, once, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages import spreads as m
from holdfast.messages.refusals import Reason
from holdfast.model.combo import members
from holdfast.model.order import Liquidity, OrderStatus, SelfTrade, Side, TimeInForce
from holdfast.model.spread import SpreadLeg, SpreadStatus, SpreadTerms
from tests.support.combos import (
    ABILITIES,
    accepted,
    combo_desk,
    combo_of,
    combos,
    legs_of,
    over,
    placed,
    traded,
)
from tests.support.desks import SECOND, PlayedDesk
from tests.support.limits import WIDE
from tests.support.pairs import spread_of, submit

D = Decimal


@pytest.fixture
def desk() -> PlayedDesk:
    return combo_desk()


def test_all_that_is_asked_rests_there_at_its_net_price(desk: PlayedDesk) -> None:
    submit(desk, limit_price=D("3.805"))
    far, near = placed(desk)
    assert (far.terms.instrument, near.terms.instrument) == ("FAR", "NEAR"), "by their symbols"
    combo = combo_of(near)
    assert members(combo.id) == (far.order_id, near.order_id)
    assert (combo.index, combo.legs, combo.ratio, combo.units) == (1, 2, 1, D(3))
    assert combo.limit_price == D("3.80"), "on a tick, on our side"
    assert (near.terms.qty, far.terms.qty, combo_of(far).ratio) == (D(3), D(6), 2)
    assert near.terms.time_in_force is TimeInForce.DAY
    accepted(desk)
    desk.wait(3_600 * SECOND)
    assert len(placed(desk)) == 2, "and nobody watches touches"
    desk.check()
    desk.check_decisions()


def test_a_credit_is_below_zero_and_never_less_than_asked(desk: PlayedDesk) -> None:
    legs = (SpreadLeg("NEAR", Side.SELL, 1), SpreadLeg("FAR", Side.BUY, 2))
    submit(desk, limit_price=D("-3.805"), legs=legs)
    assert combo_of(placed(desk)[0]).limit_price == D("-3.81")


def test_it_trades_in_parts_and_ends_filled(desk: PlayedDesk) -> None:
    submit(desk)
    accepted(desk)
    traded(desk, 1, "3", "9.90")
    desk.wait(SECOND)
    assert spread_of(desk).status is SpreadStatus.WORKING
    assert len(combos(desk)) == 1
    traded(desk, 2, "3", "9.95")
    spread = spread_of(desk)
    assert (spread.status, spread.done, spread.filled) == (SpreadStatus.FILLED, 3, (3, 6))
    assert desk.ledger.position("A", "FAR").qty == -6
    assert not desk.ledger.open_orders
    desk.check()
    desk.check_decisions()


def test_fills_of_its_legs_that_come_one_by_one_send_nothing(desk: PlayedDesk) -> None:
    submit(desk)
    accepted(desk)
    far, near = legs_of(desk)
    desk.take(r.VenueFills(near.id, "n", D(3), D(9), D(0), "USD", Liquidity.TAKER, desk.time.now()))
    desk.wait(10 * SECOND)
    assert len(placed(desk)) == 2
    assert far.is_open
    assert not pulled(desk)


def test_a_cancel_takes_every_leg_along_and_names_the_whole(desk: PlayedDesk) -> None:
    spread = submit(desk)
    accepted(desk)
    desk.take(c.CancelOrder(spread.id, "trader"))
    name = combos(desk)[0]
    assert [each.known_as for each in pulled(desk)] == [name, name]
    over(desk)
    assert spread_of(desk).status is SpreadStatus.CANCELED
    assert not desk.ledger.open_orders
    desk.check()


def test_a_cancel_of_one_leg_at_the_venue_ends_the_whole(desk: PlayedDesk) -> None:
    submit(desk)
    accepted(desk)
    traded(desk, 1, "3", "9.90")
    over(desk)
    desk.wait(SECOND)
    spread = spread_of(desk)
    assert (spread.status, spread.done) == (SpreadStatus.CANCELED, 1)
    assert len(combos(desk)) == 1
    desk.check()


def test_what_is_left_of_one_that_has_ended_goes(desk: PlayedDesk) -> None:
    submit(desk)
    accepted(desk)
    far, near = legs_of(desk)
    desk.take(r.VenueCancels(near.id, desk.time.now(), "by hand"))
    assert not pulled(desk), "the other's end may be on its way"
    desk.wait(2 * SECOND)
    assert [each.order_id for each in pulled(desk)] == [far.id]


def test_a_rejection_ends_it_with_the_venues_words(desk: PlayedDesk) -> None:
    submit(desk)
    for leg in legs_of(desk):
        desk.take(r.VenueRejects(leg.id, "40310000", "not enough", desk.time.now()))
    desk.wait(10 * SECOND)
    assert spread_of(desk).status is SpreadStatus.CANCELED
    assert "not enough" in spread_of(desk).detail
    assert len(combos(desk)) == 1, "who would not have it is not asked again"
    desk.check()


def test_one_leg_that_the_gate_refuses_keeps_all_here(desk: PlayedDesk) -> None:
    submit(desk, limit_price=D(4))
    over_and_anew(desk)
    before = len(placed(desk))
    desk.take(c.SetLimits("A", replace(WIDE, order_qty_max=D(5))))
    told = desk.wait(2 * SECOND)
    refused = [each for each in told if isinstance(each, e.OrderRefused)]
    assert [each.terms.instrument for each in refused] == ["FAR"]
    assert len(placed(desk)) == before, "NEAR alone would have passed"
    desk.check()
    desk.check_decisions()
    desk.take(c.SetLimits("A", WIDE))
    desk.wait(4 * SECOND)
    assert len(placed(desk)) == before + 2
    desk.check_decisions()


def test_what_the_gate_refuses_again_and_again_ends(desk: PlayedDesk) -> None:
    submit(desk)
    over_and_anew(desk)
    desk.take(c.SetLimits("A", replace(WIDE, order_qty_max=D(5))))
    desk.wait(70 * SECOND)
    assert spread_of(desk).status is SpreadStatus.CANCELED
    assert "came to nothing" in spread_of(desk).detail
    desk.check()


def test_a_lost_answer_is_asked_after_under_the_name_of_the_whole(desk: PlayedDesk) -> None:
    submit(desk)
    for leg in legs_of(desk):
        desk.take(r.VenueSilent(leg.id, "a timeout", desk.time.now()))
    asked = [each for each in desk.venue.sent if isinstance(each, q.QueryOrder)]
    assert {each.known_as for each in asked} == set(combos(desk))
    desk.wait(10 * SECOND)
    assert len(combos(desk)) == 1
    for leg in legs_of(desk):
        number = desk.ledger.questions.open[leg.id].number
        desk.take(
            r.VenueStates(
                leg.id, "V", OrderStatus.NEW, leg.qty, D(0), None, None, desk.time.now(), number
            )
        )
    assert [leg.status for leg in legs_of(desk)] == [OrderStatus.NEW, OrderStatus.NEW]
    assert not desk.ledger.discrepancies, "its legs have no price of their own there"
    desk.check()


def test_one_that_never_arrived_is_sent_anew_under_another_name(desk: PlayedDesk) -> None:
    submit(desk)
    never_arrives(desk)
    desk.wait(2 * SECOND)
    assert len(combos(desk)) == 2
    assert len(set(combos(desk))) == 2
    accepted(desk)
    desk.check()
    desk.check_decisions()


def test_a_leg_that_could_not_leave_takes_the_others_back(desk: PlayedDesk) -> None:
    submit(desk)
    far, near = legs_of(desk)
    desk.take(r.VenueUnreachable(near.id, "lane full", desk.time.now(), unsent=True))
    desk.wait(2 * SECOND)
    assert [each.order_id for each in pulled(desk)] == [far.id]
    desk.take(r.VenueUnreachable(far.id, "it waits for its others", desk.time.now(), unsent=True))
    desk.wait(2 * SECOND)
    assert len(combos(desk)) == 2
    desk.check()


def test_a_restart_repeats_nothing_and_asks_by_its_name(desk: PlayedDesk) -> None:
    submit(desk)
    desk.venue.sent.clear()
    desk.restart()
    desk.wait(10 * SECOND)
    asked = [each for each in desk.venue.sent if isinstance(each, q.QueryOrder)]
    assert {len(members(each.known_as)) for each in asked} == {2}
    assert not placed(desk)
    desk.check()


def test_a_day_that_is_over_ends_it_and_another_lasts_to_the_next(desk: PlayedDesk) -> None:
    for tif, expected in ((TimeInForce.DAY, 1), (TimeInForce.GTC, 2)):
        desk = combo_desk()
        submit(desk, time_in_force=tif)
        accepted(desk)
        over(desk, r.VenueExpires)
        desk.wait(3 * SECOND)
        assert len(combos(desk)) == expected, tif
    assert spread_of(desk).status is SpreadStatus.WORKING


def test_one_with_an_end_is_taken_back_then(desk: PlayedDesk) -> None:
    until = desk.time.now() + 10 * SECOND
    submit(desk, time_in_force=TimeInForce.GTD, expire_at=until)
    accepted(desk)
    desk.wait(11 * SECOND)
    assert len(pulled(desk)) == 2
    over(desk)
    assert spread_of(desk).status is SpreadStatus.EXPIRED
    desk.check()


def test_one_that_must_trade_at_once_is_taken_back_after_a_moment(desk: PlayedDesk) -> None:
    submit(desk, time_in_force=TimeInForce.IOC)
    accepted(desk)
    assert not pulled(desk)
    desk.wait(SECOND)
    assert len(pulled(desk)) == 2


def test_one_for_at_once_that_is_rejected_says_why(desk: PlayedDesk) -> None:
    submit(desk, time_in_force=TimeInForce.IOC)
    for leg in legs_of(desk):
        desk.take(r.VenueRejects(leg.id, "NO", "uncovered", desk.time.now()))
    desk.wait(SECOND)
    assert "uncovered" in spread_of(desk).detail


def test_at_the_market_it_has_no_limit_unless_it_may_not_slip(desk: PlayedDesk) -> None:
    submit(desk, limit_price=None)
    assert combo_of(placed(desk)[0]).limit_price is None
    other = combo_desk()
    submit(other, limit_price=None, max_slippage_bps=D(100))
    assert combo_of(placed(other)[0]).limit_price == D("4.16"), "10.10 less twice 2.97"


@pytest.mark.parametrize(
    ("abilities", "legs"),
    [
        (replace(ABILITIES, combos=0), None),
        (replace(ABILITIES, combos=1), None),
        (ABILITIES, (SpreadLeg("NEAR", Side.BUY, 2), SpreadLeg("FAR", Side.SELL, 4))),
    ],
)
def test_what_the_venue_has_no_words_for_is_worked_leg_by_leg(
    abilities: object, legs: object
) -> None:
    desk = combo_desk(abilities)  # type: ignore[arg-type]  # of the table above
    submit(desk, limit_price=D(8), **({} if legs is None else {"legs": legs}))
    assert placed(desk)
    assert all(each.terms.combo is None for each in placed(desk))


def test_a_caller_may_not_say_that_an_order_is_a_leg(desk: PlayedDesk) -> None:
    submit(desk)
    combo = combo_of(placed(desk)[0])
    order = c.SubmitOrder("A", "NEAR", Side.BUY, D(1), client_order_id="x", combo=combo)
    (refused,) = desk.take(order)
    assert isinstance(refused, e.OrderRefused)
    assert refused.refusals[0].field == "combo"


def pulled(desk: PlayedDesk) -> list[q.PullOrder]:
    return [each for each in desk.venue.sent if isinstance(each, q.PullOrder)]


def never_arrives(desk: PlayedDesk) -> None:
    for leg in legs_of(desk):
        desk.take(r.VenueSilent(leg.id, "a timeout", desk.time.now()))
    for leg in legs_of(desk):
        desk.take(r.VenueKnowsNot(leg.id, True, desk.time.now()))


over_and_anew = never_arrives


MIRROR = (SpreadLeg("NEAR", Side.SELL, 1), SpreadLeg("FAR", Side.BUY, 2))


@pytest.mark.parametrize(
    ("net", "legs", "meets"),
    [
        ("-3.90", MIRROR, False),
        ("-3.80", MIRROR, True),
        ("-3.70", MIRROR, True),
        (None, MIRROR, True),
        ("-6.70", (SpreadLeg("NEAR", Side.SELL, 1), SpreadLeg("FAR", Side.BUY, 1)), False),
        ("3.80", (SpreadLeg("NEAR", Side.BUY, 1), SpreadLeg("FAR", Side.SELL, 2)), False),
    ],
)
def test_a_combo_meets_its_mirror_alone_and_by_their_net_prices(
    net: str | None, legs: tuple[SpreadLeg, ...], meets: bool
) -> None:
    desk = combo_desk(self_trade=SelfTrade.EXPIRE_TAKER)
    submit(desk, limit_price=D("3.80"))
    accepted(desk)
    before = len(placed(desk))
    limit = None if net is None else D(net)
    named = {"client_order_id": "mirror", "principal": "trader", "short_sale": True}
    terms = SpreadTerms("A", legs, D(3), limit, **named)
    told = [*desk.take(m.SubmitSpread(terms)), *desk.wait(SECOND)]
    refused = [each for each in told if isinstance(each, e.OrderRefused)]
    kept_apart = any(each.refusals[0].code is Reason.SELF_TRADE for each in refused)
    assert (kept_apart, len(placed(desk)) == before) == (meets, meets)
    desk.check()
    desk.check_decisions()


def test_an_order_by_itself_does_not_meet_the_leg_of_a_combo() -> None:
    desk = combo_desk(self_trade=SelfTrade.EXPIRE_TAKER)
    submit(desk, limit_price=D("3.80"))
    accepted(desk)
    (near,) = [each for each in placed(desk) if each.terms.instrument == "NEAR"]
    assert near.terms.side is Side.BUY
    told = desk.take(c.SubmitOrder("A", "NEAR", Side.SELL, D(1), short_sale=True))
    assert [type(each) for each in told] == [e.OrderSent]
    desk.check()


def test_a_net_price_is_a_limit_however_wide_the_quotes_of_its_legs_are(desk: PlayedDesk) -> None:
    narrow = replace(WIDE, spread_max=D("0.0001"))
    desk.take(c.SetLimits("A", narrow))
    submit(desk, limit_price=D("3.80"))
    assert len(placed(desk)) == 2
    desk.check_decisions()


def test_legs_at_the_market_are_judged_by_their_quotes_as_they_leave(desk: PlayedDesk) -> None:
    desk.take(c.SetLimits("A", replace(WIDE, spread_max=D("0.0001"))))
    submit(desk, limit_price=None)
    told = desk.wait(70 * SECOND)
    codes = {each.refusals[0].code for each in told if isinstance(each, e.OrderRefused)}
    assert (placed(desk), codes) == ([], {Reason.SPREAD_MAX})
    assert spread_of(desk).status is SpreadStatus.CANCELED
    desk.check_decisions()


def refused_codes(told: list[e.Event]) -> set[Reason]:
    return {each.refusals[0].code for each in told if isinstance(each, e.OrderRefused)}


def test_a_net_price_far_through_the_market_is_refused(desk: PlayedDesk) -> None:
    """Whatever its legs' quotes are: the venue hears of the net price alone."""
    assert WIDE.price_collar == D("0.05")
    # NEAR 9.95 less two FAR of 3.05 is 3.85, and five per cent of 16.05 are 0.8025
    submit(desk, limit_price=D("4.66"))
    told = desk.wait(SECOND)
    assert (placed(desk), refused_codes(told)) == ([], {Reason.PRICE_COLLAR})
    desk.check_decisions()


def test_a_net_price_within_the_collar_passes_however_wide_its_legs_are_quoted(
    desk: PlayedDesk,
) -> None:
    desk.quote("8.00", "11.90", "NEAR")
    submit(desk, limit_price=D("4.60"))
    assert len(placed(desk)) == 2
    desk.check_decisions()
