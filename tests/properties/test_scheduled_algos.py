"""Scheduled algos under any market, venue, pause, amend and restart: never more than the parent."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from holdfast.core.invariants import audit
from holdfast.core.ledger import Order, freeze
from holdfast.messages import commands as c
from holdfast.messages import curves as v
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages import underway as u
from holdfast.messages.refusals import Reason
from holdfast.model.order import Liquidity, OrderType, Param, Side, Tactic
from holdfast.model.quote import Trade
from holdfast.model.volume_curve import VolumeCurve
from holdfast.recovery.replay import rebuild
from tests.support.desks import SECOND, PlayedDesk, ready_desk

CENT = Decimal("0.01")
PICK = st.integers(0, 10**6)
OPENED_S = 48_600  # 13:30, when the desk begins
OWN: dict[str, dict[str, Param]] = {
    "twap": {"duration_s": 40, "slices": 5},
    "vwap": {"duration_s": 40, "slices": 5},
    "pov": {"duration_s": 40, "rate": "0.3"},
    "is": {"duration_s": 40, "slices": 5, "urgency": "3"},
    "close": {"end": "2012-06-21T13:32:00Z", "cutoff_s": 30, "auction": "cross", "slices": 3},
}
STYLES = st.sampled_from(["aggressive", "passive", "mixed"])
CATCHES = st.sampled_from(["burst", "spread", "skip"])
ENDS = st.sampled_from(["cancel", "cross", "continue"])
MORE: st.SearchStrategy[dict[str, Param]] = st.sampled_from(
    [
        {},
        {"participation_max": "0.5"},
        {"would_price": "99.95"},
        {"slice_qty_max": "4"},
        {"slice_qty_min": "3"},
        {"start": 5},
    ]
)


class AnyMarket(RuleBasedStateMachine):
    """Each rule is one thing that a trader, the market, the venue or time does."""

    @initialize()
    def open(self) -> None:
        self.played: PlayedDesk = ready_desk()
        self.count = 0
        curve = VolumeCurve("AAPL", 10, tuple(map(Decimal, (1, 5, 2, 9, 3))), first_s=OPENED_S)
        self.played.take(v.SetVolumeCurve(curve))
        self.paused: dict[str, int] = {}
        self.plain: dict[str, int] = {}

    # --- traders ----------------------------------------------------------------------

    @rule(
        name=st.sampled_from(list(OWN)),
        limit=st.none() | st.sampled_from([Decimal("99.97"), Decimal(100), Decimal("100.05")]),
        style=STYLES,
        catch_up=CATCHES,
        at_end=ENDS,
        more=MORE,
    )
    def submit(
        self,
        name: str,
        limit: Decimal | None,
        style: str,
        catch_up: str,
        at_end: str,
        more: dict[str, Param],
    ) -> None:
        params: dict[str, Param] = {**OWN[name], "style": style, **more}
        if name != "pov":
            params["catch_up"] = catch_up
        if name != "close":
            params["at_end"] = at_end
            if at_end == "continue":
                params["continue_s"] = 15
        if name == "pov":
            params.pop("participation_max", None)
        self._submit(name, limit, params)

    @rule(limit=st.sampled_from([Decimal("99.97"), Decimal("100.05")]), catch_up=CATCHES)
    def submit_plain(self, limit: Decimal, catch_up: str) -> None:
        params: dict[str, Param] = {**OWN["twap"], "jitter": "0", "catch_up": catch_up}
        parent = self._submit("twap", limit, params)
        if parent in self.played.ledger.parents:
            self.plain[parent] = self.played.time.now()

    def _submit(self, name: str, limit: Decimal | None, params: dict[str, Param]) -> str:
        self.count += 1
        kind = OrderType.MARKET if limit is None else OrderType.LIMIT
        terms = c.SubmitOrder(
            "A",
            "AAPL",
            Side.BUY,
            Decimal(20),
            kind,
            limit,
            client_order_id=f"p{self.count}",
            tactic=Tactic(name, params),
        )
        self.played.take(terms)
        order = self.played.order(f"p{self.count}")
        # without a quote nothing is taken, and parameters are always sound
        assert all(each.code is not Reason.INVALID_TACTIC for each in order.refusals)
        return order.id

    @rule(pick=PICK, pull=st.booleans())
    def pause(self, pick: int, pull: bool) -> None:
        if parent := self._parent(pick):
            self.played.take(u.PauseOrder(parent.id, cancel_children=pull))
            if self.played.ledger.parents[parent.id].paused:
                children = self.played.ledger.parents[parent.id].children
                self.paused.setdefault(parent.id, len(children))

    @rule(pick=PICK)
    def resume(self, pick: int) -> None:
        if parent := self._parent(pick):
            self.paused.pop(parent.id, None)
            self.played.take(u.ResumeOrder(parent.id))

    @rule(
        pick=PICK,
        qty=st.none() | st.integers(1, 40).map(Decimal),
        duration_s=st.none() | st.integers(1, 90),
    )
    def amend(self, pick: int, qty: Decimal | None, duration_s: int | None) -> None:
        if parent := self._parent(pick):
            params: dict[str, Param] | None = None
            if duration_s is not None and "close" not in str(parent.terms.tactic):
                params = {"duration_s": duration_s}
            self.plain.pop(parent.id, None)
            self.played.take(u.AmendParent(parent.id, qty, params=params))

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        if parent := self._parent(pick):
            self.played.take(c.CancelOrder(parent.id))

    # --- market and time ----------------------------------------------------------------

    @rule(cents=st.integers(-8, 8))
    def quote(self, cents: int) -> None:
        bid = Decimal("99.99") + cents * CENT
        self.played.quote(str(bid), str(bid + 2 * CENT))

    @rule()
    def dark(self) -> None:
        self.played.quotes.clear()

    @rule(qty=st.integers(1, 60))
    def prints(self, qty: int) -> None:
        at = self.played.time.now()
        self.played.past.on_trade(Trade("AAPL", Decimal(100), Decimal(qty), at))

    @rule(seconds=st.sampled_from([1, 4, 10, 30]))
    def wait(self, seconds: int) -> None:
        self.played.wait(seconds * SECOND)

    @rule()
    def restart(self) -> None:
        self.played.restart()
        self.played.quote("99.99", "100.01")

    # --- the venue ----------------------------------------------------------------------

    @rule(pick=PICK, part=st.booleans())
    def fills(self, pick: int, part: bool) -> None:
        if child := self._child(pick):
            self.count += 1
            qty = child.leaves_qty
            if part and qty > 1:
                qty = Decimal(int(qty / 2))
            price = child.limit_price or Decimal(100)
            fee = Decimal(0)
            self.played.take(
                r.VenueFills(
                    child.id, f"x{self.count}", qty, price, fee, "USD", Liquidity.TAKER, self._at()
                )
            )

    @rule(
        pick=PICK,
        kind=st.sampled_from(
            [
                r.VenueCancels,
                r.VenueExpires,
                lambda order_id, at: r.VenueAccepts(order_id, f"V{order_id}", at),
                lambda order_id, at: r.VenueRejects(order_id, "NO", "", at),
                lambda order_id, at: r.VenueRejectsCancel(order_id, "NO", "", at),
                lambda order_id, at: r.VenueSilent(order_id, "", at),
            ]
        ),
    )
    def speaks(self, pick: int, kind: type[r.VenueCancels]) -> None:
        if child := self._child(pick):
            self.played.take(kind(child.id, self._at()))

    @rule(pick=PICK)
    def replaces(self, pick: int) -> None:
        child = self._child(pick)
        if child is not None and child.pending_qty is not None:
            told = (child.pending_qty, child.pending_limit_price, child.pending_stop_price)
            self.played.take(r.VenueReplaces(child.id, f"V{child.id}", *told, self._at()))

    # --- how it is played ---------------------------------------------------------------

    def _at(self) -> int:
        return self.played.time.now()

    def _parent(self, pick: int) -> Order | None:
        orders = self.played.ledger.orders
        working = [orders[each] for each in self.played.ledger.parents if orders[each].is_open]
        return working[pick % len(working)] if working else None

    def _child(self, pick: int) -> Order | None:
        orders = self.played.ledger.orders
        working = [
            orders[each]
            for state in self.played.ledger.parents.values()
            for each in state.open_children
        ]
        return working[pick % len(working)] if working else None

    @invariant()
    def the_laws_hold(self) -> None:
        ledger = self.played.ledger
        assert audit(ledger) == ()
        for parent_id, state in ledger.parents.items():
            parent = ledger.orders[parent_id]
            children = [ledger.orders[each] for each in state.children]
            could = sum((each.cum_qty + each.leaves_qty for each in children), Decimal(0))
            assert could <= parent.qty, f"{parent_id} has {could} of {parent.qty} out"
            assert parent.cum_qty <= parent.qty
            if not parent.is_open:
                assert not state.open_children
                assert parent.cum_qty == parent.qty or parent.reason, "it does not say why it ends"
        for parent_id, count in self.paused.items():
            assert len(ledger.parents[parent_id].children) == count, f"{parent_id} is paused"

    @invariant()
    def no_slice_is_repeated(self) -> None:
        for parent_id, begin in self.plain.items():
            due = min((self._at() - begin) // (8 * SECOND) + 1, 5)
            given = len(self.played.ledger.parents[parent_id].children)
            assert given <= due, f"{parent_id} has given out {given} slices, {due} were due"

    @invariant()
    def nothing_leaves_twice(self) -> None:
        placed = [
            each.order_id for each in self.played.venue.sent if isinstance(each, q.PlaceOrder)
        ]
        assert len(placed) == len(set(placed))

    def teardown(self) -> None:
        if hasattr(self, "played"):
            self.played.check()
            self.played.check_decisions()
            assert freeze(rebuild(self.played.journal)) == freeze(self.played.ledger)


TestScheduledAlgos = AnyMarket.TestCase
TestScheduledAlgos.settings = settings(settings.default, stateful_step_count=40, deadline=None)
