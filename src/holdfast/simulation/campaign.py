"""Many seeds, on as many processes as are wanted; the outcomes come in the order of the seeds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import msgspec

from holdfast.simulation.coverage import unmet
from holdfast.simulation.seed_run import Outcome, run_seed

CHUNK = 8
FAILURES_KEPT_MAX = 20


class Campaign(msgspec.Struct):
    """What a campaign has found: `unmet` are faults and moments that no seed has met."""

    profile: str
    seeds: int = 0
    inputs: int = 0
    lives: int = 0
    failed: int = 0
    failures: list[Outcome] = []
    seen: dict[str, int] = {}

    @property
    def unmet(self) -> list[str]:
        return unmet(self.seen)

    def add(self, outcome: Outcome) -> None:
        """Count one seed; of those that failed the first few are kept whole."""
        self.seeds += 1
        self.inputs += outcome.inputs
        self.lives += outcome.lives
        for name, count in outcome.seen.items():
            self.seen[name] = self.seen.get(name, 0) + count
        if outcome.law:
            self.failed += 1
            if len(self.failures) < FAILURES_KEPT_MAX:
                self.failures.append(outcome)


def run_campaign(
    seeds: Sequence[int],
    profile: str,
    jobs: int,
    *,
    on_outcome: Callable[[Outcome], None] | None = None,
    stops_at_first: bool = False,
) -> Campaign:
    """Play every seed, or stop at the first that fails."""
    campaign = Campaign(profile)
    for outcome in _outcomes(seeds, profile, jobs):
        campaign.add(outcome)
        if on_outcome is not None:
            on_outcome(outcome)
        if outcome.law and stops_at_first:
            break
    return campaign


def _outcomes(seeds: Sequence[int], profile: str, jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        for seed in seeds:
            yield run_seed(seed, profile)
        return
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        try:
            yield from pool.map(run_seed, seeds, [profile] * len(seeds), chunksize=CHUNK)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
