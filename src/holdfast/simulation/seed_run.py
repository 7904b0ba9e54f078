"""One seed, from its first step to agreement with the venue."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec

from holdfast.core.must import InvariantBroken
from holdfast.simulation.broken import Broken
from holdfast.simulation.disk import sim_disk
from holdfast.simulation.profiles import PROFILES, acts_of
from holdfast.simulation.settling import settle
from holdfast.simulation.world import Step, World

MEMORY = Path("/dev/shm")  # noqa: S108  # a file system in memory, where there is one
TRACE_KEPT = 60


class Outcome(msgspec.Struct, frozen=True):
    """What became of a seed: which law broke, if any, and what it has met."""

    seed: int
    profile: str
    law: str = ""
    detail: str = ""
    steps: int = 0
    inputs: int = 0
    lives: int = 0
    head: str = ""
    seen: dict[str, int] = {}
    trace: tuple[str, ...] = ()


def steps_of(seed: int, profile: str) -> list[Step]:
    """Draw the steps of a seed."""
    rng = Random(f"steps {seed} {profile}")
    acts = acts_of(profile)
    names = list(acts)
    weights = [acts[name][0] for name in names]
    count = rng.randint(*PROFILES[profile].steps)
    return [Step(name, rng.getrandbits(32)) for name in rng.choices(names, weights, k=count)]


def run_seed(seed: int, profile: str, keep: Sequence[int] | None = None) -> Outcome:
    """Play a seed, or of its steps only those to `keep`, and say what came of it."""
    steps = steps_of(seed, profile)
    kept = steps if keep is None else [steps[index] for index in keep]
    folder = Path(tempfile.mkdtemp(prefix="holdfast-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        with sim_disk(f"sim-{folder.name}", Random(f"disk {seed}")) as disk:
            return _play(World(folder, disk, seed, PROFILES[profile]), kept, profile)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _play(world: World, steps: Sequence[Step], profile: str) -> Outcome:
    acts = acts_of(profile)
    law = detail = head = ""
    try:
        world.begin()
        for step in steps:
            world.play(step, acts[step.act][1])
        settle(world)
        head = world.alive.journal.head().hash
    except Broken as broken:
        law, detail = broken.law, broken.detail
    except InvariantBroken as broken:
        law, _, detail = str(broken).partition(": ")
    except Exception as bug:
        law, detail = "bug", f"{type(bug).__name__}: {bug}"
        world.log(_where(bug))
    finally:
        if world.life is not None:
            world.life.bury()
    return Outcome(
        world.seed,
        profile,
        law,
        detail,
        len(steps),
        world.witness.inputs,
        world.lives,
        head,
        dict(sorted((Counter(world.seen) + world.witness.rare).items())),
        tuple(world.trace[-TRACE_KEPT:]) if law else (),
    )


def _where(bug: BaseException) -> str:
    """Name the place in which an error was raised."""
    trace = bug.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return repr(bug)
    code = trace.tb_frame.f_code
    return f"{code.co_filename}:{trace.tb_lineno} {code.co_name}: {bug!r}"
