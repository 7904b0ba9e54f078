"""RC19: what trading has lost since the session began."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects


def _has_lost(door: Door, loss: str) -> None:
    """Hold 100, and have the rest of the loss behind it: bought at 100, closed by the bid."""
    door.stage.held("200")
    sold = door.yes(door.sell("100", "99.00"))
    price = Decimal(100) - Decimal(loss) / 200
    door.stage.fill(sold, "100", str(price))
    door.stage.quote(str(price), str(price + Decimal("0.02")))
    door.stage.good(k.MarkPositions())
    door.stage.wait(4)
    door.stage.quote(str(price), str(price + Decimal("0.02")))


@accepts("RC19")
def test_a_loss_of_a_cent_less_stops_nothing(door: Door) -> None:
    _has_lost(door, "1999.99")
    door.yes(door.buy("10", "90.00"))


@rejects("RC19")
def test_at_the_limit_what_adds_risk_is_refused_for_the_day(door: Door) -> None:
    _has_lost(door, "2000.00")
    told = door.no(Reason.LOSS_MAX, door.buy, "10", "90.00")
    assert (told.measured, told.limit) == (Decimal("2000.00"), Decimal(2_000))
    # the breaker stays, though the market comes back
    door.stage.quote("99.99", "100.01")
    door.stage.good(k.MarkPositions())
    before = list(door.stage.placed)
    assert not door.buy("11", "100.00").ok
    assert door.stage.placed == before
    door.yes(door.sell("50", "100.00"))
    door.stage.good(k.StartDay("2012-06-22"))
    door.yes(door.buy("12", "99.00"))


@rejects("RC19")
def test_fees_are_losses(door: Door) -> None:
    door.stage.held("10")
    sold = door.yes(door.sell("5", "99.00"))
    door.stage.fill(sold, "5", "100", fee="2000")
    door.stage.wait(4)
    door.stage.quote()
    door.no(Reason.LOSS_MAX, door.buy, "10", "100.00")
