"""RC25 and RC32: soft blocks one by one with a reason, hard ones by a second person, once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.core import governance_facts
from holdfast.core.permits import order_hash, permit_for
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType, Side
from holdfast.risk.order_qty import order_qty
from tests.support.desks import SECOND as S
from tests.support.desks import WIDE, PlayedDesk, ready_desk
from tests.support.people import SECOND, TRADER

SHEET = replace(WIDE, order_qty_max=Decimal(100), order_value_soft=Decimal(1_000))


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.take(c.SetLimits("A", SHEET))
    return desk


def order(qty: int = 20, name: str = "o1", by: str = "ann", price: str = "100") -> c.SubmitOrder:
    limit = OrderType.LIMIT
    return c.SubmitOrder(
        "A", "AAPL", Side.BUY, Decimal(qty), limit, Decimal(price), client_order_id=name,
        principal=by,
    )  # fmt: skip


def codes(events: list[e.Event]) -> list[str]:
    first = events[0]
    return [each.code for each in first.refusals] if hasattr(first, "refusals") else []


def blocked(desk: PlayedDesk, terms: c.SubmitOrder) -> list[str]:
    (event,) = desk.exactly(terms)
    assert isinstance(event, e.OrderRefused)
    return [each.block_id for each in event.refusals if each.block_id]


# --- soft blocks ----------------------------------------------------------------------


def test_a_limit_that_a_soft_check_lacks_is_nobodys_to_acknowledge(desk: PlayedDesk) -> None:
    lacking = replace(SHEET, duplicate_window_ns=None)
    desk.take(c.SetLimits("A", lacking, why="a slip"))
    (event,) = desk.exactly(order(qty=1))
    assert codes([event]) == ["LIMIT_MISSING"]
    assert isinstance(event, e.OrderRefused)
    assert [each.block_id for each in event.refusals] == [""]
    (refused,) = desk.exactly(k.Acknowledge(f"{event.order_id}/LIMIT_MISSING", "ann", "I mean it"))
    assert isinstance(refused, e.RequestRefused)


def test_an_acknowledged_order_passes_once_when_it_is_sent_again(desk: PlayedDesk) -> None:
    (block_id,) = blocked(desk, order())
    (given,) = desk.exactly(k.Acknowledge(block_id, "ann", "I mean it"))
    assert isinstance(given, g.PermitGiven)
    sent, ended = desk.exactly(order(name="o2"))
    assert isinstance(sent, e.OrderSent)
    assert ended == g.PermitEnded(given.permit.id, sent.order_id)
    assert codes(desk.exactly(order(name="o3"))) == [Reason.ORDER_VALUE_SOFT]
    desk.check()
    desk.check_decisions()


def test_what_was_acknowledged_is_that_order_and_no_other(desk: PlayedDesk) -> None:
    (block_id,) = blocked(desk, order())
    desk.exactly(k.Acknowledge(block_id, "ann", "I mean it"))
    for other in (order(21), order(price="99.99"), order(by="bob")):
        assert codes(desk.exactly(replace(other, client_order_id=""))) == [Reason.ORDER_VALUE_SOFT]


def test_a_hard_block_is_never_acknowledged(desk: PlayedDesk) -> None:
    (refused,) = desk.exactly(order(101))
    hard = f"{refused.order_id}/ORDER_QTY_MAX"
    assert codes(desk.exactly(k.Acknowledge(hard, "ann", "please"))) == [Reason.NOT_OVERRIDABLE]


def test_a_soft_permit_lets_no_order_past_a_hard_block(desk: PlayedDesk) -> None:
    (block_id,) = blocked(desk, order(101))
    desk.exactly(k.Acknowledge(block_id, "ann", "I mean it"))
    assert codes(desk.exactly(order(101, "o2"))) == [Reason.ORDER_QTY_MAX]


def test_an_acknowledgement_is_by_a_trader_of_the_account_with_a_reason(desk: PlayedDesk) -> None:
    (block_id,) = blocked(desk, order())
    for by, why, code in [
        ("ann", " ", Reason.PERMIT_INVALID),
        ("nobody", "so", Reason.NOT_ENTITLED),
        ("", "so", Reason.NOT_ENTITLED),
    ]:
        assert codes(desk.exactly(k.Acknowledge(block_id, by, why))) == [code]
    for unknown in ("E-9/ORDER_VALUE_SOFT", "", "*"):
        told = desk.exactly(k.Acknowledge(unknown, "ann", "all of them"))
        assert codes(told) == [Reason.PERMIT_INVALID]


def test_a_block_is_acknowledged_once_and_in_time(desk: PlayedDesk) -> None:
    (block_id,) = blocked(desk, order())
    desk.exactly(k.Acknowledge(block_id, "ann", "yes"))
    assert codes(desk.exactly(k.Acknowledge(block_id, "ann", "yes"))) == [Reason.PERMIT_INVALID]
    (late,) = blocked(desk, order(30, "o2"))
    desk.wait(600 * S)
    assert codes(desk.exactly(k.Acknowledge(late, "ann", "yes"))) == [Reason.PERMIT_INVALID]


def test_an_acknowledgement_that_is_not_used_lapses(desk: PlayedDesk) -> None:
    (block_id,) = blocked(desk, order())
    (given,) = desk.exactly(k.Acknowledge(block_id, "ann", "yes"))
    assert g.PermitEnded(given.permit.id, "") in desk.wait(600 * S)
    assert not desk.ledger.permits


def test_blocks_that_may_be_acknowledged_have_a_most(
    desk: PlayedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(governance_facts, "BLOCKS_MAX", 3)
    ids = [blocked(desk, order(20 + nth, f"o{nth}"))[0] for nth in range(5)]
    assert list(desk.ledger.soft_blocks) == ids[-3:]


def test_a_change_has_no_block_to_acknowledge(desk: PlayedDesk) -> None:
    """Until it is cancelled the old order works on, so another is sent in its place."""
    (sent,) = desk.exactly(order(5))
    desk.exactly(c.ReplaceOrder(sent.order_id, Decimal(30), principal="ann"))
    assert not desk.ledger.soft_blocks


# --- authorisations -------------------------------------------------------------------


def authorise(desk: PlayedDesk, terms: c.SubmitOrder, **changed: object) -> list[e.Event]:
    command = k.Authorize(
        order_hash(terms),
        (Reason.ORDER_QTY_MAX, Reason.ORDER_VALUE_SOFT),
        desk.time.now() + 60 * S,
        SECOND,
        "agreed with the desk head",
    )
    return desk.exactly(replace(command, **changed))


def test_an_authorised_order_passes_once(desk: PlayedDesk) -> None:
    (given,) = authorise(desk, order(101))
    sent, ended = desk.exactly(order(101))
    assert isinstance(sent, e.OrderSent)
    assert ended == g.PermitEnded(given.permit.id, sent.order_id)
    refused = desk.exactly(order(101, "again"))
    assert Reason.ORDER_QTY_MAX in codes(refused)
    desk.check()
    desk.check_decisions()


@pytest.mark.parametrize(
    "other", [order(102), order(101, price="99.99"), order(101, by="bob")], ids=lambda o: str(o.qty)
)
def test_another_order_is_not_the_authorised_one(desk: PlayedDesk, other: c.SubmitOrder) -> None:
    authorise(desk, order(101))
    assert Reason.ORDER_QTY_MAX in codes(desk.exactly(other))


def test_an_authorisation_ends_at_its_time(desk: PlayedDesk) -> None:
    (given,) = authorise(desk, order(101))
    assert g.PermitEnded(given.permit.id, "") in desk.wait(60 * S)
    desk.quote("99.99", "100.01")
    assert Reason.ORDER_QTY_MAX in codes(desk.exactly(order(101)))


def test_a_permit_ends_at_its_time_though_nobody_has_said_so_yet(desk: PlayedDesk) -> None:
    # what a report brings about is judged before anything lapses
    terms = order(qty=101)
    authorise(desk, terms)
    (permit,) = desk.ledger.permits.values()
    code = Reason.ORDER_QTY_MAX
    assert permit_for(desk.ledger, terms, order_qty, code, permit.until - 1) == permit.id
    assert permit_for(desk.ledger, terms, order_qty, code, permit.until) == ""


def test_nobody_authorises_an_order_of_their_own(desk: PlayedDesk) -> None:
    mine = order(101, by=SECOND)
    authorise(desk, mine)
    assert Reason.ORDER_QTY_MAX in codes(desk.exactly(mine))
    key = replace(desk.ledger.principals[TRADER], id="key", person=SECOND)
    (asked,) = desk.exactly(k.SetPrincipal(key, TRADER, "a second key"))
    desk.exactly(k.Approve(asked.proposal_id, SECOND))
    other = order(101, "by another key", by="key")
    authorise(desk, other)
    assert Reason.ORDER_QTY_MAX in codes(desk.exactly(other))


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"principal": "ann"}, Reason.NOT_ENTITLED, "principal"),
        ({"why": ""}, Reason.PERMIT_INVALID, "why"),
        ({"codes": ()}, Reason.PERMIT_INVALID, "codes"),
        ({"codes": (Reason.KILLED,)}, Reason.NOT_OVERRIDABLE, "codes[0]"),
        ({"codes": (Reason.LIMIT_MISSING,)}, Reason.NOT_OVERRIDABLE, "codes[0]"),
        ({"codes": (Reason.NO_REFERENCE,)}, Reason.NOT_OVERRIDABLE, "codes[0]"),
        ({"until": 1}, Reason.PERMIT_INVALID, "until"),
        ({"until": 2**62}, Reason.PERMIT_INVALID, "until"),
        ({"order_hash": "all"}, Reason.PERMIT_INVALID, "order_hash"),
    ],
)
def test_an_authorisation_without_right_reason_or_end_is_refused(
    desk: PlayedDesk, changed: dict[str, object], code: Reason, field: str
) -> None:
    (refused,) = authorise(desk, order(101), **changed)
    assert isinstance(refused, e.RequestRefused)
    assert (refused.refusals[0].code, refused.refusals[0].field) == (code, field)
