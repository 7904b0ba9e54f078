"""RC18: no order trades with an own one, in this account or another of its trade group."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.abilities import PLAIN
from holdfast.model.account import Account
from holdfast.model.order import OrderStatus, OrderType, SelfTrade, Side, Tactic, TimeInForce
from tests.support.limits import WIDE
from tests.support.own_orders import MODES, OwnOrders

D = Decimal


@pytest.fixture
def desk() -> OwnOrders:
    return OwnOrders()


def kinds(events: list[e.Event]) -> list[type]:
    return [type(event) for event in events]


def kept(events: list[e.Event]) -> list[tuple[str, SelfTrade, Decimal]]:
    return [
        (event.resting_id, event.mode, event.qty)
        for event in events
        if isinstance(event, g.SelfTradePrevented)
    ]


def codes(events: list[e.Event]) -> list[Reason]:
    return [refusal.code for refusal in events[0].refusals]


# --- the modes ------------------------------------------------------------------------


def test_by_expire_taker_the_one_that_comes_is_refused(desk: OwnOrders) -> None:
    resting = desk.rests("s", Side.SELL, 10, "100")
    events = desk.buy(self_trade=SelfTrade.EXPIRE_TAKER)
    assert codes(events) == [Reason.SELF_TRADE]
    refusal = events[0].refusals[0]
    assert refusal.detail == f"it would trade with {resting} of A, which sells at 100"
    assert refusal.field == "limit_price"
    assert kept(events) == [(resting, SelfTrade.EXPIRE_TAKER, D(10))]
    assert desk.order("s").status is OrderStatus.NEW


def test_it_is_the_mode_of_an_account_that_says_nothing(desk: OwnOrders) -> None:
    desk.rests("s", Side.SELL, 10, "100")
    assert codes(desk.buy()) == [Reason.SELF_TRADE]


def test_by_expire_maker_what_rests_is_cancelled_first_and_the_other_goes(desk: OwnOrders) -> None:
    resting = desk.rests("s", Side.SELL, 10, "100")
    desk.venue.sent.clear()
    events = desk.buy(self_trade=SelfTrade.EXPIRE_MAKER)
    assert kinds(events) == [e.CancelSent, e.OrderSent, g.SelfTradePrevented]
    assert kept(events) == [(resting, SelfTrade.EXPIRE_MAKER, D(10))]
    assert [type(request) for request in desk.venue.sent] == [q.PullOrder, q.PlaceOrder]
    assert desk.order("s").status is OrderStatus.PENDING_CANCEL


def test_by_expire_maker_all_that_it_could_meet_goes_once(desk: OwnOrders) -> None:
    first = desk.rests("s1", Side.SELL, 10, "99")
    second = desk.rests("s2", Side.SELL, 10, "100")
    desk.rests("s3", Side.SELL, 10, "100.5")
    events = desk.buy(self_trade=SelfTrade.EXPIRE_MAKER)
    assert [each for each, _, _ in kept(events)] == [first, second]
    assert kinds(desk.buy(1, self_trade=SelfTrade.EXPIRE_MAKER)).count(e.CancelSent) == 0
    assert desk.order("s3").status is OrderStatus.NEW


def test_by_expire_both_neither_stays(desk: OwnOrders) -> None:
    resting = desk.rests("s", Side.SELL, 10, "100")
    events = desk.buy(4, self_trade=SelfTrade.EXPIRE_BOTH)
    assert kinds(events) == [e.OrderRefused, g.SelfTradePrevented, e.CancelSent]
    assert kept(events) == [(resting, SelfTrade.EXPIRE_BOTH, D(4))]


def test_by_decrement_the_overlap_is_taken_off_both(desk: OwnOrders) -> None:
    resting = desk.rests("s", Side.SELL, 4, "100")
    desk.venue.sent.clear()
    order = c.SubmitOrder(
        "A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(100), client_order_id="b",
        self_trade=SelfTrade.DECREMENT, principal="trader",
    )  # fmt: skip
    events = desk.take(order)
    assert kinds(events) == [e.CancelSent, e.OrderSent, g.SelfTradePrevented]
    assert kept(events) == [(resting, SelfTrade.DECREMENT, D(4))]
    assert [request.terms.qty for request in desk.venue.sent[1:]] == [D(6)]
    assert (desk.order("b").qty, desk.order("b").terms.qty) == (6, 10)
    assert desk.take(order) == []
    desk.check()
    desk.check_decisions()


def test_by_decrement_a_larger_one_shrinks_and_the_other_is_refused(
    desk: OwnOrders,
) -> None:
    resting = desk.rests("s", Side.SELL, 10, "100")
    events = desk.buy(4, self_trade=SelfTrade.DECREMENT)
    assert kinds(events) == [e.OrderRefused, g.SelfTradePrevented, e.ReplaceSent]
    assert (events[2].order_id, events[2].qty) == (resting, 6)


def test_by_decrement_several_are_met_in_the_order_of_their_price(desk: OwnOrders) -> None:
    dear = desk.rests("s1", Side.SELL, 5, "100")
    cheap = desk.rests("s2", Side.SELL, 5, "99")
    events = desk.buy(7, self_trade=SelfTrade.DECREMENT)
    assert kept(events) == [
        (cheap, SelfTrade.DECREMENT, D(5)),
        (dear, SelfTrade.DECREMENT, D(2)),
    ]
    assert codes(events) == [Reason.SELF_TRADE]


def test_what_must_fill_whole_is_refused_rather_than_cut(desk: OwnOrders) -> None:
    desk.rests("s", Side.SELL, 4, "100")
    events = desk.buy(10, self_trade=SelfTrade.DECREMENT, time_in_force=TimeInForce.FOK)
    assert codes(events) == [Reason.SELF_TRADE]


def test_by_none_both_go_on() -> None:
    desk = OwnOrders()
    account = Account("N", "sim", self_trade=SelfTrade.NONE)
    desk.take(c.OpenAccount(account, {"USD": D(1_000_000)}))
    desk.take(c.SetLimits("N", WIDE))
    desk.rests("s", Side.SELL, 10, "100", account="N")
    assert kinds(desk.buy(account="N")) == [e.OrderSent]


def test_an_order_cannot_say_that_it_need_not_be_kept_apart(desk: OwnOrders) -> None:
    desk.rests("s", Side.SELL, 10, "100")
    assert codes(desk.buy(self_trade=SelfTrade.NONE)) == [Reason.SELF_TRADE]


def test_the_account_says_the_mode_and_the_order_may_say_another() -> None:
    desk = OwnOrders()
    account = Account("M", "sim", self_trade=SelfTrade.EXPIRE_MAKER)
    desk.take(c.OpenAccount(account, {"USD": D(1_000_000)}))
    desk.take(c.SetLimits("M", WIDE))
    desk.rests("s", Side.SELL, 10, "100", account="M")
    taker = {"account": "M", "self_trade": SelfTrade.EXPIRE_TAKER}
    assert codes(desk.buy(**taker)) == [Reason.SELF_TRADE]
    assert kinds(desk.buy(account="M"))[:2] == [e.CancelSent, e.OrderSent]


# --- what meets what ------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_orders_whose_prices_do_not_meet_leave_each_other_alone(desk: OwnOrders, mode: str) -> None:
    desk.rests("s", Side.SELL, 10, "100.02")
    desk.rests("b", Side.BUY, 10, "99.98", self_trade=mode)
    assert kinds(desk.buy(price="100.01", self_trade=mode)) == [e.OrderSent]
    assert kinds(desk.sell(price="100.02", self_trade=mode)) == [e.OrderSent]


def test_a_sale_meets_the_purchases_at_its_price_or_above(desk: OwnOrders) -> None:
    low = desk.rests("b1", Side.BUY, 10, "99")
    high = desk.rests("b2", Side.BUY, 10, "100")
    events = desk.sell(20, "99", self_trade=SelfTrade.EXPIRE_TAKER)
    assert [each for each, _, _ in kept(events)] == [high, low]


def test_another_account_of_the_trade_group_is_met_too(desk: OwnOrders) -> None:
    resting = desk.rests("s", Side.SELL, 10, "100", account="B")
    events = desk.buy(account="A")
    assert codes(events) == [Reason.SELF_TRADE]
    assert resting in events[0].refusals[0].detail


def test_an_account_of_no_group_or_another_is_none_of_its(desk: OwnOrders) -> None:
    desk.rests("s", Side.SELL, 10, "100", account="C")
    assert kinds(desk.buy(account="A")) == [e.OrderSent]


def test_a_market_order_meets_what_rests_at_the_touch_and_no_further(desk: OwnOrders) -> None:
    desk.rests("far", Side.SELL, 10, "100.02")
    assert kinds(desk.buy(price=None)) == [e.OrderSent]
    resting = desk.rests("near", Side.SELL, 10, "100.01")
    events = desk.buy(price=None)
    assert kept(events) == [(resting, SelfTrade.EXPIRE_TAKER, D(10))]
    assert events[0].refusals[0].field == "type"


def test_what_takes_what_there_is_reaches_no_further_than_the_touch(desk: OwnOrders) -> None:
    desk.rests("far", Side.SELL, 10, "100.02")
    ioc = {"time_in_force": TimeInForce.IOC}
    assert kinds(desk.buy(price="100.05", **ioc)) == [e.OrderSent]
    resting = desk.rests("near", Side.SELL, 10, "100")
    assert [each for each, _, _ in kept(desk.buy(9, "100.05", **ioc))] == [resting]
    assert kinds(desk.buy(8, "99.99", **ioc)) == [e.OrderSent]
    assert kinds(desk.sell(7, "99.90", **ioc)) == [e.OrderSent]
    desk.quotes.clear()
    assert Reason.SELF_TRADE in codes(desk.buy(6, "100.05", **ioc))


def test_what_waits_for_a_trigger_meets_nobody_until_it_is_touched(
    desk: OwnOrders,
) -> None:
    desk.rests("b", Side.BUY, 10, "99")
    stop = {"type": OrderType.STOP_LIMIT, "stop_price": D("99.5")}
    assert kinds(desk.sell(price="99", **stop)) == [e.OrderSent]
    order = desk.last
    desk.accept(order.id)
    assert kinds(desk.buy(5, "99.2")) == [e.OrderSent]
    desk.take(r.VenueTriggers(order.id, desk.time.now()))
    assert codes(desk.buy(6, "99.2")) == [Reason.SELF_TRADE]


def test_what_trades_at_once_or_not_at_all_never_rests(desk: OwnOrders) -> None:
    desk.sell(time_in_force=TimeInForce.IOC)
    assert kinds(desk.buy()) == [e.OrderSent]


@pytest.mark.parametrize("how", ["in flight", "unknown", "being cancelled", "partly filled"])
def test_an_order_counts_until_it_is_proved_to_be_over(desk: OwnOrders, how: str) -> None:
    desk.sell(10, client_order_id="s")
    order = desk.order("s")
    if how == "unknown":
        desk.take(r.VenueSilent(order.id, "no answer", desk.time.now()))
    elif how == "being cancelled":
        desk.accept(order.id)
        desk.take(c.CancelOrder(order.id))
    elif how == "partly filled":
        desk.accept(order.id)
        fill(desk, order.id, "4")
    left = 6 if how == "partly filled" else 10
    # what only reduces is not refused, so the other account asks
    events = desk.buy(account="B")
    assert kept(events) == [(order.id, SelfTrade.EXPIRE_TAKER, D(left))]
    desk.take(r.VenueCancels(order.id, desk.time.now()))
    assert kinds(desk.buy(account="B")) == [e.OrderSent]


def fill(desk: OwnOrders, order_id: str, qty: str, price: str = "100") -> None:
    at = desk.time.now()
    report = r.VenueFills(order_id, f"X{at}{order_id}", D(qty), D(price), D(0), "USD", "MAKER", at)
    desk.take(report)


# --- changes --------------------------------------------------------------------------


def test_while_a_change_is_in_flight_both_its_prices_count(desk: OwnOrders) -> None:
    resting = desk.rests("s", Side.SELL, 10, "100")
    desk.take(c.ReplaceOrder(resting, limit_price=D("101")))
    assert codes(desk.buy(1, "100")) == [Reason.SELF_TRADE]
    at = desk.time.now()
    desk.take(r.VenueReplaces(resting, "V2", D(10), D("101"), None, at))
    assert kinds(desk.buy(2, "100")) == [e.OrderSent]
    assert codes(desk.buy(3, "101")) == [Reason.SELF_TRADE]


def test_a_change_that_was_not_made_leaves_the_old_price_alone(desk: OwnOrders) -> None:
    resting = desk.rests("s", Side.SELL, 10, "101")
    desk.take(c.ReplaceOrder(resting, limit_price=D("100")))
    assert codes(desk.buy(1, "100")) == [Reason.SELF_TRADE]
    desk.take(r.VenueRejectsReplace(resting, "NO", "", desk.time.now()))
    assert kinds(desk.buy(2, "100")) == [e.OrderSent]


@pytest.mark.parametrize("mode", MODES)
def test_a_change_to_a_price_that_meets_an_own_order_is_judged(desk: OwnOrders, mode: str) -> None:
    sale = desk.rests("s", Side.SELL, 10, "101")
    purchase = desk.rests("b", Side.BUY, 10, "99", self_trade=mode)
    events = desk.take(c.ReplaceOrder(purchase, limit_price=D("101")))
    if mode is SelfTrade.EXPIRE_MAKER:
        assert kinds(events) == [e.CancelSent, e.ReplaceSent, g.SelfTradePrevented]
    else:
        assert kinds(events) == [e.RequestRefused, g.SelfTradePrevented]
        assert kept(events) == [(sale, SelfTrade.EXPIRE_TAKER, D(10))]
    desk.check()
    desk.check_decisions()


# --- exits, reducing orders, parents --------------------------------------------------


def test_an_exit_goes_out_and_what_it_would_meet_gives_way(desk: OwnOrders) -> None:
    desk.place(Side.BUY, 10, "100", take_profit=D("102"), client_order_id="entry")
    resting = desk.rests("b", Side.BUY, 5, "103")
    fill(desk, desk.order("entry").id, "10")
    target = desk.last
    assert (target.terms.exit_of, target.refusals) == (desk.order("entry").id, ())
    assert desk.ledger.orders[resting].cancel_wanted


@pytest.mark.parametrize("mode", MODES)
def test_an_exit_never_gives_way(desk: OwnOrders, mode: str) -> None:
    desk.place(Side.BUY, 10, "100", take_profit=D("102"), client_order_id="entry")
    fill(desk, desk.order("entry").id, "10")
    target = desk.last
    events = desk.buy(5, "103", self_trade=mode)
    assert codes(events) == [Reason.SELF_TRADE]
    assert (target.status, target.cancel_wanted) == (OrderStatus.SENT, False)


def test_what_only_reduces_is_not_refused_for_the_accounts_mode(desk: OwnOrders) -> None:
    desk.buy(10, "100", client_order_id="long")
    fill(desk, desk.order("long").id, "10")
    resting = desk.rests("b", Side.BUY, 5, "99")
    assert codes(desk.sell(4, "99", self_trade=SelfTrade.EXPIRE_TAKER)) == [Reason.SELF_TRADE]
    events = desk.sell(4, "99")
    assert kinds(events) == [e.CancelSent, e.OrderSent, g.SelfTradePrevented]
    assert events[0].order_id == resting


def test_a_parents_slices_are_judged_and_it_is_not(desk: OwnOrders) -> None:
    desk.rests("s", Side.SELL, 10, "100")
    twap = Tactic("twap", {"duration_s": 20, "slices": 2, "jitter": "0"})
    events = desk.buy(10, tactic=twap)
    assert e.OrderAccepted in kinds(events)
    slices = [order for order in desk.ledger.orders.values() if order.terms.parent_id]
    assert [order.refusals[0].code for order in slices] == [Reason.SELF_TRADE]


def test_an_order_that_is_refused_for_another_reason_moves_nobody(desk: OwnOrders) -> None:
    desk.rests("s", Side.SELL, 10, "100")
    events = desk.buy(10**7, self_trade=SelfTrade.EXPIRE_BOTH)
    assert Reason.ORDER_QTY_MAX in codes(events)
    assert kinds(events) == [e.OrderRefused]
    assert desk.order("s").status is OrderStatus.NEW


def test_the_answer_names_the_new_order_before_those_that_gave_way(desk: OwnOrders) -> None:
    from holdfast.runtime.answers import answer

    resting = desk.rests("s", Side.SELL, 10, "100")
    order = c.SubmitOrder(
        "A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(100), self_trade=SelfTrade.EXPIRE_MAKER
    )
    told = answer(desk.ledger, order, desk.take(order))
    assert told.order_id == desk.last.id
    assert told.order_ids == (desk.last.id, resting)


def test_everything_is_replayed_and_decided_again_the_same(desk: OwnOrders) -> None:
    for number, mode in enumerate(MODES):
        desk.rests(f"s{number}", Side.SELL, 7, "100", account="B")
        desk.buy(5, self_trade=mode)
        desk.buy(9, self_trade=mode)
        desk.sell(3, "99.5", self_trade=mode)
    desk.check()
    desk.check_decisions()
    desk.restart()
    desk.check()


@pytest.mark.parametrize(("price", "is_met"), [("100", False), ("101", True)])
def test_a_price_that_a_change_asks_for_the_auction_counts_already(
    price: str, is_met: bool
) -> None:
    own = OwnOrders()
    cls = {"time_in_force": TimeInForce.CLS}
    own.take(k.DeclareVenue("sim", replace(PLAIN, times=(TimeInForce.DAY, TimeInForce.CLS))))
    first = own.rests("c1", Side.BUY, 10, "99", **cls)
    own.take(c.ReplaceOrder(first, limit_price=D(price)))
    own.sell(10, "101", **cls)
    assert (own.last.status is OrderStatus.REFUSED) is is_met
