"""An older build does not go on where a newer one left off."""

import pytest

from holdfast.journal import JournalError
from holdfast.runtime.builds import BuildTooOld, refuse_older


@pytest.mark.parametrize(
    ("before", "now"), [("0.2.0", "0.1.9"), ("0.10.0", "0.9.9"), ("1.0", "0.9")]
)
def test_an_older_build_is_refused_with_both_named(before: str, now: str) -> None:
    with pytest.raises(BuildTooOld, match=f"written by build {before}, this one is {now}"):
        refuse_older(before, now)
    assert issubclass(BuildTooOld, JournalError)


@pytest.mark.parametrize(
    ("before", "now"), [("", "0.1.0"), ("0.1.0", "0.1.0"), ("0.9.9", "0.10.0"), ("dev", "0.1.0")]
)
def test_the_same_or_a_newer_one_goes_on(before: str, now: str) -> None:
    refuse_older(before, now)
