"""The laws of lists and brackets where open orders hold back what they would close.

The same runs as in `test_contingencies`, at a venue where one exit rests and the desk watches the
other; markets move, so that stops and targets are met.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from holdfast.messages import control as k
from holdfast.messages import requests as q
from holdfast.model.order import OrderRole, Side
from holdfast.model.times import SECOND_NS
from tests.algos.emulated.holding_desk import HOLDS
from tests.properties.test_contingencies import Contingencies

MOVES = st.sampled_from(["89.99", "94.99", "98.99", "99.99", "101.01", "105.01", "110.01"])


class HeldBack(Contingencies):
    """Requests wait on the wire as before; prices come and go, and time passes."""

    @initialize()
    def open(self) -> None:
        super().open()
        self._take(k.DeclareVenue("sim", HOLDS))

    @rule(bid=MOVES)
    def move(self, bid: str) -> None:
        self.played.quote(bid, str(Decimal(bid) + Decimal("0.02")))
        self._sort(self.played.wait(0))

    @rule(tenths=st.integers(1, 50))
    def wait(self, tenths: int) -> None:
        self._sort(self.played.wait(tenths * SECOND_NS // 10))

    @invariant()
    def stops_only_tighten(self) -> None:
        """Hold the stops that rest to the tightest before; what a watched one sends has none."""
        best: dict[str, Decimal] = {}
        orders = self.played.ledger.orders
        for request in self.played.venue.sent:
            if not isinstance(request, q.PlaceOrder | q.AmendOrder):
                continue
            terms = orders[request.order_id].terms
            asked = request.terms if isinstance(request, q.PlaceOrder) else request
            price = asked.stop_price
            if terms.role is not OrderRole.STOP_LOSS or price is None:
                continue
            known = best.setdefault(terms.exit_of, price)
            assert price >= known if terms.side is Side.SELL else price <= known
            best[terms.exit_of] = price

    @invariant()
    def no_stop_leaves_while_its_entry_works(self) -> None:
        orders = self.played.ledger.orders
        for order_id in self.played.ledger.open_orders:
            order = orders[order_id]
            if (
                order.terms.role is OrderRole.STOP_LOSS
                and order_id not in self.played.ledger.parents
            ):
                assert not orders[order.terms.exit_of].is_open, order_id


TestHeldBack = HeldBack.TestCase
TestHeldBack.settings = settings(settings.default, stateful_step_count=40, deadline=None)
