"""Times go to text and back without losing a nanosecond."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.times import (
    SECOND_NS,
    parse_moment,
    parse_rfc3339,
    rfc3339,
    rfc3339_or_none,
)

FIRST = -62_135_596_800 * SECOND_NS
LAST = 253_402_300_800 * SECOND_NS - 1


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "1970-01-01T00:00:00.000000000Z"),
        (1_340_285_400_000_000_001, "2012-06-21T13:30:00.000000001Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (951_782_400 * SECOND_NS, "2000-02-29T00:00:00.000000000Z"),
        (FIRST, "0001-01-01T00:00:00.000000000Z"),
        (LAST, "9999-12-31T23:59:59.999999999Z"),
    ],
)
def test_a_time_is_written_with_all_its_nanoseconds(at: int, text: str) -> None:
    assert rfc3339(at) == text
    assert parse_rfc3339(text) == at


@given(st.integers(FIRST, LAST))
def test_every_time_survives_the_way_there_and_back(at: int) -> None:
    assert parse_rfc3339(rfc3339(at)) == at


@given(st.integers(FIRST, LAST), st.integers(FIRST, LAST))
def test_text_sorts_as_time_does(one: int, other: int) -> None:
    assert (rfc3339(one) < rfc3339(other)) is (one < other)


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_calendar_is_that_of_the_standard_library(moment: datetime) -> None:
    text = moment.isoformat()
    at = parse_rfc3339(text)
    assert at is not None
    assert rfc3339(at)[:26] == moment.isoformat(timespec="microseconds")[:26]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2012-06-21T09:30:00-04:00", "2012-06-21T13:30:00Z"),
        ("2012-06-21t13:30:00z", "2012-06-21T13:30:00Z"),
        ("2012-06-21 13:30:00Z", "2012-06-21T13:30:00Z"),
        ("2012-06-22T00:15:00.5+05:45", "2012-06-21T18:30:00.500000000Z"),
        ("2012-06-21T13:30:00-00:00", "2012-06-21T13:30:00Z"),
    ],
)
def test_offsets_and_looser_spellings_are_read(text: str, same: str) -> None:
    assert parse_rfc3339(text) == parse_rfc3339(same) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2012-06-21",
        "2012-06-21T13:30:00",
        "2012-06-21T13:30Z",
        "2012-06-21T13:30:00.Z",
        "2012-06-21T13:30:00.1234567890Z",
        "2012-02-30T13:30:00Z",
        "2012-06-21T24:00:00Z",
        "2012-06-30T23:59:60Z",
        "2012-06-21T13:30:00+24:00",
        "2012-06-21T13:30:00+01:60",
        "0000-01-01T00:00:00Z",
        "٢٠١٢-06-21T13:30:00Z",
        "2012-06-21T13:30:00Z\n",
        "1340285400",
    ],
)
def test_what_is_no_rfc_3339_time_is_none(text: str) -> None:
    assert parse_rfc3339(text) is None


def test_a_broken_clock_is_shown_at_the_end_of_time() -> None:
    assert rfc3339(10**30) == rfc3339(LAST)
    assert rfc3339(-(10**30)) == rfc3339(FIRST)


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59Z", "2262-12-31T00:00:00Z", "1600-01-01T00:00:00Z"]
)
def test_a_moment_that_no_journal_can_hold_is_none(text: str) -> None:
    assert parse_moment(text) is None
    assert parse_moment("2261-12-31T23:59:59Z") == parse_rfc3339("2261-12-31T23:59:59Z")


def test_never_has_no_text() -> None:
    assert rfc3339_or_none(0) is None
    assert rfc3339_or_none(SECOND_NS) == "1970-01-01T00:00:01.000000000Z"
