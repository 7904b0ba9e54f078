"""The paper venue over the real exchange: what a desk hears, when, and how often."""

from decimal import Decimal as D

from holdfast.exchange.session import SessionState
from holdfast.messages import reports as r
from holdfast.messages.requests import AmendOrder, PullOrder, QueryOrder, QueryPositions
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from holdfast.model.trading import Phase
from holdfast.venues.paper import PaperRules
from tests.venues.bench import SECOND, START, Bench, fills, kinds, quote


def test_a_market_order_is_accepted_and_filled_before_send_returns():
    bench = Bench()
    bench.paper.push(quote())
    bench.place("o1")
    accepted, filled = bench.take()
    assert (accepted.order_id, filled.order_id) == ("o1", "o1")
    assert (filled.qty, filled.price) == (D(10), D("100.01"))


def test_a_query_tells_every_fill_again_with_its_exec_id_and_then_the_state():
    bench = Bench()
    bench.place("o1", qty=30, limit="100")
    bench.paper.push(quote(bid="99.90", ask="99.95", size=20))
    first = fills(bench.take())
    assert [fill.qty for fill in first] == [D(20)]
    *again, state = bench.ask("o1")
    assert again == first
    assert (state.status, state.qty, state.cum_qty) == (
        OrderStatus.PARTIALLY_FILLED,
        D(30),
        D(20),
    )


def test_a_query_for_an_ended_order_tells_how_it_ended():
    bench = Bench()
    bench.paper.push(quote())
    bench.place("filled")
    bench.place("canceled", limit="90")
    bench.paper.send(PullOrder("canceled", ""))
    bench.place("rejected", qty=0)
    bench.place("expired", limit="90", time_in_force=TimeInForce.GTD, expire_at=START + SECOND)
    bench.run()
    ends = {name: bench.ask(name)[-1].status.value.lower() for name in
            ("filled", "canceled", "rejected", "expired")}  # fmt: skip
    assert ends == {name: name for name in ends}


def test_what_was_never_placed_is_not_known_and_that_is_final():
    (answer,) = Bench().ask("nobody")
    assert isinstance(answer, r.VenueKnowsNot)
    assert answer.final


def test_the_same_id_placed_twice_makes_one_order_and_answers_with_its_state():
    bench = Bench()
    bench.paper.push(quote())
    bench.place("o1", limit="90")
    bench.take()
    bench.place("o1", limit="90")
    (state,) = bench.take()
    assert isinstance(state, r.VenueStates)
    assert state.status is OrderStatus.NEW
    assert bench.open_ids == ["o1"]


def test_a_gtd_order_expires_at_its_time_in_a_market_that_stands_still():
    bench = Bench()
    bench.place("o1", limit="90", time_in_force=TimeInForce.GTD, expire_at=START + 5 * SECOND)
    bench.take()
    bench.run(START + 5 * SECOND - 1)
    assert bench.take() == []
    bench.run()
    assert bench.take() == [r.VenueExpires("o1", START + 5 * SECOND, "GTD", D("0"))]


def test_day_orders_expire_at_the_sessions_end_and_others_stay():
    bench = Bench(rules=PaperRules(next_close=lambda at: START + 60 * SECOND))
    bench.place("day", limit="90", time_in_force=TimeInForce.DAY)
    bench.place("gtc", limit="90")
    bench.take()
    bench.run()
    assert bench.take() == [r.VenueExpires("day", START + 60 * SECOND, "DAY", D("0"))]
    assert bench.open_ids == ["gtc"]


def test_an_order_that_was_filled_does_not_expire():
    bench = Bench()
    bench.paper.push(quote())
    bench.place("o1", time_in_force=TimeInForce.GTD, expire_at=START + SECOND)
    bench.take()
    bench.run()
    assert bench.take() == []


def test_positions_are_told_for_everything_ever_traded_zeros_included():
    bench = Bench()
    bench.paper.push(quote())
    bench.place("o1")
    bench.paper.send(QueryPositions("A", "PAPER"))
    assert bench.take()[-2] == r.VenueHolds("PAPER", "A", "AAPL", D(10), START)
    bench.place("o2", Side.SELL)
    bench.paper.send(QueryPositions("A", "PAPER"))
    assert bench.take()[-2] == r.VenueHolds("PAPER", "A", "AAPL", D(0), START)


def test_an_amended_order_is_stated_with_its_new_terms():
    bench = Bench()
    bench.place("o1", limit="90")
    bench.paper.send(AmendOrder("o1", "", D(20), D("91"), None))
    (state,) = bench.ask("o1")
    assert (state.qty, state.limit_price) == (D(20), D("91"))


def test_the_market_is_shown_before_the_fills_it_brings():
    order = []
    bench = Bench(on_market=lambda event: order.append(type(event).__name__))
    bench.paper.connect(lambda report: order.append(type(report).__name__))
    order.clear()
    bench.place("o1", limit="100")
    bench.paper.push(quote(bid="99.90", ask="99.95"))
    assert order == ["VenueAccepts", "Quote", "VenueFills"]


def test_a_listener_that_sends_while_it_hears_hears_each_report_once():
    bench = Bench()

    def pull_at_once(report):
        bench.hear(report)
        if isinstance(report, r.VenueAccepts):
            bench.paper.send(PullOrder(report.order_id, report.venue_order_id))

    bench.paper.connect(pull_at_once)
    bench.place("o1", limit="90")
    assert kinds(bench.take()) == ["Accepts", "Cancels"]


def test_a_venue_that_forgets_does_not_take_absence_for_proof():
    bench = Bench(rules=PaperRules(orders_kept_max=2))
    bench.place("resting", limit="90")
    bench.paper.push(quote())
    for number in range(4):
        bench.place(f"o{number}", qty=1)
    (answer,) = bench.ask("o0")
    assert isinstance(answer, r.VenueKnowsNot)
    assert not answer.final
    assert bench.ask("resting")[-1].status is OrderStatus.NEW
    assert bench.position() == D(4)


def test_a_closed_venue_says_nothing_more():
    bench = Bench()
    bench.place("o1", limit="90", time_in_force=TimeInForce.GTD, expire_at=START + SECOND)
    bench.take()
    bench.paper.close()
    bench.run()
    assert bench.take() == []


def test_a_triggered_stop_that_rests_is_told_as_triggered_again():
    bench = Bench()
    bench.paper.push(quote())
    stop = {"type": OrderType.STOP_LIMIT, "stop_price": D("100.10")}
    bench.place("o1", limit="100.05", **stop)
    bench.paper.push(quote(bid="100.20", ask="100.30", at=START + 1))
    assert kinds(bench.take()) == ["Accepts", "Triggers"]
    assert kinds(bench.ask("o1")) == ["Triggers", "States"]


def test_what_it_does_with_each_instrument_is_told_as_a_desk_connects():
    bench = Bench()
    bench.paper.set_session("AAPL", SessionState.HALTED)
    bench.phases.clear()
    bench.paper.connect(bench.hear)
    assert [(each.instrument, each.phase) for each in bench.phases] == [
        ("AAPL", Phase.HALTED),
        ("MSFT", Phase.OPEN),
    ]


def test_a_change_is_told_before_what_it_brings():
    bench = Bench()
    bench.paper.push(quote())
    bench.paper.set_session("AAPL", SessionState.AUCTION)
    bench.place("o1", limit="100.01")
    assert kinds(bench.take()) == ["Accepts"]
    heard = []
    bench.paper.connect(heard.append)
    heard.clear()
    bench.paper.set_session("AAPL", SessionState.OPEN)
    assert kinds(heard) == ["Phase", "Fills"]
    assert heard[0] == r.VenuePhase("PAPER", "AAPL", Phase.OPEN, START)


def test_an_answer_gives_the_number_of_its_query_back():
    bench = Bench()
    bench.place("o1", limit="90")
    bench.take()
    bench.paper.send(QueryOrder("o1", 12))
    (state,) = bench.take()
    assert state.number == 12


def test_a_reduce_only_order_is_held_against_the_venues_own_books():
    bench = Bench()
    bench.paper.push(quote())
    bench.place("entry", qty=30)
    bench.place("exit", Side.SELL, 50, reduce_only=True)
    assert [fill.qty for fill in fills(bench.take())] == [D(30), D(30)]
    assert bench.position() == D(0)
    bench.place("again", Side.SELL, 5, reduce_only=True)
    assert kinds(bench.take()) == ["Accepts", "Cancels"]


def test_a_fill_that_is_busted_is_no_more_there_to_be_reduced():
    bench = Bench()
    bench.paper.push(quote())
    bench.place("first", qty=10)
    bench.place("second", qty=5)
    bench.place("stop", Side.SELL, 15, type=OrderType.STOP, stop_price=D(90), reduce_only=True)
    bench.paper.misbehave("bust", "first", "", 0)
    bench.take()
    bench.paper.push(quote(bid="80", ask="80.02", at=START + 1))
    assert [fill.qty for fill in fills(bench.take())] == [D(5)]
