"""Refusals as people read them: no line wider than the terminal, no number in a strange unit."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.cli.refusals import refusal_line, refusal_lines
from holdfast.messages.events import DecisionOutcome
from holdfast.messages.refusals import Reason, Refusal

BIG = Refusal(
    Reason.ORDER_VALUE_MAX,
    "value 19952100 is over the largest of one order",
    "qty",
    Decimal("19952100.0000"),
    Decimal(2_000_000),
    Decimal(2_000_000),
)
STALE = Refusal(
    Reason.STALE_REFERENCE,
    "the quote of AAPL is 30.0 s old",
    "instrument",
    Decimal(30_000_000_000),
    Decimal(5_000_000_000),
    Decimal(-25_000_000_000),
)
UNKNOWN = Refusal(Reason.UNKNOWN_INSTRUMENT, "instrument APL is not known (AAPL)", "instrument")


def test_one_line_has_code_reason_and_numbers() -> None:
    assert refusal_line(BIG) == (
        "ORDER_VALUE_MAX value 19952100 is over the largest of one order "
        "(measured 19,952,100, limit 2,000,000, headroom 2,000,000)"
    )
    assert refusal_line(UNKNOWN) == "UNKNOWN_INSTRUMENT instrument APL is not known (AAPL)"


def test_ages_are_told_in_seconds() -> None:
    assert refusal_line(STALE).endswith("(measured 30 s, limit 5 s, headroom -25 s)")


def test_a_soft_block_says_what_may_be_acknowledged() -> None:
    twice = Refusal(
        Reason.LOOK_ALIKE,
        "another just like it was sent 0.1 s ago",
        measured=Decimal(100_000_000),
        limit=Decimal(500_000_000),
        block_id="o-7/LOOK_ALIKE",
    )
    assert refusal_line(twice) == (
        "LOOK_ALIKE another just like it was sent 0.1 s ago (measured 0.1 s, limit 0.5 s);"
        " a trader may acknowledge block o-7/LOOK_ALIKE and send it again"
    )


def test_a_plans_refusals_name_their_decisions_and_give_the_numbers_below() -> None:
    rows = (
        DecisionOutcome(0, "MSFT", "o-1"),
        DecisionOutcome(1, "AAPL", refusals=(BIG, STALE)),
    )
    assert refusal_lines(rows, 100).splitlines() == [
        "decisions[1] ORDER_VALUE_MAX value 19952100 is over the largest of one order",
        "    measured 19,952,100, limit 2,000,000, headroom 2,000,000",
        "decisions[1] STALE_REFERENCE the quote of AAPL is 30.0 s old",
        "    measured 30 s, limit 5 s, headroom -25 s",
    ]


def test_long_ones_wrap_and_no_word_is_cut() -> None:
    long = msgspec.structs.replace(BIG, detail="value 19952100 is over " + "much " * 40 + "indeed")
    told = refusal_lines((DecisionOutcome(12, "AAPL", refusals=(long,)),), 80)
    lines = told.splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line.startswith("    ") for line in lines[1:])
    assert " ".join(told.split()).startswith(f"decisions[12] ORDER_VALUE_MAX {long.detail}")
