"""RC15: who may trade, and which account."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason
from holdfast.model.order import Side
from holdfast.model.principal import Principal, Role
from tests.risk.f0 import F0
from tests.support.people import SECOND, TRADER


def hire(f0: F0, **rights: object) -> None:
    holder = Principal("eve", **rights)
    events = f0.exactly(k.SetPrincipal(holder, TRADER, "hired"))
    if hasattr(events[0], "proposal_id"):
        f0.exactly(k.Approve(events[0].proposal_id, SECOND))


def order(**terms: object) -> c.SubmitOrder:
    return c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(1), principal="eve", **terms)


@pytest.mark.parametrize(
    ("rights", "detail"),
    [
        (None, "principal eve is not known"),
        ({"roles": (Role.RISK, Role.ADMIN), "accounts": ("*",)}, "has not the role TRADER"),
        ({"roles": (Role.TRADER,)}, "principal eve may not trade account A1"),
    ],
)
def test_who_may_not_is_refused(rights: dict | None, detail: str) -> None:
    f0 = F0()
    if rights is not None:
        hire(f0, **rights)
    (refused,) = f0.exactly(order())
    assert [each.code for each in refused.refusals] == [Reason.NOT_ENTITLED]
    assert detail in refused.refusals[0].detail


@pytest.mark.parametrize("accounts", [("A1",), ("*",)])
def test_a_trader_of_the_account_passes(accounts: tuple[str, ...]) -> None:
    f0 = F0()
    hire(f0, roles=(Role.TRADER,), accounts=accounts)
    assert isinstance(f0.exactly(order())[0], e.OrderSent)


def test_an_exit_outlives_the_rights_of_who_is_behind_it() -> None:
    f0 = F0()
    hire(f0, roles=(Role.TRADER,), accounts=("A1",))
    f0.exactly(order(stop_loss=Decimal("99.00")))
    hire(f0)
    assert f0.ledger.principals["eve"].roles == ()
    f0.fill("1", "100.00")
    assert f0.last.terms.exit_of
    assert f0.last.is_open


def test_a_change_is_by_somebody_who_may_and_leaves_the_order_whose_it_was() -> None:
    f0 = F0()
    f0.buy("1", "99.00")
    resting = f0.last
    f0.accept(resting.id)
    for name, code in (("nobody", Reason.NOT_ENTITLED), ("", Reason.UNATTRIBUTED)):
        (refused,) = f0.exactly(c.ReplaceOrder(resting.id, Decimal(2), principal=name))
        assert refused.refusals[0].code is code
    (sent,) = f0.exactly(c.ReplaceOrder(resting.id, Decimal(2), principal="ann"))
    assert isinstance(sent, e.ReplaceSent)
    assert resting.terms.principal == TRADER


def test_who_may_not_trade_may_cancel() -> None:
    f0 = F0()
    f0.buy("1", "100.00")
    resting = f0.last
    assert isinstance(f0.exactly(c.CancelOrder(resting.id, "nobody"))[0], e.CancelSent)
