"""Replay rebuilds by applying, and audits by deciding again."""

from decimal import Decimal

import msgspec
import pytest

from holdfast.core.invariants import audit
from holdfast.core.ledger import Ledger, freeze
from holdfast.core.must import InvariantBroken
from holdfast.core.policy import PASSES, Case, Check, Finding, Policies
from holdfast.messages import commands as c
from holdfast.messages.entry import Entry
from holdfast.messages.refusals import Reason
from holdfast.messages.reports import VenueCancels
from holdfast.messages.retention import Forget
from holdfast.model.limits import Limits
from holdfast.model.order import Side
from holdfast.recovery import replay as room
from holdfast.recovery.replay import apply_entries, rebuild, redecide, remember_all
from tests.support.desks import POLICIES, PlayedDesk, ready_desk

EVER = 2**62


@pytest.fixture
def desk() -> PlayedDesk:
    """A desk that was asked for five orders, one of them too large."""
    desk = ready_desk()
    for number, qty in enumerate((1, 2, 10**7, 3, 4)):
        order = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(qty), client_order_id=f"o{number}")
        desk.take(order)
    return desk


def no_odd_ones(case: Case) -> Finding:
    return case.refused(Reason.LOT, "odd", "qty") if case.qty % 2 else PASSES


def no_rule(case: Case) -> Finding:
    raise InvariantBroken("a rule of today")


refuse_odd = Check("refuse_odd", (), no_odd_ones)
broken = Check("broken", (), no_rule)


def with_checks(*checks) -> Policies:
    return msgspec.structs.replace(POLICIES, checks=checks)


def entries(desk: PlayedDesk) -> list[Entry]:
    return list(desk.journal.entries())


def test_an_empty_journal_is_an_empty_ledger() -> None:
    assert freeze(apply_entries(Ledger(), ())) == freeze(Ledger())
    told = redecide((), POLICIES)
    assert (told.entries, told.same_state, told.differences) == (0, True, ())


def test_applying_asks_no_rule_again(desk: PlayedDesk) -> None:
    """Old journals stay true when rules change: the limits would refuse everything today."""
    desk.take(c.SetLimits("A", Limits()))
    ledger = rebuild(desk.journal)
    assert freeze(ledger) == freeze(desk.ledger)
    assert (ledger.seq, ledger.at) == (desk.ledger.seq, desk.ledger.at)


def test_entries_can_be_applied_in_parts(desk: PlayedDesk) -> None:
    whole = entries(desk)
    ledger = apply_entries(Ledger(), whole[:4])
    assert apply_entries(ledger, whole[4:]) is ledger
    assert freeze(ledger) == freeze(desk.ledger)


def test_the_same_build_decides_the_same(desk: PlayedDesk) -> None:
    told = redecide(entries(desk), POLICIES)
    assert told == room.Replay(len(entries(desk)), same_state=True, differences=())


def test_a_changed_rule_is_named_where_it_acts_with_both_texts(desk: PlayedDesk) -> None:
    told = redecide(entries(desk), with_checks(*POLICIES.checks, refuse_odd))
    odd = [entry.seq for entry in entries(desk) if entry.asked and _qty(entry) in (1, 3)]
    assert [difference.seq for difference in told.differences] == odd
    first = told.differences[0]
    assert first.recorded[0].startswith("OrderSent(")
    assert first.decided[0].startswith("OrderRefused(")
    assert "odd" in first.decided[0]
    # from a difference on it went on with what was recorded
    assert told.same_state


def _qty(entry: Entry) -> int:
    return int(getattr(entry.asked, "qty", 0))


def test_a_rule_that_breaks_is_a_difference_like_any_other(desk: PlayedDesk) -> None:
    told = redecide(entries(desk), with_checks(broken))
    assert len(told.differences) == 5
    assert {difference.decided for difference in told.differences} == {()}


def test_differences_are_listed_up_to_their_most(desk: PlayedDesk, monkeypatch) -> None:
    monkeypatch.setattr(room, "DIFFERENCES_MAX", 2)
    told = redecide(entries(desk), with_checks(broken))
    assert len(told.differences) == 2
    assert told.entries == len(entries(desk))


def test_events_that_the_input_does_not_cause_are_found(desk: PlayedDesk) -> None:
    """A journal line that somebody wrote by hand, chain and all."""
    told = entries(desk)
    cancel = next(i for i, entry in enumerate(told) if isinstance(entry.asked, c.SetLimits))
    forged = msgspec.structs.replace(told[cancel], command=c.CancelAll())
    found = redecide([*told[:cancel], forged, *told[cancel + 1 :]], POLICIES)
    (difference,) = found.differences
    assert (difference.seq, difference.decided) == (forged.seq, ())
    assert difference.recorded[0].startswith("LimitsSet(")


def test_a_line_without_its_input_is_a_difference(desk: PlayedDesk) -> None:
    told = entries(desk)
    bare = msgspec.structs.replace(told[0], command=None)
    found = redecide([bare, *told[1:]], POLICIES)
    assert [difference.seq for difference in found.differences] == [1]


def test_who_looks_back_finds_what_the_desk_has_forgotten(desk: PlayedDesk) -> None:
    for order_id in list(desk.ledger.open_orders):
        desk.take(VenueCancels(order_id, desk.time.now()))
    kept = list(desk.ledger.orders)
    for _ in range(2):
        desk.take(Forget(EVER, 0, 0, EVER))
    # a repeat of a name that was dropped is a new order, and both are found
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), client_order_id="o0"))
    assert len(desk.ledger.orders) == 1
    found = remember_all(desk.journal.entries())
    assert list(found.orders) == [*kept, *desk.ledger.orders]
    assert found.accounts["A"].cash == desk.ledger.accounts["A"].cash
    assert audit(found) == ()
