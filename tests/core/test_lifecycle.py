"""The whole square of the lifecycle: every status by every event, legal or not."""

from __future__ import annotations

import pytest

from holdfast.core.ledger import TERMINAL
from holdfast.core.lifecycle import ENDED, FILLS, FOUND, MOVES, is_legal, move
from holdfast.core.must import InvariantBroken
from holdfast.messages import events as e
from holdfast.model.order import OrderStatus as S

OPEN = [status for status in S if status not in TERMINAL]

# One row per event, one column per status, in the order of OrderStatus:
# PENDING_NEW SENT NEW PARTIALLY_FILLED FILLED PENDING_REPLACE PENDING_CANCEL CANCELED REJECTED
# EXPIRED REFUSED UNKNOWN. `.` is illegal, `=` stays, `w` is as the fills say.
LETTERS = {
    "P": S.PENDING_NEW,
    "s": S.SENT,
    "w": S.NEW,
    "p": S.PARTIALLY_FILLED,
    "f": S.FILLED,
    "r": S.PENDING_REPLACE,
    "c": S.PENDING_CANCEL,
    "C": S.CANCELED,
    "R": S.REJECTED,
    "E": S.EXPIRED,
    "U": S.UNKNOWN,
}
SQUARE = {
    e.OrderOpened: ". w = = = = = = . = . w",
    e.OrderRejected: ". R R R . R R . . . . R",
    e.CancelSent: ". c c c . c = . . . . =",
    e.CancelRejected: ". . = = = = w = = = . =",
    e.OrderCanceled: "C C C C . C C . . . . C",
    e.OrderExpired: "E E E E . E E . . . . E",
    e.ReplaceSent: ". . r r . . . . . . . .",
    e.OrderReplaced: ". . = = . w = . . . . w",
    e.ReplaceRejected: ". . = = = w = = = = . =",
    e.OrderTriggered: ". = = = . = = . . . . w",
    e.OrderUnknown: ". U U U . U U . . . . =",
    e.ParentScheduled: "w . = = . . . . . . . .",
    e.ParentStopping: "c . c c . . . . . . . .",
}
CELLS = [
    (event, status, cell)
    for event, row in SQUARE.items()
    for status, cell in zip(S, row.split(), strict=True)
]


def test_the_square_names_every_event_that_moves_an_order() -> None:
    assert set(SQUARE) == set(MOVES)


@pytest.mark.parametrize(("event", "status", "cell"), CELLS)
def test_each_status_moves_by_each_event_as_the_square_says(
    event: type[e.Fact], status: S, cell: str
) -> None:
    if cell == ".":
        assert not is_legal(status, event)
        with pytest.raises(InvariantBroken, match=r"^I05: o1 may not go from"):
            move("o1", status, event)
    else:
        assert is_legal(status, event)
        assert move("o1", status, event) is (status if cell == "=" else LETTERS[cell])


@pytest.mark.parametrize("status", list(S))
def test_a_fill_reaches_every_order_that_could_have_left(status: S) -> None:
    if status is S.REFUSED:
        assert status not in FILLS
        return
    partial, complete = FILLS[status]
    assert complete is S.FILLED
    if status in TERMINAL:
        assert partial is status
    else:
        assert partial in (S.PARTIALLY_FILLED, S.PENDING_REPLACE, S.PENDING_CANCEL)


@pytest.mark.parametrize("event", list(MOVES))
@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_nothing_but_a_fill_moves_an_order_that_is_over(event: type[e.Fact], status: S) -> None:
    assert MOVES[event].get(status, status) is status


@pytest.mark.parametrize("status", list(S))
def test_the_desk_never_sends_for_an_order_that_is_over(status: S) -> None:
    sends = is_legal(status, e.CancelSent) or is_legal(status, e.ReplaceSent)
    assert sends is (status in OPEN and status is not S.PENDING_NEW)


@pytest.mark.parametrize("status", list(S))
def test_a_venue_may_find_only_what_is_open_there_and_never_to_be_unknown(status: S) -> None:
    found = FOUND.get(status, frozenset())
    assert bool(found) is (status in OPEN and status is not S.PENDING_NEW)
    assert not found & {S.UNKNOWN, S.SENT, S.PENDING_NEW, S.REFUSED, S.PENDING_REPLACE}


@pytest.mark.parametrize("status", list(S))
def test_a_parent_ends_from_where_a_parent_can_be(status: S) -> None:
    expected = {S.PENDING_NEW, S.NEW, S.PARTIALLY_FILLED, S.PENDING_CANCEL}
    assert (status in ENDED) is (status in expected)
    assert all(target in TERMINAL for target in ENDED.get(status, ()))


def test_unknown_is_left_by_evidence_and_never_by_a_wish_of_ours() -> None:
    leaving = {event for event in MOVES if MOVES[event].get(S.UNKNOWN, S.UNKNOWN) is not S.UNKNOWN}
    assert leaving == {
        e.OrderOpened,
        e.OrderRejected,
        e.OrderCanceled,
        e.OrderExpired,
        e.OrderReplaced,
        e.OrderTriggered,
    }
