"""When a trading day ends, with a calendar and without."""

from datetime import UTC, datetime

import pytest

from holdfast.market.trading_day import close_of, open_of, trading_day

SECOND = 1_000_000_000


def nanos(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


@pytest.mark.parametrize(
    ("at", "day", "ends"),
    [
        ("2026-01-05T14:30:00", "2026-01-05", "2026-01-05T22:00:00"),
        ("2026-01-05T21:59:59", "2026-01-05", "2026-01-05T22:00:00"),
        ("2026-01-05T22:00:00", "2026-01-06", "2026-01-06T22:00:00"),
        # the clocks of New York go forward in the night
        ("2026-03-07T23:00:00", "2026-03-08", "2026-03-08T21:00:00"),
    ],
)
def test_the_products_day_ends_at_five_in_new_york(at: str, day: str, ends: str) -> None:
    assert trading_day(nanos(at)) == (day, nanos(ends))


@pytest.mark.parametrize(
    ("calendar", "at", "ends"),
    [
        ("", "2026-01-05T14:30:00", "2026-01-05T21:00:00"),
        ("", "2026-01-10T14:30:00", "2026-01-10T21:00:00"),
        ("XNYS", "2026-11-27T15:00:00", "2026-11-27T18:00:00"),
        # what the calendar cannot tell
        ("XNYS", "2199-01-05T14:30:00", "2199-01-05T21:00:00"),
    ],
)
def test_a_day_order_ends_with_the_calendars_session_or_at_four_in_new_york(
    calendar: str, at: str, ends: str
) -> None:
    assert close_of(calendar)(nanos(at)) == nanos(ends)


@pytest.mark.parametrize(
    ("calendar", "at", "opens"),
    [
        ("", "2026-01-05T14:29:59", "2026-01-05T14:30:00"),
        ("", "2026-01-05T14:30:00", "2026-01-06T14:30:00"),
        ("XNYS", "2026-11-27T18:00:00", "2026-11-30T14:30:00"),
        # what the calendar cannot tell
        ("XNYS", "2199-01-05T14:30:00", "2199-01-06T14:30:00"),
    ],
)
def test_the_next_day_begins_with_the_calendars_session_or_at_half_past_nine_in_new_york(
    calendar: str, at: str, opens: str
) -> None:
    assert open_of(calendar)(nanos(at)) == nanos(opens)
