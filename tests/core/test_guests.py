"""Guests: a user's algo that breaks the contract freezes its own parent and nothing else."""

from __future__ import annotations

import sys
from decimal import Decimal, getcontext

import pytest
from msgspec.structs import replace

from holdfast.core.guests import MEMORY_MAX, WAKE_NS_MIN, Guest, codes_of
from holdfast.core.policy import Policies
from holdfast.core.working import Amend, Parent, Step
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.guests import GuestsLoaded
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.band import Band, BandSource
from holdfast.model.instrument import Listing
from holdfast.model.numbers import PRECISION_DIGITS, Nanos
from holdfast.model.order import OrderRole, OrderStatus, OrderType, Side, Tactic
from holdfast.recovery.replay import redecide
from tests.support import desks
from tests.support.desks import POLICIES, SECOND, PlayedDesk, ready_desk

D = Decimal
CODE = "ab" * 32


def child(parent: Parent, qty: str = "4", **changed: object) -> c.SubmitOrder:
    terms = parent.order.terms
    plain = c.SubmitOrder(
        terms.account,
        terms.instrument,
        terms.side,
        D(qty),
        OrderType.LIMIT,
        D("99.99"),
        principal=terms.principal,
        parent_id=parent.order.id,
        role=OrderRole.SLICE,
    )
    return replace(plain, **changed)


class Sound:
    """One child of four, and a look a second later."""

    on_child = False

    def check(self, terms: c.SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        return ()

    def start_at(self, terms: c.SubmitOrder, at: Nanos) -> Nanos:
        return at

    def step(self, parent: Parent) -> Step:
        if parent.state.children:
            return self.then(parent)
        return Step((child(parent),), wake_at=parent.at + SECOND)

    def then(self, parent: Parent) -> Step:
        return Step(wake_at=parent.at + SECOND)


def desk_with(kind: type[Sound], monkeypatch: pytest.MonkeyPatch) -> PlayedDesk:
    """A desk that has `kind` as the guest `mine`, also after a restart, and a parent of it."""
    with_guest = {**POLICIES.algos, "mine": Guest("mine", CODE, kind)}
    force = Policies(POLICIES.checks, POLICIES.sizers, with_guest, POLICIES.emulators)
    monkeypatch.setattr(desks, "POLICIES", force)
    desk = ready_desk()
    order = c.SubmitOrder(
        "A",
        "AAPL",
        Side.BUY,
        D(10),
        OrderType.LIMIT,
        D("100.00"),
        client_order_id="p",
        tactic=Tactic("mine", {}),
    )
    desk.take(order)
    return desk


def frozen_for(desk: PlayedDesk) -> str:
    """Say what the desk tells a person of its frozen parent; nothing else may be broken."""
    (incident,) = desk.ledger.discrepancies
    assert incident.subject == desk.order("p").id
    assert incident.detail == "its algo broke the contract, so it is frozen"
    assert not desk.desk.engine.halted
    desk.check()
    return incident.evidence


def test_a_sound_guest_works_its_parent_like_any_algo(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_with(Sound, monkeypatch)
    assert desk.ledger.parents[desk.order("p").id].committed == 4
    desk.restart()
    desk.wait(5 * SECOND)
    assert desk.ledger.discrepancies == []
    assert len(desk.ledger.parents[desk.order("p").id].children) == 1
    desk.check()
    desk.check_decisions()


def test_a_guest_that_raises_freezes_its_parent_and_has_its_child_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Raising(Sound):
        def then(self, parent: Parent) -> Step:
            raise ZeroDivisionError("no volume")

    desk = desk_with(Raising, monkeypatch)
    first = desk.ledger.parents[desk.order("p").id].children[0]
    desk.take(r.VenueAccepts(first, "V1", 0))
    told = desk.wait(SECOND)
    assert [type(each) for each in told] == [e.DiscrepancyFound, e.ParentStopping, e.CancelSent]
    assert frozen_for(desk) == "raises ZeroDivisionError: no volume"
    desk.take(r.VenueCancels(first, 0))
    assert desk.order("p").status is OrderStatus.CANCELED
    reason = "its algo broke the contract, so it is frozen: 10 of 10 missing"
    assert desk.order("p").reason == reason
    other = c.SubmitOrder("A", "AAPL", Side.BUY, D(1), client_order_id="o")
    assert [type(each) for each in desk.take(other)] == [e.OrderSent]
    desk.check_decisions()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (lambda p: None, "gives back a NoneType, not a Step"),
        (lambda p: sys.exit(3), "raises SystemExit: 3"),
        (lambda p: Step(wake_at="soon"), "raises ValidationError: Expected `int | null`"),
        (lambda p: Step(wake_at=p.at), "wants to be asked at"),
        (lambda p: Step(ended="x", ended_as=OrderStatus.FILLED), "ends as FILLED"),
        (lambda p: Step((child(p),) * 21), "wants 21 children, and 20 are the most"),
        (lambda p: Step(bands=(Band(BandSource.BID, D(1)),) * 17), "wants 17 bands"),
        (lambda p: Step(bands=(Band(BandSource.BID, D("NaN")),)), "waits for a price that is no"),
        (lambda p: Step(memory={"x": "y" * MEMORY_MAX}), f"wants {MEMORY_MAX + 6} bytes of memory"),
        (lambda p: Step(cancels=("E-99",)), "names E-99, which is no open child"),
        (lambda p: Step(amends=(Amend("E-99"),)), "names E-99, which is no open child"),
        (
            lambda p: Step(amends=(Amend(p.state.children[0], None, D("100.01")),)),
            "wants an amend at 100.01, beyond the limit 100.00 of its parent",
        ),
        (lambda p: Step((child(p, "NaN"),)), "wants a child of NaN"),
        (lambda p: Step((child(p, "-1"),)), "wants a child of -1"),
        (lambda p: Step((child(p, limit_price=D("sNaN")),)), "wants a child at sNaN"),
        (lambda p: Step((child(p, limit_price=D(101)),)), "wants a child at 101, beyond the limit"),
        (
            lambda p: Step((child(p, type=OrderType.MARKET, limit_price=None),)),
            "wants a child without limit under a parent that is limited to 100.00",
        ),
        (lambda p: Step((child(p, type=OrderType.STOP),)), "wants a STOP child"),
        (lambda p: Step((child(p, principal="boss"),)), "sets principal of a child to 'boss'"),
        (lambda p: Step((child(p, parent_id=""),)), "sets parent_id of a child to ''"),
        (lambda p: Step((child(p, client_order_id="x"),)), "sets client_order_id of a child"),
        (
            lambda p: Step((child(p, extended_hours=True),)),
            "sets extended_hours of a child to True",
        ),
        (lambda p: Step(fault="I am lost"), "says of itself: I am lost"),
    ],
)
def test_nonsense_freezes_the_parent_and_says_what_it_was(
    given, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Odd(Sound):
        def then(self, parent: Parent) -> Step:
            return given(parent)

    desk = desk_with(Odd, monkeypatch)
    desk.wait(SECOND)
    assert frozen_for(desk).startswith(why)
    assert len(desk.ledger.parents[desk.order("p").id].children) == 1


def test_a_guest_that_asks_for_more_than_its_parent_meets_the_law_of_parents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Greedy(Sound):
        def then(self, parent: Parent) -> Step:
            return Step((child(parent, "7"),))

    desk = desk_with(Greedy, monkeypatch)
    told = desk.wait(SECOND)
    (refused,) = (each for each in told if isinstance(each, e.OrderRefused))
    assert [each.code for each in refused.refusals] == [Reason.PARENT_OVERRUN]
    assert desk.order("p").status is OrderStatus.PENDING_CANCEL
    desk.check()


def test_a_guest_is_asked_no_faster_than_the_desk_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hasty(Sound):
        def then(self, parent: Parent) -> Step:
            return Step(wake_at=parent.at + 1)

    desk = desk_with(Hasty, monkeypatch)
    told = desk.wait(2 * SECOND)
    assert len([each for each in told if isinstance(each, e.ParentScheduled)]) <= (
        SECOND // WAKE_NS_MIN + 1
    )


def test_a_guest_writes_to_copies_and_keeps_nothing_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Meddling(Sound):
        calls = 0

        def then(self, parent: Parent) -> Step:
            self.calls += 1
            getcontext().prec = 3
            parent.order.cum_qty = D(10)
            parent.state.committed = D(0)
            parent.state.children.clear()
            parent.state.open_children.clear()
            parent.state.memory["calls"] = 5
            parent.open[0].cum_qty = D(4)
            parent.quotes.clear()
            return Step(wake_at=parent.at + SECOND, memory={"calls": self.calls})

    desk = desk_with(Meddling, monkeypatch)
    desk.wait(3 * SECOND)
    state = desk.ledger.parents[desk.order("p").id]
    assert (state.committed, len(state.children), len(state.open_children)) == (4, 1, 1)
    assert state.memory == {"calls": 1}
    assert desk.order("p").cum_qty == 0
    assert getcontext().prec == PRECISION_DIGITS
    desk.check()


def test_a_check_that_raises_or_says_nonsense_refuses_the_order() -> None:
    class Strict(Sound):
        def check(self, terms: c.SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
            raise KeyError("size")

    class Vague(Sound):
        def check(self, terms: c.SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
            return ("no",)  # type: ignore[return-value]

    terms, listing = c.SubmitOrder("A", "AAPL", Side.BUY, D(1)), Listing("AAPL", "sim", "AAPL")
    (raised,) = Guest("mine", CODE, Strict).check(terms, listing)
    assert raised.detail == "algo mine: its check raises KeyError: 'size'"
    (vague,) = Guest("mine", CODE, Vague).check(terms, listing)
    assert vague.detail == "algo mine: its check gives back something else than refusals"
    assert Guest("mine", CODE, Sound).check(terms, listing) == ()


@pytest.mark.parametrize("start", ["soon", None, 4, 5.5, True])
def test_a_start_that_is_no_time_to_come_is_now(start: object) -> None:
    class Late(Sound):
        def start_at(self, terms: c.SubmitOrder, at: Nanos) -> Nanos:
            return start  # type: ignore[return-value]

    assert Guest("mine", CODE, Late).start_at(c.SubmitOrder("A", "AAPL", Side.BUY, D(1)), 5) == 5


def test_a_start_that_raises_is_now() -> None:
    class Broken(Sound):
        def start_at(self, terms: c.SubmitOrder, at: Nanos) -> Nanos:
            raise OSError

    assert Guest("mine", CODE, Broken).start_at(c.SubmitOrder("A", "AAPL", Side.BUY, D(1)), 5) == 5


# --- which code decided ---------------------------------------------------------------


def test_the_journal_tells_which_code_decided_and_another_one_is_a_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = desk_with(Sound, monkeypatch)
    assert desk.ledger.guests == {"mine": CODE}
    loaded = [
        event
        for entry in desk.journal.entries()
        for event in entry.events
        if isinstance(event, GuestsLoaded)
    ]
    assert loaded == [GuestsLoaded({"mine": CODE})]
    desk.restart()
    assert desk.ledger.guests == {"mine": CODE}
    other = {**POLICIES.algos, "mine": Guest("mine", "cd" * 32, Sound)}
    found = redecide(desk.journal.entries(), Policies(POLICIES.checks, POLICIES.sizers, other))
    assert "GuestsLoaded" in found.differences[0].decided[1]


def test_a_parent_whose_guest_is_gone_is_frozen_after_the_restart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = desk_with(Sound, monkeypatch)
    monkeypatch.setattr(desks, "POLICIES", POLICIES)
    desk.restart()
    assert desk.ledger.guests == {}
    desk.wait(SECOND)
    assert frozen_for(desk) == "mine is no algo of this desk any more"
    assert desk.order("p").status is OrderStatus.PENDING_CANCEL


def test_algos_of_the_house_have_no_code_to_tell() -> None:
    assert codes_of(POLICIES.algos) == {}
