"""A guard on a real desk: what is paced, what is kept here, and what never waits."""

from collections.abc import Callable
from decimal import Decimal as D

import pytest

from holdfast.messages import breakers as n
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.model.circuit import Circuit
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side
from holdfast.model.scope import FIRM
from holdfast.model.trading import TradingState
from holdfast.runtime.guard import Guarded, GuardRules
from holdfast.transport.circuit_breaker import BreakerRules
from holdfast.transport.lanes import Lane
from holdfast.transport.rate_limit import Limit, RateLimit
from holdfast.transport.retry import BackOff
from tests.support.desks import SECOND, PlayedDesk, ready_desk

ONE = GuardRules(limits=(Limit(1, SECOND, 1),), wait_max_ns=60 * SECOND)
BREAKER = BreakerRules(failures_max=3, wait_ns=SECOND, probe_ns=SECOND)


def guarded(rules: GuardRules = ONE) -> PlayedDesk:
    """A desk whose venue has a guard and a full bucket, as on its first day."""
    desk = ready_desk()
    desk.guard = rules
    desk.restart()
    # what the start asks has left, and the bucket is as on a first day
    desk.wait(200 * SECOND)
    guard_of(desk).limit = guard_of(desk).lanes._limit = RateLimit(rules.limits, desk.time.now())
    desk.quote("99.99", "100.01")
    desk.venue.sent.clear()
    return desk


def guard_of(desk: PlayedDesk) -> Guarded:
    return desk.desk.guards["sim"]


def submit(desk: PlayedDesk, qty: int = 10, side: Side = Side.BUY, **terms: object) -> str:
    terms = {"type": OrderType.LIMIT, "limit_price": D(100), **terms}
    desk.quote("99.99", "100.01")
    desk.take(c.SubmitOrder("A", "AAPL", side, D(qty), **terms))  # type: ignore[arg-type]
    return next(reversed(desk.ledger.orders))


def sent(desk: PlayedDesk) -> list[str]:
    return [f"{type(each).__name__} {getattr(each, 'order_id', '')}" for each in desk.venue.sent]


def placed(desk: PlayedDesk) -> list[q.PlaceOrder]:
    return [each for each in desk.venue.sent if isinstance(each, q.PlaceOrder)]


def status(desk: PlayedDesk, order_id: str) -> tuple[OrderStatus, str]:
    order = desk.ledger.orders[order_id]
    return order.status, order.reason


def accept(desk: PlayedDesk, order_id: str) -> None:
    desk.take(r.VenueAccepts(order_id, f"V{order_id}", desk.time.now()))


# --- pace -----------------------------------------------------------------------------


def test_orders_leave_at_the_pace_of_the_limit_in_their_order() -> None:
    desk = guarded()
    ids = [submit(desk, qty) for qty in (1, 2, 3)]
    assert sent(desk) == [f"PlaceOrder {ids[0]}"]
    assert [status(desk, each)[0] for each in ids] == [OrderStatus.SENT] * 3
    desk.wait(SECOND)
    assert len(desk.venue.sent) == 2
    desk.wait(SECOND)
    assert sent(desk) == [f"PlaceOrder {each}" for each in ids]
    desk.check()


def test_a_cancel_leaves_at_once_and_is_counted() -> None:
    desk = guarded()
    first = submit(desk)
    accept(desk, first)
    desk.take(c.CancelOrder(first))
    assert sent(desk)[-1] == f"PullOrder {first}"
    second = submit(desk, 11)
    desk.wait(SECOND)
    assert f"PlaceOrder {second}" not in sent(desk), "the cancel has taken the token of this second"
    desk.wait(SECOND)
    assert sent(desk)[-1] == f"PlaceOrder {second}"


def test_what_reduces_overtakes_what_is_new() -> None:
    desk = guarded()
    entry = submit(desk)
    desk.take(r.VenueFills(entry, "f", D(10), D(100), D(0), "USD", Liquidity.TAKER, 0))
    new, out = submit(desk, 1), submit(desk, 10, Side.SELL)
    desk.wait(2 * SECOND)
    assert sent(desk)[1:] == [f"PlaceOrder {out}", f"PlaceOrder {new}"]


def test_a_question_waits_behind_orders_and_is_asked_once() -> None:
    desk = guarded()
    first = submit(desk)
    second = submit(desk, 11)
    desk.take(c.Reconcile())
    desk.take(c.Reconcile())
    assert guard_of(desk).lanes.depth(Lane.DATA) == 3
    desk.wait(10 * SECOND)
    assert sent(desk) == [
        f"PlaceOrder {first}",
        f"PlaceOrder {second}",
        f"QueryOrder {first}",
        f"QueryOrder {second}",
        "QueryAccount ",
    ]


def test_a_restart_begins_with_an_empty_bucket() -> None:
    desk = guarded()
    desk.restart()
    desk.venue.sent.clear()
    order_id = submit(desk)
    assert f"PlaceOrder {order_id}" not in sent(desk)


def test_without_limits_everything_leaves_at_once() -> None:
    desk = guarded(GuardRules())
    ids = [submit(desk, qty) for qty in (1, 2, 3)]
    assert sent(desk) == [f"PlaceOrder {each}" for each in ids]


# --- what no longer leaves ------------------------------------------------------------


def test_a_cancel_of_what_waits_takes_it_out_and_nothing_of_it_leaves() -> None:
    desk = guarded()
    submit(desk)
    second = submit(desk, 11)
    desk.take(c.CancelOrder(second))
    assert status(desk, second)[0] is OrderStatus.REJECTED
    assert desk.ledger.orders[second].reserved_qty == 0
    desk.wait(10 * SECOND)
    assert len(desk.venue.sent) == 1
    desk.check()


@pytest.mark.parametrize(
    "stop",
    [
        lambda desk: desk.take(k.Kill(FIRM, why="x")),
        lambda desk: desk.take(k.SetState(FIRM, TradingState.HALTED, why="x")),
        lambda desk: desk.take(k.SetState(FIRM, TradingState.REDUCING, why="x")),
        lambda desk: desk.take(k.SelfTest({"clock": "off"})),
        lambda desk: desk.take(k.ExitMismatch("E-1", "x")),
    ],
    ids=["kill", "halt", "reducing", "disarmed", "mismatch"],
)
def test_what_waits_when_the_desk_is_stopped_never_leaves(
    stop: Callable[[PlayedDesk], object],
) -> None:
    desk = guarded()
    ids = [submit(desk, qty) for qty in (1, 2, 3)]
    stop(desk)
    desk.wait(10 * SECOND)
    assert [each for each in sent(desk) if each.startswith("Place")] == [f"PlaceOrder {ids[0]}"]
    assert [status(desk, each)[0] for each in ids[1:]] == [OrderStatus.REJECTED] * 2
    desk.check()


def test_what_waits_behind_a_shut_exit_stays_here() -> None:
    desk = guarded()
    submit(desk)
    waiting = submit(desk, 11)
    desk.desk._dispatch._exit._is_shut = True
    desk.wait(2 * SECOND)
    assert status(desk, waiting) == (
        OrderStatus.REJECTED,
        "UNREACHABLE: the exit was shut before it left",
    )


def test_nothing_that_waits_leaves_a_halted_desk() -> None:
    desk = guarded()
    submit(desk)
    submit(desk, 11)
    desk.desk.engine.halt("a bug")
    while desk.time.step():
        pass
    assert len(desk.venue.sent) == 1


def test_a_new_order_does_not_wait_longer_than_it_may() -> None:
    desk = guarded(GuardRules(limits=(Limit(1, 100 * SECOND, 1),), wait_max_ns=5 * SECOND))
    submit(desk)
    late = submit(desk, 11)
    desk.wait(100 * SECOND)
    assert status(desk, late)[0] is OrderStatus.REJECTED
    assert len(desk.venue.sent) == 1


def test_a_full_lane_says_so_and_takes_no_more() -> None:
    desk = guarded(GuardRules(limits=(Limit(1, SECOND, 1),), waiting_max=2))
    ids = [submit(desk, qty) for qty in (1, 2, 3, 4)]
    assert status(desk, ids[3]) == (
        OrderStatus.REJECTED,
        "UNREACHABLE: lane new is full: 2 wait",
    )


def test_questions_for_which_there_is_no_room_are_counted_and_say_nothing_of_their_orders() -> None:
    desk = guarded(GuardRules(limits=(Limit(1, SECOND, 1),), waiting_max=1))
    order_id = submit(desk)
    desk.take(c.Reconcile())
    assert guard_of(desk).dropped == 1
    assert status(desk, order_id)[0] is OrderStatus.SENT


def test_a_change_that_waits_is_undone_by_a_cancel_and_the_cancel_leaves() -> None:
    desk = guarded()
    first = submit(desk)
    accept(desk, first)
    desk.take(c.ReplaceOrder(first, qty=D(12)))
    desk.take(c.CancelOrder(first))
    desk.wait(10 * SECOND)
    assert sent(desk) == [f"PlaceOrder {first}", f"PullOrder {first}"]
    assert desk.ledger.orders[first].pending_qty is None
    desk.check()


# --- the breaker ----------------------------------------------------------------------


def fail(desk: PlayedDesk, times: int = 3) -> list[e.Event]:
    """Let so many orders meet silence."""
    told: list[e.Event] = []
    for nth in range(times):
        order_id = submit(desk, 20 + nth)
        desk.venue.deliver(r.VenueSilent(order_id, "timed out", desk.time.now()))
        told += desk.wait(0)
    return told


def test_silence_in_a_row_opens_the_breaker_which_is_journalled_and_refuses_at_the_gate() -> None:
    desk = guarded(GuardRules(breaker=BREAKER))
    events = fail(desk)
    (opened,) = [each for each in events if isinstance(each, n.BreakerOpened)]
    assert opened.link == "sim"
    assert opened.until == desk.time.now() + SECOND
    assert "timed out" in opened.why
    told = desk.desk.ask(c.SubmitOrder("A", "AAPL", Side.BUY, D(1), principal="trader"))
    assert Reason.CIRCUIT_OPEN in [each.code for each in told.refusals]
    desk.check()


def test_open_it_lets_out_cancels_and_queries_alone() -> None:
    desk = guarded(GuardRules(breaker=BREAKER))
    first = submit(desk)
    accept(desk, first)
    fail(desk)
    desk.venue.sent.clear()
    desk.take(c.CancelOrder(first))
    desk.take(c.Reconcile())
    kinds = {type(each) for each in desk.venue.sent}
    assert kinds == {q.PullOrder, q.QueryOrder, q.QueryAccount}


def test_what_was_approved_before_it_opened_stays_here() -> None:
    desk = guarded(GuardRules(limits=(Limit(1, SECOND, 1),), breaker=BREAKER))
    first = submit(desk)
    waiting = submit(desk, 11)
    for _ in range(3):
        desk.venue.deliver(r.VenueSilent(first, "timed out", desk.time.now()))
    desk.wait(0)
    assert status(desk, waiting) == (OrderStatus.REJECTED, "UNREACHABLE: circuit open")
    desk.wait(10 * SECOND)
    assert f"PlaceOrder {waiting}" not in sent(desk)
    desk.check()


def test_its_wait_over_a_query_probes_and_an_answer_closes_it() -> None:
    desk = guarded(GuardRules(breaker=BREAKER))
    fail(desk)
    desk.venue.sent.clear()
    events = desk.wait(SECOND)
    assert n.BreakerHalfOpened("sim") in events
    assert any(isinstance(each, q.QueryAccount) for each in desk.venue.sent)
    desk.venue.deliver(r.VenueHeldAll("sim", "A", desk.time.now()))
    assert n.BreakerClosed("sim") in desk.wait(0)
    order_id = submit(desk)
    assert sent(desk)[-1] == f"PlaceOrder {order_id}"
    desk.check()


def test_a_probe_without_an_answer_opens_it_again_for_twice_as_long() -> None:
    desk = guarded(GuardRules(breaker=BREAKER))
    fail(desk)
    events = desk.wait(2 * SECOND)
    (again,) = [each for each in events if isinstance(each, n.BreakerOpened)]
    assert again.until == desk.time.now() + 2 * SECOND
    assert again.why == "the probe was not answered"


def test_a_stop_that_could_not_leave_is_sent_when_the_breaker_closes() -> None:
    desk = guarded(GuardRules(breaker=BREAKER))
    entry = submit(desk, stop_loss=D(95))
    fail(desk)
    fill = r.VenueFills(entry, "f", D(10), D(100), D(0), "USD", Liquidity.TAKER, 0)
    desk.venue.deliver(fill)
    desk.wait(0)
    assert not [each for each in placed(desk) if each.terms.exit_of]
    desk.wait(SECOND)
    desk.venue.deliver(r.VenueHeldAll("sim", "A", desk.time.now()))
    desk.wait(0)
    (stop,) = [each for each in placed(desk) if each.terms.exit_of]
    assert (stop.terms.type, stop.terms.qty) == (OrderType.STOP, D(10))
    desk.check()


def test_a_fill_is_no_answer() -> None:
    desk = guarded(GuardRules(breaker=BREAKER))
    order_id = submit(desk)
    fail(desk, 2)
    fill = r.VenueFills(order_id, "f", D(1), D(100), D(0), "USD", Liquidity.TAKER, 0)
    desk.venue.deliver(fill)
    fail(desk, 1)
    assert desk.ledger.breakers["sim"].state is Circuit.OPEN


# --- what is asked again --------------------------------------------------------------


def test_a_cancel_that_never_left_is_tried_again_and_the_desk_need_not_hear() -> None:
    desk = guarded(GuardRules(retry=BackOff(jitter_pct=0)))
    order_id = submit(desk)
    accept(desk, order_id)
    desk.take(c.CancelOrder(order_id))
    for wait_ms in (100, 200):
        desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
        desk.wait(wait_ms * 1_000_000 - 1)
        before = len(desk.venue.sent)
        desk.wait(1)
        assert sent(desk)[before:] == [f"PullOrder {order_id}"]
    desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
    events = desk.wait(0)
    assert any(isinstance(each, e.CancelRejected) for each in events)


def test_an_answer_ends_the_retries() -> None:
    desk = guarded(GuardRules(retry=BackOff(jitter_pct=0)))
    order_id = submit(desk)
    accept(desk, order_id)
    desk.take(c.CancelOrder(order_id))
    desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
    desk.venue.deliver(r.VenueCancels(order_id, desk.time.now()))
    desk.wait(SECOND)
    assert sent(desk).count(f"PullOrder {order_id}") == 1


def test_a_query_that_never_left_says_nothing_of_its_order() -> None:
    desk = guarded(GuardRules(retry=BackOff(attempts=2, jitter_pct=0)))
    order_id = submit(desk)
    desk.take(c.Reconcile())
    for _ in range(2):
        desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
        desk.wait(100_000_000)
    assert desk.ledger.orders[order_id].status is OrderStatus.UNKNOWN


def test_an_order_is_never_tried_again() -> None:
    desk = guarded(GuardRules())
    order_id = submit(desk)
    desk.venue.deliver(r.VenueUnreachable(order_id, "refused", desk.time.now()))
    desk.wait(10 * SECOND)
    assert sent(desk) == [f"PlaceOrder {order_id}"]
    assert status(desk, order_id)[0] is OrderStatus.REJECTED
