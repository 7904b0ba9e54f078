"""The story of an order is told from the journal, in words that a trader can read."""

from decimal import Decimal as D

import pytest

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.events import Event
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.model.numbers import plain
from holdfast.model.order import OrderType, SelfTrade, Tactic
from holdfast.views.explain import _TELLERS, StoryLine, explain
from tests.support.hand_played import HandPlayed, hand_played

TWAP = Tactic("twap", {"duration_s": 60, "slices": 2, "jitter": "0"})


def told(desk: HandPlayed, order_id: str) -> list[StoryLine]:
    return list(explain(desk.journal.entries(), order_id))


def texts(desk: HandPlayed, order_id: str) -> list[str]:
    return [line.text for line in told(desk, order_id) if line.order_id == order_id]


def test_an_order_that_is_not_in_the_journal_has_no_story() -> None:
    assert told(hand_played(), "E-9") == []
    assert list(explain((), "E-1")) == []


def test_an_order_from_the_asking_to_the_last_fill() -> None:
    desk = hand_played()
    desk.wait(1)
    order_id = desk.buy(
        "10", type=OrderType.LIMIT, limit_price=D("100.00"), principal="ann",
        client_order_id="mine", strategy="dip",
    )  # fmt: skip
    desk.accept(order_id)
    desk.wait(2)
    desk.fill(order_id, "4", "99.9", fee="0.02")
    desk.fill(order_id, "6", "100")
    other = desk.buy("1")
    desk.fill(other, "1", "100")
    assert texts(desk, order_id) == [
        "ann asks to buy 10 AAPL LIMIT limit 100 DAY in account A as mine for strategy dip",
        "passes every check: 10 reserved at 100, arrival mid 100, "
        "quote 99.9/100.1 of 1000 ms before",
        "sent to the venue",
        "the venue has it as VE-1",
        "fills 4 at 99.9 as taker (X1, fee 0.02 USD), venue time 2012-06-21T13:30:03.000000000Z",
        "fills 6 at 100 as taker (X2), venue time 2012-06-21T13:30:03.000000000Z",
    ]
    lines = told(desk, order_id)
    assert {line.order_id for line in lines} == {order_id}
    assert {line.depth for line in lines} == {0}
    assert lines[0].at == "2012-06-21T13:30:01.000000000Z"
    entries = {entry.seq: entry for entry in desk.journal.entries()}
    assert entries[lines[0].seq].asked == desk.order(order_id).terms
    assert str(lines[2]) == "2012-06-21T13:30:01.000000000Z  E-1  sent to the venue"


def test_a_refusal_is_told_with_what_was_measured() -> None:
    desk = hand_played()
    order_id = desk.buy("1000001", type=OrderType.LIMIT, limit_price=D(1))
    refusals = desk.order(order_id).refusals
    assert len(texts(desk, order_id)) == 1 + len(refusals) > 2
    assert texts(desk, order_id)[1] == (
        f"refused by the desk: ORDER_QTY_MAX {refusals[0].detail} "
        "(measured 1000001, limit 1000000, headroom 1000000)"
    )


def test_changes_cancels_and_what_the_venue_answers_are_told() -> None:
    desk = hand_played()
    order_id = desk.buy("10", type=OrderType.LIMIT, limit_price=D(99), principal="ann")
    desk.accept(order_id)
    desk.take(c.ReplaceOrder(order_id, qty=D(8), principal="bob"))
    desk.take(r.VenueRejectsReplace(order_id, "BUSY", "try later", desk.at))
    desk.take(c.ReplaceOrder(order_id, limit_price=D("99.5"), principal="bob"))
    desk.take(r.VenueReplaces(order_id, "V2", D(10), D("99.5"), None, desk.at))
    desk.take(c.CancelOrder(order_id, "bob"))
    desk.take(r.VenueRejectsCancel(order_id, "LATE", "", desk.at))
    desk.take(c.CancelAll(principal="carl"))
    desk.take(r.VenueCancels(order_id, desk.at, "as asked"))
    desk.take(c.CancelOrder(order_id, "bob"))
    assert texts(desk, order_id)[4:] == [
        "bob asks for quantity 8",
        "change sent to the venue: quantity 8, limit 99",
        "the venue does not change it: BUSY: try later",
        "the venue is asked what became of it",
        "bob asks for limit 99.5",
        "change sent to the venue: quantity 10, limit 99.5",
        "the venue has changed it: quantity 10, limit 99.5",
        "the venue has answered",
        f"bob asks to cancel {order_id}",
        "cancel sent to the venue",
        "the venue does not cancel: LATE",
        "the venue is asked what became of it",
        "carl asks to cancel all in scope",
        "cancel sent to the venue",
        "canceled: as asked",
        "the venue has answered",
        f"bob asks to cancel {order_id}",
        f"request refused: ORDER_CLOSED order {order_id} is CANCELED",
    ]


def test_an_order_that_was_lost_and_found_is_told() -> None:
    desk = hand_played()
    order_id = desk.buy("10")
    desk.take(r.VenueSilent(order_id, "timeout", desk.at))
    desk.take(c.StartDesk("desk", "E", "test"))
    desk.take(c.Reconcile(principal="ann"))
    desk.fill(order_id, "12", "100")
    desk.bust("X1")
    assert texts(desk, order_id)[3:] == [
        "UNKNOWN, and still reserved: timeout",
        "the venue is asked what became of it",
        "desk desk starts again",
        "the venue is asked what became of it",
        "ann asks to reconcile",
        "the venue is asked what became of it",
        "fills 12 at 100 as taker (X1), venue time 2012-06-21T13:30:00.000000000Z",
        "OVERFILLED by 2: a person must look",
        "the venue has answered",
        "the venue takes fill X1 back",
    ]


def test_a_parent_tells_of_its_timer_its_children_and_its_end() -> None:
    desk = hand_played()
    parent = desk.buy("100", tactic=TWAP, principal="ann")
    desk.wake(parent)
    (child,) = desk.ledger.parents[parent].children
    desk.accept(child)
    desk.fill(child, "20", "100")
    desk.take(c.CancelOrder(parent, "ann"))
    desk.take(r.VenueCancels(child, desk.at))
    story = [(line.depth, line.text) for line in told(desk, parent)]
    assert story == [
        (0, "ann asks to buy 100 AAPL MARKET DAY by twap (duration_s 60, jitter 0, slices 2) "
            "in account A"),
        (0, "passes every check: 100 reserved at 110.11, arrival mid 100, "
            "quote 99.9/100.1 of 0 ms before"),
        (0, "accepted: the desk works it itself, by its tactic"),
        (0, "is asked next at 2012-06-21T13:30:00.000000000Z"),
        (0, "keeps in mind: acted 1340285400000000000"),
        (1, f"slice of {parent}: buy 50 AAPL MARKET DAY"),
        (1, "passes every check: 50 reserved at 110.11, arrival mid 100, "
            "quote 99.9/100.1 of 0 ms before"),
        (1, "sent to the venue"),
        (0, "is asked next at 2012-06-21T13:30:30.000000000Z"),
        (1, f"the venue has it as V{child}"),
        (1, "fills 20 at 100 as taker (X1), venue time 2012-06-21T13:30:00.000000000Z"),
        (0, f"ann asks to cancel {parent}"),
        (0, "gives out no more: canceled on request"),
        (1, "cancel sent to the venue"),
        (1, "canceled"),
        (0, "ends CANCELED: canceled on request: 80 of 100 missing"),
    ]  # fmt: skip
    # a child's own story begins with itself
    assert [line.depth for line in told(desk, child)] == [0] * len(told(desk, child))
    assert str(told(desk, parent)[5]).endswith(f"      {child}  {story[5][1]}")


def test_an_algo_says_in_its_own_words_what_it_does() -> None:
    desk = hand_played()
    parent = desk.buy("100", tactic=Tactic("peg", {}))
    desk.wake(parent)
    assert [text for text in texts(desk, parent) if text.startswith("rests at ")] == [
        f"rests at {plain(desk.quotes['AAPL'].bid)}, pegged to PRIMARY"
    ]


def test_a_slice_that_the_desk_refuses_is_told_with_the_reason() -> None:
    desk = hand_played()
    parent = desk.buy("100", tactic=TWAP)
    desk.quotes.clear()
    desk.wake(parent)
    story = [(line.depth, line.text) for line in told(desk, parent)]
    asked = story.index((1, f"slice of {parent}: buy 50 AAPL MARKET DAY"))
    depth, text = story[asked + 1]
    assert depth == 1
    assert text.startswith("refused by the desk: NO_REFERENCE")


def test_an_entry_tells_of_its_exits() -> None:
    desk = hand_played()
    entry = desk.buy("10", stop_loss=D(95), take_profit=D(110))
    desk.fill(entry, "10", "100")
    stop, target = desk.ledger.brackets[entry].exits
    desk.accept(stop)
    desk.take(r.VenueTriggers(stop, desk.at))
    desk.take(r.VenueRejects(target, "NO", "closed", desk.at))
    lines = [(line.order_id, line.text) for line in told(desk, entry) if line.depth == 1]
    assert (stop, f"stop loss of {entry}: sell 10 AAPL STOP stop 95 GTC") in lines
    assert (target, f"take profit of {entry}: sell 10 AAPL LIMIT limit 110 GTC") in lines
    assert (stop, "the stop is touched, venue time 2012-06-21T13:30:00.000000000Z") in lines
    assert (target, "the venue rejects it: NO: closed") in lines
    assert any(text.startswith("DISCREPANCY: ") for text in texts(desk, entry))
    assert texts(desk, entry)[0].endswith("take profit at 110, stop loss at 95 in account A")


def test_a_planned_order_names_its_plan_and_no_other_decision() -> None:
    desk = hand_played()
    decisions = (
        Decision("AAPL", Action.BUY, size=Size(D("10.5"))),
        Decision("AAPL", Action.SELL, size=Size(D(3))),
    )
    desk.take(c.SubmitPlan(DecisionPlan("P1", "A", decisions, rationale="earnings"), principal="x"))
    first, second = desk.ledger.orders
    shown = texts(desk, first)
    assert shown[0] == "x submits plan P1: earnings"
    assert shown[-1] == ("is decision 0 of plan P1: rounded down from 10.5 to lots of 1")
    assert texts(desk, second)[-1] == "is decision 1 of plan P1"


def test_no_event_of_an_order_is_left_untold() -> None:
    of_orders = [kind for kind in Event.__args__ if "order_id" in kind.__struct_fields__]
    assert len(of_orders) > 20
    assert [kind.__name__ for kind in of_orders if kind not in _TELLERS] == []


@pytest.mark.parametrize("depth", [0, 1])
def test_kin_is_set_in(depth: int) -> None:
    line = StoryLine(1, "then", "E-1", depth, "text")
    assert str(line) == "then  " + "    " * depth + "E-1  text"


def test_two_own_orders_that_were_kept_apart_each_tell_of_the_other() -> None:
    desk = hand_played()
    sale = desk.sell("10", type=OrderType.LIMIT, limit_price=D("100"))
    desk.accept(sale)
    purchase = desk.buy(
        "4", type=OrderType.LIMIT, limit_price=D("100"), self_trade=SelfTrade.EXPIRE_MAKER
    )
    kept = "4 kept from trading with {} of the same trade group: EXPIRE_MAKER"
    assert kept.format(purchase) in texts(desk, sale)
    assert kept.format(sale) in texts(desk, purchase)
    why = f"gave way to {purchase} of the same trade group (EXPIRE_MAKER)"
    assert f"cancel sent to the venue: {why}" in texts(desk, sale)
