"""The breaker of a guard on a real desk: what opens it, what passes, what closes it."""

from decimal import Decimal as D

from holdfast.messages import breakers as n
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.model.circuit import Circuit
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side
from holdfast.runtime.guard import GuardRules
from holdfast.runtime.guard.guarded import TOGETHER
from holdfast.transport.rate_limit import Limit
from tests.runtime.guard.guarded_desk import (
    BREAKER,
    accept,
    fail,
    guarded,
    placed,
    sent,
    status,
    submit,
)
from tests.support.desks import SECOND


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


def test_answers_that_are_counted_together_count_before_the_next_failure() -> None:
    desk = guarded(GuardRules(breaker=BREAKER))
    fail(desk, 2)
    for _ in range(2 * TOGETHER - 1):
        desk.venue.deliver(r.VenueHeldAll("sim", "A", desk.time.now()))
    fail(desk, 2)
    assert desk.ledger.breakers == {}
    fail(desk, 1)
    assert desk.ledger.breakers["sim"].state is Circuit.OPEN


def test_a_fill_is_no_answer() -> None:
    desk = guarded(GuardRules(breaker=BREAKER))
    order_id = submit(desk)
    fail(desk, 2)
    fill = r.VenueFills(order_id, "f", D(1), D(100), D(0), "USD", Liquidity.TAKER, 0)
    desk.venue.deliver(fill)
    fail(desk, 1)
    assert desk.ledger.breakers["sim"].state is Circuit.OPEN
