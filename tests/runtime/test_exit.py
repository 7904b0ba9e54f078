"""The exit: what was approved leaves once and unaltered, and what does not fit stops the firm."""

from collections.abc import Callable
from decimal import Decimal as D

import pytest
from msgspec.structs import replace

from holdfast.core.ledger import Ledger
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderStatus, OrderType, Side, Tactic, TimeInForce
from holdfast.model.scope import FIRM, Scope
from holdfast.runtime.exit import Exit
from tests.support.desks import OPEN, SECOND, PlayedDesk, ready_desk
from tests.support.people import TRADER

KILL_ALL = k.Kill(FIRM, TRADER, "x")


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def order(qty: int = 10, **terms: object) -> c.SubmitOrder:
    terms = {"type": OrderType.LIMIT, "limit_price": D(100), **terms}
    return c.SubmitOrder("A", "AAPL", Side.BUY, D(qty), principal=TRADER, **terms)


def placed(desk: PlayedDesk) -> list[q.Request]:
    return [each for each in desk.venue.sent if isinstance(each, q.PlaceOrder | q.AmendOrder)]


def exit_of(desk: PlayedDesk) -> Exit:
    return desk.desk._dispatch._exit


def tamper(desk: PlayedDesk, name: str, alter: Callable[[q.Request], q.Request]) -> None:
    """Alter every request between dispatch and the exit: bytes that change after approval."""
    leave, honest = exit_of(desk), getattr(exit_of(desk), name)
    setattr(leave, name, lambda venue, request: honest(venue, alter(request)))


def is_killed(desk: PlayedDesk) -> bool:
    return list(desk.ledger.kills) == ["firm"]


def test_what_was_approved_leaves(desk: PlayedDesk) -> None:
    desk.take(order())
    order_id = next(iter(desk.ledger.orders))
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    desk.take(c.ReplaceOrder(order_id, qty=D(12), principal=TRADER))
    assert placed(desk) == [
        q.PlaceOrder(order_id, order()),
        q.AmendOrder(order_id, "V", D(12), D(100), None, change_id=f"{order_id}.1"),
    ]
    assert not is_killed(desk)


@pytest.mark.parametrize(
    "alter",
    [
        lambda it: replace(it, terms=replace(it.terms, qty=D(10_000))),
        lambda it: replace(it, terms=replace(it.terms, qty=D("10.0"))),
        lambda it: replace(it, terms=replace(it.terms, side=Side.SELL)),
        lambda it: replace(it, terms=replace(it.terms, limit_price=D("100.01"))),
        lambda it: replace(it, terms=replace(it.terms, type=OrderType.MARKET, limit_price=None)),
        lambda it: replace(it, terms=replace(it.terms, account="B")),
        lambda it: replace(it, terms=replace(it.terms, instrument="MSFT")),
        lambda it: replace(it, order_id="E-99"),
    ],
    ids=["qty", "digits", "side", "price", "type", "account", "instrument", "id"],
)
def test_an_order_altered_after_its_approval_does_not_leave_and_the_firm_is_killed(
    desk: PlayedDesk, alter: Callable[[q.Request], q.Request]
) -> None:
    tamper(desk, "place", alter)
    events = desk.take(order())
    assert placed(desk) == []
    assert is_killed(desk)
    assert any(isinstance(event, e.DiscrepancyFound) for event in events)
    assert desk.desk.ask(order(11)).refusals[0].code == Reason.KILLED
    desk.check()


@pytest.mark.parametrize(
    "alter",
    [
        lambda it: replace(it, qty=D(1_000)),
        lambda it: replace(it, limit_price=D(101)),
        lambda it: replace(it, stop_price=D(101)),
        lambda it: replace(it, time_in_force=TimeInForce.GTC),
        lambda it: replace(it, time_in_force=None),
        lambda it: replace(it, expire_at=OPEN + 1),
        lambda it: replace(it, change_id="E-1.2"),
        lambda it: replace(it, known_as="E-1.1"),
    ],
    ids=["qty", "price", "stop", "time in force", "no time", "end", "id", "id before"],
)
def test_a_change_altered_after_its_approval_does_not_leave(
    desk: PlayedDesk, alter: Callable[[q.Request], q.Request]
) -> None:
    desk.take(order())
    order_id = next(iter(desk.ledger.orders))
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    tamper(desk, "amend", alter)
    end = OPEN + 3_600_000_000_000
    gtd = {"time_in_force": TimeInForce.GTD, "expire_at": end}
    desk.take(c.ReplaceOrder(order_id, qty=D(12), principal=TRADER, **gtd))
    assert len(placed(desk)) == 1
    assert is_killed(desk)


def test_one_approval_lets_one_order_leave(desk: PlayedDesk) -> None:
    events = desk.take(order())
    desk.desk._dispatch(events[0])
    desk.desk.drain()
    assert len(placed(desk)) == 1
    assert is_killed(desk)
    assert desk.ledger.discrepancies[-1].evidence == "no approval waits for this order"


def test_a_batch_approves_once(desk: PlayedDesk) -> None:
    engine = desk.desk.engine
    engine.take(order())
    sealed = engine.seal()
    assert sealed is not None
    desk.journal.append(sealed.batch)
    engine.release(sealed)
    engine.release(sealed)
    desk.desk.drain()
    assert len(placed(desk)) == 1
    assert is_killed(desk)


def test_what_nobody_approved_does_not_leave(desk: PlayedDesk) -> None:
    exit_of(desk).place(desk.venue, q.PlaceOrder("E-7", order()))
    desk.desk.drain()
    assert placed(desk) == []
    assert is_killed(desk)


def test_nothing_leaves_between_a_mismatch_and_its_kill(desk: PlayedDesk) -> None:
    engine = desk.desk.engine
    for qty in (10, 11, 12):
        engine.take(order(qty))
    alter = iter([D(10), D(99), D(12)])
    tamper(desk, "place", lambda it: replace(it, terms=replace(it.terms, qty=next(alter))))
    engine.commit()
    desk.desk.drain()
    assert [each.terms.qty for each in placed(desk)] == [D(10)]  # type: ignore[union-attr]
    third = list(desk.ledger.orders.values())[2]
    assert third.status is OrderStatus.REJECTED
    assert third.reserved_qty == 0
    desk.check()


def test_a_protected_market_order_leaves_as_the_limit_that_its_journal_line_gives(
    desk: PlayedDesk,
) -> None:
    desk.take(order(type=OrderType.MARKET, limit_price=None, max_slippage_bps=D(10)))
    (sent,) = placed(desk)
    assert sent.terms.limit_price == D("100.10")  # type: ignore[union-attr]
    assert not is_killed(desk)


def test_a_protected_market_order_that_lost_its_limit_does_not_leave(desk: PlayedDesk) -> None:
    naked = order(type=OrderType.MARKET, limit_price=None, max_slippage_bps=D(10))
    tamper(desk, "place", lambda it: replace(it, terms=naked))
    desk.take(naked)
    assert placed(desk) == []
    assert is_killed(desk)


@pytest.mark.parametrize("scope", [FIRM, Scope(account="A"), Scope(instrument="AAPL")])
def test_what_is_killed_before_it_left_does_not_leave_and_reserves_nothing(
    desk: PlayedDesk, scope: Scope
) -> None:
    engine = desk.desk.engine
    engine.take(order())
    sealed = engine.seal()
    assert sealed is not None
    # the kill is decided while the order's batch is being written
    engine.take(k.Kill(scope, TRADER, "x"))
    desk.journal.append(sealed.batch)
    engine.release(sealed)
    engine.commit()
    desk.desk.drain()
    assert placed(desk) == []
    (killed,) = desk.ledger.orders.values()
    assert (killed.status, killed.reserved_qty) == (OrderStatus.REJECTED, 0)
    assert killed.reason == "UNREACHABLE: killed before it left"
    desk.check()
    desk.check_decisions()


def test_a_change_killed_before_it_left_is_undone(desk: PlayedDesk) -> None:
    desk.take(order())
    order_id = next(iter(desk.ledger.orders))
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    engine = desk.desk.engine
    engine.take(c.ReplaceOrder(order_id, qty=D(12), principal=TRADER))
    sealed = engine.seal()
    assert sealed is not None
    engine.take(KILL_ALL)
    desk.journal.append(sealed.batch)
    engine.release(sealed)
    engine.commit()
    desk.desk.drain()
    assert len(placed(desk)) == 1
    assert desk.ledger.orders[order_id].reserved_qty == 10
    assert desk.ledger.orders[order_id].status is OrderStatus.PENDING_CANCEL
    desk.check()


def test_a_cancel_and_a_query_need_no_approval(desk: PlayedDesk) -> None:
    desk.take(order())
    order_id = next(iter(desk.ledger.orders))
    desk.take(KILL_ALL)
    desk.take(c.Reconcile())
    assert desk.venue.sent[1:] == [
        q.PullOrder(order_id, ""),
        q.QueryOrder(order_id, desk.ledger.seq),
        q.QueryAccount("A", "sim", OPEN),
    ]


# --- what leaves of a parent ----------------------------------------------------------


def parent(qty: int = 40) -> c.SubmitOrder:
    twap = Tactic("twap", {"duration_s": 40, "slices": 4, "jitter": 0})
    return order(qty, tactic=twap)


def test_slices_that_together_are_more_than_their_parent_do_not_leave(desk: PlayedDesk) -> None:
    """The ledger's own sum is made blind, as where a parent never sees its slices."""
    parent_id = desk.desk.ask(parent()).order_id
    desk.desk.drain()

    def forget(ledger: Ledger) -> None:
        ledger.parents[parent_id].committed = D(0)

    for _ in range(6):
        forget(desk.ledger)
        desk.wait(10 * SECOND)
        desk.quote("99.99", "100.01")
    assert sum(each.terms.qty for each in placed(desk)) <= 40  # type: ignore[union-attr]
    assert is_killed(desk)
    assert "would outrun it" in desk.ledger.discrepancies[-1].evidence


def test_slices_that_ended_unfilled_make_room_for_others(desk: PlayedDesk) -> None:
    desk.desk.ask(parent())
    desk.desk.drain()
    for _ in range(5):
        for child in list(desk.ledger.open_orders)[1:]:
            desk.take(r.VenueExpires(child, desk.time.now()))
        desk.wait(10 * SECOND)
        desk.quote("99.99", "100.01")
    assert sum(each.terms.qty for each in placed(desk)) > 40  # type: ignore[union-attr]
    assert not is_killed(desk)


def test_what_left_before_a_restart_counts(desk: PlayedDesk) -> None:
    parent_id = desk.desk.ask(parent()).order_id
    desk.wait(0)
    desk.wait(10 * SECOND)
    assert sum(each.terms.qty for each in placed(desk)) == 20  # type: ignore[union-attr]
    desk.restart()
    desk.quote("99.99", "100.01")
    for _ in range(5):
        desk.ledger.parents[parent_id].committed = D(0)
        desk.wait(10 * SECOND)
        desk.quote("99.99", "100.01")
    assert sum(each.terms.qty for each in placed(desk)) <= 40  # type: ignore[union-attr]
    assert is_killed(desk)
