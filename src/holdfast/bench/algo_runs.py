"""One parent on one window: a whole desk in virtual time, and what became of the order.

The desk is the one that trades elsewhere, wired by `main`: gate, journal, guard, paper venue with
its latency and fees. What a run assumes is what the paper exchange does: an order takes displayed
shares, each once; a resting one waits its turn; and nobody reacts to it.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.bench.algo_windows import Window
from holdfast.bench.bench_desk import LIMITS
from holdfast.config import (
    AccountSettings,
    DeskSettings,
    FeeScheduleName,
    MarketKind,
    MarketSettings,
    PaperSettings,
    Settings,
)
from holdfast.core.ledger import Ledger
from holdfast.journal.memory import MemoryJournal
from holdfast.main import begin, wire
from holdfast.main.place import Wired
from holdfast.messages.commands import Command, SubmitOrder
from holdfast.messages.control import SelfTest
from holdfast.messages.curves import SetVolumeCurve
from holdfast.model.instrument import Instrument, InstrumentKind
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import OrderStatus
from holdfast.model.times import SECOND_NS
from holdfast.model.volume_curve import VolumeCurve
from holdfast.runtime.answers import Answer
from holdfast.runtime.desk import Desk
from holdfast.runtime.front import put_down_to
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.views.tca import CostRow, tca

ACCOUNT = "study"
CASH = Decimal(10) ** 11
LOOK_NS = 5 * SECOND_NS
# a study's orders are as large as it says
WIDE = msgspec.structs.replace(
    LIMITS,
    order_qty_max=CASH,
    order_value_max=CASH,
    position_qty_max=CASH,
    gross_notional_max=CASH,
    open_value_max=CASH,
    basket_value_max=CASH,
    loss_max=CASH,
    price_collar=Decimal("0.2"),
    velocity_max=Decimal("0.2"),
    reference_age_max_ns=60 * SECOND_NS,
)


class Outcome(msgspec.Struct, frozen=True):
    """What became of one parent. `fills` are moments and quantities, in order of time."""

    row: CostRow
    fills: tuple[tuple[Nanos, Decimal], ...]
    detail: str = ""  # why the parent ended, where it did not fill


def play(
    window: Window, terms: SubmitOrder, seed: int, curve: VolumeCurve | None = None
) -> Outcome:
    """Play a window with one parent, until it is over and, if it is short, to the end.

    `curve` is the usual volume that the desk is told of. Raises ValueError where it or the parent
    is refused.
    """
    instrument = window.tape.instruments[0]
    time = VirtualTime(window.begin)
    journal = MemoryJournal(epoch="study", build="study")
    wired = wire(_settings(instrument, seed), journal, time, window.tape)
    begin(wired)
    wired.paper.start()
    desk = wired.desk
    desk.run(time, window.start)
    desk.ask(SelfTest())
    who = wired.settings.desk.principal
    if curve is not None:
        _ask(desk, SetVolumeCurve(curve, who))
    told = _ask(desk, put_down_to(terms, who))
    at = window.start
    while at < window.end and not _is_done(desk.ledger, told.order_id):
        at = min(at + LOOK_NS, window.end)
        desk.run(time, at)
    outcome = _outcome(wired, told.order_id)
    desk.close()
    return outcome


def _ask(desk: Desk, command: Command) -> Answer:
    told = desk.ask(command)
    if told.refusals:
        raise ValueError(f"{type(command).__name__}: {told.refusals[0].detail}")
    return told


def _is_done(ledger: Ledger, order_id: str) -> bool:
    """Tell whether it has filled; what is short is valued at the end of the window."""
    return ledger.orders[order_id].status is OrderStatus.FILLED


def _outcome(wired: Wired, order_id: str) -> Outcome:
    ledger = wired.desk.ledger
    (row,) = tca(ledger, wired.market, wired.market.quotes)
    fills = sorted((fill.traded_at, fill.qty) for fill in ledger.accounts[ACCOUNT].fills.values())
    parent = ledger.parents.get(order_id)
    return Outcome(row, tuple(fills), detail="" if parent is None else parent.ending_detail)


def fees_of(kind: InstrumentKind) -> FeeScheduleName:
    """Choose what the venue charges: shares as in the US, coins in basis points, futures nothing.

    A fee by contract costs a parent the same however it is worked, so it would compare nothing.
    """
    if kind is InstrumentKind.EQUITY:
        return FeeScheduleName.US_EQUITY
    coins = (InstrumentKind.CRYPTO_SPOT, InstrumentKind.CRYPTO_PERPETUAL)
    return FeeScheduleName.MAKER_TAKER if kind in coins else FeeScheduleName.NONE


def _settings(instrument: Instrument, seed: int) -> Settings:
    return Settings(
        desk=DeskSettings(name="study", journal=""),
        market=MarketSettings(kind=MarketKind.TAPE, tape="study", seed=seed),
        paper=PaperSettings(store="", fees=fees_of(instrument.kind)),
        accounts=(AccountSettings(ACCOUNT, currency=instrument.currency, cash=CASH, limits=WIDE),),
    )


def sum_of(fills: tuple[tuple[Nanos, Decimal], ...], until: Nanos) -> Decimal:
    """Return how much had filled by then."""
    return sum((qty for at, qty in fills if at <= until), ZERO)
