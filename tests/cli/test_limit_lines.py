"""Limits as people read them: separators, units, seconds, and what a proposal would change."""

from decimal import Decimal

from holdfast.api.operations.proposals import ProposalRow
from holdfast.cli.limit_lines import proposal_lines, sheet_lines
from holdfast.messages.commands import SetLimits
from holdfast.messages.control import ResetKill
from holdfast.model.limits import Limits
from holdfast.model.scope import FIRM, Scope
from holdfast.views.limits import LimitsRow

ACCOUNT = Scope(account="A")
SHEET = Limits(
    order_qty_max=Decimal(10_000),
    order_value_max=Decimal(2_000_000),
    duplicate_window_ns=500_000_000,
    locate_needed=True,
    allowed=(),
)


def test_a_sheet_has_separators_units_and_seconds() -> None:
    row = LimitsRow("account=A", ACCOUNT, 3, SHEET, "", None)
    assert "".join(sheet_lines(row)).splitlines() == [
        "account=A  (version 3)",
        "  order_qty_max                 10,000  units",
        "  order_value_max            2,000,000  in the account's currency",
        "  duplicate_window_ns            0.5 s",
        "  locate_needed           true",
        "  allowed                 empty",
    ]


def test_a_raise_for_a_time_says_what_comes_back() -> None:
    before = Limits(order_qty_max=Decimal(5_000))
    row = LimitsRow(
        "firm", FIRM, 2, Limits(order_qty_max=Decimal(8_000)), "2026-01-05T16:00:00.1Z", before
    )
    assert "".join(sheet_lines(row)).splitlines() == [
        "firm  (version 2, until 2026-01-05 16:00:00 UTC)",
        "  order_qty_max                  8,000  units, then 5,000",
    ]


def test_a_second_person_sees_every_limit_that_would_change() -> None:
    asked = SetLimits(
        "", Limits(order_qty_max=Decimal(20_000)), "ann", "a block", ACCOUNT, until=10**18
    )
    waiting = ProposalRow("P1", "ann", "a block", "2026-01-05T16:00:00.123456789Z", asked)
    row = LimitsRow("account=A", ACCOUNT, 3, SHEET, "", None)
    told = "".join(proposal_lines(waiting, [row])).splitlines()
    assert told[0] == (
        "P1  limits of account=A until 2001-09-09T01:46:40Z, by ann: a block;"
        " lapses 2026-01-05 16:00:00 UTC"
    )
    assert told[1] == "  order_qty_max           10,000 -> 20,000"
    assert "  order_value_max         2,000,000 -> not set" in told
    assert "  duplicate_window_ns     0.5 s -> not set" in told


def test_other_proposals_are_told_in_words() -> None:
    waiting = ProposalRow("P2", "ann", "over", "2026-01-05T16:00:00Z", ResetKill(FIRM))
    (line,) = proposal_lines(waiting, ())
    assert line.startswith("P2  end of the kill of firm, by ann: over")
