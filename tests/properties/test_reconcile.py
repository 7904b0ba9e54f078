"""A desk whose venue is truthful and whose stream loses reports: one whole picture mends it."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from msgspec.structs import replace

from holdfast.core.ledger import freeze
from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, TimeInForce
from holdfast.model.quote import Quote
from tests.support.desks import SECOND, PlayedDesk

D = Decimal
PICK = st.integers(0, 10**6)
QTYS = st.integers(1, 9).map(Decimal)
SIDES = st.sampled_from(list(Side))
PRICES = st.sampled_from([D("99"), D("100"), D("101.5")])
OVER = (OrderStatus.FILLED, OrderStatus.CANCELED, OrderStatus.REJECTED)
# what a second reconciliation may write: the questions, and that they were answered
QUESTIONS = (e.QuerySent, d.AccountQueried, d.AccountCompared, n.QuestionAnswered)


class Truth:
    """The venue's books: orders by the venue's id, with what each has traded."""

    def __init__(self) -> None:
        self.orders: dict[str, r.HeldOrder] = {}
        self.status: dict[str, OrderStatus] = {}
        self.fills: list[r.HeldFill] = []
        self.count = 0

    def place(self, order_id: str, terms: c.SubmitOrder) -> r.HeldOrder:
        self.count += 1
        held = r.HeldOrder(
            order_id, f"V{self.count}", terms.instrument, terms.side, terms.type, terms.qty, D(0),
            terms.limit_price, None, TimeInForce.DAY,
        )  # fmt: skip
        self.orders[held.venue_order_id] = held
        self.status[held.venue_order_id] = OrderStatus.NEW
        return held

    def trade(self, held: r.HeldOrder, qty: Decimal, price: Decimal, at: int) -> r.HeldFill:
        self.count += 1
        fill = r.HeldFill(
            held.order_id, held.venue_order_id, f"X{self.count}", held.instrument, held.side, qty,
            price, D("0.01"), "USD", Liquidity.TAKER, at,
        )  # fmt: skip
        self.fills.append(fill)
        held = replace(held, cum_qty=held.cum_qty + qty)
        self.orders[held.venue_order_id] = held
        is_whole = held.cum_qty >= held.qty
        self.status[held.venue_order_id] = (
            OrderStatus.FILLED if is_whole else OrderStatus.PARTIALLY_FILLED
        )
        return fill

    def open(self) -> list[r.HeldOrder]:
        return [each for name, each in self.orders.items() if self.status[name] not in OVER]

    def position(self) -> Decimal:
        return sum((f.qty if f.side is Side.BUY else -f.qty for f in self.fills), D(0))

    def cash(self) -> Decimal:
        paid = sum(
            ((f.qty if f.side is Side.BUY else -f.qty) * f.price + f.fee for f in self.fills), D(0)
        )
        return D(1_000_000) - paid

    def picture(self, since: int, at: int) -> r.VenueSnapshot:
        fills = tuple(each for each in self.fills if each.at >= since)
        held, cash = {"AAPL": self.position()}, {"USD": self.cash()}
        return r.VenueSnapshot(
            "sim", "A", tuple(self.open()), fills, held, cash, None, True, as_of=at, at=at
        )

    def state(self, order_id: str, at: int) -> list[r.Report]:
        for name, held in self.orders.items():
            if held.order_id == order_id:
                told: list[r.Report] = [as_told(f) for f in self.fills if f.order_id == order_id]
                told.append(
                    r.VenueStates(
                        order_id,
                        name,
                        self.status[name],
                        held.qty,
                        held.cum_qty,
                        held.limit_price,
                        None,
                        at,
                    )
                )
                return told
        return [r.VenueKnowsNot(order_id, True, at)]


def as_told(fill: r.HeldFill) -> r.VenueFills:
    name = fill.order_id or fill.venue_order_id
    numbers = (fill.qty, fill.price, fill.fee, fill.fee_currency, fill.liquidity, fill.at)
    return r.VenueFills(name, fill.exec_id, *numbers)


class LossyStream(RuleBasedStateMachine):
    """Orders, fills and cancels happen at the venue, and any report of them may be lost."""

    @initialize()
    def open(self) -> None:
        self.played = PlayedDesk()
        self.played.account("A")
        self.played.instrument("AAPL")
        self.truth = Truth()
        self.asked = 0

    # --- what happens -----------------------------------------------------------------

    @rule(side=SIDES, qty=QTYS, price=PRICES, lost=st.booleans(), arrives=st.booleans())
    def submit(self, side: Side, qty: Decimal, price: Decimal, lost: bool, arrives: bool) -> None:
        at = self.played.time.now()
        self.played.quotes["AAPL"] = Quote("AAPL", D("99.99"), D("100.01"), D(9), D(9), at)
        terms = c.SubmitOrder("A", "AAPL", side, qty, OrderType.LIMIT, price)
        self.played.take(terms)
        for request in self._requests():
            if isinstance(request, q.PlaceOrder) and arrives:
                held = self.truth.place(request.order_id, request.terms)
                told = r.VenueAccepts(request.order_id, held.venue_order_id, at)
                self._tell(told, lost)
            elif isinstance(request, q.PlaceOrder):
                self._tell(r.VenueSilent(request.order_id, "no answer", at), lost)

    @rule(side=SIDES, qty=QTYS, price=PRICES)
    def somebody_else_submits(self, side: Side, qty: Decimal, price: Decimal) -> None:
        self.truth.place("", c.SubmitOrder("A", "AAPL", side, qty, OrderType.LIMIT, price))

    @rule(pick=PICK, qty=QTYS, price=PRICES, lost=st.booleans())
    def fills(self, pick: int, qty: Decimal, price: Decimal, lost: bool) -> None:
        if held := self._pick(pick):
            at = self.played.time.now()
            fill = self.truth.trade(held, min(qty, held.qty - held.cum_qty), price, at)
            self._tell(as_told(fill), lost)

    @rule(pick=PICK, lost=st.booleans(), tells=st.booleans())
    def cancels(self, pick: int, lost: bool, tells: bool) -> None:
        if held := self._pick(pick):
            self.truth.status[held.venue_order_id] = OrderStatus.CANCELED
            name = held.order_id or held.venue_order_id
            traded = held.cum_qty if tells else None
            self._tell(r.VenueCancels(name, self.played.time.now(), "", traded), lost)

    @rule(seconds=st.integers(1, 20))
    def time_passes(self, seconds: int) -> None:
        self.played.wait(seconds * SECOND)

    @rule(pick=PICK, price=PRICES)
    def somebody_changes_a_price(self, pick: int, price: Decimal) -> None:
        if held := self._pick(pick):
            self.truth.orders[held.venue_order_id] = replace(held, limit_price=price)

    # --- what may not change anything ---------------------------------------------------

    @rule(how=st.sampled_from(["partial", "empty", "failed", "stale"]), waits=st.booleans())
    def a_bad_answer(self, how: str, waits: bool) -> None:
        if waits:
            self.played.wait(10 * SECOND)
        ledger, at = self.played.ledger, self.played.time.now()
        before = {name: ledger.orders[name].is_open for name in ledger.orders}
        held = ledger.position("A", "AAPL").qty
        empty = r.VenueSnapshot("sim", "A", (), (), {}, {}, None, True, as_of=at, at=at)
        told: dict[str, r.Report] = {
            "partial": replace(empty, is_complete=False, positions={"AAPL": D(77)}),
            "empty": empty,
            "failed": r.VenueSnapshotFails("sim", "A", "504", at),
            "stale": replace(empty, as_of=0, positions={"AAPL": D(77)}),
        }
        self.played.take(told[how])
        assert ledger.position("A", "AAPL").qty == held
        assert {name: ledger.orders[name].is_open for name in before} == before

    # --- agreement ------------------------------------------------------------------------

    @precondition(lambda self: self.truth.orders)
    @rule()
    def one_whole_picture_and_its_answers_mend_all(self) -> None:
        self.played.wait(10 * SECOND)
        self._reconcile()
        self._agree()
        told = self._reconcile()
        assert [each for each in told if not isinstance(each, QUESTIONS)] == []
        at = self.played.time.now()
        since = self.played.ledger.reconciled.accounts["A"].since
        before = freeze(self.played.ledger)
        assert self.played.take(self.truth.picture(since, at)) == []
        assert freeze(self.played.ledger) == before

    def _reconcile(self) -> list[e.Event]:
        """Ask, and answer truthfully whatever is asked; what was too late to judge comes again."""
        self._requests()
        told = self._answered(self.played.take(c.Reconcile()))
        asked = self.played.ledger.reconciled.accounts["A"]
        if asked.again_at is not None:
            told += self._answered(self.played.wait(asked.again_at - self.played.time.now()))
        assert asked.again_at is None
        return told

    def _answered(self, told: list[e.Event]) -> list[e.Event]:
        while requests := self._requests():
            for request in requests:
                at = self.played.time.now()
                if isinstance(request, q.QueryAccount):
                    told += self.played.take(self.truth.picture(request.since, at))
                elif isinstance(request, q.QueryOrder):
                    for report in self._answer(request.order_id):
                        told += self.played.take(report)
        return told

    def _answer(self, order_id: str) -> list[r.Report]:
        order = self.played.ledger.orders[order_id]
        at = self.played.time.now()
        if not order_id.startswith("EXT-"):
            return self.truth.state(order_id, at)
        held = self.truth.orders[order.venue_order_id]
        status = self.truth.status[order.venue_order_id]
        fills = [f for f in self.truth.fills if f.venue_order_id == order.venue_order_id]
        state = r.VenueStates(
            order_id, held.venue_order_id, status, held.qty, held.cum_qty, held.limit_price,
            None, at,
        )  # fmt: skip
        return [*map(as_told, fills), state]

    def _agree(self) -> None:
        ledger, truth = self.played.ledger, self.truth
        state = ledger.accounts["A"]
        assert set(state.fills) == {each.exec_id for each in truth.fills}
        assert ledger.position("A", "AAPL").qty == truth.position()
        assert state.cash["USD"] == truth.cash()
        ours = {}
        for order_id in ledger.open_orders:
            order = ledger.orders[order_id]
            ours[order.venue_order_id] = (order.qty, order.cum_qty, order.limit_price)
        theirs = {h.venue_order_id: (h.qty, h.cum_qty, h.limit_price) for h in truth.open()}
        assert ours == theirs

    # --- how it is played -----------------------------------------------------------------

    def _tell(self, report: r.Report, lost: bool) -> None:
        if not lost:
            self.played.take(report)

    def _requests(self) -> list[q.Request]:
        sent = self.played.venue.sent[self.asked :]
        self.asked = len(self.played.venue.sent)
        return sent

    def _pick(self, pick: int) -> r.HeldOrder | None:
        working = self.truth.open()
        return working[pick % len(working)] if working else None

    def teardown(self) -> None:
        if hasattr(self, "played"):
            self.played.check()
            self.played.check_decisions()


TestLossyStream = LossyStream.TestCase
TestLossyStream.settings = settings(settings.default, stateful_step_count=25, deadline=None)
