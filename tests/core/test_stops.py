"""Where a stop moves to, when, and that it never loosens."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.apply import apply
from holdfast.core.must import InvariantBroken
from holdfast.core.stops import bands_of, moved_by_price
from holdfast.messages import contingent as o
from holdfast.messages import reports as r
from holdfast.messages.commands import SubmitOrder
from holdfast.model.bracket import BracketTerms, StopMove
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.order import Liquidity, Side
from tests.support.desks import PlayedDesk, ready_desk


def filled(bracket: BracketTerms, side: Side = Side.BUY) -> tuple[PlayedDesk, str]:
    """A desk whose entry of ten has filled at 100."""
    desk = ready_desk()
    desk.take(SubmitOrder("A", "AAPL", side, D(10), client_order_id="o1", bracket=bracket))
    entry = desk.order("o1").id
    desk.take(
        r.VenueFills(entry, "f1", D(10), D(100), D(0), "USD", Liquidity.TAKER, desk.time.now())
    )
    return desk, entry


def moves(desk: PlayedDesk, entry: str, price: str) -> list[D]:
    ledger = desk.ledger
    told = moved_by_price(ledger, ledger.orders[entry], ledger.brackets[entry], D(price))
    return [each.price for each in told if isinstance(each, o.StopMoved)]


def ends(desk: PlayedDesk, entry: str) -> list[tuple[D | None, D | None]]:
    ledger = desk.ledger
    found = bands_of(ledger, ledger.orders[entry], ledger.brackets[entry])
    return [(band.low, band.high) for band in found]


@pytest.mark.parametrize(
    ("trail", "stands", "next_at", "reached", "moved"),
    [
        (Trail(D(2)), "98", "100.2", "101", "99"),
        (Trail(D(200), TrailUnit.TICKS), "98", "100.2", "101", "99"),
        (Trail(D(2), TrailUnit.PERCENT), "98", "100.2", "105", "102.90"),
    ],
)
def test_a_trail_follows_at_its_distance(trail, stands, next_at, reached, moved) -> None:
    desk, entry = filled(BracketTerms(trail=trail))
    assert desk.ledger.brackets[entry].stop == D(stands)
    ((low, high),) = ends(desk, entry)
    assert low is None and abs(high - D(next_at)) < D("0.01")
    assert moves(desk, entry, reached) == [D(moved)]
    assert moves(desk, entry, "99") == []


def test_of_a_short_position_all_is_the_other_way_round() -> None:
    desk, entry = filled(BracketTerms(trail=Trail(D(2))), Side.SELL)
    assert desk.ledger.brackets[entry].stop == D(102)
    assert ends(desk, entry) == [(D("99.8"), None)]
    assert moves(desk, entry, "98.005") == [D("100.01")]


def test_break_even_is_what_the_entry_cost_and_its_offset() -> None:
    even = StopMove(at_price=D(104), offset=D("0.25"))
    desk, entry = filled(BracketTerms(stop=D(95), moves=(even,)))
    assert ends(desk, entry) == [(None, D(104))]
    assert moves(desk, entry, "103.99") == []
    assert moves(desk, entry, "104") == [D("100.25")]


def test_what_is_not_held_has_no_stop_to_move() -> None:
    desk = ready_desk()
    bracket = BracketTerms(trail=Trail(D(2)))
    desk.take(SubmitOrder("A", "AAPL", Side.BUY, D(10), client_order_id="o1", bracket=bracket))
    entry = desk.order("o1").id
    assert ends(desk, entry) == []
    assert moves(desk, entry, "200") == []


def test_a_move_that_would_loosen_is_a_broken_invariant() -> None:
    desk, entry = filled(BracketTerms(stop=D(95)))
    with pytest.raises(InvariantBroken, match="I18"):
        apply(desk.ledger, o.StopMoved(entry, D(94), "loosens"))


@given(st.lists(st.integers(9_000, 12_000), max_size=20), st.sampled_from(list(Side)))
def test_whatever_the_prices_a_stop_only_tightens(cents: list[int], side: Side) -> None:
    desk, entry = filled(BracketTerms(trail=Trail(D(2)), stop=None), side)
    ledger = desk.ledger
    bracket, order = ledger.brackets[entry], ledger.orders[entry]
    for each in cents:
        before = bracket.stop
        for event in moved_by_price(ledger, order, bracket, D(each) / 100):
            apply(ledger, event)
        assert bracket.stop is not None and before is not None
        assert bracket.stop >= before if side is Side.BUY else bracket.stop <= before
