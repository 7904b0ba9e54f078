"""RC06 to RC09: what may come of everything that is held, open, in flight and unknown."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderStatus
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.support.limits import WIDE

POSITION = {"base": WIDE, "position_qty_max": Decimal(1_500)}


def _carries_70_000(door: Door) -> None:
    """400 held and 300 open at 100."""
    door.stage.held("400")
    door.yes(door.buy("300", "100.00"))


@accepts("RC06")
def test_exposure_may_come_to_its_limit(door: Door) -> None:
    _carries_70_000(door)
    door.stage.wait(4)
    door.stage.quote()
    door.yes(door.buy("300", "100.00"))


@rejects("RC06")
def test_exposure_may_not_come_to_a_unit_more(door: Door) -> None:
    _carries_70_000(door)
    told = door.no(Reason.GROSS_NOTIONAL_MAX, door.buy, "301", "100.00")
    assert (told.measured, told.limit, told.headroom) == (
        Decimal(100_100),
        Decimal(100_000),
        Decimal(30_000),
    )


@rejects("RC06")
def test_exposure_counts_what_is_unknown(door: Door) -> None:
    door.stage.held("400")
    lost = door.yes(door.buy("300", "100.00"))
    door.stage.tell(r.VenueSilent(lost, "no answer", door.stage.time.now()))
    assert door.stage.order(lost).status is OrderStatus.UNKNOWN
    door.no(Reason.GROSS_NOTIONAL_MAX, door.buy, "301", "100.00")


def _held_both_ways(door: Door) -> None:
    """1,000 held, 400 more being bought and 500 sold."""
    door.stage.limit(**POSITION)
    door.stage.held("1000")
    door.yes(door.buy("400", "99.00"))
    door.yes(door.sell("500", "101.00"))


@accepts("RC07")
def test_a_position_may_come_to_its_limit_at_worst(door: Door) -> None:
    _held_both_ways(door)
    door.yes(door.buy("100", "99.00"))


@rejects("RC07")
def test_open_sales_make_no_room_for_a_purchase(door: Door) -> None:
    _held_both_ways(door)
    told = door.no(Reason.POSITION_LIMIT, door.buy, "101", "99.00")
    assert (told.measured, told.limit) == (Decimal(1_501), Decimal(1_500))


def _at_once(door: Door, qty: str) -> list[bool]:
    terms = {"account": "A1", "instrument": "ABC", "side": "BUY", "type": "LIMIT"}
    both = [{**terms, "qty": Decimal(qty), "limit_price": Decimal(price)} for price in ("99", "98")]
    return [told.ok for told in door.submit_all(both)]


@accepts("RC08")
def test_two_submits_at_once_share_out_the_headroom(door: Door) -> None:
    door.stage.limit(**POSITION)
    door.stage.held("500")
    assert _at_once(door, "500") == [True, True]
    door.stage.check()


@rejects("RC08")
def test_of_two_submits_at_once_that_both_want_it_one_is_refused(door: Door) -> None:
    door.stage.limit(**POSITION)
    door.stage.held("500")
    before = len(door.stage.placed)
    assert sorted(_at_once(door, "600")) == [False, True]
    assert len(door.stage.placed) == before + 1
    assert door.stage.journalled(Reason.POSITION_LIMIT)
    door.stage.check()


@accepts("RC08")
def test_a_reservation_is_given_back_when_the_order_is_over_and_not_before(door: Door) -> None:
    door.stage.limit(**POSITION)
    door.stage.held("500")
    order_id = door.yes(door.buy("600", "99.00"))
    assert door.cancel(order_id).ok
    door.no(Reason.POSITION_LIMIT, door.buy, "600", "98.00")
    door.stage.tell(r.VenueCancels(order_id, door.stage.time.now()))
    door.yes(door.buy("600", "98.00"))


def _open_500_with_400_free(door: Door) -> str:
    door.stage.limit(**POSITION)
    door.stage.held("600")
    order_id = door.yes(door.buy("500", "99.00"))
    door.stage.open(order_id)
    return order_id


@accepts("RC09")
def test_an_order_may_grow_into_what_is_free(door: Door) -> None:
    order_id = _open_500_with_400_free(door)
    before = len(door.stage.placed)
    assert door.replace(order_id, qty=Decimal(900)).ok
    assert len(door.stage.placed) == before + 1
    # until the venue answers the larger one counts, and afterwards the one that is
    door.no(Reason.POSITION_LIMIT, door.buy, "1", "99.00")
    door.stage.tell(r.VenueRejectsReplace(order_id, "NO", "", door.stage.time.now()))
    door.yes(door.buy("400", "98.00"))


@rejects("RC09")
def test_an_order_may_not_grow_beyond_what_is_free(door: Door) -> None:
    order_id = _open_500_with_400_free(door)
    told = door.no(Reason.POSITION_LIMIT, door.replace, order_id, qty=Decimal(1_100))
    assert told.measured == Decimal(1_700)
    assert door.stage.order(order_id).qty == Decimal(500)
