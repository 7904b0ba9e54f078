"""The dated tables of US regulatory fees."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from holdfast.exchange.regulatory_fees import (
    ORF,
    SECTION_31,
    TAF_EQUITY,
    TAF_OPTION,
    DatedRate,
    finra_taf,
    options_orf,
    rate_on,
    sec_section_31,
)


def new_york(text: str, utc_offset: int) -> int:
    moment = datetime.fromisoformat(f"{text}{utc_offset:+03d}:00").astimezone(UTC)
    return int(moment.timestamp()) * 10**9


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("2011-01-20", None),
        ("2011-01-21", "19.20"),
        ("2012-02-20", "19.20"),
        ("2012-02-21", "18.00"),
        ("2012-06-21", "22.40"),
        ("2013-10-07", "17.40"),
        ("2014-06-05", "22.10"),
        ("2018-05-22", "13.00"),
        ("2021-02-24", "22.10"),
        ("2021-02-25", "5.10"),
        ("2024-06-03", "27.80"),
        ("2025-05-13", "27.80"),
        ("2025-05-14", "0.00"),
    ],
)
def test_the_section_31_rate_is_that_of_the_trade_date(day: str, rate: str | None) -> None:
    fee = sec_section_31(Decimal(1_000_000), new_york(f"{day}T12:00", -4))
    assert fee == (Decimal(rate) if rate else 0)


@pytest.mark.parametrize(
    ("moment", "offset"),
    [
        ("2021-02-25T04:00", -5),
        ("2021-02-25T19:59", -5),
        ("2025-05-14T04:00", -4),
        ("2025-05-14T19:59", -4),
    ],
)
def test_the_trade_date_is_new_yorks_from_the_early_to_the_late_session(
    moment: str, offset: int
) -> None:
    row = rate_on(SECTION_31, new_york(moment, offset))
    assert row is not None
    assert row.since == moment[:10]


def test_the_trading_activity_fee_has_a_cap_for_shares_and_none_for_options() -> None:
    at = new_york("2024-06-03T12:00", -4)
    assert finra_taf(Decimal(1_000), at) == Decimal("0.166")
    assert finra_taf(Decimal(50_000), at) == Decimal("8.30")
    assert finra_taf(Decimal(1_000_000), at) == Decimal("8.30")
    assert finra_taf(Decimal(1_000_000), at, is_option=True) == Decimal(2_790)


def test_before_a_table_begins_there_is_no_fee() -> None:
    assert finra_taf(Decimal(1), 0) == 0
    assert options_orf(Decimal(1), 0) == 0


def test_the_options_fee_is_per_contract() -> None:
    at = new_york("2025-06-03T12:00", -4)
    assert options_orf(Decimal(100), at) == Decimal("2.815")


@pytest.mark.parametrize("table", [SECTION_31, TAF_EQUITY, TAF_OPTION, ORF])
def test_every_table_is_in_order_of_dates(table: tuple[DatedRate, ...]) -> None:
    days = [datetime.fromisoformat(row.since) for row in table]
    assert days == sorted(set(days))
