"""The inbox: each difference once, and both lists bounded."""

import pytest

from holdfast.core import inbox as module
from holdfast.core.inbox import Discrepancy, Inbox, number_of
from holdfast.model.difference import DifferenceState, Kind, Policy


def found(number: int, subject: str = "", evidence: str = "e", kind: Kind = Kind.CASH):
    name, subject = f"E-D{number}", subject or f"s{number}"
    return Discrepancy(
        name, kind, "A", subject, "differs", evidence, Policy.ASK, None, number, number
    )


def test_the_same_difference_again_is_the_same_entry_with_its_latest_numbers() -> None:
    inbox = Inbox()
    inbox.add(found(1, "x", "1"))
    inbox.add(found(2, "x", "2"))
    (only,) = inbox.everything()
    assert (only.id, only.evidence, only.times_seen, only.found_at) == ("E-D1", "2", 2, 1)
    assert inbox.find(Kind.CASH, "A", "x") is only
    assert inbox.find(Kind.CASH, "B", "x") is None


def test_reports_of_different_sorts_about_one_subject_are_kept_apart() -> None:
    inbox = Inbox()
    inbox.add(found(1, "x", "VenueFills(1)", Kind.REPORT))
    inbox.add(found(2, "x", "VenueBusts(1)", Kind.REPORT))
    inbox.add(found(3, "x", "VenueFills(2)", Kind.REPORT))
    assert [each.evidence for each in inbox.everything()] == ["VenueFills(2)", "VenueBusts(1)"]


def test_what_finds_no_room_is_counted_and_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OPEN_MAX", 2)
    inbox = Inbox()
    for number in range(1, 5):
        inbox.add(found(number))
    assert (len(inbox.open), inbox.more, inbox.made) == (2, 2, 4)
    assert inbox.omitted == {"A": 2}


def test_the_oldest_closed_ones_leave_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLOSED_MAX", 2)
    inbox = Inbox()
    for number in range(1, 5):
        inbox.add(found(number))
        inbox.close(f"E-D{number}", DifferenceState.GONE)
    assert list(inbox.closed) == ["E-D3", "E-D4"]
    assert inbox.standing == {}


def test_a_dismissed_one_stands_until_it_goes() -> None:
    inbox = Inbox()
    inbox.add(found(1, "x"))
    inbox.close("E-D1", DifferenceState.DISMISSED)
    assert inbox.find(Kind.CASH, "A", "x") is inbox.get("E-D1")
    inbox.close("E-D1", DifferenceState.GONE)
    assert inbox.find(Kind.CASH, "A", "x") is None


def test_numbers_are_in_the_order_of_finding() -> None:
    inbox = Inbox()
    for number in (2, 10, 1):
        inbox.add(found(number))
    assert [number_of(each.id) for each in inbox.everything()] == [1, 2, 10]
