"""The desk against its naive twin, under a venue that lies, repeats itself and forgets."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from holdfast.core.invariants import audit
from holdfast.core.ledger import Order, freeze
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size, SizeUnit
from holdfast.model.account import AccountKind
from holdfast.model.limits import Limits
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, Tactic
from holdfast.model.scope import FIRM, Scope
from tests.properties.twin import OVER, Twin
from tests.support.desks import SECOND, WIDE, PlayedDesk

QTYS = st.integers(1, 20).map(Decimal)
PRICES = st.sampled_from([Decimal(each) for each in ("98", "99.37", "100", "100.01", "101.5")])
FEES = st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("1.005")])
SIDES = st.sampled_from(list(Side))
ACCOUNTS = st.sampled_from(["A", "B"])
INSTRUMENTS = st.sampled_from(["AAPL", "OPT"])
PICK = st.integers(0, 10**6)
NARROW = replace(
    WIDE,
    order_qty_max=Decimal(5),
    order_value_max=Decimal(10**5),
    price_collar=Decimal("0.01"),
    position_qty_max=Decimal(12),
    reference_age_max_ns=60 * SECOND,
)

LOOSE = Limits(gross_notional_max=Decimal(10**12))
SCOPES = [
    FIRM,
    Scope(strategy="s"),
    Scope(instrument="OPT"),
    Scope(account="A", instrument="AAPL"),
    Scope(account="B", strategy="s"),
    Scope(venue="sim"),
    Scope(venue="elsewhere"),
]


class LyingVenue(RuleBasedStateMachine):
    """Each rule is one thing that a trader, the venue or time does; the laws hold after each."""

    held = Bundle("held")

    @initialize(seed=st.integers(0, 3))
    def open(self, seed: int) -> None:
        self.played = self.desk(seed)
        self.twin = Twin()
        self.said: list[r.Report] = []
        self.count = 0
        self.played.account("A")
        self.played.account("B", cash="20000", kind=AccountKind.CASH)
        self.played.instrument("AAPL")
        self.played.instrument("OPT", multiplier=Decimal(100))
        self.played.quote("99.99", "100.01", "AAPL")
        self.played.quote("99.99", "100.01", "OPT")

    # --- traders and time -----------------------------------------------------------

    @rule(who=ACCOUNTS, what=INSTRUMENTS, side=SIDES, qty=QTYS, price=st.none() | PRICES)
    def submit(self, who: str, what: str, side: Side, qty: Decimal, price: Decimal | None) -> None:
        kind = OrderType.MARKET if price is None else OrderType.LIMIT
        strategy = "s" if qty % 2 else ""
        terms = c.SubmitOrder(who, what, side, qty, kind, price, strategy=strategy)
        self._command(terms)

    @rule(who=ACCOUNTS, side=SIDES, qty=QTYS, aim=st.booleans(), stop=st.booleans())
    def submit_bracket(self, who: str, side: Side, qty: Decimal, aim: bool, stop: bool) -> None:
        way = 1 if side is Side.BUY else -1
        terms = c.SubmitOrder(
            who,
            "AAPL",
            side,
            qty,
            take_profit=Decimal(100 + 10 * way) if aim else None,
            stop_loss=Decimal(100 - 10 * way) if stop else None,
            tactic=Tactic("twap", {"duration_s": 30, "slices": 3}) if qty % 3 == 0 else None,
        )
        self._command(terms)

    @rule(side=SIDES, qty=QTYS, slices=st.integers(1, 6), limit=st.booleans())
    def submit_parent(self, side: Side, qty: Decimal, slices: int, limit: bool) -> None:
        tactic = Tactic("twap", {"duration_s": 60, "slices": slices, "jitter": "0.5"})
        kind, price = (OrderType.LIMIT, Decimal(100)) if limit else (OrderType.MARKET, None)
        self._command(c.SubmitOrder("A", "AAPL", side, qty, kind, price, tactic=tactic))

    @rule(who=ACCOUNTS, action=st.sampled_from(list(Action)), qty=QTYS, sized=st.booleans())
    def submit_plan(self, who: str, action: Action, qty: Decimal, sized: bool) -> None:
        self.count += 1
        size = Size(qty, SizeUnit.SHARES) if sized or action is not Action.CLOSE else None
        decision = Decision("AAPL", action, size=size)
        self._command(c.SubmitPlan(DecisionPlan(f"p{self.count}", who, (decision, decision))))

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        if order := self._pick(pick):
            self._command(c.CancelOrder(order.id))

    @rule(who=ACCOUNTS)
    def cancel_all(self, who: str) -> None:
        self._command(c.CancelAll(who))

    @rule(pick=PICK, qty=st.none() | QTYS, price=st.none() | PRICES)
    def replace(self, pick: int, qty: Decimal | None, price: Decimal | None) -> None:
        if order := self._pick(pick):
            self._command(c.ReplaceOrder(order.id, qty, price if order.limit_price else None))

    @rule(narrow=st.booleans(), who=ACCOUNTS)
    def limit(self, narrow: bool, who: str) -> None:
        self._command(c.SetLimits(who, NARROW if narrow else WIDE))

    @rule(scope=st.sampled_from(SCOPES))
    def govern(self, scope: Scope) -> None:
        """Let a scope be governed midway: what it counts then is what it would have counted."""
        self._command(c.SetLimits(scope.account, LOOSE, scope=scope))

    @rule(bid=st.sampled_from(["97.5", "99.99", "102.03"]), what=INSTRUMENTS)
    def marks(self, bid: str, what: str) -> None:
        self.played.quote(bid, str(Decimal(bid) + 1), what)
        self.twin.note(self.played.take(k.MarkPositions()))
        self.played.quote("99.99", "100.01", what)

    @rule(day=st.sampled_from(["2012-06-21", "2012-06-22"]))
    def day(self, day: str) -> None:
        self.twin.note(self.played.take(k.StartDay(day)))

    @rule(seconds=st.integers(1, 40))
    def wait(self, seconds: int) -> None:
        self.twin.note(self.played.wait(seconds * SECOND))

    @rule(fresh=st.booleans())
    def market(self, fresh: bool) -> None:
        self.played.quote("99.99", "100.01", "AAPL")
        if not fresh:
            del self.played.quotes["AAPL"]

    @rule()
    def restart(self) -> None:
        before = freeze(self.played.ledger)
        self.played.check()
        events = self.played.restart()
        assert freeze(self.played.ledger) != before  # a start is a fact of its own
        self.twin.note(events)

    # --- the venue ------------------------------------------------------------------

    @rule(target=held, pick=PICK, qty=QTYS, price=PRICES, fee=FEES, over=st.booleans())
    def fills(
        self, pick: int, qty: Decimal, price: Decimal, fee: Decimal, over: bool
    ) -> r.Report | None:
        order = self._pick(pick)
        if order is None:
            return None
        left = max(order.qty, order.pending_qty or Decimal(0)) - order.cum_qty
        if not over and left > 0:
            qty = min(qty, left)
        self.count += 1
        maker = Liquidity.MAKER
        return self._say(
            r.VenueFills(order.id, f"f{self.count}", qty, price, fee, "USD", maker, self._at())
        )

    @rule(
        target=held,
        pick=PICK,
        kind=st.sampled_from(
            [
                r.VenueCancels,
                r.VenueExpires,
                r.VenueTriggers,
                lambda order_id, at: r.VenueAccepts(order_id, f"V{order_id}", at),
                lambda order_id, at: r.VenueRejects(order_id, "NO", "", at),
                lambda order_id, at: r.VenueRejectsCancel(order_id, "NO", "", at),
                lambda order_id, at: r.VenueRejectsReplace(order_id, "NO", "", at),
                lambda order_id, at: r.VenueSilent(order_id, "", at),
                lambda order_id, at: r.VenueUnreachable(order_id, "", at),
                lambda order_id, at: r.VenueKnowsNot(order_id, final=True, at=at),
                lambda order_id, at: r.VenueKnowsNot(order_id, final=False, at=at),
            ]
        ),
    )
    def speaks(self, pick: int, kind: type[r.VenueCancels]) -> r.Report | None:
        order = self._pick(pick)
        return None if order is None else self._say(kind(order.id, self._at()))

    @rule(pick=PICK)
    def accepts_all(self, pick: int) -> None:
        for order_id in list(self.played.ledger.open_orders):
            if order_id not in self.played.ledger.parents:
                self._say(r.VenueAccepts(order_id, f"V{order_id}", self._at()))

    @rule(target=held, pick=PICK, qty=st.none() | QTYS)
    def replaces(self, pick: int, qty: Decimal | None) -> r.Report | None:
        order = self._pick(pick)
        if order is None or order.terms.parent_id:
            return None
        asked = order.qty if order.pending_qty is None else order.pending_qty
        return self._say(
            r.VenueReplaces(
                order.id,
                f"V{order.id}",
                qty or asked,
                order.limit_price if order.pending_qty is None else order.pending_limit_price,
                order.stop_price if order.pending_qty is None else order.pending_stop_price,
                self._at(),
            )
        )

    @rule(target=held, pick=PICK, status=st.sampled_from(list(OrderStatus)), off=st.booleans())
    def states(self, pick: int, status: OrderStatus, off: bool) -> r.Report | None:
        order = self._pick(pick)
        if order is None:
            return None
        return self._say(
            r.VenueStates(
                order.id,
                f"V{order.id}",
                status,
                order.qty,
                order.cum_qty + (1 if off else 0),
                order.limit_price,
                order.stop_price,
                self._at(),
            )
        )

    @rule(pick=PICK, wrong=st.booleans())
    def busts(self, pick: int, wrong: bool) -> None:
        fills = self.twin.fills
        if fills:
            fill = fills[pick % len(fills)]
            order_id = fills[-1].order_id if wrong else fill.order_id
            self._say(r.VenueBusts(order_id, fill.exec_id, self._at()))

    @rule(pick=PICK)
    def busts_before_the_fill(self, pick: int) -> None:
        if order := self._pick(pick):
            self._say(r.VenueBusts(order.id, f"f{self.count + 1}", self._at()))

    @rule(report=held)
    def repeats(self, report: r.Report | None) -> None:
        if report is not None:
            self._say(report)

    @rule(qty=QTYS, what=INSTRUMENTS, who=ACCOUNTS)
    def holds(self, qty: Decimal, what: str, who: str) -> None:
        self._say(r.VenueHolds("sim", who, what, qty, self._at()))

    # --- how it is played -----------------------------------------------------------

    def desk(self, seed: int) -> PlayedDesk:
        return PlayedDesk(seed=seed)

    def _command(self, command: c.Command) -> None:
        self.twin.note(self.played.take(command))

    def _say(self, report: r.Report) -> r.Report:
        self.twin.note(self.played.take(report))
        return report

    def _at(self) -> int:
        return self.played.time.now()

    def _pick(self, pick: int) -> Order | None:
        """Choose any order ever made, those that are open twice as often."""
        orders = list(self.played.ledger.orders.values())
        orders += [order for order in orders if order.status not in OVER] * 2
        return orders[pick % len(orders)] if orders else None

    @invariant()
    def the_laws_hold(self) -> None:
        ledger = self.played.ledger
        broken = [
            *audit(ledger),
            *self.twin.differences(ledger),
            *self.twin.wire_differences(self.played.venue.sent),
        ]
        assert not broken, broken

    def teardown(self) -> None:
        if hasattr(self, "played"):
            self.played.check()
            self.played.check_decisions()


TestLyingVenue = LyingVenue.TestCase
TestLyingVenue.settings = settings(settings.default, stateful_step_count=40, deadline=None)
