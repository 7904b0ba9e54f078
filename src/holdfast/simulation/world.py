"""One world: a venue that is true, a desk that lives and dies, and the steps of one seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Protocol

import msgspec

from holdfast.journal import JournalError
from holdfast.journal.errors import JournalBroken
from holdfast.market.last import LastQuotes
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import OrderStatus, SelfTrade
from holdfast.model.quote import Quote, Trade
from holdfast.model.scope import Scope
from holdfast.runtime.answers import Answer
from holdfast.runtime.engine import Halted
from holdfast.simulation.abilities import abilities_of
from holdfast.simulation.broken import Broken
from holdfast.simulation.crash import Crashed, Fuse, Point
from holdfast.simulation.disk import SimDisk
from holdfast.simulation.life import Life
from holdfast.simulation.setting import (
    ACCOUNTS,
    HALF_SPREAD,
    INSTRUMENTS,
    LIMITS,
    OPENING_CASH,
    POSITION_MAX,
    SECOND_NS,
    START_NS,
    VENUE,
)
from holdfast.simulation.truth import Truth
from holdfast.simulation.witness import Witness

PAUSES_NS = (*(5_000_000,) * 4, *(60_000_000,) * 3, *(2 * SECOND_NS,) * 3, 90 * SECOND_NS)


class Wildness(Protocol):
    """What a profile says of the way to the venue."""

    @property
    def faults(self) -> bool: ...


class Step(msgspec.Struct, frozen=True):
    """One thing that happens, with chance of its own, so that others may be left out."""

    act: str
    seed: int


Act = Callable[["World", Random], None]


class World:
    """What outlives the desk, and the desk of the moment."""

    def __init__(self, folder: Path, disk: SimDisk, seed: int, profile: Wildness) -> None:
        use_exact_context()
        self.seed = seed
        self.rng = Random(f"world {seed}")
        self.folder = folder
        self.disk = disk
        self.fuse = Fuse()
        self.now_ns = START_NS
        self.seen: Counter[str] = Counter()
        self.trace: list[str] = []
        self.venue_ahead_ns = 0
        self.truth = Truth(VENUE, self._venue_now, abilities_of(seed).holds_for_orders)
        self.truth.cash_in = dict.fromkeys(ACCOUNTS, OPENING_CASH)
        self.witness = Witness(self.truth, POSITION_MAX)
        self.market = LastQuotes()
        self.price = dict.fromkeys(INSTRUMENTS, Decimal(100))
        self.asked: dict[str, c.SubmitOrder] = {}
        self.listed: dict[str, c.SubmitList] = {}
        self.count = 0
        self.lives = 0
        self.life: Life | None = None
        self.is_calm = not profile.faults
        self.resets: list[Scope] = []
        self.second_death = 0
        self.set_back_ns = 0

    def _now(self) -> int:
        return self.life.time.now() if self.life is not None else self.now_ns

    def _venue_now(self) -> int:
        """Tell the venue's time, which nobody sets back."""
        return self._now() + self.venue_ahead_ns

    def log(self, text: str) -> None:
        """Write a line of the run's trace."""
        self.trace.append(f"{(self._now() - START_NS) / SECOND_NS:10.3f}  {text}")

    def hit(self, name: str, detail: str = "") -> None:
        """Count a fault or a rare moment that has happened."""
        self.seen[name] += 1
        self.log(f"! {name} {detail}")

    # --- lives ------------------------------------------------------------------------

    def begin(self) -> None:
        """Start the first life and set the desk up."""
        self._live()
        for name in INSTRUMENTS:
            self.quote(name)
            self.ask(c.ListInstrument(Instrument(name), (Listing(name, VENUE, name),), "config"))
        for name in ACCOUNTS:
            account = Account(name, VENUE, self_trade=SelfTrade.NONE)
            self.ask(c.OpenAccount(account, {"USD": OPENING_CASH}, "config"))
            told = self.ask(c.SetLimits(name, LIMITS, "config", "of the first start"))
            if told is None or told.refusals:
                raise ValueError(f"the simulation's limits were refused: {told}")
        self.test()

    def _live(self) -> None:
        self.lives += 1
        self._forget_market()
        self.life = Life(self)
        unknown = [
            order.id
            for order in self.life.desk.ledger.orders.values()
            if order.status in (OrderStatus.UNKNOWN, OrderStatus.SENT)
        ]
        if unknown:
            self.hit("recovery with unknown > 0", f"{len(unknown)}")
        if self.second_death:
            self.fuse.arm(Point.BEFORE_APPEND, self.second_death)
            self.second_death = 0
        self.life.start()
        self.witness.recovered(self.life.desk.ledger)

    def die(self, why: str) -> None:
        """End the life of now and begin the next; a start may be cut short as well."""
        for _ in range(20):
            self.log(f"dies: {why}")
            self.bury()
            try:
                self._live()
            except Crashed as crashed:
                why = str(crashed)
                self.hit("F29", "during recovery")
            except (JournalBroken, Halted) as broken:
                why = str(broken)
            else:
                return
        raise Broken("I22", f"the desk does not start: {why}")

    def bury(self) -> None:
        """Lay the life of now to rest: what is on its way is lost, the files stay as they are."""
        life, self.life = self.life, None
        if life is not None:
            self.now_ns = life.time.now() - self.set_back_ns
            self.venue_ahead_ns += self.set_back_ns
            self.set_back_ns = 0
            life.bury()
        self.fuse.disarm()
        if self.disk.crash():
            self.hit("F35", "unsynced writes were lost or torn")

    # --- what happens -----------------------------------------------------------------

    def play(self, step: Step, act: Act) -> None:
        """Let one step happen, and whatever follows in the next moments."""
        rng = Random(step.seed)
        self.log(f"{step.act} ({step.seed})")
        self.guarded(lambda: act(self, rng))
        # most steps follow each other while answers are under way, some after a long while
        self.guarded(lambda: self.run(rng.randrange(rng.choice(PAUSES_NS))))
        if self.life is not None:
            self.witness.look(self.life.desk.ledger)

    def guarded(self, work: Callable[[], object]) -> None:
        """Do something during which the process may end, or the disk fail."""
        try:
            work()
        except Crashed as crashed:
            self.hit("F29")
            self.hit(str(crashed))
            self.die(str(crashed))
        except (JournalError, Halted) as broken:
            self.die(str(broken))

    def run(self, ns: int) -> None:
        """Let time pass on the desk's clock."""
        life = self.alive
        life.desk.run(life.time, life.time.now() + ns)

    @property
    def alive(self) -> Life:
        if self.life is None:
            raise Halted("no desk lives")
        return self.life

    def ask(self, command: c.Command) -> Answer | None:
        """Ask the desk, and remember what it says."""
        desk = self.alive.desk
        told = desk.ask(command)
        self.fuse.burn(Point.BEFORE_REPLY)
        self.witness.told(command, told)
        return told

    def quote(self, name: str) -> None:
        """Show the market's price of now, to the venue and to the desk."""
        price = self.price[name]
        bid, ask = price - HALF_SPREAD, price + HALF_SPREAD
        size = Decimal(100)
        self.market.on_quote(Quote(name, bid, ask, size, size, self._now()))
        self.truth.quote(name, bid, ask, self.rng)

    def traded(self, name: str, size: Decimal) -> None:
        """Tell the desk that others have traded so much with each other."""
        self.market.on_trade(Trade(name, self.price[name], size, self._now()))

    def _forget_market(self) -> None:
        """Leave a process that begins with the last quotes: what was printed it has not seen."""
        quotes, self.market = self.market.quotes, LastQuotes()
        for quote in quotes.values():
            self.market.on_quote(quote)

    def test(self) -> None:
        """Have the desk test itself, as its process does from time to time."""
        if not self.alive.desk.ledger.is_armed:
            self.ask(k.SelfTest())

    def next_id(self) -> str:
        self.count += 1
        return f"c{self.count}"
