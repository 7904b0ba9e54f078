"""One life of the desk: the real parts, wired to the simulated clock, disk and venue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from holdfast.core.ledger import Ledger, freeze
from holdfast.journal.sqlite import SqliteJournal
from holdfast.main import policies
from holdfast.market.bands import Bands
from holdfast.messages import requests as q
from holdfast.model.abilities import Abilities
from holdfast.recovery.replay import apply_entries
from holdfast.runtime.desk import Desk
from holdfast.runtime.rhythm import Beat
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.simulation.abilities import abilities_of
from holdfast.simulation.broken import hold
from holdfast.simulation.crash import Fuse, Point
from holdfast.simulation.link import Link
from holdfast.simulation.setting import BUILD, EPOCH, PEOPLE, SECOND_NS
from holdfast.simulation.watched_journal import WatchedJournal
from holdfast.simulation.weather import guards_of, retention_of, script_of
from holdfast.simulation.witness import Witness
from holdfast.venues import Deliver, Venue
from holdfast.venues.faulty import Faulty

if TYPE_CHECKING:
    from holdfast.simulation.world import World

RESERVE_BYTES = 65_536
DAY_NS = 24 * 3600 * SECOND_NS
MARK_EVERY_NS = 5 * SECOND_NS


class Port:
    """The last step before the venue: the witness looks, and the process may end."""

    def __init__(self, inner: Venue, witness: Witness, fuse: Fuse, abilities: Abilities) -> None:
        self.name = inner.name
        self.abilities = abilities
        self._inner = inner
        self._witness = witness
        self._fuse = fuse

    def connect(self, deliver: Deliver) -> None:
        self._inner.connect(deliver)

    def send(self, request: q.Request) -> None:
        self._witness.leaves(request)
        self._inner.send(request)
        self._fuse.burn(Point.BETWEEN_SEND_AND_ACK)

    def close(self) -> None:
        self._inner.close()


class Life:
    """From start to death."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.time = VirtualTime(world.now_ns)
        inner = self._open()
        self.journal = WatchedJournal(inner, world.fuse, world.witness.durable)
        self.link = Link(world.truth, self.time, world.rng)
        self.faulty = Faulty(
            self.link,
            self.time,
            world.rng,
            script_of(world),
            lambda kind, what, _: world.hit(kind, what),
        )
        bands = Bands(world.market.quotes, world.market.prices, self.time.now)
        world.market.tell(bands)
        venue = Port(self.faulty, world.witness, world.fuse, abilities_of(world.seed))
        self.desk = Desk(
            "desk",
            journal=self.journal,
            policies=policies(),
            venues={venue.name: venue},
            time=self.time,
            quotes=world.market.quotes,
            past=world.market,
            beat=Beat(_day_of, MARK_EVERY_NS),
            guards=guards_of(world),
            bands=bands,
        )
        retention = retention_of(world)
        if retention is not None:
            self.desk.forget_by(retention)
        whole = apply_entries(Ledger(), inner.entries())
        hold(
            "I17",
            freeze(whole) == freeze(self.desk.ledger),
            "what a snapshot and its tail give is not what the whole journal gives",
        )

    def _open(self) -> SqliteJournal:
        world = self._world
        journal = SqliteJournal(
            str(world.folder / "journal.db"),
            build=BUILD,
            epoch=EPOCH,
            check_whole=True,
            reserve_bytes=RESERVE_BYTES,
            vfs=world.disk.name,
        )
        # what was written before a death is true, though nobody lived to hear it
        for entry in journal.entries(world.witness.seq + 1):
            world.witness.durable(entry)
        opening = journal.opening
        if opening.cut_back_bytes or opening.cut_back_entries:
            world.hit("torn tail", "; ".join(opening.notes))
        snapshot = journal.latest_snapshot()
        if snapshot is not None and snapshot.seq < journal.head().seq:
            world.hit("snapshot+tail recovery")
        return journal

    def start(self) -> None:
        self.desk.start(BUILD, self._world.seed, PEOPLE)

    def bury(self) -> None:
        """Leave the files as they are, and lose what is on its way."""
        self._world.disk.die()
        self.faulty.close()
        self.journal.abandon()


def _day_of(at: int) -> tuple[str, int]:
    day = at // DAY_NS
    date = datetime.fromtimestamp(day * DAY_NS // SECOND_NS, UTC).date()
    return date.isoformat(), (day + 1) * DAY_NS
