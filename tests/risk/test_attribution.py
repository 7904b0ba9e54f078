"""RC16: no order without a name behind it, and no machine's without its strategy."""

from decimal import Decimal

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages.refusals import Reason
from holdfast.model.order import Side
from holdfast.model.principal import Principal, PrincipalKind, Role
from tests.risk.f0 import F0
from tests.support.people import SECOND, TRADER


def order(**terms: object) -> c.SubmitOrder:
    return c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(1), **terms)


def test_an_order_that_names_nobody_is_refused() -> None:
    f0 = F0()
    (refused,) = f0.exactly(order())
    assert [each.code for each in refused.refusals] == [Reason.UNATTRIBUTED]
    assert refused.refusals[0].field == "principal"


def test_a_machine_names_its_strategy() -> None:
    f0 = F0()
    robot = Principal("robot", PrincipalKind.ALGO, (Role.TRADER,), ("A1",))
    (asked,) = f0.exactly(k.SetPrincipal(robot, TRADER, "a new robot"))
    f0.exactly(k.Approve(asked.proposal_id, SECOND))
    (refused,) = f0.exactly(order(principal="robot"))
    told = next(each for each in refused.refusals if each.code == Reason.UNATTRIBUTED)
    assert told.field == "strategy"
    (second, *_) = f0.exactly(order(principal="robot", strategy="momentum"))
    assert Reason.UNATTRIBUTED not in [each.code for each in getattr(second, "refusals", ())]


def test_the_exits_of_an_entry_carry_its_principal() -> None:
    f0 = F0()
    f0.exactly(order(principal="ann", strategy="s", stop_loss=Decimal("99.00")))
    f0.fill("1", "100.00")
    assert f0.last.terms.exit_of
    assert (f0.last.terms.principal, f0.last.terms.strategy) == ("ann", "s")
