"""The desk as a library: commands in, orders that can be awaited out."""

import asyncio
from collections.abc import Callable
from decimal import Decimal

import pytest

from holdfast import (
    Action,
    Decision,
    DecisionPlan,
    Desk,
    OrderStatus,
    OrderType,
    PortfolioState,
    Side,
    Size,
    SubmitOrder,
    SubmitPlan,
    Tactic,
    TimeInForce,
)
from holdfast.core.invariants import audit
from holdfast.journal.errors import JournalError
from holdfast.messages.control import MarkPositions, SelfTest, StartDay
from holdfast.messages.refusals import Reason
from holdfast.messages.reports import VenueAccepts, VenueCancels
from holdfast.runtime import front as room
from holdfast.runtime.engine import Halted
from holdfast.runtime.front import Front
from tests.runtime.live_desk import LiveDesk, limit_order, run_live, some_turns, until
from tests.support.patient import patient

TEN = Decimal(10)
PATIENT = patient(50)


def paper(test: Callable) -> Callable[[], None]:
    """Run a test on the paper desk of the library, its market fifty times as fast as the clock."""

    async def body() -> None:
        async with Desk.paper(settings=PATIENT) as desk:
            await desk.first_quote("AAPL")
            await test(desk)
            assert audit(desk.ledger) == ()

    def run() -> None:
        asyncio.run(asyncio.wait_for(body(), 10))

    run.__doc__ = test.__doc__
    return run


def buy(qty: Decimal = TEN, **terms: object) -> SubmitOrder:
    return SubmitOrder("paper", "AAPL", Side.BUY, qty, **terms)


def resting(qty: Decimal = TEN, price: str = "100.00", **terms: object) -> SubmitOrder:
    return buy(qty, type=OrderType.LIMIT, limit_price=Decimal(price), **terms)


async def working(desk: Desk, **terms: object):
    """Submit an order far from the market and wait until the venue has it."""
    order = await desk.submit(resting(**terms))
    assert order.refusals == ()
    await until(lambda: order.status is OrderStatus.NEW)
    return order


@paper
async def test_a_market_order_is_done_when_it_has_filled(desk: Desk) -> None:
    order = await desk.submit(buy())
    assert await order.done(5) is OrderStatus.FILLED
    assert (order.cum_qty, order.refusals) == (TEN, ())
    assert Decimal(150) < order.avg_px < Decimal(230)
    assert desk.ledger.position("paper", "AAPL").qty == TEN
    assert await order.done(0.001) is OrderStatus.FILLED


@paper
async def test_an_order_can_be_changed_and_cancelled(desk: Desk) -> None:
    order = await working(desk)
    assert (await order.replace(qty=Decimal(7), limit_price=Decimal("101.00"))).ok
    await until(lambda: order.order.qty == 7)
    assert order.order.limit_price == Decimal("101.00")
    assert (await order.cancel()).ok
    assert await order.done(5) is OrderStatus.CANCELED
    assert (order.cum_qty, order.avg_px) == (0, None)


@paper
async def test_everything_open_can_be_cancelled_at_once(desk: Desk) -> None:
    orders = [await working(desk, price=f"{price}.00") for price in (100, 101, 102)]
    told = await desk.cancel_all("paper")
    assert told.order_ids == tuple(order.id for order in orders)
    assert [await order.done(5) for order in orders] == [OrderStatus.CANCELED] * 3


@paper
async def test_a_refused_order_is_over_at_once(desk: Desk) -> None:
    order = await desk.submit(resting(price="100.001"))
    assert [refusal.code for refusal in order.refusals] == ["TICK"]
    assert await order.done(0.001) is OrderStatus.REFUSED


@paper
async def test_an_order_that_conflicts_with_another_is_refused_and_over(desk: Desk) -> None:
    first = await working(desk, client_order_id="mine")
    order = await desk.submit(resting(Decimal(11), client_order_id="mine"))
    assert [refusal.code for refusal in order.refusals] == ["CLIENT_ORDER_ID_CONFLICT"]
    assert await order.done(0.001) is OrderStatus.REFUSED
    again = await desk.submit(resting(client_order_id="mine"))
    assert (again.id, again.answer.repeated) == (first.id, True)


@paper
async def test_a_parent_is_done_when_its_slices_are(desk: Desk) -> None:
    params = {"duration_s": 10, "slices": 3}
    order = await desk.submit(buy(Decimal(30), tactic=Tactic("twap", params)))
    assert await order.done(5) is OrderStatus.FILLED
    assert order.cum_qty == 30
    assert len(desk.ledger.parents[order.id].children) == 3


@paper
async def test_a_plan_has_a_handle_for_each_order_it_became(desk: Desk) -> None:
    decisions = (
        Decision("AAPL", Action.BUY, size=Size(TEN)),
        Decision("MSFT", Action.HOLD),
        Decision("AAPL", Action.BUY, size=Size(Decimal("0.1"))),
    )
    plan = await desk.submit_plan(SubmitPlan(DecisionPlan("p", "paper", decisions)))
    assert plan.refusals == ()
    assert [len(outcome.refusals) for outcome in plan.outcomes] == [0, 0, 1]
    await plan.done(5)
    assert [order.status for order in plan.orders] == [OrderStatus.FILLED]


@paper
async def test_a_plan_refused_whole_has_refusals_and_no_orders(desk: Desk) -> None:
    decisions = (Decision("NONE", Action.BUY, size=Size(TEN)),)
    plan = await desk.submit_plan(SubmitPlan(DecisionPlan("p", "paper", decisions)))
    assert plan.orders == ()
    assert plan.outcomes == ()
    assert [refusal.field for refusal in plan.refusals] == ["decisions[0].instrument"]
    await plan.done(0.001)


@paper
async def test_waiting_ends_at_its_time(desk: Desk) -> None:
    order = await working(desk)
    with pytest.raises(TimeoutError):
        await order.done(0.002)
    assert order.status is OrderStatus.NEW
    with pytest.raises(TimeoutError):
        await desk.first_quote("NONE", 0.002)


@paper
async def test_an_order_that_cannot_trade_at_once_ends_unfilled(desk: Desk) -> None:
    order = await desk.submit(resting(time_in_force=TimeInForce.IOC))
    assert await order.done(5) in (OrderStatus.CANCELED, OrderStatus.EXPIRED)


@paper
async def test_many_may_wait_for_one_order(desk: Desk) -> None:
    order = await working(desk)
    waiting = [asyncio.create_task(order.done(5)) for _ in range(5)]
    await asyncio.sleep(0)
    await desk.cancel(order.id)
    assert await asyncio.gather(*waiting) == [OrderStatus.CANCELED] * 5


@paper
async def test_what_the_desk_does_not_know_is_over(desk: Desk) -> None:
    await desk.watch("nothing")


def test_a_desk_on_disk_goes_on_where_it_stopped(tmp_path) -> None:
    async def first() -> str:
        async with Desk.paper(tmp_path, settings=PATIENT) as desk:
            await desk.first_quote("AAPL")
            order = await desk.submit(buy(client_order_id="mine"))
            await order.done(5)
            return order.id

    async def second() -> None:
        async with Desk.paper(tmp_path, settings=PATIENT) as desk:
            assert desk.ledger.starts == 2
            assert desk.ledger.position("paper", "AAPL").qty == TEN
            again = await desk.submit(buy(client_order_id="mine"))
            assert (again.id, again.answer.repeated) == (order_id, True)

    order_id = asyncio.run(asyncio.wait_for(first(), 10))
    asyncio.run(asyncio.wait_for(second(), 10))


# --- on a desk played by hand -----------------------------------------------------------


def live(test: Callable) -> Callable[[], None]:
    async def body(desk: LiveDesk) -> None:
        await test(desk, Front(desk.live, {}))

    def run() -> None:
        run_live(body)

    run.__doc__ = test.__doc__
    return run


@live
async def test_nobody_is_told_of_an_end_that_is_not_durable(desk: LiveDesk, front: Front) -> None:
    """The ledger runs a batch ahead: it has the end while the journal still writes the opening."""
    order = await front.submit(limit_order("o1"))
    waiting = asyncio.create_task(order.done())
    desk.journal.hold()
    desk.venue.deliver(VenueAccepts(order.id, "V1", 1))
    await until(lambda: order.status is OrderStatus.NEW)
    desk.venue.deliver(VenueCancels(order.id, 1))
    await until(lambda: order.status is OrderStatus.CANCELED)
    late = asyncio.create_task(order.done())
    desk.journal.let_through()
    await until(lambda: desk.journal.appended == 2)
    await some_turns()
    assert not waiting.done()
    assert not late.done()
    desk.journal.let_through()
    assert await waiting is OrderStatus.CANCELED
    assert await late is OrderStatus.CANCELED


@live
async def test_a_halt_fails_everyone_who_waits_for_an_order(desk: LiveDesk, front: Front) -> None:
    order = await front.submit(limit_order("o1"))
    waiting = asyncio.create_task(order.done())
    await asyncio.sleep(0)
    desk.journal.fail(JournalError("the disk is gone"))
    with pytest.raises(Halted):
        await front.submit(limit_order("o2"))
    with pytest.raises(Halted, match="the disk is gone"):
        await waiting
    with pytest.raises(Halted, match="the disk is gone"):
        await order.done()


@live
async def test_waits_that_were_given_up_leave_nothing_behind(desk: LiveDesk, front: Front) -> None:
    order = await front.submit(limit_order("o1"))
    for _ in range(10):
        with pytest.raises(TimeoutError):
            await order.done(0)
    assert front._watched == {}


def test_one_watched_order_too_many_is_an_error(monkeypatch) -> None:
    monkeypatch.setattr(room, "WATCHED_MAX", 1)

    async def body(desk: LiveDesk) -> None:
        front = Front(desk.live, {})
        first = await front.submit(limit_order("o1"))
        second = await front.submit(limit_order("o2"))
        waiting = [asyncio.create_task(first.done()) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(ValueError, match="1 orders are watched already"):
            await second.done()
        desk.venue.deliver(VenueCancels(first.id, 1))
        assert await asyncio.gather(*waiting) == [OrderStatus.CANCELED] * 2

    run_live(body)


@paper
async def test_an_order_and_a_plan_are_tried_without_a_trace(desk: Desk) -> None:
    before = desk.ledger.orders_made
    seen = await desk.check(buy())
    assert seen.passed
    assert seen.cost is not None
    assert seen.cost.fees == Decimal("0.35")
    assert seen.positions[0].after == TEN
    plan = DecisionPlan("p", "paper", (Decision("AAPL", Action.BUY, size=Size(TEN)),))
    assert (await desk.check_plan(SubmitPlan(plan))).passed
    poor = await desk.check_plan(SubmitPlan(plan), PortfolioState(Decimal(0)))
    assert "BUYING_POWER" in [each.code for each in poor.decisions[0].refusals]
    assert desk.ledger.orders_made == before


@pytest.mark.parametrize("command", [StartDay("2030-01-01"), MarkPositions(), SelfTest()])
def test_what_the_desk_asks_of_itself_nobody_else_may(command: object) -> None:
    @paper
    async def ask(desk: Desk) -> None:
        day = desk.ledger.day
        told = await desk.ask(command)
        assert [each.code for each in told.refusals] == [Reason.NOT_ENTITLED]
        assert desk.ledger.day == day != ""

    ask()
