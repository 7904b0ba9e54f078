"""Citi, 2022: 58 million were meant and 444 billion entered; 711 warnings went with one click."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from holdfast.messages import control as k
from holdfast.messages.plan import Action, Decision, ExecutionParams, Size
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.order import OrderType
from tests.controls.doors import Door, LibraryDoor, RestDoor, Told
from tests.controls.rows import learns
from tests.support.limits import WIDE

MILLION = Decimal(10**6)
NAMES = 349
WARNINGS = 711
ROOMY = {
    "order_qty_max": Decimal(10**9),
    "order_value_max": 9 * Decimal(10**11),
    "position_qty_max": Decimal(10**9),
    "gross_notional_max": 9 * Decimal(10**11),
    "open_value_max": 9 * Decimal(10**11),
    "value_rate_max": 9 * Decimal(10**11),
}


def line(name: str, qty: Decimal | int, price: str, action: Action = Action.BUY) -> Decision:
    return Decision(
        name,
        action,
        size=Size(Decimal(qty)),
        order_type=OrderType.LIMIT,
        limit_price=Decimal(price),
    )


# --- CI-1 -----------------------------------------------------------------------------


@pytest.fixture
def rich(door: Door) -> Door:
    """An account that no limit but that of the basket would keep from the whole mistake."""
    limits = replace(WIDE, basket_value_max=60 * MILLION, **ROOMY)
    door.stage.open_account("BIG", limits, cash="9E+11")
    door.stage.list_instrument("PXM")
    door.stage.quote("7649.99", "7650.01", "PXM")
    # what was shown before it is no move of the market
    door.stage.wait(61)
    door.stage.quote("7649.99", "7650.01", "PXM")
    for each in range(NAMES - 1):
        door.stage.list_instrument(f"N{each}")
    return door


def basket(last: Decision) -> tuple[Decision, ...]:
    """Trade 348 names for 55.7 million, and one more."""
    return (*(line(f"N{each}", 1_600, "100") for each in range(NAMES - 1)), last)


@learns("CI-1")
def test_money_in_the_field_of_units_sends_nothing_of_349_names(rich: Door) -> None:
    meant = line("PXM", 300, "7650")
    wrong = line("PXM", 58_000_000, "7650")
    told = rich.no(Reason.BASKET_VALUE_MAX, rich.plan, "P1", *basket(wrong), account="BIG")
    assert told.measured == 348 * 160_000 + 58_000_000 * Decimal(7650)
    assert rich.stage.sent == []
    assert rich.plan("P1", *basket(meant), account="BIG").ok
    assert len(rich.stage.placed) == NAMES


@learns("CI-1")
def test_the_swapped_line_alone_is_refused_too(rich: Door) -> None:
    wrong = line("PXM", 58_000_000, "7650")
    rich.no(Reason.BASKET_VALUE_MAX, rich.plan, "P2", wrong, account="BIG")
    assert rich.stage.sent == []


@learns("CI-1")
def test_a_swap_below_every_limit_is_seen_against_what_was_meant(rich: Door) -> None:
    wrong = line("PXM", 5_800, "7650")  # 44 million, where 5,800 was an amount of money
    told = rich.no(
        Reason.INTENT_MISMATCH, rich.plan, "P3", wrong, account="BIG", notional=Decimal(5_800)
    )
    assert told.measured == 5_800 * Decimal(7650)
    assert rich.stage.sent == []


@learns("CI-1")
def test_a_thousand_orders_are_judged_as_one_basket_before_any_exists(rich: Door) -> None:
    orders = len(rich.stage.desk.ledger.orders)
    lines = [line(f"N{each % (NAMES - 1)}", 601, "100") for each in range(1_000)]
    rich.no(Reason.BASKET_VALUE_MAX, rich.plan, "P4", *lines, account="BIG")
    assert len(rich.stage.desk.ledger.orders) == orders
    assert rich.stage.sent == []


# --- CI-2 -----------------------------------------------------------------------------


def warned(door: Door, plan_id: str = "W", **more: Any) -> Told:
    """Submit 711 lines, each worth more than may go without a second look."""
    lines = [line("ABC", 20 + each, "100") for each in range(WARNINGS)]
    return door.plan(plan_id, *lines, **more)


@pytest.fixture
def careful(door: Door) -> Door:
    limits = replace(WIDE, order_value_soft=Decimal(1_000), order_qty_max=Decimal(730))
    door.stage.limit(limits)
    return door


def acknowledge(door: Door, block_id: object, **more: object) -> Told:
    """Acknowledge by the door itself; whatever cannot be read is told as it is."""
    if isinstance(door, RestDoor):
        return door._call("POST", "/v1/acknowledge", {"block_id": block_id, "why": "meant", **more})
    command = k.Acknowledge(block_id, door.principal, "meant")  # type: ignore[arg-type]
    return door.govern(command)


def blocks(told: Told) -> list[str]:
    return [each.block_id for each in told.refusals if each.block_id]


@learns("CI-2")
def test_every_warning_has_an_id_of_its_own_and_nothing_leaves(careful: Door) -> None:
    told = warned(careful)
    assert len(set(blocks(told))) == WARNINGS
    assert careful.stage.sent == []


@learns("CI-2")
def test_one_call_that_acknowledges_711_items_is_refused(careful: Door) -> None:
    told = blocks(warned(careful))
    if isinstance(careful, LibraryDoor):
        with pytest.raises(msgspec.ValidationError):
            acknowledge(careful, tuple(told))
    for bulk in (",".join(told), "*", "W", ""):
        assert not acknowledge_text(careful, bulk).ok
    if isinstance(careful, RestDoor):
        for body in ({"block_id": told}, {"block_ids": told}, {"block_id": told[0], "all": True}):
            response = post(careful, {"why": "meant", **body})
            assert response.status_code == 422, response.text
        listed = [{"block_id": each, "why": "meant"} for each in told]
        assert post(careful, listed).status_code == 422
    assert careful.stage.desk.ledger.permits == {}
    again = warned(careful, "W2")
    assert len(blocks(again)) == WARNINGS
    assert careful.stage.sent == []


@learns("CI-2")
def test_what_is_acknowledged_by_its_id_lets_that_one_pass_once(careful: Door) -> None:
    told = blocks(warned(careful))
    assert acknowledge(careful, told[7]).ok
    assert not acknowledge(careful, told[7]).ok
    again = warned(careful, "W2")
    assert len(blocks(again)) == WARNINGS - 1
    (placed,) = careful.stage.placed
    assert placed.terms.qty == 27
    assert len(blocks(warned(careful, "W3"))) >= WARNINGS - 1


@learns("CI-2")
def test_a_hard_block_is_not_overridable(careful: Door) -> None:
    told = careful.plan("H", line("ABC", 731, "100"))
    (soft,) = blocks(told)
    hard = soft.replace(Reason.ORDER_VALUE_SOFT, Reason.ORDER_QTY_MAX)
    assert acknowledge(careful, hard).codes == [Reason.NOT_OVERRIDABLE]
    assert acknowledge(careful, soft).ok
    again = careful.plan("H2", line("ABC", 731, "100"))
    assert again.codes == [Reason.ORDER_QTY_MAX]
    assert careful.stage.sent == []


@learns("CI-2")
def test_a_basket_that_is_all_or_nothing_is_acknowledged_item_by_item_too(careful: Door) -> None:
    lines = [line("ABC", qty, "100") for qty in (5, 20, 21)]
    params = ExecutionParams(all_or_nothing=True)
    told = careful.plan("A", *lines, params=params)
    refused: tuple[Refusal, ...] = told.refusals
    assert [each.field for each in refused] == ["decisions[1].qty", "decisions[2].qty"]
    assert careful.stage.sent == []
    assert acknowledge(careful, refused[0].block_id).ok
    assert len(careful.plan("A", *lines, params=params).refusals) == 1
    assert careful.stage.sent == []
    assert acknowledge(careful, refused[1].block_id).ok
    assert careful.plan("A", *lines, params=params).ok
    assert [each.terms.qty for each in careful.stage.placed] == [5, 20, 21]
    careful.stage.check()


def acknowledge_text(door: Door, text: str) -> Told:
    """Try one text that might be taken for many."""
    if isinstance(door, RestDoor):
        response = post(door, {"block_id": text, "why": "meant"})
        assert response.status_code == 422, response.text
        return Told("", (Refusal(Reason.PERMIT_INVALID),))
    return acknowledge(door, text)


def post(door: RestDoor, body: object) -> Any:
    (response,) = door.stage.run(door._call_all([("POST", "/v1/acknowledge", body)]))
    return response
