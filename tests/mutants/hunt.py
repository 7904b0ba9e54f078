"""Hunt planted bugs: play seeds until a law breaks."""

from __future__ import annotations

import msgspec

from holdfast.simulation.seed_run import Outcome, run_seed
from tests.mutants import MUTANTS
from tests.mutants.planted import planted

SEEDS_MAX = 2_000
PROFILE = "all"
# what a plant that no longer fits the desk would raise
_OWN = ("TypeError", "AttributeError", "NameError", "ImportError")


class Catch(msgspec.Struct, frozen=True):
    """Which seed caught a bug, and by which law; none if it got away."""

    name: str
    outcome: Outcome | None

    @property
    def told(self) -> str:
        if self.outcome is None:
            return f"{self.name}: NOT CAUGHT"
        return f"{self.name}: seed {self.outcome.seed}, {self.outcome.law}: {self.outcome.detail}"


def hunt(name: str, seeds_max: int = SEEDS_MAX) -> Catch:
    """Play seeds from 1 on with one bug planted, until it shows."""
    with planted(MUTANTS[name]):
        for seed in range(1, seeds_max + 1):
            outcome = run_seed(seed, PROFILE)
            if outcome.law and not _is_own_fault(outcome):
                return Catch(name, outcome)
    return Catch(name, None)


def _is_own_fault(outcome: Outcome) -> bool:
    """Tell a plant that is broken from a desk that is."""
    return outcome.law == "bug" and outcome.detail.startswith(_OWN)
