"""`holdfast report self-assessment`: from the journal's file alone, whatever runs."""

from collections.abc import Callable

import pytest

from tests.cli.conftest import Demo
from tests.cli.terminal import Done

Here = Callable[..., Done]
REPORT = ("report", "self-assessment")


def test_a_rerun_has_the_same_hash(demo: Demo, here: Here) -> None:
    first = here(*REPORT, "--journal", demo.journal, "--json")
    assert first.code == 0, first.err
    told = first.json()
    assert told == here(*REPORT, "--journal", demo.journal, "--json").json()
    assert len(told["hash"]) == 64
    assert told["entries"] == demo.told["journal"]["entries"]
    assert [each["scope"] for each in told["limits"]]


def test_a_missing_kill_test_is_listed(demo: Demo, here: Here) -> None:
    told = here(*REPORT, "--journal", demo.journal, "--json").json()
    assert "NO_KILL_TEST" in [each["code"] for each in told["findings"]]
    people = here(*REPORT, "--journal", demo.journal).out
    assert "no kill test in the period" in people
    assert told["hash"] in people


def test_a_period_of_other_days_is_another_report(demo: Demo, here: Here) -> None:
    told = here(*REPORT, "--journal", demo.journal, "--to", "1999-12-31", "--json").json()
    assert told["entries"] == 0
    assert "NOTHING_HAPPENED" in [each["code"] for each in told["findings"]]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "yesterday"], "--from yesterday must be a day such as 2026-01-31"),
        (["--from", "2026-02-02", "--to", "2026-02-01"], "--to 2026-02-01 must not be before"),
    ],
)
def test_a_period_that_is_none_is_refused_by_name(
    demo: Demo, here: Here, options: list[str], said: str
) -> None:
    done = here(*REPORT, "--journal", demo.journal, *options)
    assert done.code == 2
    assert said in done.err


def test_a_journal_that_is_not_there_is_named(here: Here) -> None:
    done = here(*REPORT, "--journal", "/nowhere/journal.db")
    assert (done.code, "/nowhere/journal.db" in done.err) == (2, True)
