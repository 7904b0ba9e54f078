"""Implementation shortfall: the trajectory of Almgren and Chriss."""

from __future__ import annotations

from decimal import Decimal
from math import log, sinh, sqrt

import pytest

from holdfast.algos.implementation_shortfall import (
    ImplementationShortfall,
    traded,
    volatility_of,
)
from tests.algos.worked import LISTING, Worked, asked

SHORTFALL = ImplementationShortfall()


def work(qty: str = "1000", **params: object) -> Worked:
    given = {"duration_s": 3600, "slices": 4, "jitter": "0", **params}
    working = Worked(SHORTFALL, asked("is", qty, **given))
    working.order.arrival_price = Decimal(100)
    return working


def sizes(working: Worked) -> list[Decimal]:
    return [qty for _, qty in working.run()]


@pytest.mark.parametrize("urgency", ["0.5", "2", "5", "20"])
@pytest.mark.parametrize("passed", ["0", "0.1", "0.5", "0.9", "1"])
def test_what_is_left_is_a_hyperbolic_sine(urgency: str, passed: str) -> None:
    steep, time = float(urgency), float(passed)
    told = traded(Decimal(urgency), Decimal(passed))
    assert float(told) == pytest.approx(1 - sinh(steep * (1 - time)) / sinh(steep), abs=1e-12)


def test_no_urgency_is_a_straight_line() -> None:
    assert traded(Decimal(0), Decimal("0.25")) == Decimal("0.25")
    assert sizes(work(urgency="0")) == [250] * 4


def test_urgency_sends_more_at_first() -> None:
    shares = [1 - sinh(2 * (1 - index / 4)) / sinh(2) for index in range(5)]
    whole = [int(1000 * each) for each in shares]
    assert sizes(work(urgency="2")) == [after - whole[i] for i, after in enumerate(whole[1:])]
    hasty, calm = sizes(work(urgency="5")), sizes(work(urgency="1"))
    assert hasty[0] > calm[0]
    assert sum(hasty) == sum(calm) == 1000


def test_the_trajectory_is_the_same_on_every_machine() -> None:
    # a float would differ in its last digits between mathematical libraries
    assert str(traded(Decimal(2), Decimal("0.3"))) == "0.4749449145240282903216965439"


def test_urgency_follows_from_risk_aversion_volatility_and_impact() -> None:
    # variance an hour (100 bps of 100 USD)^2 = 1; impact 0.01 USD per unit and second
    working = work(risk_aversion="0.00001", volatility_bps="100", impact_bps="1")
    steep = sqrt(0.00001 * 1 / (0.01 * 3600)) * 3600
    expected = 1 - sinh(steep * 0.75) / sinh(steep)
    (child,) = working.step().children
    assert child.qty == int(1000 * expected)


def test_volatility_is_read_off_the_range_of_five_minutes_and_kept() -> None:
    working = work(risk_aversion="0.000001", impact_bps="1")
    working.low, working.high = Decimal("99.9"), Decimal("100.1")
    working.step()
    told = working.state.memory["volatility_bps"]
    expected = 10_000 * sqrt(log(100.1 / 99.9) ** 2 / (4 * log(2)) * 12)
    assert float(str(told)) == pytest.approx(expected)
    working.low, working.high = Decimal(50), Decimal(150)
    working.after(900)
    assert working.state.memory["volatility_bps"] == told


@pytest.mark.parametrize(("low", "high"), [("100", "100"), ("0", "1"), ("101", "100")])
def test_no_range_is_no_volatility(low: str, high: str) -> None:
    assert volatility_of(Decimal(low), Decimal(high)) == 0


def test_without_a_price_on_arrival_it_takes_the_usual_urgency() -> None:
    working = work(risk_aversion="0.04", volatility_bps="100", impact_bps="1")
    working.order.arrival_price = None
    usual = work()
    assert [child.qty for child in working.step().children] == [
        child.qty for child in usual.step().children
    ]


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"urgency": "21"}, ["urgency: 21 must be 0 to 20"]),
        ({"urgency": "NaN"}, ["urgency: NaN must be 0 to 20"]),
        ({"risk_aversion": "1"}, ["impact_bps: is needed with risk_aversion"]),
        (
            {"risk_aversion": "0", "impact_bps": "1"},
            ["risk_aversion: 0 must be above 0 and below 1E8"],
        ),
        (
            {"risk_aversion": "1", "impact_bps": "1", "urgency": "1"},
            ["urgency: 1 stands beside risk_aversion: give one"],
        ),
        ({"volatility_bps": "5"}, ["volatility_bps: 5 needs a risk_aversion"]),
    ],
)
def test_each_faulty_parameter_is_named_by_its_path(
    params: dict[str, object], told: list[str]
) -> None:
    found = SHORTFALL.check(asked("is", duration_s=60, **params), LISTING)
    assert [each.detail.removeprefix("tactic.params.") for each in found] == told
