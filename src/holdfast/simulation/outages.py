"""What becomes of the desk's process and disk: the end at any moment, full and failing disks."""

from __future__ import annotations

from pathlib import Path
from random import Random

from holdfast.journal import JournalError
from holdfast.journal.errors import JournalLocked
from holdfast.journal.sqlite import SqliteJournal
from holdfast.simulation.broken import hold
from holdfast.simulation.crash import Point
from holdfast.simulation.setting import BUILD, SECOND_NS
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


def clock_steps_back(world: World, rng: Random) -> None:
    """F34: the next life begins on a clock that somebody has set back."""
    world.hit("F34", "the clock is set back")
    world.set_back_ns = rng.randrange(1, 600) * SECOND_NS
    world.die(str(Point.AT_REST))


def bit_flips(world: World, rng: Random) -> None:
    """F35: a bit of the journal changes while nobody looks: refused, or nothing is lost."""
    before = world.alive.journal.head()
    world.bury()
    path = world.folder / "journal.db"
    sound = {each: each.read_bytes() for each in (path, Path(f"{path}-wal")) if each.exists()}
    flipped = rng.choice([each for each, data in sound.items() if data])
    data = bytearray(sound[flipped])
    place = rng.randrange(len(data))
    data[place] ^= 1 << rng.randrange(8)
    flipped.write_bytes(bytes(data))
    world.hit("F35", f"a bit of {flipped.name} flips at {place} of {len(data)}")
    found = ""
    try:
        opened = SqliteJournal(str(path), build=BUILD, check_whole=True, reserve_bytes=0)
    except JournalError as error:
        found = str(error)
    else:
        is_told = bool(opened.opening.notes)
        is_whole = opened.head() == before
        opened.abandon()
        hold("I19", is_whole or is_told, "a bit has flipped, and entries are gone in silence")
    world.log(f"opening it: {found or 'nothing that counts was hit, or the tail is cut back'}")
    for each in world.folder.glob("journal.db*"):
        each.unlink()
    for each, whole in sound.items():
        each.write_bytes(whole)
    world.die("the disk is sound again")


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
    "clock steps back": (1, clock_steps_back),
    "bit flips": (1, bit_flips),
}
