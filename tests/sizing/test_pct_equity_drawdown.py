"""The further the account is below its peak, the smaller the size."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size, SizeUnit
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.reports import VenueFills
from holdfast.model.order import Liquidity, Side
from tests.sizing.sized import sized
from tests.support.desks import ready_desk
from tests.support.limits import WIDE

UNIT = SizeUnit.PCT_EQUITY_DRAWDOWN


def size(fallen: str, **more: str | None) -> Decimal | Refusal:
    terms = {"price": "100.00", "equity": "90000", "drawdown_max": "0.2", "fallen": fallen, **more}
    return sized("10", UNIT, **terms)  # type: ignore[arg-type]  # by name


def test_at_the_peak_it_is_a_plain_percentage() -> None:
    assert size("0") == 90


def test_halfway_to_the_limit_half_is_left() -> None:
    # 10,000 below a peak of 100,000 is 10 %
    assert size("10000") == 45


def test_a_quarter_of_the_way_takes_a_quarter() -> None:
    assert size("5000", equity="95000") == Decimal("71.25")


@pytest.mark.parametrize("fallen", ["22500", "50000"])
def test_at_the_limit_and_beyond_nothing_is_left(fallen: str) -> None:
    refusal = size(fallen)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.limit, refusal.headroom) == (
        Reason.DRAWDOWN_MAX, Decimal("0.2"), Decimal(0),
    )  # fmt: skip
    assert refusal.measured is not None
    assert refusal.measured >= Decimal("0.2")


def test_a_profit_above_the_peak_is_no_drawdown() -> None:
    assert size("-500") == 90


def test_without_the_limit_there_is_nothing_to_scale_by() -> None:
    refusal = size("0", drawdown_max=None)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (Reason.LIMIT_MISSING, "drawdown_max")


def test_equity_that_is_not_known_gives_no_answer() -> None:
    refusal = size("0", equity=None)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Reason.NO_REFERENCE


def test_a_desk_that_has_lost_sizes_by_what_it_has_lost() -> None:
    desk = ready_desk()
    desk.take(c.SetLimits("A", replace(WIDE, drawdown_max=Decimal("0.2"))))
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1000), client_order_id="o"))
    order = desk.order("o")
    at = desk.time.now()
    fill = VenueFills(
        order.id, "f1", order.qty, Decimal(100), Decimal(0), "USD", Liquidity.TAKER, at
    )
    desk.take(fill)
    desk.wait(61_000_000_000)
    desk.quote("94.99", "95.01")
    size = Size(Decimal(10), UNIT)
    plan = DecisionPlan("p", "A", (Decision("AAPL", Action.BUY, size=size),))
    desk.take(c.SubmitPlan(plan))
    (told,) = desk.ledger.accounts["A"].plans["p"].outcomes
    # 995,000 is half a percent below the peak: a fortieth less of 99,500, over 95.01
    assert (told.qty, told.refusals) == (Decimal(1_021), ())
    desk.check_decisions()
