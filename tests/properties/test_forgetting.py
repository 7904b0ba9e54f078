"""A desk that forgets beside one that never does, under a venue that lies: the same desk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from msgspec.structs import replace

from holdfast.core.invariants import audit
from holdfast.core.ledger import Ledger, freeze, thaw
from holdfast.core.position import Position
from holdfast.core.scoped import Tally
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.retention import Forget, Retention
from holdfast.messages.rulings import PositionsMarked
from holdfast.model.order import Liquidity, OrderType, Side
from holdfast.recovery.replay import apply_entries
from tests.properties.test_ledger import ACCOUNTS, PRICES, QTYS, SIDES, LyingVenue
from tests.support.desks import PlayedDesk

ALL = 10**9
EVER = 2**62
# a quick look by default; HOLDFAST_PROPERTIES=full looks for longer than a build may take
FULL = os.environ.get("HOLDFAST_PROPERTIES", "") == "full"
EXAMPLES_FULL = 1_000

_Told = TypeVar("_Told", e.Event, q.Request)


class Mirrored(PlayedDesk):
    """A desk that keeps all, and `other`, which is told the same and forgets now and then."""

    other: PlayedDesk | None = None
    # where a position's profit ends and its cost begins depends on the order of its fills, which
    # is lost: once a fill was busted behind forgotten ones, what is made of it may differ
    is_exact = True

    def mirror(self) -> None:
        self.other = PlayedDesk(seed=self.seed)
        self.other.quotes = self.quotes
        self.other.restart()
        super().restart()

    def restart(self, *, is_armed: bool = True) -> list[e.Event]:
        told = super().restart(is_armed=is_armed)
        if self.other is not None:
            self.alike(told, self.other.restart(is_armed=is_armed))
        return told

    def exactly(self, message: c.Command) -> list[e.Event]:
        told = super().exactly(message)
        if self.other is not None:
            if any(isinstance(each, e.FillBusted) for each in told):
                self.is_exact = self.is_exact and not self.other.ledger.memory.accounts
            self.alike(told, self.other.exactly(message))
        return told

    def wait(self, ns: int) -> list[e.Event]:
        told = super().wait(ns)
        if self.other is not None:
            self.alike(told, self.other.wait(ns))
        return told

    def alike(self, kept: list[e.Event], forgot: list[e.Event]) -> None:
        """The same input gives the same events, but for those of memory itself."""
        left_out = Retention.__args__ if self.is_exact else (*Retention.__args__, PositionsMarked)
        ours, theirs = (
            [unnumbered(each) for each in told if not isinstance(each, left_out)]
            for told in (kept, forgot)
        )
        assert list(map(repr, ours)) == list(map(repr, theirs))


class ForgetfulDesk(LyingVenue):
    """All that a venue may do to a desk, while its orders are forgotten under it."""

    def desk(self, seed: int) -> PlayedDesk:
        desk = Mirrored(seed=seed)
        desk.mirror()
        return desk

    @rule(closed_max=st.integers(0, 3))
    def forgets(self, closed_max: int) -> None:
        self.forgetful.exactly(Forget(EVER, closed_max, ALL, EVER))

    @rule(who=ACCOUNTS, name=st.sampled_from("abc"), side=SIDES, qty=QTYS, price=PRICES)
    def submits_by_name(
        self, who: str, name: str, side: Side, qty: Decimal, price: Decimal
    ) -> None:
        kind = OrderType.LIMIT
        self._command(c.SubmitOrder(who, "AAPL", side, qty, kind, price, client_order_id=name * 3))

    @rule(who=ACCOUNTS, side=SIDES, qty=QTYS, price=PRICES, strategy=st.sampled_from(["", "s"]))
    def trades(self, who: str, side: Side, qty: Decimal, price: Decimal, strategy: str) -> None:
        """An order on its whole way: most orders are over at once, and to be forgotten."""
        self._command(c.SubmitOrder(who, "AAPL", side, qty, strategy=strategy))
        order = list(self.played.ledger.orders.values())[-1]
        if order.is_open:
            self.count += 1
            name, maker = f"f{self.count}", Liquidity.MAKER
            fee = Decimal("0.01")
            self._say(r.VenueFills(order.id, name, qty, price, fee, "USD", maker, self._at()))

    @property
    def forgetful(self) -> PlayedDesk:
        assert isinstance(self.played, Mirrored) and self.played.other is not None
        return self.played.other

    @invariant()
    def it_is_the_same_desk(self) -> None:
        kept, forgot = self.played.ledger, self.forgetful.ledger
        assert audit(forgot) == ()
        assert sums(kept) == sums(forgot)
        assert list(kept.open_orders) == list(forgot.open_orders)
        kept_sent, forgot_sent = self.played.venue.sent, self.forgetful.venue.sent
        assert list(map(unnumbered, kept_sent)) == list(map(unnumbered, forgot_sent))
        assert forgot.memory.forgotten + len(forgot.orders) == len(kept.orders)

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "played"):
            self.forgetful.check()
            self.forgetful.check_decisions()
            entries = list(self.forgetful.journal.entries())
            half = apply_entries(Ledger(), entries[: len(entries) // 2])
            whole = apply_entries(thaw(freeze(half)), entries[len(entries) // 2 :])
            assert freeze(whole) == freeze(self.forgetful.ledger)


def unnumbered(told: _Told) -> _Told:
    """Leave out which query it is: the number of its input, of which to forget is one more."""
    return replace(told, number=0) if isinstance(told, e.QuerySent | q.QueryOrder) else told


def sums(ledger: Ledger) -> list[object]:
    """All that must be remembered of forgotten orders, and that limits are held against."""
    found: list[object] = []
    for name, state in ledger.accounts.items():
        held = {each: position_of(position) for each, position in state.positions.items()}
        theirs = {
            strategy: {each: position_of(position) for each, position in book.items()}
            for strategy, book in state.strategies.items()
        }
        found += [name, state.cash, held, theirs, state.client_ids, counts_of(state.scope.tally)]
    found += [(key, counts_of(scope.tally)) for key, scope in ledger.scopes.items()]
    return found


def position_of(held: Position) -> tuple[Decimal, ...]:
    profit = held.realised - held.cost
    return (held.qty, profit, held.fees, held.bought, held.sold, held.buy_open, held.sell_open)


def counts_of(tally: Tally) -> Iterable[object]:
    return (
        tally.open_orders,
        tally.open_buys,
        tally.open_sells,
        tally.flow,
        tally.orders,
        tally.fills,
    )


TestForgetfulDesk = ForgetfulDesk.TestCase
TestForgetfulDesk.settings = settings(
    settings.default,
    max_examples=EXAMPLES_FULL if FULL else settings.default.max_examples,
    stateful_step_count=40,
    deadline=None,
)
