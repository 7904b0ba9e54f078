"""RC24, RC25, RC27 and RC32: who sets limits, who lets one order past them, and what if none is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.journal import Batch, JournalError
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.limits import SPECS, Limits
from tests.controls.doors import Door, Told
from tests.controls.rows import accepts, rejects
from tests.support.desks import SECOND as SECOND_NS
from tests.support.limits import F0_LIMITS
from tests.support.people import SECOND, TRADER

HOUR = 3_600
RAISED = replace(F0_LIMITS, order_qty_max=Decimal(1_200), order_value_max=Decimal(60_000))


def _until(door: Door, seconds: int) -> int:
    return door.stage.time.now() + seconds * SECOND_NS


def _raise(door: Door, why: str = "a client's block", **more: object) -> Told:
    return door.govern(c.SetLimits("A1", RAISED, TRADER, why, **more))


@accepts("RC24")
def test_a_raise_that_a_second_person_approves_holds_until_its_time(door: Door) -> None:
    told = _raise(door, until=_until(door, HOUR))
    assert told.ok and told.proposal_id
    door.stage.quote("39.99", "40.01")
    door.no(Reason.ORDER_QTY_MAX, door.buy, "1100", "40.00")
    assert door.approve(told.proposal_id, SECOND).ok
    assert door.stage.desk.ledger.accounts["A1"].limits == RAISED
    door.yes(door.buy("1100", "40.00"))


@rejects("RC24")
def test_a_second_after_its_time_the_old_limit_is_back(door: Door) -> None:
    told = _raise(door, until=_until(door, HOUR))
    assert door.approve(told.proposal_id, SECOND).ok
    door.stage.wait(HOUR + 1)
    door.stage.quote("39.99", "40.01")
    refusal = door.no(Reason.ORDER_QTY_MAX, door.buy, "1100", "40.00")
    assert refusal.limit == Decimal(1_000)
    assert door.stage.desk.ledger.accounts["A1"].limits == F0_LIMITS


@rejects("RC24")
def test_nobody_approves_their_own_raise(door: Door) -> None:
    told = _raise(door, until=_until(door, HOUR))
    door.no(Reason.SAME_PERSON, door.approve, told.proposal_id, TRADER)
    assert door.stage.desk.ledger.accounts["A1"].limits == F0_LIMITS


@rejects("RC24")
def test_a_raise_without_an_end_or_a_reason_is_not_taken(door: Door) -> None:
    door.no(Reason.INVALID_LIMIT, _raise, door)
    door.no(Reason.INVALID_LIMIT, _raise, door, why="", until=_until(door, HOUR))


@accepts("RC24")
def test_what_tightens_holds_at_once_and_is_a_version_of_its_own(door: Door) -> None:
    scope = door.stage.desk.ledger.accounts["A1"].scope
    before = scope.version
    tighter = replace(F0_LIMITS, order_qty_max=Decimal(10))
    assert door.govern(c.SetLimits("A1", tighter, TRADER, "nervous")).ok
    assert (scope.limits, scope.version) == (tighter, before + 1)
    door.no(Reason.ORDER_QTY_MAX, door.buy, "11", "100.00")


BAD_SHEETS = {
    "negative": {"order_qty_max": Decimal(-1)},
    "not a number": {"order_value_max": Decimal("NaN")},
    "unknown symbol": {"restricted": ("NOPE",)},
    "wrong currency": {"currency": "EUR"},
}


@pytest.mark.parametrize("bad", BAD_SHEETS.values(), ids=BAD_SHEETS)
@rejects("RC24")
def test_a_sheet_that_makes_no_sense_is_refused_with_its_path(
    door: Door, bad: dict[str, object]
) -> None:
    (name,) = bad
    command = c.SetLimits("A1", replace(F0_LIMITS, **bad), TRADER, "typo", permanent=True)
    told = door.govern(command)
    assert [each.partition("[")[0] for each in told.fields] == [f"limits.{name}"]
    assert door.stage.desk.ledger.accounts["A1"].limits == F0_LIMITS


# --- soft and hard blocks -------------------------------------------------------------


def _soft(door: Door) -> str:
    """Have an order refused by a soft block, and return the block's id."""
    door.stage.limit(order_value_soft=Decimal(10_000))
    return door.no(Reason.ORDER_VALUE_SOFT, door.buy, "200", "100.00").block_id


@accepts("RC25")
def test_one_item_that_is_acknowledged_by_its_id_passes(door: Door) -> None:
    block = _soft(door)
    assert door.govern(k.Acknowledge(block, TRADER, "meant so")).ok
    door.yes(door.buy("200", "100.00"))


@rejects("RC25")
def test_an_acknowledgement_is_for_one_item_and_not_for_the_next(door: Door) -> None:
    first = _soft(door)
    other = door.no(Reason.ORDER_VALUE_SOFT, door.buy, "300", "100.00").block_id
    assert first != other
    assert door.govern(k.Acknowledge(first, TRADER, "meant so")).ok
    door.no(Reason.ORDER_VALUE_SOFT, door.buy, "300", "100.00")
    door.yes(door.buy("200", "100.00"))
    door.stage.wait(4)
    door.stage.quote()
    door.no(Reason.ORDER_VALUE_SOFT, door.buy, "200", "100.00")


@rejects("RC25")
def test_no_one_call_acknowledges_many_items(door: Door) -> None:
    door.stage.limit(order_value_soft=Decimal(1_000), repeat_max=100)
    blocks = [
        door.no(Reason.ORDER_VALUE_SOFT, door.buy, str(20 + each), "100.00").block_id
        for each in range(7)
    ]
    for many in (",".join(blocks), "*", "", blocks[0].partition("/")[0]):
        door.no(Reason.PERMIT_INVALID, door.govern, k.Acknowledge(many, TRADER, "all fine"))
    door.no(Reason.PERMIT_INVALID, door.govern, k.Acknowledge(blocks[0], TRADER, " "))
    for each in range(7):
        door.no(Reason.ORDER_VALUE_SOFT, door.buy, str(20 + each), "100.00")


@rejects("RC25")
def test_a_hard_block_is_not_overridden_by_whoever_submits(door: Door) -> None:
    door.stage.quote("39.99", "40.01")
    told = door.buy("1001", "40.00")
    assert told.codes == [Reason.ORDER_QTY_MAX]
    assert told.refusals[0].block_id == ""
    block = f"{told.order_id}/{Reason.ORDER_QTY_MAX}"
    door.no(Reason.NOT_OVERRIDABLE, door.govern, k.Acknowledge(block, TRADER, "I want it"))
    door.no(Reason.ORDER_QTY_MAX, door.buy, "1001", "40.00")


# --- authorisations -------------------------------------------------------------------


def _authorised(door: Door) -> None:
    """Have a second person let 1,001 at 40.00 past the limit of 1,000, once."""
    door.stage.quote("39.99", "40.01")
    told = door.buy("1001", "40.00")
    assert told.codes == [Reason.ORDER_QTY_MAX]
    until = _until(door, 60)
    command = k.Authorize(told.order_hash, (Reason.ORDER_QTY_MAX,), until, SECOND, "one block")
    assert door.govern(command).ok


@accepts("RC32")
def test_an_order_that_was_authorised_leaves(door: Door) -> None:
    _authorised(door)
    door.yes(door.buy("1001", "40.00"))


@rejects("RC32")
def test_an_authorisation_is_used_up_by_its_order(door: Door) -> None:
    _authorised(door)
    door.yes(door.buy("1001", "40.00"))
    door.stage.wait(4)
    door.stage.quote("39.99", "40.01")
    door.no(Reason.ORDER_QTY_MAX, door.buy, "1001", "40.00")


@rejects("RC32")
def test_an_authorisation_is_for_no_other_quantity_price_or_side(door: Door) -> None:
    _authorised(door)
    door.no(Reason.ORDER_QTY_MAX, door.buy, "1002", "40.00")
    door.no(Reason.ORDER_QTY_MAX, door.buy, "1001", "39.99")
    door.no(Reason.ORDER_QTY_MAX, door.sell, "1001", "40.00")


@rejects("RC32")
def test_an_authorisation_ends_at_its_time(door: Door) -> None:
    _authorised(door)
    door.stage.wait(61)
    door.stage.quote("39.99", "40.01")
    door.no(Reason.ORDER_QTY_MAX, door.buy, "1001", "40.00")


# --- what is not there ----------------------------------------------------------------


@accepts("RC27")
def test_with_every_limit_loaded_orders_leave(door: Door) -> None:
    door.yes(door.buy("10", "100.00"))


@rejects("RC27")
def test_an_account_without_limits_trades_nothing_and_cancels(door: Door) -> None:
    resting = door.yes(door.buy("10", "99.00"))
    door.stage.limit(Limits())
    told = door.no(Reason.LIMIT_MISSING, door.buy, "11", "100.00")
    assert told.field in SPECS
    assert door.cancel(resting).ok
    assert door.stage.pulled == [resting]


@rejects("RC27")
def test_what_is_not_durable_does_not_leave_and_the_desk_halts(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(batch: Batch) -> None:
        raise JournalError("the disk is gone")

    monkeypatch.setattr(door.stage.journal, "append", fails)
    assert door.is_halted(door.buy, "10", "100.00")
    assert door.stage.placed == []
    assert door.is_halted(door.buy, "11", "100.00")
    assert door.stage.placed == []
