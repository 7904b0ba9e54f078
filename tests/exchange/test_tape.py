"""Our orders laid over a recorded order book."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.messages.reports import Report
from holdfast.model.order import Side
from holdfast.model.quote import Quote, Trade
from tests.exchange.builders import (
    ABC,
    BUY,
    FOK,
    GTC,
    IOC,
    SELL,
    ask_for,
    book,
    dec,
    fills,
    names,
    pull,
    trade,
    venue,
)


def test_an_execution_behind_ours_at_the_same_price_fills_ours_first() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "10.00", 50))
    exchange.place(ask_for("o1", BUY, 30, "10.00"), 2)
    exchange.on_market(book("ADD", 2, BUY, "10.00", 40))
    assert exchange.on_market(book("EXECUTE", 1, BUY, "10.00", 50)) == []
    assert fills(exchange.on_market(book("EXECUTE", 2, BUY, "10.00", 20))) == [
        ("o1", "20", "10.00")
    ]
    assert fills(exchange.on_market(book("EXECUTE", 2, BUY, "10.00", 20))) == [
        ("o1", "10", "10.00")
    ]


def test_an_execution_at_a_worse_price_goes_through_ours_and_fills_it_up_to_its_size() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.05", 50))
    exchange.place(ask_for("o1", SELL, 70, "10.04"), 2)
    assert fills(exchange.on_market(book("EXECUTE", 1, SELL, "10.05", 50))) == [
        ("o1", "50", "10.04")
    ]


def test_executions_and_deletes_before_ours_only_move_it_up() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "10.00", 50))
    exchange.on_market(book("ADD", 2, BUY, "10.00", 50))
    exchange.place(ask_for("o1", BUY, 30, "10.00"), 2)
    exchange.on_market(book("ADD", 3, BUY, "10.00", 50))
    assert exchange.on_market(book("EXECUTE", 1, BUY, "10.00", 20)) == []
    assert exchange.on_market(book("REDUCE", 1, BUY, "10.00", 10)) == []
    assert exchange.on_market(book("DELETE", 2, BUY, "10.00")) == []
    assert exchange.on_market(book("EXECUTE", 1, BUY, "10.00", 20)) == []
    assert fills(exchange.on_market(book("EXECUTE", 3, BUY, "10.00", 50))) == [
        ("o1", "30", "10.00")
    ]


def test_an_execution_of_an_order_from_before_the_tape_stands_before_ours() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "10.00", 50))
    exchange.place(ask_for("o1", BUY, 30, "10.00"), 2)
    assert exchange.on_market(book("EXECUTE", 99, BUY, "10.00", 20)) == []
    assert fills(exchange.on_market(book("EXECUTE", 99, BUY, "9.99", 20))) == [
        ("o1", "20", "10.00")
    ]


def test_unknown_orders_break_nothing() -> None:
    exchange = venue()
    for action in ("REDUCE", "DELETE", "EXECUTE"):
        assert exchange.on_market(book(action, 7, SELL, "10.00", 5)) == []
    assert exchange.quote(ABC) is None


def test_we_take_each_displayed_share_once() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.01", 100))
    exchange.on_market(book("ADD", 2, SELL, "10.02", 100))
    assert fills(exchange.place(ask_for("o1", BUY, 60), 2)) == [("o1", "60", "10.01")]
    assert fills(exchange.place(ask_for("o2", BUY, 60), 2)) == [
        ("o2", "40", "10.01"),
        ("o2", "20", "10.02"),
    ]
    # The tape takes its own course: the first order is executed in full.
    exchange.on_market(book("EXECUTE", 1, SELL, "10.01", 100))
    exchange.on_market(book("ADD", 3, SELL, "10.01", 10))
    assert fills(exchange.place(ask_for("o3", BUY, 20), 3)) == [
        ("o3", "10", "10.01"),
        ("o3", "10", "10.02"),
    ]


def test_what_we_took_of_an_order_is_used_up_first_by_its_later_cancels() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.01", 100))
    exchange.place(ask_for("o1", BUY, 60), 2)
    exchange.on_market(book("REDUCE", 1, SELL, "10.01", 50))
    # Fifty are left, ten of them are ours already.
    assert fills(exchange.place(ask_for("o2", BUY, 100, tif=IOC), 3)) == [("o2", "40", "10.01")]


def test_the_public_quote_is_the_tape_alone() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.05", 100, at=1))
    exchange.on_market(book("ADD", 2, BUY, "10.00", 100, at=2))
    exchange.place(ask_for("o1", BUY, 60, "10.03"), 3)
    exchange.place(ask_for("o2", BUY, 100), 4)
    seen = exchange.quote(ABC)
    assert seen == Quote(ABC, dec("10.00"), dec("10.05"), dec(100), dec(100), 2)
    assert exchange.depth(ABC, 3) == ([(dec("10.00"), dec(100))], [(dec("10.05"), dec(100))])
    exchange.drain_market()
    exchange.on_market(book("EXECUTE", 1, SELL, "10.05", 40, at=5))
    printed, quoted = exchange.drain_market()
    assert printed == Trade(ABC, dec("10.05"), dec(40), 5, Side.BUY)
    assert quoted == Quote(ABC, dec("10.00"), dec("10.05"), dec(100), dec(60), 5)


def test_a_new_order_that_crosses_ours_trades_with_it_at_our_price_and_only_once() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.05", 100))
    exchange.place(ask_for("o1", BUY, 80, "10.03"), 2)
    assert fills(exchange.on_market(book("ADD", 2, SELL, "10.02", 50))) == [("o1", "50", "10.03")]
    # Those fifty are sold; a taker of ours gets none of them again.
    assert fills(exchange.place(ask_for("o2", BUY, 10, "10.02", tif=IOC), 3)) == []


def test_hidden_executions_fill_ours_only_where_they_go_through() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.05", 100))
    exchange.place(ask_for("o1", SELL, 80, "10.03"), 2)
    assert exchange.on_market(trade("10.03", 50, hidden=True)) == []
    assert exchange.on_market(trade("10.02", 50, hidden=True)) == []
    assert fills(exchange.on_market(trade("10.04", 50, hidden=True))) == [("o1", "50", "10.03")]


def test_visible_prints_beside_book_messages_count_for_nothing() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.05", 100))
    exchange.place(ask_for("o1", SELL, 80, "10.03"), 2)
    exchange.drain_market()
    assert exchange.on_market(trade("10.04", 50)) == []
    assert exchange.drain_market() == []


def test_fill_or_kill_looks_at_what_is_left_of_the_display() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.05", 100))
    exchange.place(ask_for("o1", BUY, 30), 2)
    assert names(exchange.place(ask_for("o2", BUY, 71, tif=FOK), 2)) == ["Accepts", "Cancels"]
    assert fills(exchange.place(ask_for("o3", BUY, 70, tif=FOK), 2)) == [("o3", "70", "10.05")]


def test_stops_look_at_the_tape() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "10.00", 100))
    exchange.on_market(book("ADD", 2, BUY, "9.90", 100))
    exchange.place(ask_for("o1", SELL, 30, stop="9.95"), 2)
    assert exchange.on_market(book("REDUCE", 1, BUY, "10.00", 50)) == []
    reports = exchange.on_market(book("DELETE", 1, BUY, "10.00"))
    assert names(reports) == ["Triggers", "Fills"]
    assert fills(reports) == [("o1", "30", "9.90")]


def test_an_order_id_used_again_by_the_tape_is_a_new_order() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "10.00", 100))
    exchange.on_market(book("ADD", 1, SELL, "10.10", 30))
    seen = exchange.quote(ABC)
    assert seen is not None
    assert (seen.bid, seen.ask, seen.ask_size) == (0, dec("10.10"), 30)


def test_an_order_that_is_told_again_as_it_stands_keeps_its_place() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "10.00", 50))
    exchange.place(ask_for("o1", BUY, 30, "10.00"), 2)
    exchange.on_market(book("ADD", 1, BUY, "10.00", 50))
    assert exchange.on_market(book("EXECUTE", 1, BUY, "10.00", 50)) == []


def test_orders_that_waited_under_quotes_go_on_in_the_recorded_book() -> None:
    exchange = venue()
    exchange.place(ask_for("o1", BUY, 10, "10.00"), 1)
    exchange.place(ask_for("o2", SELL, 10, stop="9.00"), 1)
    exchange.on_market(book("ADD", 1, BUY, "9.99", 100))
    assert fills(exchange.on_market(book("EXECUTE", 1, BUY, "9.99", 4))) == [("o1", "4", "10.00")]
    assert names(exchange.pull(pull("o2"), 2)) == ["Cancels"]


# --- laws of the overlay, on any tape ----------------------------------------------------


class Tape:
    """A recorded book told step by step, and the sums that bound what may be ours."""

    def __init__(self) -> None:
        self.exchange = venue()
        self.live: dict[int, tuple[bool, int, int]] = {}
        self.supply = {True: 0, False: 0}  # shares shown or executed, by the side they were on
        self.filled = {True: 0, False: 0}  # ours, by whether we bought

    def tell(self, kind: str, book_id: int, is_buy: bool, price: int, size: int, at: int) -> None:
        if kind == "ADD":
            reports = self._add(book_id, is_buy, price, size, at)
        elif kind in ("REST", "TAKE"):
            reports = self._order(kind, is_buy, price, size, at)
        else:
            reports = self._lose(kind, book_id, size, at)
        for order_id, qty, px in fills(reports):
            state = self.exchange.order(order_id)
            assert state is not None
            assert state.limit_price is not None
            we_buy = state.terms.side is BUY
            assert dec(px) <= state.limit_price if we_buy else dec(px) >= state.limit_price
            self.filled[we_buy] += int(qty)

    def _add(self, book_id: int, is_buy: bool, price: int, size: int, at: int) -> list[Report]:
        opposite = [p for b, p, _ in self.live.values() if b != is_buy]
        crosses = any(p <= price if is_buy else p >= price for p in opposite)
        if book_id in self.live or crosses:
            return []  # a recorded book is never crossed in itself
        self.live[book_id] = (is_buy, price, size)
        self.supply[is_buy] += size
        side = BUY if is_buy else SELL
        return self.exchange.on_market(book("ADD", book_id, side, str(price), size, at))

    def _lose(self, kind: str, book_id: int, size: int, at: int) -> list[Report]:
        if book_id not in self.live:
            return []
        is_buy, price, left = self.live.pop(book_id)
        gone = left if kind == "DELETE" else min(size, left)
        if gone < left:
            self.live[book_id] = (is_buy, price, left - gone)
        if kind == "EXECUTE":
            self.supply[not is_buy] += gone  # the other side brought as many
        side = BUY if is_buy else SELL
        return self.exchange.on_market(book(kind, book_id, side, str(price), gone, at))

    def _order(self, kind: str, is_buy: bool, price: int, size: int, at: int) -> list[Report]:
        """Send an order of ours; it pays no less than the tape's best, or than another of ours."""
        tif = IOC if kind == "TAKE" else GTC
        side = BUY if is_buy else SELL
        shown = self.exchange.quote(ABC)
        own = {state.limit_price for state in self.exchange.open_orders()}
        request = ask_for(f"o{at}", side, size, str(price), tif=tif, account=f"A{at}")
        reports = self.exchange.place(request, at)
        for order_id, _, px in fills(reports):
            if order_id == f"o{at}" and dec(px) not in own:
                assert shown is not None
                assert dec(px) >= shown.ask if is_buy else dec(px) <= shown.bid
        return reports


kinds = st.sampled_from(["ADD", "ADD", "ADD", "REDUCE", "DELETE", "EXECUTE", "REST", "TAKE"])
tape_steps = st.lists(
    st.tuples(kinds, st.integers(1, 12), st.booleans(), st.integers(95, 105), st.integers(1, 50)),
    max_size=60,
)


@given(tape_steps)
def test_no_share_is_sold_to_us_twice_and_no_fill_is_better_than_the_tape(
    script: list[tuple[str, int, bool, int, int]],
) -> None:
    tape = Tape()
    for at, step in enumerate(script):
        tape.tell(*step, at)
    net = tape.filled[True] - tape.filled[False]  # trades among our accounts cancel out
    assert net <= tape.supply[False]
    assert -net <= tape.supply[True]
    for state in tape.exchange.open_orders():
        assert 0 <= state.cum_qty < state.qty


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=12))
def test_one_recorded_order_never_sells_us_more_than_it_displayed(
    script: list[tuple[int, int]],
) -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.00", 100))
    left, ours = 100, 0
    for at, (wanted, gone) in enumerate(script):
        reports = exchange.place(ask_for(f"o{at}", BUY, wanted, "10.00", tif=IOC), at)
        ours += sum(int(qty) for _, qty, _ in fills(reports))
        if left:
            exchange.on_market(book("REDUCE", 1, SELL, "10.00", min(gone, left)))
        left -= min(gone, left)
    assert ours <= 100
