"""What every test may lean on: the shared data, and hypothesis settings that suit the place."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from holdfast.model.numbers import use_exact_context

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
SHARED = Path(os.environ.get("HOLDFAST_SHARED") or Path(__file__).resolve().parents[2] / "shared")

# CI draws the same examples every time, so that a red build is red for a reason in the change.
settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# By command, for as long as it takes: HYPOTHESIS_PROFILE=deep make test
settings.register_profile(
    "deep",
    max_examples=2_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("dev", max_examples=50, deadline=timedelta(seconds=2))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if IN_CI else "dev"))


@pytest.fixture(autouse=True)
def exact_context() -> None:
    """Give every test the arithmetic of a desk's thread, whatever ran before it."""
    use_exact_context()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The directory of recorded market data and reference texts, which lies outside the project."""
    if not SHARED.is_dir():
        missing(f"the shared data are not at {SHARED}; set HOLDFAST_SHARED")
    return SHARED


def missing(what: str) -> None:
    """Skip the test at a desk, and fail it in CI, where everything must be there."""
    if IN_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
