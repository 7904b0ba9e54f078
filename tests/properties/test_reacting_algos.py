"""Algos that react, under any market and any venue: one child, within the limit, at their pace."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from holdfast.core.invariants import audit
from holdfast.core.ledger import Order, freeze
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Param, Side, Tactic
from holdfast.recovery.replay import rebuild
from tests.support.desks import SECOND, PlayedDesk, ready_desk

CENT = Decimal("0.01")
PACE = SECOND
PICK = st.integers(0, 10**6)
TACTICS: dict[str, list[dict[str, Param]]] = {
    "peg": [
        {},
        {"slice_qty_max": "7"},
        {"to": "MID", "slice_qty_max": "9"},
        {"to": "MARKET", "offset_ticks": -1},
        {"cross_after_s": 5},
    ],
    "iceberg": [{"display_qty": "4"}, {"display_qty": "5", "peg": True, "refresh_s": "0"}],
    "sniper": [{"size_min": "3"}, {"size_min": "1", "share": "0.5"}],
    "adaptive": [
        {"duration_s": 30, "slices": 5, "urgency": "high"},
        {"duration_s": 60, "would_price": "99.90"},
    ],
}
Choice = tuple[str, dict[str, Param]]
CHOICES: list[Choice] = [(name, each) for name, all_ in TACTICS.items() for each in all_]
CHOSEN = st.sampled_from(CHOICES)
SIDES = st.sampled_from(list(Side))
BIDS, WIDTHS = st.integers(9990, 10010), st.integers(0, 6)
LIMITS = st.sampled_from([Decimal("99.95"), Decimal(100), Decimal("100.05")])


class AnyMarket(RuleBasedStateMachine):
    """Each rule is one thing that a trader, the market, the venue or time does."""

    @initialize(
        choice=CHOSEN, side=SIDES, limit=LIMITS, bid=BIDS, width=WIDTHS, sizes=st.integers(0, 9)
    )
    def open(
        self,
        choice: Choice,
        side: Side,
        limit: Decimal,
        bid: int,
        width: int,
        sizes: int,
    ) -> None:
        self.played: PlayedDesk = ready_desk()
        self.count = 0
        self.seen = 0
        self.acted_at: dict[str, int] = {}
        self.asked_for: dict[str, Decimal | None] = {}
        # nothing is met by rules that find no parent
        self.move(bid, width, sizes)
        self.submit(choice, side, limit)

    # --- traders, market and time ---------------------------------------------------

    @rule(choice=CHOSEN, side=SIDES, limit=LIMITS)
    def submit(self, choice: Choice, side: Side, limit: Decimal) -> None:
        self.count += 1
        name, params = choice
        if side is Side.SELL:
            params = {key: value for key, value in params.items() if key != "would_price"}
        terms = c.SubmitOrder(
            "A",
            "AAPL",
            side,
            Decimal(20),
            OrderType.LIMIT,
            limit,
            client_order_id=f"o{self.count}",
            tactic=Tactic(name, dict(params)),
        )
        self.played.take(terms)

    @rule(bid=BIDS, width=WIDTHS, sizes=st.integers(0, 9))
    def move(self, bid: int, width: int, sizes: int) -> None:
        price = bid * CENT
        ask = str(price + width * CENT)
        self.played.quote(str(price), ask, "AAPL", str(sizes), str(9 - sizes))
        self.played.wait(0)

    @rule()
    def darken(self) -> None:
        self.played.quotes.pop("AAPL", None)

    @rule(tenths=st.integers(1, 50))
    def wait(self, tenths: int) -> None:
        for _ in range(tenths):
            self.played.wait(SECOND // 10)
            self._look()

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        parents = [each for each in self.played.ledger.parents if self._order(each).is_open]
        if parents:
            self.played.take(c.CancelOrder(parents[pick % len(parents)]))

    @rule()
    def restart(self) -> None:
        self.seen = len(self.played.venue.sent)
        self.played.restart()

    # --- the venue ------------------------------------------------------------------

    @rule(pick=PICK)
    def accept(self, pick: int) -> None:
        child = self._child(pick, OrderStatus.SENT, OrderStatus.UNKNOWN)
        if child is not None:
            self.played.take(r.VenueAccepts(child.id, f"V{child.id}", self._now()))

    @rule(pick=PICK, qty=st.integers(1, 6))
    def fill(self, pick: int, qty: int) -> None:
        child = self._child(pick)
        if child is None or child.leaves_qty <= 0:
            return
        self.count += 1
        traded = min(Decimal(qty), child.leaves_qty)
        price = child.limit_price or Decimal(100)
        money = (traded, price, Decimal(0), "USD", Liquidity.MAKER, self._now())
        self.played.take(r.VenueFills(child.id, f"X{self.count}", *money))

    @rule(pick=PICK, how=st.sampled_from([r.VenueCancels, r.VenueExpires]))
    def end(self, pick: int, how: type[r.VenueCancels] | type[r.VenueExpires]) -> None:
        child = self._child(pick)
        if child is not None:
            self.played.take(how(child.id, self._now()))

    @rule(pick=PICK)
    def reject(self, pick: int) -> None:
        child = self._child(pick, OrderStatus.SENT)
        if child is not None:
            self.played.take(r.VenueRejects(child.id, "NO", "not today", self._now()))

    @rule(pick=PICK)
    def fall_silent(self, pick: int) -> None:
        child = self._child(pick, OrderStatus.SENT)
        if child is not None:
            self.played.take(r.VenueSilent(child.id, "no answer", self._now()))

    @rule(pick=PICK, obeys=st.booleans())
    def answer_change(self, pick: int, obeys: bool) -> None:
        child = self._child(pick, OrderStatus.PENDING_REPLACE)
        if child is None or child.pending_qty is None:
            return
        if obeys:
            prices = (child.pending_limit_price, None)
            said: r.Report = r.VenueReplaces(
                child.id, f"V{child.id}", child.pending_qty, *prices, self._now()
            )
        else:
            said = r.VenueRejectsReplace(child.id, "LATE", "too late", self._now())
            # what was refused may be asked for again
            self.asked_for[child.id] = child.limit_price
        self.played.take(said)

    # --- the laws -------------------------------------------------------------------

    @invariant()
    def nothing_outruns_its_parent(self) -> None:
        if not hasattr(self, "played"):
            return
        ledger = self.played.ledger
        assert audit(ledger) == ()
        for order_id, state in ledger.parents.items():
            assert state.committed <= ledger.orders[order_id].qty
            assert len(state.open_children) <= 1, "one child at a time"
            assert len(state.memory) <= 8

    @invariant()
    def what_leaves_is_within_the_limit_in_its_pace_and_changes_something(self) -> None:
        if hasattr(self, "played"):
            self._look()

    def _look(self) -> None:
        sent = self.played.venue.sent
        for request in sent[self.seen :]:
            if isinstance(request, q.PlaceOrder):
                self._acted(request.order_id, request.terms.limit_price)
            elif isinstance(request, q.AmendOrder):
                assert request.limit_price != self.asked_for[request.order_id]
                self._acted(request.order_id, request.limit_price)
        self.seen = len(sent)

    def _acted(self, child_id: str, limit: Decimal | None) -> None:
        """Hold a message to its parent's limit, and to its pace since the one before."""
        child = self._order(child_id)
        parent = self._order(child.terms.parent_id)
        assert limit is not None
        assert parent.limit_price is not None
        if parent.terms.side is Side.BUY:
            assert limit <= parent.limit_price
        else:
            assert limit >= parent.limit_price
        self._is_enough(parent)
        at = self._now()
        since = self.acted_at.get(parent.id)
        assert since is None or at - since >= PACE - SECOND // 10
        self.acted_at[parent.id] = at
        self.asked_for[child_id] = limit

    def _is_enough(self, parent: Order) -> None:
        """Hold a sniper to the least that it shoots at."""
        tactic = parent.terms.tactic
        if tactic is not None and tactic.name == "sniper":
            quote = self.played.quotes["AAPL"]
            size = quote.ask_size if parent.terms.side is Side.BUY else quote.bid_size
            assert size >= Decimal(str(tactic.params["size_min"]))

    def teardown(self) -> None:
        if hasattr(self, "played"):
            assert freeze(rebuild(self.played.journal)) == freeze(self.played.ledger)
            self.played.check_decisions()

    def _order(self, order_id: str) -> Order:
        return self.played.ledger.orders[order_id]

    def _child(self, pick: int, *statuses: OrderStatus) -> Order | None:
        found = [
            self._order(child_id)
            for state in self.played.ledger.parents.values()
            for child_id in state.open_children
            if not statuses or self._order(child_id).status in statuses
        ]
        return found[pick % len(found)] if found else None

    def _now(self) -> int:
        return self.played.time.now()


TestAnyMarket = AnyMarket.TestCase
TestAnyMarket.settings = settings(settings.default, stateful_step_count=40, deadline=None)
