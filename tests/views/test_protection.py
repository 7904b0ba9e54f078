"""Protection shows for each entry what is held and what of it has no stop."""

from decimal import Decimal as D

from holdfast.core.ledger import Ledger
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.order import OrderRole, Side
from holdfast.views.protection import Protection, protection
from tests.support.hand_played import HandPlayed, hand_played


def bracketed(desk: HandPlayed, account: str = "A") -> str:
    entry = desk.buy("10", account=account, stop_loss=D(95), take_profit=D(110))
    desk.accept(entry)
    return entry


def exit_of(desk: HandPlayed, entry: str, role: OrderRole) -> str:
    exits = desk.ledger.brackets[entry].exits
    return next(each for each in exits if desk.order(each).terms.role is role)


def test_an_empty_ledger_protects_nothing() -> None:
    assert protection(Ledger()) == Protection((), D(0))


def test_an_entry_that_has_not_filled_holds_nothing() -> None:
    desk = hand_played()
    bracketed(desk)
    (row,) = protection(desk.ledger).brackets
    assert (row.filled, row.held, row.stop_qty, row.unprotected_qty) == (D(0), D(0), D(0), D(0))
    assert row.exits == ()


def test_each_fill_has_its_stop_and_its_target_at_once() -> None:
    desk = hand_played()
    entry = bracketed(desk)
    desk.fill(entry, "4", "100")
    (row,) = protection(desk.ledger).brackets
    assert row.side is Side.BUY
    assert (row.stop_loss, row.take_profit) == (D(95), D(110))
    assert (row.filled, row.held, row.stop_qty, row.target_qty) == (D(4), D(4), D(4), D(4))
    assert len(row.exits) == 2
    desk.fill(entry, "6", "100")
    (row,) = protection(desk.ledger).brackets
    assert (row.filled, row.stop_qty, row.target_qty) == (D(10), D(10), D(10))
    assert protection(desk.ledger).unprotected_qty == 0


def test_a_stop_that_the_venue_rejects_leaves_its_units_bare_in_row_and_total() -> None:
    desk = hand_played()
    entry = bracketed(desk)
    desk.fill(entry, "7", "100")
    stop = exit_of(desk, entry, OrderRole.STOP_LOSS)
    desk.take(r.VenueRejects(stop, "NO_STOPS", "", desk.at))
    shown = protection(desk.ledger)
    (row,) = shown.brackets
    assert (row.held, row.stop_qty, row.unprotected_qty) == (D(7), D(0), D(7))
    assert shown.unprotected_qty == D(7)


def test_a_target_that_fills_takes_its_part_out_of_what_is_held() -> None:
    desk = hand_played()
    entry = bracketed(desk)
    desk.fill(entry, "10", "100")
    target = exit_of(desk, entry, OrderRole.TAKE_PROFIT)
    stop = exit_of(desk, entry, OrderRole.STOP_LOSS)
    desk.accept(target)
    desk.accept(stop)
    desk.fill(target, "3", "110")
    (row,) = protection(desk.ledger).brackets
    assert (row.exited, row.held, row.stop_qty) == (D(3), D(7), D(7))
    assert row.unprotected_qty == 0


def test_live_only_leaves_out_what_is_over() -> None:
    desk = hand_played()
    done = bracketed(desk)
    desk.fill(done, "10", "100")
    desk.fill(exit_of(desk, done, OrderRole.TAKE_PROFIT), "10", "110")
    ended = bracketed(desk)
    desk.fill(ended, "10", "100")
    desk.take(c.CancelOrder(exit_of(desk, ended, OrderRole.STOP_LOSS)))
    waiting = bracketed(desk)
    assert [row.entry_id for row in protection(desk.ledger).brackets] == [done, ended, waiting]
    live = protection(desk.ledger, live_only=True)
    assert [row.entry_id for row in live.brackets] == [waiting]


def test_an_account_sees_its_own_brackets() -> None:
    desk = hand_played()
    desk.account("B")
    bracketed(desk)
    entry = bracketed(desk, "B")
    assert [row.entry_id for row in protection(desk.ledger, "B").brackets] == [entry]


def test_what_has_no_stop_is_told_by_account_and_instrument() -> None:
    desk = hand_played()
    first = bracketed(desk)
    second = bracketed(desk)
    desk.fill(first, "4", "100")
    desk.fill(second, "6", "100")
    (row,) = protection(desk.ledger).by_instrument
    assert (row.account, row.instrument, row.held, row.unprotected_qty) == ("A", "AAPL", 10, 0)
    desk.take(r.VenueRejects(exit_of(desk, second, OrderRole.STOP_LOSS), "NO", "", 0))
    (row,) = protection(desk.ledger).by_instrument
    assert (row.held, row.unprotected_qty) == (10, 6)
