"""A volume curve is what usually traded at each time of the day."""

from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.market.tape import open_tape
from holdfast.market.usual_volume import usual_volume
from holdfast.model.numbers import out_of_range
from holdfast.model.order import Side
from holdfast.model.quote import Bar, BookAction, BookMessage, Trade
from holdfast.model.times import SECOND_NS

DAY_NS = 86_400 * SECOND_NS
PRICE = Decimal(10)


def at(day: int, minute: int) -> int:
    return day * DAY_NS + minute * 60 * SECOND_NS


def test_it_is_the_mean_of_the_days_that_have_prints() -> None:
    bar = Bar("X", *[PRICE] * 4, Decimal(30), at(0, 6), 60 * SECOND_NS)
    prints = [
        bar,
        Trade("X", PRICE, Decimal(50), at(2, 5)),
        BookMessage("X", BookAction.EXECUTE, 1, Side.BUY, PRICE, Decimal(20), at(2, 7)),
        BookMessage("X", BookAction.DELETE, 1, Side.BUY, PRICE, Decimal(20), at(2, 8)),
        Trade("Y", PRICE, Decimal(999), at(2, 5)),
    ]
    curve = usual_volume(prints, "X")
    assert curve.faults() == []
    assert (curve.days, curve.bucket_s) == (2, 60)
    # the bar begins at minute 5
    assert curve.volumes[4:9] == (0, 40, 0, 10, 0)
    assert sum(curve.volumes) == 50


def test_a_market_without_prints_has_none() -> None:
    with pytest.raises(ValueError, match="no print of X"):
        usual_volume([], "X")
    with pytest.raises(ValueError, match="must divide a day"):
        usual_volume([], "X", bucket_s=7)


def test_a_share_trades_more_at_the_open_than_at_noon_and_most_at_the_close(shared: Path) -> None:
    tape = open_tape(shared / "marketdata/us_equity_minute/aapl")
    curve = usual_volume(tape.events(), "AAPL")
    opens = 13 * 60 + 30
    assert curve.days == 3
    assert max(range(len(curve.volumes)), key=lambda n: curve.volumes[n]) == 20 * 60 - 1
    assert sum(curve.volumes[opens : opens + 30]) > 2 * sum(curve.volumes[opens + 90 : opens + 120])


def test_a_mean_that_does_not_come_out_even_has_no_more_digits_than_a_door_takes() -> None:
    days = (0, 1, 2, 3, 4, 5, 6)
    prints = [Trade("X", PRICE, Decimal(35448 + day % 2), at(day, 5)) for day in days]
    curve = usual_volume(prints, "X")
    assert curve.volumes[5] == Decimal("35448.428571429")
    assert all(out_of_range(each) is None for each in curve.volumes)
