"""The venue's truth is a truthful broker."""

from decimal import Decimal
from random import Random

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.commands import SubmitOrder
from holdfast.model.combo import Combo
from holdfast.model.order import OrderStatus, OrderType, Side
from holdfast.simulation.truth import Truth


def opened(**terms: object) -> tuple[Truth, list[r.Report]]:
    truth = Truth("SIM", lambda: 7)
    truth.quote("AAPL", Decimal("99.99"), Decimal("100.01"), Random(1))
    order = SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), **terms)
    return truth, truth.answer(q.PlaceOrder("o1", order), Random(1))


def test_a_market_order_trades_whole() -> None:
    truth, told = opened()
    fills = [each for each in told if isinstance(each, r.VenueFills)]
    assert sum(each.qty for each in fills) == 10
    assert {each.price for each in fills} == {Decimal("100.01")}
    assert truth.positions() == {("A", "AAPL"): Decimal(10)}
    assert truth.cash("A") == -Decimal("1000.20")


def test_a_limit_order_rests_until_the_market_comes() -> None:
    truth, told = opened(type=OrderType.LIMIT, limit_price=Decimal(98))
    assert [type(each) for each in told] == [r.VenueAccepts]
    heard: list[r.Report] = []
    truth.say = heard.append
    truth.quote("AAPL", Decimal("97.00"), Decimal("97.02"), Random(3))
    assert {type(each) for each in heard} == {r.VenueFills}


def test_an_id_that_comes_twice_is_refused_and_noted() -> None:
    truth, _ = opened()
    again = SubmitOrder("A", "AAPL", Side.BUY, Decimal(10))
    (told,) = truth.answer(q.PlaceOrder("o1", again), Random(1))
    assert isinstance(told, r.VenueRejects)
    assert truth.placed_twice == ["o1"]


def test_a_query_tells_the_fills_and_then_the_state() -> None:
    truth, _ = opened()
    *fills, state = truth.answer(q.QueryOrder("o1"), Random(1))
    assert all(isinstance(each, r.VenueFills) for each in fills)
    assert (state.status, state.cum_qty) == (OrderStatus.FILLED, Decimal(10))
    (unknown,) = truth.answer(q.QueryOrder("o2"), Random(1))
    assert unknown == r.VenueKnowsNot("o2", final=True, at=7)


def test_a_bust_gives_everything_back() -> None:
    truth, _ = opened()
    for trade in truth.trades.values():
        truth.bust(trade)
    assert truth.positions() == {("A", "AAPL"): Decimal(0)}
    assert truth.cash("A") == 0


def leg(index: int, net: str = "80") -> q.PlaceOrder:
    """One of two legs of which a unit costs 80.02 net."""
    combo = Combo("d-1+2", index, 2, 1, Decimal(3), Decimal(net))
    name, side = (("AAPL", Side.BUY), ("MSFT", Side.SELL))[index]
    terms = SubmitOrder("A", name, side, Decimal(3), OrderType.LIMIT, Decimal(100), combo=combo)
    return q.PlaceOrder(f"d-{index + 1}", terms)


def legged() -> Truth:
    truth, _ = opened()
    truth.quote("MSFT", Decimal("19.99"), Decimal("20.01"), Random(1))
    return truth


def test_legs_are_placed_together_and_trade_together() -> None:
    truth = legged()
    assert truth.answer(leg(0), Random(1)) == []
    told = truth.answer(leg(1), Random(1))
    assert [type(each) for each in told] == [r.VenueAccepts, r.VenueAccepts]
    heard: list[r.Report] = []
    truth.say = heard.append
    truth.quote("MSFT", Decimal("20.01"), Decimal("20.03"), Random(3))
    qtys = {each.order_id: each.qty for each in heard if isinstance(each, r.VenueFills)}
    assert qtys["d-1"] == qtys["d-2"]
    told = truth.answer(q.PullOrder("d-2", ""), Random(1))
    assert {each.status for each in truth.orders.values()} <= {
        OrderStatus.FILLED,
        OrderStatus.CANCELED,
    }


def test_a_leg_that_waits_for_others_is_nowhere_and_waits_no_more_once_asked_after() -> None:
    truth = legged()
    truth.answer(leg(0), Random(1))
    (told,) = truth.answer(q.QueryOrder("d-1"), Random(1))
    assert isinstance(told, r.VenueKnowsNot)
    assert truth.answer(leg(1), Random(1)) == []
    (told,) = truth.answer(q.PullOrder("d-2", ""), Random(1))
    assert isinstance(told, r.VenueUnreachable)
    assert truth.positions().keys() == {("A", "AAPL")}
