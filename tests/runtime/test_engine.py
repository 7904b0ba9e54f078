"""The engine: stamped, decided, applied, written, and only then let go."""

from decimal import Decimal

import pytest

from holdfast.core.decide import DECIDERS
from holdfast.core.entitled import CONFIG
from holdfast.core.ledger import Ledger, freeze
from holdfast.core.must import InvariantBroken
from holdfast.journal.errors import JournalError
from holdfast.journal.memory import MemoryJournal
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.reports import VenueAccepts, VenueFills
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import Liquidity, Side
from holdfast.model.quote import Quote
from holdfast.recovery.replay import rebuild
from holdfast.runtime.engine import Engine, Halted
from tests.runtime.held_journal import HeldJournal
from tests.support.arming import arm
from tests.support.desks import POLICIES, WIDE
from tests.support.people import PEOPLE, named

ONE = Decimal(1)


class Bare:
    """An engine and nothing around it: a test plays the clock, and sees each effect."""

    def __init__(self, journal: MemoryJournal | None = None) -> None:
        self.at = 1_000
        self.left: list[e.Event] = []
        self.journal = journal or MemoryJournal(epoch="E")
        quote = Quote("AAPL", Decimal(99), Decimal(101), ONE, ONE, 1_000)
        self.engine = Engine(
            Ledger(), POLICIES, self.journal, lambda: self.at, {"AAPL": quote}, self.left.append
        )
        take = self.engine.take
        take(c.StartDesk("desk", "E", "build", 7, PEOPLE))
        arm(self.engine.ledger, take)
        take(c.ListInstrument(Instrument("AAPL"), (Listing("AAPL", "sim", "AAPL"),)))
        take(c.OpenAccount(Account("A", "sim"), {"USD": Decimal(10_000)}))
        take(c.SetLimits("A", WIDE, CONFIG))
        self.engine.commit()
        self.left.clear()

    def order(self, name: str) -> list[e.Event]:
        terms = c.SubmitOrder("A", "AAPL", Side.BUY, ONE, client_order_id=name)
        return self.engine.take(named(self.engine.ledger, terms))


@pytest.fixture
def bare() -> Bare:
    return Bare()


def fill(order_id: str) -> VenueFills:
    return VenueFills(order_id, "X1", ONE, Decimal(100), ONE, "USD", Liquidity.TAKER, 5)


def test_an_input_is_applied_at_once_and_leaves_only_when_released(bare: Bare) -> None:
    (sent,) = bare.order("o1")
    assert sent.order_id in bare.engine.ledger.orders
    sealed = bare.engine.seal()
    bare.journal.append(sealed.batch)
    assert bare.left == []
    bare.engine.release(sealed)
    assert bare.left == [sent]


def test_the_next_batch_may_be_taken_while_one_is_written(bare: Bare) -> None:
    (first,) = bare.order("o1")
    earlier = bare.engine.seal()
    (second,) = bare.order("o2")
    later = bare.engine.seal()
    assert later.batch.first_seq == earlier.batch.first_seq + 1
    for sealed in (earlier, later):
        bare.journal.append(sealed.batch)
        bare.engine.release(sealed)
    assert bare.left == [first, second]


def test_inputs_are_numbered_without_gap_and_those_without_effect_take_no_number(
    bare: Bare,
) -> None:
    bare.order("o1")
    assert bare.order("o1") == []
    bare.order("o2")
    assert bare.engine.pending == 2
    bare.engine.commit()
    assert [entry.seq for entry in bare.journal.entries()] == [1, 2, 3, 4, 5, 6, 7]
    assert bare.engine.pending == 0


def test_nothing_taken_means_nothing_written(bare: Bare) -> None:
    assert bare.engine.seal() is None
    bare.engine.commit()
    assert bare.journal.head().seq == 5


def test_logical_time_never_runs_backwards(bare: Bare) -> None:
    bare.at = 5_000
    bare.order("o1")
    bare.at = 4_000
    bare.order("o2")
    bare.engine.commit()
    assert [entry.at for entry in bare.journal.entries(6)] == [5_000, 5_000]


def test_an_input_that_its_first_event_holds_is_written_once(bare: Bare) -> None:
    (sent,) = bare.order("o1")
    filling = fill(sent.order_id)
    bare.engine.take(filling)
    bare.engine.take(VenueAccepts("nobody", "V", 1))
    bare.engine.commit()
    order, filled, stray = bare.journal.entries(6)
    assert (order.command, order.report) == (None, None)
    assert order.message == sent.terms
    assert (filled.command, filled.report) == (None, None)
    assert filled.message == filling
    assert stray.report == VenueAccepts("nobody", "V", 1)


def test_the_journal_alone_tells_the_same_ledger(bare: Bare) -> None:
    (sent,) = bare.order("o1")
    bare.engine.take(fill(sent.order_id))
    bare.engine.commit()
    assert freeze(rebuild(bare.journal)) == freeze(bare.engine.ledger)


def test_listeners_hear_of_events_once_they_are_durable(bare: Bare) -> None:
    heard: list[e.Event] = []
    bare.engine.on_events = heard.extend
    (sent,) = bare.order("o1")
    assert heard == []
    bare.engine.commit()
    bare.engine.take(fill(sent.order_id))
    bare.engine.commit()
    assert [type(event) for event in heard] == [e.OrderSent, e.OrderFilled]


def test_what_leaves_goes_in_the_order_of_its_events(bare: Bare) -> None:
    orders = [bare.order(f"o{i}")[0] for i in range(3)]
    bare.engine.take(c.CancelAll())
    bare.engine.commit()
    assert [type(event) for event in bare.left] == [e.OrderSent] * 3 + [e.CancelSent] * 3
    assert [event.order_id for event in bare.left[3:]] == [each.order_id for each in orders]


def test_a_journal_that_fails_halts_and_nothing_leaves() -> None:
    journal = HeldJournal()
    bare = Bare(journal)
    bare.order("o1")
    journal.fail()
    with pytest.raises(JournalError):
        bare.engine.commit()
    assert bare.left == []
    assert bare.engine.halted == "journal: the disk is gone"
    with pytest.raises(Halted, match="the disk is gone"):
        bare.order("o2")


def test_a_broken_invariant_halts_before_the_input_is_written(bare: Bare) -> None:
    (sent,) = bare.order("o1")
    bare.engine.commit()
    bare.left.clear()
    bare.engine.ledger.accounts["A"].positions["AAPL"].qty = ONE
    with pytest.raises(InvariantBroken, match="I08"):
        bare.engine.take(fill(sent.order_id))
    assert "I08" in bare.engine.halted
    assert bare.journal.head().seq == 6
    with pytest.raises(Halted):
        bare.order("o2")


def test_an_input_that_cannot_be_written_halts_and_leaves_nothing_half_done(bare: Bare) -> None:
    with pytest.raises(OverflowError):
        bare.engine.take(c.SetLimits("A", WIDE, until=2**64))
    assert "ints" in bare.engine.halted
    with pytest.raises(Halted):
        bare.order("o1")


def test_a_halted_engine_lets_nothing_go_that_was_durable_before(bare: Bare) -> None:
    bare.order("o1")
    sealed = bare.engine.seal()
    bare.journal.append(sealed.batch)
    bare.engine.halt("told to")
    bare.engine.release(sealed)
    assert bare.left == []


def test_the_first_reason_to_halt_stays(bare: Bare) -> None:
    bare.engine.halt("first")
    bare.engine.halt("second")
    assert bare.engine.halted == "first"


def test_a_bug_of_any_kind_halts_since_half_of_its_input_may_be_applied(bare: Bare) -> None:
    (sent,) = bare.order("o1")
    bare.engine.commit()
    nonsense = VenueFills(sent.order_id, "X1", Decimal("NaN"), ONE, ONE, "USD", Liquidity.TAKER, 5)
    with pytest.raises(ArithmeticError):
        bare.engine.take(nonsense)
    assert "InvalidOperation" in bare.engine.halted
    with pytest.raises(Halted):
        bare.order("o2")


@pytest.mark.parametrize("bug", [KeyboardInterrupt, MemoryError, RecursionError, SystemExit])
def test_whatever_breaks_into_a_decision_halts_before_anything_is_written(
    bare: Bare, bug: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bare.journal.head().seq

    def broken(*_: object) -> object:
        raise bug("in the middle")

    monkeypatch.setitem(DECIDERS, c.SubmitOrder, broken)
    with pytest.raises(bug):
        bare.order("o1")
    assert "in the middle" in bare.engine.halted
    bare.engine.commit()
    assert bare.journal.head().seq == before
