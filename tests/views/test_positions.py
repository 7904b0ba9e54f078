"""Positions tell what is held, what it cost, and what it is worth at the market."""

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ledger import Ledger
from holdfast.core.valuation import Marking
from holdfast.model.numbers import ratio
from holdfast.views.positions import PositionFilter, PositionRow, positions
from tests.support.hand_played import HandPlayed, hand_played


def trade(desk: HandPlayed, qty: int, price: str, fee: str = "0", **terms: object) -> str:
    """Trade a signed quantity at once and return the exec id."""
    order = desk.buy if qty > 0 else desk.sell
    return desk.fill(order(str(abs(qty)), **terms), str(abs(qty)), price, fee)


def only_row(desk: HandPlayed, marking: Marking = Marking.MID) -> PositionRow:
    (row,) = positions(desk.ledger, desk.quotes, marking=marking)
    return row


def test_an_empty_ledger_has_no_positions() -> None:
    assert positions(Ledger(), {}) == ()


def test_an_order_that_has_not_traded_is_no_position() -> None:
    desk = hand_played()
    desk.buy("10")
    assert positions(desk.ledger, desk.quotes) == ()


def test_a_long_is_valued_at_the_mid() -> None:
    desk = hand_played()
    trade(desk, 10, "100", fee="1")
    trade(desk, 30, "104", fee="2")
    desk.quote("109.90", "110.10")
    assert only_row(desk) == PositionRow(
        account="A", strategy="", instrument="AAPL", currency="USD", qty=D(40), avg_px=D(103),
        cost=D(4120), market_price=D(110), market_value=D(4400), unrealised=D(280),
        realised=D(0), fees=D(3), last_px=D(104),
    )  # fmt: skip


def test_closing_what_would_meet_the_market_is_valued_at_the_bid_for_a_long() -> None:
    desk = hand_played()
    trade(desk, 10, "100")
    row = only_row(desk, Marking.EXIT)
    assert (row.market_price, row.unrealised) == (D("99.90"), D(-1))


def test_a_short_costs_what_it_brought_and_gains_as_the_price_falls() -> None:
    desk = hand_played()
    trade(desk, -10, "100")
    desk.quote("89.90", "90.10")
    row = only_row(desk)
    assert (row.qty, row.avg_px, row.cost) == (D(-10), D(100), D(-1000))
    assert (row.market_value, row.unrealised) == (D(-900), D(100))
    assert only_row(desk, Marking.EXIT).unrealised == D(99)


def test_a_flip_realises_the_old_side_and_opens_the_new_at_its_own_price() -> None:
    desk = hand_played()
    trade(desk, 10, "100")
    trade(desk, -25, "102")
    row = only_row(desk)
    assert (row.qty, row.avg_px, row.cost) == (D(-15), D(102), D(-1530))
    assert row.realised == D(20)
    assert row.unrealised == D(30)


def test_a_flat_position_keeps_its_realised_profit_in_sight() -> None:
    desk = hand_played()
    trade(desk, 3, "100")
    trade(desk, -3, "100.01")
    row = only_row(desk)
    assert (row.qty, row.avg_px, row.cost, row.market_value) == (D(0), None, D(0), D(0))
    assert row.realised == D("0.03")
    assert str(row.realised) == "0.03"
    desk.quotes.clear()
    row = only_row(desk)
    assert (row.market_price, row.market_value, row.unrealised) == (None, D(0), D(0))


def test_a_busted_fill_leaves_no_trace() -> None:
    desk = hand_played()
    exec_id = trade(desk, 10, "100", fee="1")
    desk.bust(exec_id)
    assert positions(desk.ledger, desk.quotes) == ()
    trade(desk, 5, "100", fee="1")
    desk.bust(trade(desk, -15, "103", fee="1"))
    row = only_row(desk)
    assert (row.qty, row.cost, row.realised, row.fees) == (D(5), D(500), D(0), D(1))


def test_without_a_two_sided_quote_nothing_is_guessed() -> None:
    desk = hand_played()
    trade(desk, 10, "100")
    desk.quote("99", "0")
    row = only_row(desk)
    assert (row.market_price, row.market_value, row.unrealised) == (None, None, None)
    assert only_row(desk, Marking.EXIT).market_price == D(99)
    desk.quotes.clear()
    assert only_row(desk, Marking.EXIT).market_price is None


def test_the_multiplier_is_in_amounts_and_not_in_prices() -> None:
    desk = hand_played()
    desk.instrument("ES", multiplier="50")
    desk.quote("99.75", "100.25", "ES")
    trade(desk, 2, "99", instrument="ES")
    row = only_row(desk)
    assert (row.avg_px, row.cost) == (D(99), D(9900))
    assert (row.market_value, row.unrealised) == (D(10000), D(100))


def test_strategies_hold_their_own_share() -> None:
    desk = hand_played()
    trade(desk, 10, "100", strategy="up")
    trade(desk, -4, "101", strategy="down")
    shown = positions(desk.ledger, desk.quotes, PositionFilter(by_strategy=True))
    assert [(row.strategy, row.qty, row.cost, row.realised) for row in shown] == [
        ("up", D(10), D(1000), D(0)),
        ("down", D(-4), D(-404), D(0)),
    ]
    (down,) = positions(desk.ledger, desk.quotes, PositionFilter(strategy="down"))
    assert down.qty == D(-4)
    net = only_row(desk)
    assert (net.qty, net.realised) == (D(6), D(4))


def test_filters_keep_what_they_name() -> None:
    desk = hand_played()
    desk.account("B")
    desk.instrument("MSFT")
    desk.quote("29.9", "30.1", "MSFT")
    trade(desk, 1, "100")
    trade(desk, 2, "30", account="B", instrument="MSFT")
    (row,) = positions(desk.ledger, desk.quotes, PositionFilter(account="B"))
    assert (row.account, row.instrument, row.qty) == ("B", "MSFT", D(2))
    (row,) = positions(desk.ledger, desk.quotes, PositionFilter(instrument="AAPL"))
    assert row.account == "A"


TRADES = st.lists(
    st.tuples(
        st.integers(-50, 50).filter(bool),
        st.integers(9_000, 11_000),
        st.sampled_from(["", "x", "y"]),
        st.booleans(),
    ),
    max_size=12,
)


@given(TRADES, st.integers(9_000, 11_000))
def test_profit_is_the_cash_that_came_plus_what_is_held(
    trades: list[tuple[int, int, str, bool]], cents: int
) -> None:
    desk = hand_played()
    qty, flow = D(0), D(0)
    for signed, price_cents, strategy, busted in trades:
        price = D(price_cents) / 100
        exec_id = trade(desk, signed, str(price), strategy=strategy)
        if busted:
            desk.bust(exec_id)
        else:
            qty += signed
            flow -= signed * price
    desk.audit()
    mid = D(cents) / 100
    desk.quote(str(mid - D("0.01")), str(mid + D("0.01")))
    for row in positions(desk.ledger, desk.quotes):
        assert row.qty == qty
        assert row.market_price == mid
        assert row.unrealised is not None
        assert row.realised + row.unrealised == flow + qty * mid
        assert row.avg_px == (ratio(row.cost, qty) if qty else None)
        assert row.cost * qty >= 0
