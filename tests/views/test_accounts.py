"""Accounts tell cash, worth and what is free, as the gate reckons it."""

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ledger import Ledger
from holdfast.core.valuation import Marking
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.account import AccountKind
from holdfast.model.order import OrderType
from holdfast.views.accounts import AccountRow, accounts
from tests.support.hand_played import HandPlayed, hand_played


def row_of(desk: HandPlayed, account: str = "A", marking: Marking = Marking.MID) -> AccountRow:
    (row,) = accounts(desk.ledger, desk.quotes, account, marking)
    return row


def test_an_empty_ledger_has_no_accounts() -> None:
    assert accounts(Ledger(), {}) == ()


def test_a_fresh_account_is_worth_its_cash() -> None:
    row = row_of(hand_played())
    assert row.cash == row.opening == {"USD": D(1_000_000)}
    assert (row.equity, row.gross, row.net, row.unrealised) == (D(1_000_000), D(0), D(0), D(0))
    assert row.buying_power == D(2_000_000)
    assert (row.open_order_value, row.open_orders, row.unprotected_qty) == (D(0), 0, D(0))


def test_long_and_short_add_in_gross_and_offset_in_net() -> None:
    desk = hand_played()
    desk.instrument("MSFT")
    desk.quote("29.9", "30.1", "MSFT")
    desk.fill(desk.buy("100"), "100", "99", fee="1")
    desk.fill(desk.sell("200", instrument="MSFT"), "200", "31", fee="2")
    row = row_of(desk)
    assert row.cash == {"USD": D(1_000_000) - 9900 + 6200 - 3}
    assert (row.gross, row.net) == (D(16_000), D(4_000))
    assert row.equity == D(1_000_297)
    assert (row.unrealised, row.realised, row.fees) == (D(300), D(0), D(3))
    # equity at cost 999,997, twice, less 16,100 carried at cost
    assert row.buying_power == D(1_983_894)
    closing = row_of(desk, marking=Marking.EXIT)
    assert closing.equity == D("1000297") - 10 - 20


def test_open_orders_take_buying_power_at_their_reserve_price() -> None:
    desk = hand_played()
    desk.buy("100", type=OrderType.LIMIT, limit_price=D(99))
    row = row_of(desk)
    assert (row.open_orders, row.open_order_value) == (1, D(9_900))
    assert row.buying_power == D(1_990_100)


def test_a_holding_without_a_price_makes_worth_unknown_and_is_named() -> None:
    desk = hand_played()
    desk.fill(desk.buy("1"), "1", "100")
    desk.quotes.clear()
    row = row_of(desk)
    assert (row.equity, row.gross, row.net, row.unrealised) == (None, None, None, None)
    assert row.unmarked == ("AAPL",)


def test_cash_in_other_currencies_is_shown_and_not_counted() -> None:
    desk = hand_played()
    desk.account("B", USD="1000", EUR="500", GBP="0")
    desk.fill(desk.buy("1", account="B"), "1", "100", fee="0.5", currency="EUR")
    row = row_of(desk, "B")
    assert row.cash == {"USD": D(900), "EUR": D("499.5"), "GBP": D(0)}
    assert row.cash_not_counted == ("EUR",)
    assert row.equity == D(1000)


def test_a_cash_account_has_its_cash_and_no_more() -> None:
    desk = hand_played()
    desk.account("C", kind=AccountKind.CASH, USD="1000")
    desk.buy("5", account="C", type=OrderType.LIMIT, limit_price=D(100))
    assert row_of(desk, "C").buying_power == D(500)


def test_what_has_no_stop_is_summed_by_account() -> None:
    desk = hand_played()
    desk.account("B")
    entry = desk.buy("10", stop_loss=D(95))
    desk.fill(entry, "7", "100")
    (stop,) = desk.ledger.brackets[entry].exits
    desk.take(r.VenueRejects(stop, "NO_STOPS", "", desk.at))
    assert row_of(desk).unprotected_qty == D(7)
    assert row_of(desk, "B").unprotected_qty == D(0)


@given(
    st.lists(
        st.tuples(st.integers(1, 3_000), st.integers(9_600, 10_400), st.booleans(), st.booleans()),
        max_size=6,
    )
)
def test_the_gate_takes_a_buy_worth_all_the_buying_power_and_refuses_a_dollar_more(
    orders: list[tuple[int, int, bool, bool]],
) -> None:
    desk = hand_played()
    for qty, cents, is_buy, fills in orders:
        price = D(cents) / 100
        submit = desk.buy if is_buy else desk.sell
        order_id = submit(str(qty), type=OrderType.LIMIT, limit_price=price)
        if fills and desk.order(order_id).is_open:
            desk.fill(order_id, str(qty), price, fee="0.35")
    desk.audit()
    # a unit of this at 100 is worth one dollar, so that any whole amount can be asked for
    desk.instrument("BILL", multiplier="0.01")
    desk.quote("99.99", "100.01", "BILL")

    def breaches(dollars: D) -> list[Reason]:
        terms = {"instrument": "BILL", "type": OrderType.LIMIT, "limit_price": D(100)}
        return [each.code for each in desk.order(desk.buy(dollars, **terms)).refusals]

    free = row_of(desk).buying_power // 1
    assert Reason.BUYING_POWER in breaches(free + 1)
    assert Reason.BUYING_POWER not in breaches(free)
