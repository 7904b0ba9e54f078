"""Lists and brackets under any order of fills, cancels, changes and restarts.

The venue is honest about what it does and free in when: it may fill whatever works at any time,
a fill before the cancel that is on its way included. Exits never come to more than the entry
has filled, and an OCO never trades twice without an incident.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.bracket import BracketTerms, StopMove, Target
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.order import OrderRole, OrderStatus, OrderType, Side
from tests.support.desks import PlayedDesk, ready_desk
from tests.support.honest_venue import HonestVenue

PICK = st.integers(0, 10**6)
QTY = st.integers(1, 12).map(Decimal)
SIDES = st.sampled_from(list(Side))
PRICE = Decimal(100)


class Contingencies(RuleBasedStateMachine):
    """Requests wait on the wire until a rule delivers them; fills may come before."""

    @initialize()
    def open(self) -> None:
        self.played: PlayedDesk = ready_desk()
        self.venue = HonestVenue()
        self.wire: list[q.Request] = []
        self.read = 0

    # --- traders --------------------------------------------------------------------

    @rule(side=SIDES, qty=QTY, kind=st.sampled_from(list(Contingency)), full=st.booleans())
    def submit_list(self, side: Side, qty: Decimal, kind: Contingency, full: bool) -> None:
        way = 1 if side is Side.BUY else -1
        near = c.SubmitOrder("A", "AAPL", side, qty, OrderType.LIMIT, PRICE - way)
        far = c.SubmitOrder("A", "AAPL", side, qty, OrderType.STOP, None, PRICE + way)
        if kind is Contingency.OTO:
            far = c.SubmitOrder("A", "AAPL", side.opposite, qty, OrderType.LIMIT, PRICE + way)
        is_full = full and kind is not Contingency.OUO
        mode = TriggerMode.FULL if is_full else TriggerMode.PARTIAL
        self._take(c.SubmitList((near, far), kind, mode))

    @rule(side=SIDES, qty=QTY, first=st.integers(1, 11), full=st.booleans(), moves=st.booleans())
    def submit_bracket(self, side: Side, qty: Decimal, first: int, full: bool, moves: bool) -> None:
        way = 1 if side is Side.BUY else -1
        near = Target(PRICE + 5 * way, qty=Decimal(first)) if first < qty else None
        far = Target(PRICE + 10 * way)
        bracket = BracketTerms(
            targets=(far,) if near is None else (near, far),
            stop=PRICE - 5 * way,
            mode=TriggerMode.FULL if full else TriggerMode.PARTIAL,
            moves=(StopMove(after_target=1), StopMove(stop=PRICE + way, after_target=1))
            if moves
            else (),
        )
        self._take(c.SubmitOrder("A", "AAPL", side, qty, bracket=bracket))

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        ids = list(self.played.ledger.open_orders)
        if ids:
            self._take(c.CancelOrder(ids[pick % len(ids)]))

    @rule(pick=PICK, qty=QTY)
    def change(self, pick: int, qty: Decimal) -> None:
        ids = list(self.played.ledger.open_orders)
        if ids:
            self._take(c.ReplaceOrder(ids[pick % len(ids)], qty=qty))

    @rule()
    def restart(self) -> None:
        self._sort(self.played.restart())

    # --- the venue ------------------------------------------------------------------

    @precondition(lambda self: self.wire)
    @rule(count=st.integers(1, 4))
    def deliver(self, count: int) -> None:
        """Let the next requests arrive, each with its answer."""
        for _ in range(min(count, len(self.wire))):
            self._deliver_next()

    @precondition(lambda self: self.wire)
    @rule()
    def deliver_all(self) -> None:
        self._deliver_rest()

    @precondition(lambda self: self._working())
    @rule(pick=PICK, qty=QTY)
    def fill(self, pick: int, qty: Decimal) -> None:
        """Trade with anything that works there, whatever the desk has asked meanwhile."""
        working = self._working()
        name = working[pick % len(working)]
        self._take(self.venue.fill(name, qty, self.played.time.now()))

    @precondition(lambda self: self._working())
    @rule(pick=PICK, arrives=st.booleans())
    def fill_whole(self, pick: int, arrives: bool) -> None:
        """Fill one to its end, once all that is on its way has come, or before."""
        if arrives:
            self._deliver_rest()
        self._fill_one(pick)
        if arrives:
            self._deliver_rest()

    @rule(pick=PICK)
    def fill_a_first_target(self, pick: int) -> None:
        """Fill what moves stops."""
        self._deliver_rest()
        orders = self.played.ledger.orders
        first = [each for each in self._working() if orders[each].terms.exit_index == 1]
        if first:
            known = self.venue.orders[first[pick % len(first)]]
            at = self.played.time.now()
            self._take(self.venue.fill(first[pick % len(first)], known.qty - known.cum, at))

    def _fill_one(self, pick: int) -> None:
        working = self._working()
        if working:
            name = working[pick % len(working)]
            known = self.venue.orders[name]
            self._take(self.venue.fill(name, known.qty - known.cum, self.played.time.now()))

    def _working(self) -> list[str]:
        return [each for each, known in self.venue.orders.items() if known.is_open]

    @rule(pick=PICK)
    def expire(self, pick: int) -> None:
        working = self._working()
        if working:
            name = working[pick % len(working)]
            self.venue.orders[name].status = OrderStatus.EXPIRED
            self._take(r.VenueExpires(name, self.played.time.now()))

    def _take(self, message: c.Command | r.Report) -> None:
        self._sort(self.played.take(message))

    def _sort(self, events: list[object]) -> None:
        sent = self.played.venue.sent
        self.wire += sent[self.read :]
        self.read = len(sent)

    # --- what holds -----------------------------------------------------------------

    @invariant()
    def the_laws_hold(self) -> None:
        self.played.check()

    @invariant()
    def exits_close_no_more_than_is_held_or_it_is_told(self) -> None:
        ledger = self.played.ledger
        told = {each.subject for each in ledger.discrepancies}
        for entry_id, bracket in ledger.brackets.items():
            filled = ledger.orders[entry_id].cum_qty
            assert bracket.exited <= filled or entry_id in told, entry_id

    @invariant()
    def an_oco_trades_once_or_it_is_told(self) -> None:
        ledger = self.played.ledger
        told = {each.subject for each in ledger.discrepancies}
        for list_id, state in ledger.lists.known.items():
            if state.contingency is not Contingency.OTO:
                traded = sum(ledger.orders[each].cum_qty for each in state.members)
                assert traded <= max(state.sizes) or list_id in told, list_id

    @invariant()
    def a_child_trades_no_more_than_its_trigger(self) -> None:
        ledger = self.played.ledger
        for state in ledger.lists.known.values():
            if state.contingency is Contingency.OTO:
                trigger, *children = (ledger.orders[each] for each in state.members)
                assert all(child.cum_qty <= trigger.cum_qty for child in children)

    @invariant()
    def stops_only_tighten(self) -> None:
        """Hold what is asked of the venue to the tightest that was asked for before."""
        best: dict[str, Decimal] = {}
        ledger = self.played.ledger
        for request in self.played.venue.sent:
            if not isinstance(request, q.PlaceOrder | q.AmendOrder):
                continue
            terms = ledger.orders[request.order_id].terms
            if terms.role is not OrderRole.STOP_LOSS:
                continue
            asked = request.terms if isinstance(request, q.PlaceOrder) else request
            price = asked.stop_price
            assert price is not None
            known = best.setdefault(terms.exit_of, price)
            assert price >= known if terms.side is Side.SELL else price <= known
            best[terms.exit_of] = price

    def teardown(self) -> None:
        """Let everything arrive: then all that is held has its stop, and nothing is in flight."""
        if not hasattr(self, "played"):
            return
        self._deliver_rest()
        self.played.check()
        self.played.check_decisions()

    def _deliver_rest(self) -> None:
        for _ in range(200):
            if not self.wire:
                return
            self._deliver_next()

    def _deliver_next(self) -> None:
        request = self.wire.pop(0)
        for report in self.venue.answer(request, self.played.time.now()):
            self._take(report)


TestContingencies = Contingencies.TestCase
TestContingencies.settings = settings(settings.default, stateful_step_count=40, deadline=None)
