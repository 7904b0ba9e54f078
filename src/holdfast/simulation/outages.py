"""What becomes of the desk's process and disk: the end at any moment, full and failing disks."""

from __future__ import annotations

from random import Random

from holdfast.journal.errors import JournalLocked
from holdfast.journal.sqlite import SqliteJournal
from holdfast.simulation.broken import hold
from holdfast.simulation.crash import Point
from holdfast.simulation.setting import BUILD
from holdfast.simulation.world import Act, World

_SOON = (
    Point.BEFORE_APPEND,
    Point.BETWEEN_INTENT_AND_SEND,
    Point.BETWEEN_SEND_AND_ACK,
    Point.BEFORE_REPLY,
)


def crash_soon(world: World, rng: Random) -> None:
    """Let the process end when it next comes to some point, by a kill or with the power."""
    world.disk.loses_power = rng.random() < 0.5
    world.fuse.arm(rng.choice(_SOON), rng.randint(1, 3))


def crash_in_write(world: World, rng: Random) -> None:
    """Let the process end within one of its next writes or syncs."""
    world.disk.loses_power = rng.random() < 0.5
    world.disk.writes_left = rng.randint(0, 12)
    world.disk.on_last_write = lambda: world.hit("F29", str(Point.IN_APPEND))


def crash_now(world: World, rng: Random) -> None:
    world.disk.loses_power = rng.random() < 0.5
    world.hit("F29", str(Point.AT_REST))
    world.die(str(Point.AT_REST))


def crash_and_again(world: World, rng: Random) -> None:
    """Die, and die again while getting up."""
    world.hit("F29", str(Point.AT_REST))
    world.second_death = rng.randint(1, 4)
    world.die("twice in a row")


def snapshot(world: World, rng: Random) -> None:
    world.alive.desk.snapshot()


def sync_fails(world: World, rng: Random) -> None:
    """F37: the disk says no to a sync; nobody may go on as if it had said yes."""
    world.hit("F37", "fsync fails from now on")
    world.disk.is_sync_failing = True
    world.disk.loses_power = rng.random() < 0.5


def disk_full(world: World, rng: Random) -> None:
    """F36: no room, but for what the reserve gives back."""
    world.hit("F36", "the disk is full")
    reserve = world.folder / "journal.db.reserve"
    world.disk.has_room = lambda: not reserve.exists()


def disk_has_room(world: World, rng: Random) -> None:
    world.disk.has_room = lambda: True
    world.alive.journal.regain_reserve()


def second_instance(world: World, rng: Random) -> None:
    """F32: another desk tries to start on the same journal."""
    world.hit("F32", "a second desk starts")
    try:
        SqliteJournal(str(world.folder / "journal.db"), build=BUILD, reserve_bytes=0)
    except JournalLocked:
        world.hit("two instances race")
    else:
        hold("I26", False, "a second desk has opened the journal")


OUTAGES: dict[str, tuple[int, Act]] = {
    "crash soon": (5, crash_soon),
    "crash in a write": (3, crash_in_write),
    "crash now": (1, crash_now),
    "crash and again": (1, crash_and_again),
    "snapshot": (2, snapshot),
    "sync fails": (1, sync_fails),
    "disk full": (1, disk_full),
    "disk has room": (1, disk_has_room),
    "second instance": (1, second_instance),
}
