"""Whatever is lost, late or repeated, and however often the desk dies, no order is placed twice.

An honest venue behind a wire that loses, holds back and repeats: what is unknown stays unknown and
reserved until the venue has spoken, and once the wire is whole desk and venue agree.
"""

from __future__ import annotations

from decimal import Decimal as D

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from holdfast.core.brackets import unprotected_qty
from holdfast.core.invariants import audit
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import OrderStatus, OrderType, Side, Tactic
from tests.support.desks import PlayedDesk
from tests.support.honest_venue import HonestVenue

PICK = st.integers(0, 10**6)
QTYS = st.integers(1, 20).map(D)
PRICE = D(100)
PENDING = (
    OrderStatus.SENT,
    OrderStatus.UNKNOWN,
    OrderStatus.PENDING_CANCEL,
    OrderStatus.PENDING_REPLACE,
)
# what a venue may say of an order that proves nothing of it
NO_EVIDENCE = (
    r.VenueSilent,
    r.VenueRejectsCancel,
    r.VenueRejectsReplace,
    r.VenueConnects,
    r.VenueDisconnects,
    r.VenueHolds,
    r.VenueHeldAll,
)
ROUNDS_MAX = 20


class BrokenWire(RuleBasedStateMachine):
    """Each rule is one thing that a trader, the wire, the market or a power cut does."""

    @initialize(seed=st.integers(0, 3))
    def open(self, seed: int) -> None:
        self.played = PlayedDesk(seed=seed)
        self.venue = HonestVenue()
        self.seen = 0
        self.reports: list[r.Report] = []
        self.unknown: dict[str, D] = {}
        self.count = 0
        self.played.account()
        self.played.instrument()
        self.played.quote("99.99", "100.01")

    # --- traders --------------------------------------------------------------------

    @rule(side=st.sampled_from(list(Side)), qty=QTYS, kind=st.sampled_from(["market", "limit"]))
    def submit(self, side: Side, qty: D, kind: str) -> None:
        price = PRICE if kind == "limit" else None
        self._take(c.SubmitOrder("A", "AAPL", side, qty, OrderType(kind.upper()), price))

    @rule(qty=QTYS, stop=st.booleans())
    def submit_bracket(self, qty: D, stop: bool) -> None:
        exits = {"stop_loss": D(90) if stop else None, "take_profit": D(110)}
        self._take(c.SubmitOrder("A", "AAPL", Side.BUY, qty, OrderType.LIMIT, PRICE, **exits))

    @rule(qty=QTYS, slices=st.integers(1, 4))
    def submit_parent(self, qty: D, slices: int) -> None:
        tactic = Tactic("twap", {"duration_s": 20, "slices": slices, "jitter": "0"})
        terms = c.SubmitOrder("A", "AAPL", Side.BUY, qty, OrderType.LIMIT, PRICE, tactic=tactic)
        self._take(terms)

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        if order_id := self._pick(pick):
            self._take(c.CancelOrder(order_id))

    @rule(pick=PICK, qty=QTYS)
    def replace(self, pick: int, qty: D) -> None:
        if order_id := self._pick(pick):
            self._take(c.ReplaceOrder(order_id, qty))

    @rule()
    def reconcile(self) -> None:
        self._take(c.Reconcile())

    # --- the wire -------------------------------------------------------------------

    @rule(count=st.integers(1, 5))
    def requests_arrive(self, count: int) -> None:
        for request in self.played.venue.sent[self.seen : self.seen + count]:
            self.seen += 1
            self.reports += self.venue.answer(request, self._at())

    @rule()
    def a_request_is_lost(self) -> None:
        if self.seen < len(self.played.venue.sent):
            self.seen += 1

    @rule(count=st.integers(1, 5))
    def reports_arrive(self, count: int) -> None:
        told, self.reports = self.reports[:count], self.reports[count:]
        for report in told:
            self._take(report)

    @rule(pick=PICK)
    def a_report_overtakes(self, pick: int) -> None:
        if self.reports:
            self._take(self.reports.pop(pick % len(self.reports)))

    @rule(pick=PICK)
    def a_report_is_lost(self, pick: int) -> None:
        if self.reports:
            self.reports.pop(pick % len(self.reports))

    @rule(pick=PICK)
    def a_report_comes_twice(self, pick: int) -> None:
        if self.reports:
            self._take(self.reports[pick % len(self.reports)])

    @rule(pick=PICK)
    def silence(self, pick: int) -> None:
        if order_id := self._pick(pick):
            self._take(r.VenueSilent(order_id, "", self._at()))

    @rule(pick=PICK)
    def not_known_yet(self, pick: int) -> None:
        """Eventual consistency: the venue cannot see it yet, whether it has it or not."""
        if order_id := self._pick(pick):
            self._take(r.VenueKnowsNot(order_id, final=False, at=self._at()))

    @rule(is_up=st.booleans())
    def link(self, is_up: bool) -> None:
        at = self._at()
        told = r.VenueConnects("sim", at) if is_up else r.VenueDisconnects("sim", "cut", at)
        self._take(told)

    # --- the market, time and power -------------------------------------------------

    @rule(pick=PICK, qty=QTYS)
    def market(self, pick: int, qty: D) -> None:
        works = [each for each, known in self.venue.orders.items() if known.is_open]
        if works:
            self.reports.append(self.venue.fill(works[pick % len(works)], qty, self._at()))

    @rule(ms=st.sampled_from([1, 100, 1_000, 40_000]))
    def time(self, ms: int) -> None:
        self._note(self.played.wait(ms * 1_000_000), None)

    @rule(arrive=st.integers(0, 3), times=st.integers(1, 3))
    def crash(self, arrive: int, times: int) -> None:
        """Die, and perhaps again while getting up; some of what was on its way arrives."""
        self.requests_arrive(arrive)
        self.seen = len(self.played.venue.sent)
        self.reports.clear()
        for _ in range(times):
            self._note(self.played.restart(), None)

    # --- how it is played -----------------------------------------------------------

    def _take(self, message: c.Command | r.Report) -> None:
        self._note(self.played.take(message), message)

    def _note(self, events: list[e.Event], message: c.Command | r.Report | None) -> None:
        """Hold each order that is unknown no more to what the venue has said of it."""
        orders = self.played.ledger.orders
        for order_id, reserved in tuple(self.unknown.items()):
            order = orders[order_id]
            if order.status is OrderStatus.UNKNOWN:
                # a target reserves of its own once its stop no longer stands for it
                assert order.reserved_qty >= reserved, f"{order_id} lost its reserve"
                continue
            is_told = getattr(message, "order_id", "") == order_id
            is_evidence = is_told and not isinstance(message, NO_EVIDENCE)
            if isinstance(message, r.VenueKnowsNot):
                is_evidence = is_evidence and message.final
            assert is_evidence, f"{order_id} is {order.status} after {message}"
        self.unknown = {
            order_id: orders[order_id].reserved_qty
            for order_id in self.played.ledger.open_orders
            if orders[order_id].status is OrderStatus.UNKNOWN
        }

    def _at(self) -> int:
        return self.played.time.now()

    def _pick(self, pick: int) -> str:
        ledger = self.played.ledger
        orders = [each for each in ledger.open_orders if each not in ledger.parents]
        return orders[pick % len(orders)] if orders else ""

    @invariant()
    def the_laws_hold(self) -> None:
        assert audit(self.played.ledger) == ()
        assert len(self.venue.places) == len(set(self.venue.places)), "placed twice"
        placed = [each.order_id for each in self.played.venue.sent if type(each) is q.PlaceOrder]
        assert len(placed) == len(set(placed)), "left twice"

    def teardown(self) -> None:
        if not hasattr(self, "played"):
            return
        self._take(r.VenueConnects("sim", self._at()))
        for _ in range(ROUNDS_MAX):
            self._whole_wire()
            if not self._pending():
                break
        self._agree()
        self.played.check()
        self.played.check_decisions()

    def _whole_wire(self) -> None:
        for _ in range(10):
            self.requests_arrive(10**6)
            self.reports_arrive(10**6)
        self.time(40_000)

    def _pending(self) -> list[str]:
        ledger = self.played.ledger
        return [
            f"{order_id} is {ledger.orders[order_id].status}"
            for order_id in ledger.open_orders
            if ledger.orders[order_id].status in PENDING and order_id not in ledger.parents
        ]

    def _agree(self) -> None:
        """Nothing hangs, and desk and venue have the same orders and fills without a reconcile."""
        assert not self._pending(), self._pending()
        ledger = self.played.ledger
        self._take(c.Reconcile())
        self._whole_wire()
        told = {each.subject for each in ledger.discrepancies}
        for order_id, known in self.venue.orders.items():
            order = ledger.orders[order_id]
            ours, theirs = (order.is_open, order.cum_qty), (known.is_open, known.cum)
            # a fill that was lost of an order that is over is for the reconciliation of accounts
            assert ours == theirs or not order.is_open, f"{order_id} is {ours}, there {theirs}"
        for entry_id in ledger.brackets:
            assert not unprotected_qty(ledger, entry_id) or entry_id in told


TestBrokenWire = BrokenWire.TestCase
TestBrokenWire.settings = settings(settings.default, stateful_step_count=40, deadline=None)
