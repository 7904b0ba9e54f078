"""Children that came to nothing: counted, waited for, and given up on."""

from __future__ import annotations

import pytest

from holdfast.core.failures import CODES_MAX, FINAL_MAX, TRANSIENT, TRANSIENT_MAX, Failures, wait_ns
from holdfast.model.times import SECOND_NS

REASON, FINAL = ("STALE_REFERENCE",), ("UNSUPPORTED",)


@pytest.mark.parametrize(
    ("in_row", "seconds"), [(1, 0), (2, 1), (3, 2), (4, 4), (7, 32), (8, 60), (500, 60)]
)
def test_each_failure_in_a_row_waits_twice_as_long_up_to_a_minute(
    in_row: int, seconds: int
) -> None:
    assert wait_ns(in_row) == seconds * SECOND_NS


def test_what_is_final_is_given_up_sooner() -> None:
    failures = Failures()
    for _ in range(FINAL_MAX):
        assert not failures.is_enough
        failures.failed(0, FINAL, by_gate=True)
    assert failures.is_enough
    patient = Failures()
    for _ in range(TRANSIENT_MAX):
        assert not patient.is_enough
        patient.failed(0, REASON, by_gate=False)
    assert patient.is_enough


def test_one_final_reason_among_others_is_final() -> None:
    failures = Failures()
    failures.failed(0, (*REASON, *FINAL), by_gate=True)
    assert failures.is_final
    failures.failed(0, REASON, by_gate=True)
    assert not failures.is_final


def test_reasons_are_told_with_how_often() -> None:
    failures = Failures()
    failures.failed(0, REASON, by_gate=True)
    failures.failed(0, REASON, by_gate=True)
    failures.failed(0, ("HALTED",), by_gate=False)
    assert failures.told == "refused by the gate: STALE_REFERENCE x2; rejected: HALTED"


def test_codes_that_a_venue_makes_up_without_end_are_counted_together() -> None:
    failures = Failures()
    for number in range(CODES_MAX + 10):
        failures.failed(0, (f"CODE{number}",), by_gate=False)
    assert len(failures.rejected) == CODES_MAX + 1
    assert failures.rejected["OTHERS"] == 10


def test_nothing_is_transient_whose_outcome_is_not_known() -> None:
    assert not {code for code in TRANSIENT if "UNKNOWN" in code or "SILENT" in code}
