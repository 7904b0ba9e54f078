"""Kill a run of 200 orders at each of its write system calls, and hold what is left to its laws.

    python -m tests.e2e.crash_points                   every crash point; the count is printed
    python -m tests.e2e.crash_points --every 50        each fiftieth
    python -m tests.e2e.crash_points --point 3:fdatasync:17      one, as a failure names it

The run is cut into ten lives of twenty orders, each on what the one before it left when it was
killed, so that starting and recovering are full of crash points, too. For each point a life is
begun anew on a copy of those files and killed by strace as it enters the call: nothing of the
call has happened, and everything before it has. Then a desk is started on what is there.

`--fault EIO` and `--fault ENOSPC` have the call fail instead, once; the desk goes on or halts, as
its rules say, and what is then left is held to the same laws.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from holdfast.core.invariants import audit
from tests.e2e import crash_flow as flow
from tests.e2e import crash_laws as laws
from tests.e2e.crash_life import ORDERS_EACH, calls_of, killed
from tests.support import strace

LIVES = 10
REDECIDED_EACH = 10
REPEATED = 12
TOLD_EACH = 500
MEMORY = Path("/dev/shm")
KILL = "kill"
FAULTS = {KILL: "signal=SIGKILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}


class Point(NamedTuple):
    """The `nth` call of this name, from 1, in one life."""

    life: int
    call: str
    nth: int

    def __str__(self) -> str:
        return f"{self.life}:{self.call}:{self.nth}"

    @classmethod
    def of(cls, text: str) -> Point:
        life, call, nth = text.split(":")
        return cls(int(life), call, int(nth))


class Life(NamedTuple):
    """Where a life begins, what was told by then, and the calls that it makes in their order."""

    number: int
    folder: Path
    told: tuple[str, ...]
    calls: tuple[str, ...]

    def points(self) -> Iterator[Point]:
        seen: Counter[str] = Counter()
        for call in self.calls:
            seen[call] += 1
            yield Point(self.number, call, seen[call])


class Failure(NamedTuple):
    """A point after which a law does not hold, and which."""

    point: Point
    why: str


def lives(folder: Path) -> list[Life]:
    """Live through the whole run once, keeping what each life begins with and its calls."""
    found: list[Life] = []
    told: tuple[str, ...] = ()
    here = folder / "run"
    here.mkdir()
    for number in range(LIVES):
        kept = folder / f"life-{number}"
        _copy(here, kept)
        log = folder / f"calls-{number}"
        lines = killed(here, number, {",".join(strace.WRITES): ""}, log)
        assert lines[-1] == "finished", lines[-20:]
        found.append(Life(number, kept, told, (*calls_of(log.read_text(encoding="utf-8")),)))
        told = (*told, *lines[:-1])
    return found


def try_point(
    of: list[Life], folder: Path, fault: str, numbered: tuple[int, Point]
) -> Failure | None:
    """Have the fault come over one life at a point, and start a desk on what is left."""
    number, point = numbered
    life = of[point.life]
    here = folder / str(point).replace(":", "-")
    _copy(life.folder, here)
    try:
        lines = killed(here, life.number, {point.call: f"{FAULTS[fault]}:when={point.nth}"})
        assert fault != KILL or "finished" not in lines, "it came to its end"
        examine(here, (*life.told, *lines), again=number % REDECIDED_EACH == 0)
    except Exception:
        return Failure(point, traceback.format_exc())
    shutil.rmtree(here)
    return None


def examine(here: Path, told: tuple[str, ...], *, again: bool) -> None:
    """Look at what was left, go on from there, and look once more when all has come to rest."""
    asked = [line for line in told if line.startswith("asked ")]
    told_ids = [line.split(" ")[1:] for line in told if line.startswith("answered ")]
    answered = {ours: theirs for ours, theirs in told_ids if theirs}
    before = None
    if (here / "journal.db").exists():
        before = laws.look(_copy(here, here / "left"))
        laws.nothing_twice_nothing_unwritten(before)
        laws.acknowledged_is_there(before, answered)
        laws.refused_is_not_there(before, [ours for ours, theirs in told_ids if not theirs])
        assert "killed" not in told or flow.KILLED_SCOPE.key in before.ledger.kills
    _go_on(here, asked, answered)
    left = laws.look(_copy(here, here / "end"), before)
    laws.nothing_twice_nothing_unwritten(left)
    laws.acknowledged_is_there(left, answered)
    laws.desk_and_venue_agree(left)
    laws.fees_are_those_of_one_life(left)
    if again:
        laws.decides_the_same(here / "end")


def _go_on(here: Path, asked: list[str], answered: dict[str, str]) -> None:
    """Start again, ask for the last orders once more, trade on, and come to rest."""
    flowing = flow.open_desk(here)
    desk = flowing.wired.desk
    assert desk.ledger.is_armed, desk.ledger.faults
    assert flow.in_doubt(flowing) == []
    for line in asked[-REPEATED:]:
        order = flow.asked_of(line)
        first = desk.ask(order)
        assert answered.get(order.client_order_id, first.order_id) == first.order_id
        assert desk.ask(order).order_id == first.order_id
    assert desk.ask(flow.passing_order(flowing)).refusals == ()
    flow.come_to_rest(flowing)
    assert not desk.ledger.open_orders
    assert audit(desk.ledger) == ()
    flowing.close()


def _copy(here: Path, there: Path) -> Path:
    """Copy the files of a desk; its reserve is made again, and would be eight times the rest."""
    there.mkdir()
    for file in here.glob("*.db*"):
        if not file.name.endswith(".reserve"):
            shutil.copy2(file, there / file.name)
    return there


class Choice(NamedTuple):
    """Which points to try: each `every`th of those of a life or of calls that are named."""

    every: int = 1
    life: int | None = None
    calls: tuple[str, ...] = ()
    point: str = ""

    def of(self, points: list[Point]) -> list[Point]:
        if self.point:
            return [Point.of(self.point)]
        kept = [
            each
            for each in points
            if self.life in (None, each.life) and (not self.calls or each.call in self.calls)
        ]
        return kept[self.every // 2 :: self.every]


def sweep(folder: Path, chosen: Choice, fault: str, jobs: int) -> tuple[int, int, list[Failure]]:
    """Try points; return how many there are, how many were tried, what failed."""
    of = lives(folder)
    points = [point for life in of for point in life.points()]
    tried = chosen.of(points)
    failures: list[Failure] = []
    with get_context("fork").Pool(jobs) as pool:
        one = partial(try_point, of, folder, fault)
        for count, failure in enumerate(pool.imap_unordered(one, enumerate(tried)), 1):
            if failure is not None:
                failures.append(failure)
                print(f"{failure.point}\n{failure.why}", file=sys.stderr)
            if count % TOLD_EACH == 0:
                print(f"{count} of {len(tried)}, {len(failures)} failed", file=sys.stderr)
    return len(points), len(tried), failures


def main() -> int:
    """Sweep as the command line says; the exit code is 1 where a law was broken."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--every", type=int, default=1, help="try each so manieth point")
    asked.add_argument("--jobs", type=int, default=2, help="how many at a time")
    asked.add_argument("--fault", choices=FAULTS, default=KILL, help="what comes over it there")
    asked.add_argument("--life", type=int, help="only in this life, from 0")
    asked.add_argument("--calls", default="", help="only at these calls, with commas between")
    asked.add_argument("--point", default="", help="only this one: life:call:number")
    given = asked.parse_args()
    if why_not := strace.why_not():
        print(why_not, file=sys.stderr)
        return 2
    began = time.monotonic()
    # death by kill -9 does not depend on the disk, and the memory is faster
    folder = Path(tempfile.mkdtemp(prefix="crash-", dir=MEMORY if MEMORY.is_dir() else None))
    calls = tuple(filter(None, given.calls.split(",")))
    chosen = Choice(given.every, given.life, calls, given.point)
    count, tried, failures = sweep(folder, chosen, given.fault, given.jobs)
    print(
        f"{given.fault} at {tried} of {count} write calls of {LIVES * ORDERS_EACH} orders "
        f"in {LIVES} lives: "
        f"{len(failures)} failed, {time.monotonic() - began:.0f} s"
    )
    if failures:
        print(f"what they left is in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
