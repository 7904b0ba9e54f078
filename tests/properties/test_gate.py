"""The gate against a naive twin: no send ever takes a scope over what it may come to at worst."""

from __future__ import annotations

import os
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from holdfast.core.invariants import audit
from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.limits import Limits
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, Tactic
from holdfast.model.scope import FIRM, Scope
from tests.properties.exposure_twin import ASK, BID, MID, Exposure
from tests.support.desks import SECOND, PlayedDesk
from tests.support.limits import WIDE
from tests.support.people import SECOND as SECOND_PERSON
from tests.support.people import TRADER

# a quick look by default; HOLDFAST_PROPERTIES=full looks for longer than a build may take
FULL = os.environ.get("HOLDFAST_PROPERTIES", "") == "full"
EXAMPLES, STEPS = (3_000, 80) if FULL else (120, 50)

ACCOUNTS = st.sampled_from(["A", "A", "B"])
NAMES = st.sampled_from(["X", "X", "Y"])
STRATEGIES = st.sampled_from(["", "s", "t"])
SIDES = st.sampled_from(list(Side))
QTYS = st.integers(1, 30).map(Decimal)
PRICES = st.none() | st.sampled_from([Decimal(each) for each in ("98", "100", "102.5")])
PICK = st.integers(0, 10**6)
UNITS = st.integers(10, 60).map(Decimal)
MONEY = st.integers(1_000, 5_000).map(Decimal)
SCOPES = {
    "A": Scope(account="A"),
    "B": Scope(account="B"),
    "firm": FIRM,
    "s": Scope(strategy="s"),
    "X": Scope(instrument="X"),
    "A and X": Scope(account="A", instrument="X"),
}


class TightDesk(RuleBasedStateMachine):
    """Traders, limits and a venue that fills at the mid, answers late, or not at all."""

    @initialize(units=UNITS, gross=MONEY, opened=MONEY)
    def open(self, units: Decimal, gross: Decimal, opened: Decimal) -> None:
        self.played = PlayedDesk()
        self.twin = Exposure()
        self.count = 0
        self.sheets: dict[str, Limits] = {}
        for name in ("A", "B"):
            self.played.account(name)
            self.sheets[name] = WIDE
        for name in ("X", "Y"):
            self.played.instrument(name)
        self._quote()
        self._limit("A", units, gross, opened)
        self._limit("firm", units * 2, gross * 2, opened * 2)

    # --- who trades ---------------------------------------------------------------------

    @rule(who=ACCOUNTS, what=NAMES, side=SIDES, qty=QTYS, price=PRICES, strategy=STRATEGIES)
    def submit(
        self, who: str, what: str, side: Side, qty: Decimal, price: Decimal | None, strategy: str
    ) -> None:
        self._take(self._terms(who, what, side, qty, price, strategy))

    @rule(who=ACCOUNTS, what=NAMES, side=SIDES, first=QTYS, second=QTYS, price=PRICES)
    def submit_two_at_once(
        self,
        who: str,
        what: str,
        side: Side,
        first: Decimal,
        second: Decimal,
        price: Decimal | None,
    ) -> None:
        """Both are decided before the journal has either."""
        self._take(*(self._terms(who, what, side, qty, price, "s") for qty in (first, second)))

    @rule(who=ACCOUNTS, side=SIDES, qty=QTYS, slices=st.integers(1, 4))
    def submit_parent(self, who: str, side: Side, qty: Decimal, slices: int) -> None:
        tactic = Tactic("twap", {"duration_s": 20, "slices": slices, "jitter": "0"})
        self._take(replace(self._terms(who, "X", side, qty, None, "s"), tactic=tactic))

    @rule(who=ACCOUNTS, price=PRICES, part=st.integers(1, 3))
    def close(self, who: str, price: Decimal | None, part: int) -> None:
        """Send what only reduces: other orders may be faster and leave it nothing to reduce."""
        held = self.played.ledger.position(who, "X").qty
        if held:
            side = Side.SELL if held > 0 else Side.BUY
            qty = max(abs(held) // part, Decimal(1))
            self._take(self._terms(who, "X", side, qty, price, ""))

    @rule(who=ACCOUNTS, qty=QTYS)
    def overtake(self, who: str, qty: Decimal) -> None:
        """Send what only reduces, and have another order close its position before it."""
        held = self.played.ledger.position(who, "X").qty
        self.close(who, MID, 1)
        if held:
            side = Side.SELL if held > 0 else Side.BUY
            self._take(self._terms(who, "X", side, qty, MID, ""))
            last = next(reversed(self.played.ledger.orders.values()))
            if last.is_open:
                self._fill(last, qty)

    @rule(grow=QTYS, then=QTYS)
    def change_and_submit(self, grow: Decimal, then: Decimal) -> None:
        """Let the larger of old and new meet another order before the venue has answered."""
        ledger = self.played.ledger
        idle = [each for each in map(ledger.orders.get, ledger.open_orders) if each is not None]
        for order in idle[:1]:
            terms = order.terms
            self._take(c.ReplaceOrder(order.id, order.qty + grow, principal=TRADER))
            self._take(self._terms(terms.account, terms.instrument, terms.side, then, MID, "t"))

    @rule()
    def accept_all(self) -> None:
        for order_id in tuple(self.played.ledger.open_orders):
            if order_id not in self.played.ledger.parents:
                self._take(r.VenueAccepts(order_id, f"V{order_id}", self._at()))

    @rule(pick=PICK, qty=QTYS, price=PRICES)
    def change(self, pick: int, qty: Decimal, price: Decimal | None) -> None:
        if order := self._pick(pick):
            limit = price if order.limit_price is not None else None
            self._take(c.ReplaceOrder(order.id, qty, limit, principal=TRADER))

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        if order := self._pick(pick):
            self._take(c.CancelOrder(order.id, TRADER))

    @rule(whose=st.sampled_from(list(SCOPES)), units=UNITS, gross=MONEY, opened=MONEY)
    def limit(self, whose: str, units: Decimal, gross: Decimal, opened: Decimal) -> None:
        self._limit(whose, units, gross, opened)

    @rule(seconds=st.integers(1, 15))
    def wait(self, seconds: int) -> None:
        self._note(self.played.wait(seconds * SECOND))
        self._quote()

    @rule()
    def restart(self) -> None:
        self._note(self.played.restart())

    # --- the venue ------------------------------------------------------------------------

    @rule(pick=PICK, qty=QTYS)
    def fill(self, pick: int, qty: Decimal) -> None:
        if order := self._pick(pick):
            self._fill(order, qty)

    def _fill(self, order: Order, qty: Decimal) -> None:
        if order.leaves_qty > 0:
            self.count += 1
            some, none = min(qty, order.leaves_qty), Decimal(0)
            taker, at = Liquidity.TAKER, self._at()
            name = f"f{self.count}"
            self._take(r.VenueFills(order.id, name, some, MID, none, "USD", taker, at))

    @rule(
        pick=PICK,
        kind=st.sampled_from(
            [
                r.VenueCancels,
                lambda order_id, at: r.VenueAccepts(order_id, f"V{order_id}", at),
                lambda order_id, at: r.VenueAccepts(order_id, f"V{order_id}", at),
                lambda order_id, at: r.VenueRejects(order_id, "NO", "", at),
                lambda order_id, at: r.VenueRejectsCancel(order_id, "LATE", "", at),
                lambda order_id, at: r.VenueRejectsReplace(order_id, "NO", "", at),
                lambda order_id, at: r.VenueSilent(order_id, "", at),
            ]
        ),
    )
    def speak(self, pick: int, kind: type[r.VenueCancels]) -> None:
        if order := self._pick(pick):
            if order.cum_qty == 0 or kind is not r.VenueRejects:
                self._take(kind(order.id, self._at()))

    @rule(pick=PICK)
    def agree_to_a_change(self, pick: int) -> None:
        waiting = [
            each
            for each in self.played.ledger.orders.values()
            if each.status is OrderStatus.PENDING_REPLACE and each.pending_qty is not None
        ]
        if waiting:
            order = waiting[pick % len(waiting)]
            self._take(
                r.VenueReplaces(
                    order.id,
                    f"V{order.id}",
                    max(order.pending_qty or order.qty, order.cum_qty),
                    order.pending_limit_price,
                    order.pending_stop_price,
                    self._at(),
                )
            )

    # --- laws -----------------------------------------------------------------------------

    @invariant()
    def no_send_takes_a_scope_over_its_limit(self) -> None:
        if hasattr(self, "twin"):
            assert not self.twin.broken, "\n".join(self.twin.broken)

    @invariant()
    def nothing_leaves_that_the_clerk_has_not_noted(self) -> None:
        if hasattr(self, "twin"):
            placed = [
                each.order_id for each in self.played.venue.sent if isinstance(each, q.PlaceOrder)
            ]
            noted = [name for name, each in self.twin.orders.items() if each.terms.tactic is None]
            assert placed == noted

    def teardown(self) -> None:
        if hasattr(self, "played"):
            assert audit(self.played.ledger) == ()
            assert not self.played.desk.engine.halted

    # --- by hand --------------------------------------------------------------------------

    def _terms(
        self, who: str, what: str, side: Side, qty: Decimal, price: Decimal | None, strategy: str
    ) -> c.SubmitOrder:
        kind = OrderType.MARKET if price is None else OrderType.LIMIT
        terms = c.SubmitOrder(who, what, side, qty, kind, price, strategy=strategy)
        return replace(terms, principal=TRADER)

    def _take(self, *messages: c.Command | r.Report) -> None:
        engine = self.played.desk.engine
        for message in messages:
            engine.take(message)
        engine.commit()
        self._note(self.played.wait(0))

    def _note(self, events: list[e.Event]) -> None:
        limits = [(SCOPES[name], sheet) for name, sheet in self.sheets.items()]
        self.twin.note(events, limits)

    def _limit(self, whose: str, units: Decimal, gross: Decimal, opened: Decimal) -> None:
        base = WIDE if whose in ("A", "B") else Limits()
        sheet = replace(
            base, position_qty_max=units, gross_notional_max=gross, open_value_max=opened
        )
        before = self.played.ledger.proposals_made
        scope = None if whose in ("A", "B") else SCOPES[whose]
        account = whose if scope is None else ""
        command = c.SetLimits(account, sheet, TRADER, "test", scope, permanent=True)
        told = self.played.exactly(command)
        if self.played.ledger.proposals_made > before:
            proposal = next(reversed(self.played.ledger.proposals))
            told += self.played.exactly(c.k.Approve(proposal, SECOND_PERSON, "test"))
        assert any(isinstance(each, e.LimitsSet) for each in told) or self.sheets[whose] == sheet
        self.sheets[whose] = sheet

    def _quote(self) -> None:
        for name in ("X", "Y"):
            self.played.quote(str(BID), str(ASK), name)

    def _pick(self, pick: int) -> Order | None:
        ledger = self.played.ledger
        orders = [ledger.orders[each] for each in ledger.open_orders if each not in ledger.parents]
        return orders[pick % len(orders)] if orders else None

    def _at(self) -> int:
        return self.played.time.now()


TestTightDesk = TightDesk.TestCase
TestTightDesk.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
