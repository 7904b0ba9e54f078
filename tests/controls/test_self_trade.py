"""RC18: an order that would trade with one of our own, in this account or one of its group."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.order import SelfTrade
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects


def _resting_sale(door: Door, account: str = "A1") -> str:
    order_id = door.yes(door.sell("10", "100.00", account=account))
    door.stage.open(order_id)
    return order_id


def _prevented(door: Door) -> list[tuple[str, Decimal]]:
    return [
        (event.resting_id, event.qty)
        for entry in door.stage.journal.entries()
        for event in entry.events
        if isinstance(event, g.SelfTradePrevented)
    ]


@accepts("RC18")
def test_expire_maker_ends_what_rests_and_the_order_proceeds(door: Door) -> None:
    resting = _resting_sale(door)
    door.yes(door.buy("10", "100.00", self_trade=SelfTrade.EXPIRE_MAKER))
    assert door.stage.pulled == [resting]
    assert _prevented(door) == [(resting, Decimal(10))]


@rejects("RC18")
def test_expire_taker_ends_the_order_and_what_rests_stays(door: Door) -> None:
    resting = _resting_sale(door)
    buy = ("10", "100.00")
    door.no(Reason.SELF_TRADE, door.buy, *buy, self_trade=SelfTrade.EXPIRE_TAKER)
    assert door.stage.pulled == []
    assert _prevented(door) == [(resting, Decimal(10))]


@rejects("RC18")
def test_expire_both_ends_both(door: Door) -> None:
    resting = _resting_sale(door)
    buy = ("10", "100.00")
    door.no(Reason.SELF_TRADE, door.buy, *buy, self_trade=SelfTrade.EXPIRE_BOTH)
    assert door.stage.pulled == [resting]


@accepts("RC18")
def test_none_lets_both_be(door: Door) -> None:
    door.stage.open_account("A2", self_trade=SelfTrade.NONE)
    _resting_sale(door, "A2")
    door.yes(door.buy("10", "100.00", account="A2"))
    assert door.stage.pulled == []
    assert _prevented(door) == []


@rejects("RC18")
def test_an_order_cannot_choose_not_to_be_kept_apart(door: Door) -> None:
    _resting_sale(door)
    door.no(Reason.SELF_TRADE, door.buy, "10", "100.00", self_trade=SelfTrade.NONE)


@pytest.mark.parametrize("group", ["ours", ""])
@rejects("RC18")
def test_accounts_of_one_group_do_not_trade_with_each_other_and_others_do(
    door: Door, group: str
) -> None:
    door.stage.open_account("A2", trade_group=group)
    door.stage.open_account("A3", trade_group=group)
    _resting_sale(door, "A2")
    terms = {"account": "A3", "self_trade": SelfTrade.EXPIRE_TAKER}
    if group:
        door.no(Reason.SELF_TRADE, door.buy, "10", "100.00", **terms)
    else:
        door.yes(door.buy("10", "100.00", **terms))
