"""A run in virtual time: a plan on a generated or recorded market, as fast as the machine can."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

import msgspec

from holdfast.backtest.driving import Moment, Progress
from holdfast.backtest.run import MINUTE_NS, QUOTES_WAIT_MAX_NS, WARM_UP_NS, quoted
from holdfast.config import Settings
from holdfast.journal import Head
from holdfast.main import (
    begin,
    open_journal,
    tape_of,
    wire,
)
from holdfast.main.place import Wired
from holdfast.messages.commands import SubmitPlan
from holdfast.messages.control import SelfTest
from holdfast.messages.plan import (
    Action,
    Decision,
    DecisionPlan,
    Direction,
    ExecutionParams,
    Size,
    SizeUnit,
)
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos, use_exact_context
from holdfast.model.order import OrderType, Tactic
from holdfast.model.quote import Quote
from holdfast.model.times import SECOND_NS
from holdfast.runtime.answers import Answer
from holdfast.runtime.front import put_down_to
from holdfast.runtime.self_test import SelfTester
from holdfast.runtime.virtual_time import VirtualTime

# 2026-01-05T14:30:00Z, a Monday when New York opens
GENERATED_START: Nanos = 1_767_623_400_000_000_000
# how long a generated market runs: the plan's half hour and what its exits may need
GENERATED_SPAN_NS = 45 * MINUTE_NS
SLICE_NS = 15 * SECOND_NS
CENT = Decimal("0.01")
EXAMPLE_VALUE_MAX = Decimal(1_500_000)

MakePlan = Callable[[dict[InstrumentId, Quote]], SubmitPlan]


class VirtualRun(msgspec.Struct, frozen=True):
    """What a run leaves: the desk with everything in it, and the answer to its plan."""

    wired: Wired
    answer: Answer
    head: Head
    journal_path: str


def run_virtual(
    settings: Settings,
    make_plan: MakePlan,
    *,
    epoch: str,
    needs: Collection[InstrumentId] = (),
    progress: Progress | None = None,
) -> VirtualRun:
    """Run a plan from the market's first quotes to its end, or until nothing is left to do.

    `needs` are the plan's instruments, whose quotes it waits for; empty means all that is quoted.
    The same settings, plan and data give the same journal, byte for byte. Raises
    UnreadableTape for a tape that cannot be read and JournalError for a journal that cannot
    be written.
    """
    use_exact_context()
    tape = tape_of(settings)
    start = GENERATED_START if tape is None else tape.start
    time = VirtualTime(start)
    journal = open_journal(settings, epoch)
    wired = wire(settings, journal, time, tape)
    desk = wired.desk
    begin(wired)
    wired.paper.start()
    end = start + GENERATED_SPAN_NS if tape is None else tape.end
    desk.run(time, start + WARM_UP_NS)
    patience = start + QUOTES_WAIT_MAX_NS
    while not quoted(wired, needs, time.now()) and time.now() < patience:
        desk.run(time, time.now() + SECOND_NS)
        if wired.paper.finished:
            break
    desk.ask(SelfTest(SelfTester(desk, wired.market.quotes).faults()))
    told = desk.ask(put_down_to(make_plan(wired.market.quotes), settings.desk.principal))
    for at in _slices(time, end):
        desk.run(time, at)
        if progress is not None:
            progress(_moment(wired, start, at, end))
        if wired.paper.finished or not desk.ledger.open_orders:
            break
    desk.drain()
    desk.snapshot()
    return VirtualRun(wired, told, journal.head(), settings.desk.journal)


def _slices(time: VirtualTime, end: Nanos | None) -> Iterator[Nanos]:
    """Yield moments to stop and look at, none of which lies in a gap of the market."""
    at = time.now()
    while end is None or at < end:
        at = max(at + SLICE_NS, time.next_at() or 0)
        yield at if end is None else min(at, end)


def _moment(wired: Wired, start: Nanos, at: Nanos, end: Nanos | None) -> Moment:
    fraction = 1.0 if end is None else (at - start) / max(1, end - start)
    return Moment(at, min(1.0, fraction), wired.desk.ledger, wired.market.quotes)


def example_plan(
    account: str,
    quotes: Mapping[InstrumentId, Quote],
    ticks: Mapping[InstrumentId, Decimal] | None = None,
) -> SubmitPlan:
    """Make the plan of the demo for the instruments that are quoted, at prices near theirs.

    The first is bought by TWAP over half an hour with a bracket; the others, where there are
    any, by a limit order inside the spread and by a share of equity. Prices are multiples of
    `ticks`, of a cent where it says nothing.
    """
    names = [name for name, quote in quotes.items() if quote.bid and quote.ask]
    decisions = [
        make(name, quotes[name], (ticks or {}).get(name, CENT))
        for make, name in zip((_by_twap, _by_limit, _by_equity), names, strict=False)
    ]
    plan = DecisionPlan(
        plan_id="demo-plan",
        account=account,
        decisions=tuple(decisions),
        strategy="demo",
        rationale="show a plan on its whole way: sized, checked, worked, filled, costed",
    )
    return SubmitPlan(plan, ExecutionParams())


def _by_twap(name: InstrumentId, quote: Quote, tick: Decimal) -> Decision:
    size = Size(Decimal(2_000), SizeUnit.SHARES)
    if size.value * quote.mid > EXAMPLE_VALUE_MAX:
        size = Size(EXAMPLE_VALUE_MAX / 2, SizeUnit.DOLLARS)
    return Decision(
        name,
        Action.BUY,
        Direction.LONG,
        size,
        stop_loss=_on_tick(quote.mid * Decimal("0.985"), tick),
        take_profit=_on_tick(quote.mid * Decimal("1.015"), tick),
        tactic=Tactic("twap", {"duration_s": 1800, "slices": 30, "jitter": "0.3"}),
        rationale="a position too large for one order, entered over half an hour",
    )


def _by_limit(name: InstrumentId, quote: Quote, tick: Decimal) -> Decision:
    return Decision(
        name,
        Action.BUY,
        Direction.LONG,
        Size(Decimal(50_000), SizeUnit.DOLLARS),
        order_type=OrderType.LIMIT,
        limit_price=quote.bid,
        stop_loss=_on_tick(quote.mid * Decimal("0.98"), tick),
        take_profit=_on_tick(quote.mid * Decimal("1.02"), tick),
        rationale="join the bid and wait",
    )


def _by_equity(name: InstrumentId, quote: Quote, tick: Decimal) -> Decision:
    return Decision(
        name,
        Action.SELL,
        Direction.SHORT,
        Size(Decimal(5), SizeUnit.PCT_EQUITY),
        rationale="a hedge of a twentieth of equity",
    )


def _on_tick(price: Decimal, tick: Decimal) -> Decimal:
    return (price / tick).to_integral_value(ROUND_HALF_EVEN) * tick
