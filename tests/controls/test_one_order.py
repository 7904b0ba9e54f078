"""RC01 to RC05: how large one order may be, and how far its price may stray."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages.refusals import Reason
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects


@accepts("RC01")
def test_an_order_of_the_largest_quantity_leaves(door: Door) -> None:
    # at 40, so that its value is no matter
    door.stage.quote("39.99", "40.01")
    door.yes(door.buy("1000", "40.00"))


@rejects("RC01")
def test_an_order_of_one_unit_more_is_refused(door: Door) -> None:
    door.stage.quote("39.99", "40.01")
    told = door.no(Reason.ORDER_QTY_MAX, door.buy, "1001", "40.00")
    assert (told.measured, told.limit, told.headroom) == (Decimal(1001), Decimal(1000), 1000)


@accepts("RC02")
def test_an_order_of_the_largest_value_leaves(door: Door) -> None:
    door.yes(door.buy("500", "100.00"))


@rejects("RC02")
def test_an_order_of_five_dollars_more_is_refused(door: Door) -> None:
    told = door.no(Reason.ORDER_VALUE_MAX, door.buy, "500", "100.01")
    assert (told.measured, told.limit) == (Decimal("50005.00"), Decimal(50_000))


@rejects("RC02")
def test_a_market_order_is_valued_at_the_ask_and_the_collar(door: Door) -> None:
    # 476 x 100.01 x 1.05 is 49,984.998, one unit more is over
    door.yes(door.buy("476"))
    door.stage.wait(4)
    door.stage.quote()
    door.no(Reason.ORDER_VALUE_MAX, door.buy, "477")


@rejects("RC02")
def test_without_a_usable_price_there_is_no_value_and_no_order(door: Door) -> None:
    door.stage.quote("0", "0")
    door.no(Reason.NO_REFERENCE, door.buy, "1")


@accepts("RC03")
def test_a_price_at_the_collar_leaves(door: Door) -> None:
    bought = door.yes(door.buy("10", "105.00"))
    door.stage.fill(bought, "10")
    door.yes(door.sell("10", "95.00"))


@rejects("RC03")
def test_a_price_beyond_the_collar_is_refused_on_either_side(door: Door) -> None:
    door.no(Reason.PRICE_COLLAR, door.buy, "10", "105.01")
    door.no(Reason.PRICE_COLLAR, door.sell, "10", "94.99")


@accepts("RC04")
def test_a_price_within_the_collar_of_the_window_s_start_leaves(door: Door) -> None:
    door.stage.wait(30)
    door.stage.quote("103.99", "104.01")
    door.yes(door.buy("10", "105.00"))


@rejects("RC04")
def test_a_price_may_not_be_walked_away_within_the_window(door: Door) -> None:
    door.stage.wait(30)
    door.stage.quote("103.99", "104.01")
    told = door.no(Reason.COLLAR_WINDOW, door.buy, "10", "107.00")
    assert told.limit == Decimal("0.05")


@accepts("RC05")
def test_a_reference_of_4_9_seconds_will_do(door: Door) -> None:
    door.stage.wait("4.9")
    door.yes(door.buy("10", "100.00"))


@rejects("RC05")
def test_a_reference_of_5_1_seconds_will_not(door: Door) -> None:
    door.stage.wait("5.1")
    door.no(Reason.STALE_REFERENCE, door.buy, "10", "100.00")


@rejects("RC05")
def test_a_reference_that_is_no_price_will_not_do(door: Door) -> None:
    for nonsense in ("NaN", "0", "-1"):
        door.stage.quote(nonsense, nonsense)
        door.no(Reason.NO_REFERENCE, door.buy, "10", "100.00")
