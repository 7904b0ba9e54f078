"""Make a failing seed small: leave out steps for as long as the same law still breaks."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.simulation.seed_run import Outcome, run_seed

RUNS_MAX = 400


def shrink(
    failed: Outcome, run: Callable[[int, str, list[int]], Outcome] = run_seed
) -> tuple[list[int], Outcome]:
    """Return the steps that are enough to break the law again, and what then happens.

    Halves, quarters and so on are left out, down to single steps, in at most RUNS_MAX runs.
    """
    kept, last = list(range(failed.steps)), failed
    runs = 0
    size = max(1, len(kept) // 2)
    while runs < RUNS_MAX:
        start, smaller = 0, False
        while start < len(kept) and runs < RUNS_MAX:
            tried = kept[:start] + kept[start + size :]
            runs += 1
            outcome = run(failed.seed, failed.profile, tried)
            if outcome.law == failed.law:
                kept, last, smaller = tried, outcome, True
            else:
                start += size
        if size == 1 and not smaller:
            break
        size = max(1, size // 2)
    return kept, last
