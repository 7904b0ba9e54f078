"""Multi-leg orders as a screen shows them."""

from decimal import Decimal

from holdfast.messages import spreads as s
from holdfast.model.instrument import Instrument
from holdfast.model.order import Side
from holdfast.model.spread import SpreadLeg, SpreadStatus, SpreadTerms
from holdfast.views.spreads import spreads
from tests.support.desks import PlayedDesk, ready_desk
from tests.support.pairs import fill

D = Decimal


def pair(**far: object) -> PlayedDesk:
    desk = ready_desk()
    desk.instrument("NEAR")
    desk.instrument("FAR", **far)
    desk.quote("9.90", "10.00", "NEAR")
    desk.quote("3.00", "3.10", "FAR")
    legs = (SpreadLeg("NEAR", Side.BUY), SpreadLeg("FAR", Side.SELL, 2))
    desk.take(s.SubmitSpread(SpreadTerms("A", legs, D(3), principal="trader", short_sale=True)))
    return desk


def test_each_leg_is_shown_with_what_stands_alone() -> None:
    desk = pair()
    fill(desk, "NEAR", "2", "10")
    fill(desk, "FAR", "2", "3")
    (row,) = spreads(desk.ledger)
    assert (row.status, row.qty, row.done) == (SpreadStatus.WORKING, 3, 1)
    assert [(leg.qty, leg.filled, leg.stranded) for leg in row.legs] == [(3, 2, 1), (6, 2, 0)]
    assert row.net_px == 10 - 2 * 3


def test_the_net_price_of_legs_with_other_multipliers_is_money() -> None:
    desk = pair(multiplier=D(100))
    fill(desk, "NEAR", "3", "10")
    fill(desk, "FAR", "6", "3")
    (row,) = spreads(desk.ledger)
    assert row.net_px == 10 - 2 * 3 * 100
    assert Instrument("FAR").multiplier == 1


def test_one_that_is_over_tells_what_it_came_to() -> None:
    desk = pair()
    fill(desk, "NEAR", "3", "10")
    fill(desk, "FAR", "6", "3")
    (row,) = spreads(desk.ledger)
    assert (row.status, row.done, row.net_px) == (SpreadStatus.FILLED, 3, 4)
