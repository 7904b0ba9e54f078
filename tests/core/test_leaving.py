"""What has come since its approval keeps an order here, and nothing else does."""

from decimal import Decimal as D

import pytest

from holdfast.core.leaving import CANCELED, KILLED, held_back, reduces
from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.model.order import Liquidity, OrderType, Side
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import TradingState
from tests.support.desks import PlayedDesk, ready_desk


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def submit(desk: PlayedDesk, qty: int = 10, side: Side = Side.BUY, **terms: object) -> Order:
    terms = {"type": OrderType.LIMIT, "limit_price": D(100), **terms}
    desk.take(c.SubmitOrder("A", "AAPL", side, D(qty), **terms))  # type: ignore[arg-type]
    return next(reversed(desk.ledger.orders.values()))


def hold(desk: PlayedDesk) -> None:
    entry = submit(desk)
    desk.take(r.VenueFills(entry.id, "f", D(10), D(100), D(0), "USD", Liquidity.TAKER, 0))


def why(desk: PlayedDesk, order: Order) -> str:
    return held_back(desk.ledger, order, desk.time.now())


def test_nothing_holds_back_what_was_just_approved(desk: PlayedDesk) -> None:
    assert why(desk, submit(desk)) == ""


def test_a_kill_and_a_cancel_do_and_are_told_apart(desk: PlayedDesk) -> None:
    one, two = submit(desk), submit(desk, 11)
    desk.take(c.CancelOrder(one.id))
    assert why(desk, one) == CANCELED
    desk.take(k.Kill(FIRM, why="x"))
    assert why(desk, two) == KILLED


def test_what_is_over_stays(desk: PlayedDesk) -> None:
    order = submit(desk)
    desk.take(r.VenueRejects(order.id, "no", "", 0))
    assert why(desk, order) == "it was REJECTED before it left"


@pytest.mark.parametrize("scope", [FIRM, Scope(account="A"), Scope(instrument="AAPL")])
def test_a_scope_that_was_stopped_since_lets_reducing_orders_leave_alone(
    desk: PlayedDesk, scope: Scope
) -> None:
    hold(desk)
    new, reducing = submit(desk), submit(desk, 5, Side.SELL)
    desk.take(k.SetState(scope, TradingState.REDUCING, why="x"))
    assert why(desk, new) == f"{scope.key} was REDUCING by command before it left"
    assert why(desk, reducing) == ""


def test_a_halt_lets_leave_what_says_reduce_only(desk: PlayedDesk) -> None:
    hold(desk)
    plain, says = submit(desk, 5, Side.SELL), submit(desk, 5, Side.SELL, reduce_only=True)
    desk.take(k.SetState(FIRM, TradingState.HALTED, why="x"))
    assert why(desk, plain) == "firm was HALTED by command before it left"
    assert why(desk, says) == ""


def test_a_desk_that_was_disarmed_since_only_reduces(desk: PlayedDesk) -> None:
    hold(desk)
    new, reducing = submit(desk), submit(desk, 5, Side.SELL)
    desk.take(k.SelfTest({"clock": "off"}))
    assert why(desk, new) == "the desk was disarmed before it left"
    assert why(desk, reducing) == ""


def test_a_session_that_went_down_since_lets_reducing_orders_leave_alone(
    desk: PlayedDesk,
) -> None:
    hold(desk)
    new, reducing = submit(desk), submit(desk, 5, Side.SELL)
    desk.take(r.VenueDisconnects("sim", "cut", 0))
    assert why(desk, new) == "the session of sim went down before it left"
    assert why(desk, reducing) == ""


def test_a_change_that_only_takes_away_leaves_whatever_is_stopped(desk: PlayedDesk) -> None:
    order = submit(desk)
    desk.take(r.VenueAccepts(order.id, "v", 0))
    desk.take(c.ReplaceOrder(order.id, qty=D(5)))
    desk.take(k.SetState(FIRM, TradingState.HALTED, why="x"))
    assert why(desk, order) == ""


def test_reducing_is_what_the_gate_found_to_be(desk: PlayedDesk) -> None:
    hold(desk)
    assert reduces(submit(desk, 10, Side.SELL))
    assert not reduces(submit(desk, 1, Side.SELL)), "the first has taken all there was to reduce"
