"""A seeded flow of orders on the real journal and the real paper venue's books, by one thread.

One thread and virtual time make every run write the same bytes by the same system calls, so that
the Nth of them is the same moment each time. Before and after each command a line is told, by
which another process knows what was asked and what was answered when this one is killed.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from holdfast.config import DeskSettings, PaperSettings, Settings
from holdfast.journal import Durability
from holdfast.journal.projections import Projector
from holdfast.main import begin, last_time, open_journal, wire
from holdfast.main.place import Wired
from holdfast.messages import commands as c
from holdfast.messages.control import Kill, SelfTest
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import OrderType, Side, Tactic, TimeInForce
from holdfast.model.scope import Scope
from holdfast.runtime.self_test import SelfTester
from holdfast.runtime.virtual_time import VirtualTime

SECOND_NS = 1_000_000_000
# 2026-01-05T14:30:00Z, a Monday when New York opens
START = 1_767_623_400_000_000_000
SETTLE_MAX_NS = 30 * SECOND_NS
EPOCH = "crash"
PRINCIPAL = "operator"
CENT = Decimal("0.01")
QTY_MAX = 60
KILLED_SCOPE = Scope(instrument="SPY")

Tell = Callable[[str], None]
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(c.SubmitOrder)


class Flowing(NamedTuple):
    """A desk that runs in virtual time, with what it is made of."""

    wired: Wired
    time: VirtualTime
    projector: Projector

    def close(self) -> None:
        self.projector.close()
        self.wired.desk.close()


def settings_in(folder: Path) -> Settings:
    """Keep journal and books in this folder, each write on the disk before it counts."""
    return Settings(
        desk=DeskSettings(journal=str(folder / "journal.db"), durability=Durability.FSYNC),
        paper=PaperSettings(store=str(folder / "paper.db")),
    )


def open_desk(folder: Path) -> Flowing:
    """Start a desk on what is in the folder, as `main.start` does, and wait until it settles."""
    use_exact_context()
    settings = settings_in(folder)
    journal = open_journal(settings, EPOCH)
    time = VirtualTime(max(START, last_time(journal)))
    wired = wire(settings, journal, time, None)
    begin(wired)
    wired.paper.start()
    flowing = Flowing(wired, time, Projector(settings.desk.journal, Durability.OS))
    settle(flowing)
    return flowing


def settle(flowing: Flowing) -> None:
    """Let time pass until the desk is armed and knows every order's fate, or for half a minute."""
    desk, time = flowing.wired.desk, flowing.time
    tester = SelfTester(desk, flowing.wired.market.quotes)
    until = time.now() + SETTLE_MAX_NS
    while time.now() < until:
        desk.run(time, time.now() + SECOND_NS // 10)
        desk.ask(SelfTest(tester.faults()))
        if desk.ledger.is_armed and not in_doubt(flowing):
            break


def in_doubt(flowing: Flowing) -> list[str]:
    """Name the orders whose fate at the venue is not known."""
    ledger = flowing.wired.desk.ledger
    return [each for each in ledger.open_orders if ledger.orders[each].status == "UNKNOWN"]


def trade(flowing: Flowing, seed: int, numbers: range, tell: Tell) -> None:
    """Ask for these orders of the flow, with changes and housekeeping between them."""
    desk, time = flowing.wired.desk, flowing.time
    for number in numbers:
        rng = Random(f"{seed} {number}")
        order = order_of(flowing, rng, number)
        tell(asked_line(order))
        told = desk.ask(order)
        tell(f"answered {order.client_order_id} {told.order_id}")
        _change(flowing, rng)
        _keep_house(flowing, rng, number, tell)
        desk.run(time, time.now() + rng.randrange(2_000) * SECOND_NS // 1_000)


def order_of(flowing: Flowing, rng: Random, number: int) -> c.SubmitOrder:
    """Draw an order: market or limit, with a bracket or by an algo, now and then for a while."""
    quotes = flowing.wired.market.quotes
    instrument = rng.choice(sorted(quotes))
    mid = quotes[instrument].mid
    side = rng.choice((Side.BUY, Side.SELL))
    terms: dict[str, object] = {}
    kind = rng.random()
    if kind < 0.5:
        price = (mid + CENT * rng.randint(-8, 8)).quantize(CENT)
        terms |= {"type": OrderType.LIMIT, "limit_price": price}
        if rng.random() < 0.3:
            good_till = flowing.time.now() + rng.randint(2, 9) * SECOND_NS
            terms |= {"time_in_force": TimeInForce.GTD, "expire_at": good_till}
    elif kind > 0.9:
        terms["tactic"] = Tactic("twap", {"duration_s": 20, "slices": 4})
    if rng.random() < 0.4:
        near = mid * rng.choice((3, 20, 200)) / 10_000
        down, up = (mid - near).quantize(CENT), (mid + near).quantize(CENT)
        stop, target = (down, up) if side is Side.BUY else (up, down)
        terms |= {"stop_loss": stop, "take_profit": target}
    qty = Decimal(rng.randint(4, QTY_MAX))
    named = {"client_order_id": f"o{number}", "principal": PRINCIPAL}
    return c.SubmitOrder("paper", instrument, side, qty, **named, **terms)  # type: ignore[arg-type]


def _change(flowing: Flowing, rng: Random) -> None:
    """Cancel or replace something that is open, one time in three."""
    desk = flowing.wired.desk
    known = list(desk.ledger.open_orders)
    if not known or rng.random() > 0.34:
        return
    order_id = rng.choice(known)
    if rng.random() < 0.5:
        desk.ask(c.CancelOrder(order_id, principal=PRINCIPAL))
    else:
        qty = Decimal(rng.randint(4, QTY_MAX))
        desk.ask(c.ReplaceOrder(order_id, qty=qty, principal=PRINCIPAL))


def _keep_house(flowing: Flowing, rng: Random, number: int, tell: Tell) -> None:
    """Do what a server does beside its orders: snapshots, tables, reconciling; once, a kill."""
    desk = flowing.wired.desk
    if number % 25 == 12:
        desk.snapshot()
    if number % 5 == 2:
        flowing.projector.step(desk.ledger)
    if number % 20 == 7:
        desk.ask(c.Reconcile(principal=PRINCIPAL))
    if number == 185:
        desk.ask(Kill(KILLED_SCOPE, PRINCIPAL, "a drill"))
        tell("killed")


def asked_line(order: c.SubmitOrder) -> str:
    """Write an order so that another process can ask for the very same."""
    return f"asked {_ENCODER.encode(order).hex()}"


def asked_of(line: str) -> c.SubmitOrder:
    """Read what `asked_line` wrote."""
    return _DECODER.decode(bytes.fromhex(line.removeprefix("asked ")))


def passing_order(flowing: Flowing) -> c.SubmitOrder:
    """Make an order that a desk which is whole lets pass: a small bid well below the market."""
    flowing.wired.desk.run(flowing.time, flowing.time.now() + 2 * SECOND_NS)
    bid = (flowing.wired.market.quotes["AAPL"].mid * Decimal("0.97")).quantize(CENT)
    return c.SubmitOrder(
        "paper",
        "AAPL",
        Side.BUY,
        Decimal(3),
        OrderType.LIMIT,
        bid,
        client_order_id="afterwards",
        principal=PRINCIPAL,
    )


def come_to_rest(flowing: Flowing) -> None:
    """Cancel everything until nothing is open, for a minute at most."""
    desk, time = flowing.wired.desk, flowing.time
    until = time.now() + 2 * SETTLE_MAX_NS
    while desk.ledger.open_orders and time.now() < until:
        desk.ask(c.CancelAll(principal=PRINCIPAL))
        desk.run(time, time.now() + SECOND_NS)
