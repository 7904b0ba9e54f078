"""Days and marks: what holdings are worth, and what begins anew."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.apply import apply
from holdfast.core.ledger import freeze, thaw
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.control import MarkPositions, StartDay
from holdfast.model.limits import Limits
from holdfast.model.scope import FIRM
from tests.support.hand_played import HandPlayed, hand_played

D = Decimal


@pytest.fixture
def desk() -> HandPlayed:
    """Long 10 AAPL and short 2 OPT (multiplier 100), bought and sold at 100 and at 1."""
    desk = hand_played()
    desk.instrument("OPT", "100")
    desk.quote("0.98", "1.02", "OPT")
    apply(desk.ledger, e.LimitsSet("", Limits(loss_max=D(10**6)), "", "", FIRM))
    desk.fill(desk.buy(10), 10, 100)
    desk.fill(desk.sell(2, instrument="OPT"), 2, 1)
    return desk


def test_longs_are_marked_at_the_bid_and_shorts_at_the_ask_in_every_scope(
    desk: HandPlayed,
) -> None:
    (marked,) = desk.take(MarkPositions())
    assert isinstance(marked, g.PositionsMarked)
    assert marked.marks == {
        "AAPL": g.Mark(D("99.90"), D("100.10"), desk.at),
        "OPT": g.Mark(D("0.98"), D("1.02"), desk.at),
    }
    for scope in (desk.ledger.accounts["A"].scope, desk.ledger.scopes["firm"]):
        assert (scope.tally.net_value, scope.tally.gross_value) == (999 - 204, 999 + 204)
    assert desk.ledger.accounts["A"].positions["OPT"].mark == D("1.02")
    desk.audit()


def test_what_changes_nothing_is_no_event(desk: HandPlayed) -> None:
    desk.take(MarkPositions())
    seq = desk.ledger.seq
    assert desk.take(MarkPositions()) == []
    desk.quote("99.90", "100.30")
    assert desk.take(MarkPositions()) == []
    desk.quote("99.80", "100.30")
    (marked,) = desk.take(MarkPositions())
    assert list(marked.marks) == ["AAPL"]  # type: ignore[union-attr]
    assert desk.ledger.seq == seq + 1


def test_a_fill_is_a_mark_until_the_next_valuation(desk: HandPlayed) -> None:
    desk.take(MarkPositions())
    desk.fill(desk.buy(1), 1, "100.10")
    assert desk.ledger.accounts["A"].positions["AAPL"].mark == D("100.10")
    (marked,) = desk.take(MarkPositions())
    assert list(marked.marks) == ["AAPL"]  # type: ignore[union-attr]
    assert desk.ledger.accounts["A"].positions["AAPL"].mark == D("99.90")
    desk.audit()


def test_a_side_that_is_not_quoted_keeps_its_mark(desk: HandPlayed) -> None:
    desk.take(MarkPositions())
    desk.quote("0", "90.00")
    assert desk.take(MarkPositions()) == []
    assert desk.ledger.accounts["A"].positions["AAPL"].mark == D("99.90")


def test_what_is_not_held_has_no_mark(desk: HandPlayed) -> None:
    desk.fill(desk.sell(10), 10, 100)
    desk.fill(desk.buy(2, instrument="OPT"), 2, 1)
    assert desk.take(MarkPositions()) == []


def test_the_peak_is_the_best_that_was_ever_marked(desk: HandPlayed) -> None:
    desk.quote("110", "110.02")
    desk.take(MarkPositions())
    tally = desk.ledger.accounts["A"].scope.tally
    assert tally.peak == 100 - 4
    desk.quote("90", "90.02")
    desk.take(MarkPositions())
    assert (tally.peak, tally.profit) == (96, -104)


def test_a_day_takes_the_profit_until_then_for_its_base_and_counts_orders_anew(
    desk: HandPlayed,
) -> None:
    desk.quote("110", "110.02")
    desk.take(MarkPositions())
    tally = desk.ledger.accounts["A"].scope.tally
    assert (tally.orders, tally.fills, tally.base) == (2, 2, 0)
    assert desk.take(StartDay("2012-06-21")) == [g.DayStarted("2012-06-21")]
    assert (tally.orders, tally.fills, tally.base) == (0, 0, 96)
    assert desk.ledger.scopes["firm"].tally.base == 96
    assert thaw(freeze(desk.ledger)).day == "2012-06-21"


def test_what_is_unmapped_is_told_once_marked_and_given_up_when_it_is_gone(
    desk: HandPlayed,
) -> None:
    held = r.VenueHolds("PAPER", "ERROR", "AAPL", D(7), desk.at)
    assert desk.take(held)[0] == g.UnmappedHeld("PAPER", "ERROR", "AAPL", D(7))
    assert desk.take(held) == []
    desk.take(MarkPositions())
    assert desk.ledger.marks["AAPL"].bid == D("99.90")
    gone = desk.take(r.VenueHolds("PAPER", "ERROR", "AAPL", D(0), desk.at))
    assert gone[0] == g.UnmappedHeld("PAPER", "ERROR", "AAPL", D(0))
    assert desk.ledger.unmapped == {}
