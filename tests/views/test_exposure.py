"""Exposure counts what is held and everything that could still be added to it."""

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ledger import Ledger
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.order import OrderType, Tactic
from holdfast.views.exposure import AccountExposure, Reserved, exposure
from tests.support.hand_played import HandPlayed, hand_played


def of(desk: HandPlayed, account: str = "A") -> AccountExposure:
    (row,) = exposure(desk.ledger, desk.quotes, account)
    return row


def limit_buy(desk: HandPlayed, qty: str) -> str:
    return desk.buy(qty, type=OrderType.LIMIT, limit_price=D(100))


def test_an_empty_ledger_is_exposed_to_nothing() -> None:
    assert exposure(Ledger(), {}) == ()


def test_an_account_without_orders_is_exposed_to_nothing() -> None:
    row = of(hand_played())
    assert (row.gross, row.net, row.reserved, row.instruments) == (D(0), D(0), Reserved(), ())


def test_an_order_moves_from_in_flight_to_working_to_held() -> None:
    desk = hand_played()
    order_id = limit_buy(desk, "10")
    assert of(desk).reserved == Reserved(in_flight=D(1000))
    desk.accept(order_id)
    assert of(desk).reserved == Reserved(working=D(1000))
    desk.fill(order_id, "4", "100")
    row = of(desk)
    assert row.reserved == Reserved(working=D(600))
    assert (row.gross, row.net, row.reserved_total) == (D(400), D(400), D(600))
    desk.take(c.CancelOrder(order_id))
    assert of(desk).reserved == Reserved(working=D(600))
    desk.take(r.VenueCancels(order_id, desk.at))
    assert of(desk).reserved == Reserved()


def test_an_order_whose_answer_was_lost_stays_reserved_as_unknown() -> None:
    desk = hand_played()
    order_id = limit_buy(desk, "10")
    desk.take(r.VenueSilent(order_id, "timeout", desk.at))
    assert of(desk).reserved == Reserved(unknown=D(1000))


def test_an_order_that_is_canceled_before_the_venue_answered_is_still_in_flight() -> None:
    desk = hand_played()
    order_id = limit_buy(desk, "10")
    desk.take(c.CancelOrder(order_id))
    assert of(desk).reserved == Reserved(in_flight=D(1000))


def test_a_parent_reserves_what_it_has_not_given_out() -> None:
    desk = hand_played()
    parent = desk.buy(
        "100", type=OrderType.LIMIT, limit_price=D(100),
        tactic=Tactic("twap", {"duration_s": 60, "slices": 4}),
    )  # fmt: skip
    assert of(desk).reserved == Reserved(not_given_out=D(10_000))
    desk.wake(parent)
    desk.wake(parent)
    assert of(desk).reserved == Reserved(in_flight=D(2_500), not_given_out=D(7_500))


def test_the_worst_case_of_each_side_takes_all_that_is_open_on_it() -> None:
    desk = hand_played()
    desk.fill(desk.sell("5"), "5", "100")
    limit_buy(desk, "8")
    desk.sell("3", type=OrderType.LIMIT, limit_price=D(101))
    (row,) = of(desk).instruments
    assert (row.qty, row.gross, row.net) == (D(-5), D(500), D(-500))
    assert (row.buy_open, row.sell_open) == (D(8), D(3))
    assert (row.long_worst, row.short_worst) == (D(3), D(-8))


def test_gross_adds_and_net_offsets_and_a_missing_price_makes_both_unknown() -> None:
    desk = hand_played()
    desk.instrument("ES", multiplier="50")
    desk.quote("9.9", "10.1", "ES")
    desk.fill(desk.buy("10"), "10", "100")
    desk.fill(desk.sell("4", instrument="ES"), "4", "10")
    row = of(desk)
    assert (row.gross, row.net) == (D(3000), D(-1000))
    del desk.quotes["ES"]
    row = of(desk)
    assert (row.gross, row.net) == (None, None)
    assert [each.net for each in row.instruments] == [D(1000), None]


def test_a_flat_instrument_with_open_orders_needs_no_price() -> None:
    desk = hand_played()
    limit_buy(desk, "10")
    desk.quotes.clear()
    row = of(desk)
    assert (row.gross, row.net, row.reserved_total) == (D(0), D(0), D(1000))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["buy", "sell", "twap", "bracket", "accept", "fill", "cancel", "silent"]),
        st.integers(1, 40),
    ),
    max_size=25,
)


@given(STEPS)
def test_what_is_reserved_adds_up_to_the_accounts_open_value_and_quantities(
    steps: list[tuple[str, int]],
) -> None:
    desk = hand_played()
    for step, number in steps:
        play(desk, step, number)
    desk.audit()
    row = of(desk)
    state = desk.ledger.accounts["A"]
    assert row.reserved_total == state.open_value
    for each in row.instruments:
        position = state.positions[each.instrument]
        assert (each.buy_open, each.sell_open) == (position.buy_open, position.sell_open)


def play(desk: HandPlayed, step: str, number: int) -> None:
    sent = [each for each in desk.ledger.open_orders if each not in desk.ledger.parents]
    match step:
        case "buy":
            desk.buy(str(number), type=OrderType.LIMIT, limit_price=D(99))
        case "sell":
            desk.sell(str(number))
        case "twap":
            desk.wake(desk.buy("60", tactic=Tactic("twap", {"duration_s": 60, "jitter": "0"})))
        case "bracket":
            desk.buy(str(number), stop_loss=D(90), take_profit=D(120))
        case "accept" if sent:
            desk.accept(sent[number % len(sent)])
        case "fill" if sent:
            desk.fill(sent[number % len(sent)], "1", "100")
        case "cancel" if sent:
            desk.take(c.CancelOrder(sent[number % len(sent)]))
        case "silent" if sent:
            desk.take(r.VenueSilent(sent[number % len(sent)], "timeout", desk.at))
