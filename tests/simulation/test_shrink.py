"""A failing seed is made as small as it goes."""

from holdfast.simulation.seed_run import Outcome
from holdfast.simulation.shrink import RUNS_MAX, shrink


def failing_with(*needed: int):
    runs = []

    def run(seed: int, profile: str, keep: list[int]) -> Outcome:
        runs.append(keep)
        law = "I07" if set(needed) <= set(keep) else ""
        return Outcome(seed, profile, law=law, steps=len(keep))

    return run, runs


def test_only_the_steps_that_it_takes_are_left() -> None:
    run, _ = failing_with(3, 41, 77)
    kept, smallest = shrink(Outcome(1, "all", law="I07", steps=100), run)
    assert kept == [3, 41, 77]
    assert smallest.law == "I07"


def test_another_law_that_breaks_is_another_finding() -> None:
    def run(seed: int, profile: str, keep: list[int]) -> Outcome:
        return Outcome(seed, profile, law="I07" if len(keep) == 10 else "I01", steps=len(keep))

    kept, _ = shrink(Outcome(1, "all", law="I07", steps=10), run)
    assert len(kept) == 10


def test_it_gives_up_after_so_many_runs() -> None:
    run, runs = failing_with(*range(0, 2_000, 2))
    shrink(Outcome(1, "all", law="I07", steps=2_000), run)
    assert len(runs) == RUNS_MAX
