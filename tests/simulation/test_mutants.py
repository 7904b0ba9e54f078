"""Each planted bug is found: a simulation that misses one is too weak."""

import pytest

from tests.mutants import MUTANTS
from tests.mutants.hunt import hunt

# every bug must be caught within 2,000 seeds, by `python -m tests.mutants`; here there is less time
SEEDS_MAX = 450


def test_there_are_twenty_bugs_and_more() -> None:
    assert len(MUTANTS) >= 20


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", list(MUTANTS))
def test_a_planted_bug_is_caught(name: str) -> None:
    catch = hunt(name, SEEDS_MAX)
    assert catch.outcome is not None, catch.told
