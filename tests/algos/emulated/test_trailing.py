"""Trailing stops that the desk holds: they follow, and never loosen."""

from __future__ import annotations

import pytest

from holdfast.model.instructions import Trail, TrailUnit, TriggerSource
from holdfast.model.order import OrderType, Side
from tests.algos.emulated.held_desk import D, ask, children, held_desk, prints

LAST = TriggerSource.LAST


@pytest.mark.parametrize(
    ("trail", "level"),
    [
        (Trail(D(2)), "98"),
        (Trail(D("1.5"), TrailUnit.PERCENT), "98.5"),
        (Trail(D(150), TrailUnit.TICKS), "98.5"),
    ],
)
def test_the_stop_stands_at_its_distance_from_the_best_price(trail: Trail, level: str) -> None:
    desk = held_desk()
    order = ask(desk, 10, type=OrderType.TRAILING_STOP, trail=trail, trigger=LAST)
    for price in ("99", "100", "99.5"):
        prints(desk, price)
    memory = desk.ledger.parents[order.id].memory
    assert (memory["best"], D(str(memory["level"]))) == ("100", D(level))
    desk.restart()
    prints(desk, "98.51")
    assert children(desk) == []
    prints(desk, level)
    assert len(children(desk)) == 1


def test_a_level_off_the_tick_is_rounded_away_from_the_market() -> None:
    for side, level in ((Side.SELL, "99.22"), (Side.BUY, "101.23")):
        desk = held_desk()
        trail = Trail(D(1), TrailUnit.PERCENT)
        order = ask(desk, 1, side, type=OrderType.TRAILING_STOP, trail=trail, trigger=LAST)
        prints(desk, "100.23" if side is Side.SELL else "100.22")
        assert D(str(desk.ledger.parents[order.id].memory["level"])) == D(level)


def test_nothing_counts_before_the_activation_price() -> None:
    desk = held_desk()
    trail = Trail(D(1), activation_price=D(105), limit_offset=D("0.25"))
    order = ask(desk, 10, type=OrderType.TRAILING_STOP, trail=trail, trigger=LAST)
    for price in ("100", "90", "104.99"):
        prints(desk, price)
    assert "best" not in desk.ledger.parents[order.id].memory
    prints(desk, "105")
    desk.quote("103.98", "104.02")
    prints(desk, "104")
    (child,) = children(desk)
    assert (child.terms.type, child.limit_price) == (OrderType.LIMIT, D("103.75"))
