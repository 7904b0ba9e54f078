"""The report of a backtest as one value: what terminal, JSON and page show."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from holdfast.backtest.curve import Drawdown, Point, deepest
from holdfast.backtest.ratios import Ratios, ratios, year_of
from holdfast.backtest.recorder import No
from holdfast.backtest.run import Run
from holdfast.backtest.simulated import simulated
from holdfast.backtest.tallies import Tallies, tallies
from holdfast.backtest.trips import Traded, Trip, round_trips
from holdfast.messages.events import DecisionOutcome
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import AccountId, InstrumentId, OrderId, StrategyId
from holdfast.model.numbers import ZERO, ratio, trimmed
from holdfast.model.order import Liquidity, Side
from holdfast.model.times import SECOND_NS, rfc3339
from holdfast.strategies import Fault
from holdfast.views.accounts import AccountRow, accounts
from holdfast.views.blotter import OrderRow
from holdfast.views.positions import PositionRow, positions
from holdfast.views.tca import CostRow, tca

HUNDRED = Decimal(100)


class What(msgspec.Struct, frozen=True):
    """What was run: `strategy` is FILE.py:Class, empty for plans; times are market time."""

    data: str
    market: str
    instruments: tuple[InstrumentId, ...]
    account: AccountId
    currency: str
    strategy: str
    strategy_id: StrategyId
    params: dict[str, str]
    plans: tuple[str, ...]
    seed: int
    began: str
    ended: str
    sample_s: int


class JournalPlace(msgspec.Struct, frozen=True):
    """Where the journal lies, what it ends with: the same run has the same hash."""

    path: str
    entries: int
    hash: str


class Result(msgspec.Struct, frozen=True):
    """The account from its opening cash to its last mark, in its base currency.

    closing = opening + realised + unrealised - fees, to the last digit.
    """

    opening: Decimal
    closing: Decimal
    profit: Decimal
    return_pct: Decimal
    realised: Decimal
    unrealised: Decimal
    fees: Decimal


class Booked(msgspec.Struct, frozen=True):
    """A fill, in the instrument's currency."""

    at: str
    order_id: OrderId
    strategy: StrategyId
    instrument: InstrumentId
    side: Side
    qty: Decimal
    price: Decimal
    fee: Decimal
    liquidity: Liquidity


class Sampled(msgspec.Struct, frozen=True, array_like=True):
    """A point of the curve, written as a list of these fields: see `curve.Point`."""

    at: str
    equity: Decimal
    realised: Decimal
    unrealised: Decimal
    fees: Decimal
    gross: Decimal
    net: Decimal


class Said(msgspec.Struct, frozen=True):
    """A line that the strategy wrote."""

    at: str
    text: str


class Backtest(msgspec.Struct, frozen=True):
    """All of it. `simulated` says how fills came about; `refused` counts every no."""

    what: What
    result: Result
    drawdown: Drawdown
    ratios: Ratios
    trades: Tallies
    trips: tuple[Trip, ...]
    orders: tuple[OrderRow, ...]
    fills: tuple[Booked, ...]
    positions: tuple[PositionRow, ...]
    accounts: tuple[AccountRow, ...]
    cost: tuple[CostRow, ...]
    refused: tuple[No, ...]
    fault: Fault | None
    log: tuple[Said, ...]
    log_lines_lost: int
    decisions: tuple[DecisionOutcome, ...]
    refusals: tuple[Refusal, ...]  # of plans that were refused whole
    curve: tuple[Sampled, ...]
    prices: dict[InstrumentId, tuple[Decimal | None, ...]]  # mids, one for each point
    simulated: tuple[str, ...]
    journal: JournalPlace

    @property
    def failed(self) -> bool:
        """Tell whether a strategy was stopped by a fault, or nothing came of any plan."""
        wanted = [each for each in self.decisions if each.order_id or each.refusals]
        none_taken = bool(wanted) and all(each.refusals for each in wanted)
        return self.fault is not None or none_taken or (bool(self.refusals) and not wanted)


def report(run: Run, orders: Iterable[OrderRow]) -> Backtest:
    """Gather what the run left; `orders` are all of the blotter."""
    wired, recorder = run.wired, run.recorder
    ledger, market = wired.desk.ledger, wired.market
    fills, points = recorder.fills, recorder.points
    multipliers = {name: each.multiplier for name, each in ledger.instruments.items()}
    trips = round_trips(fills, multipliers, recorder.last())
    kinds = [each.kind for each in run.tape.instruments]
    host = run.host
    return Backtest(
        what=_what(run),
        result=_result(run),
        drawdown=deepest(points),
        ratios=ratios(points, year_of(kinds, recorder.sample_ns)),
        trades=tallies(trips, fills, points, multipliers),
        trips=trips,
        orders=tuple(orders),
        fills=tuple(map(_booked, fills)),
        positions=positions(ledger, market.quotes),
        accounts=accounts(ledger, market.quotes),
        cost=tca(ledger, market, market.quotes),
        refused=tuple(recorder.nos.values()),
        fault=None if host is None else host.fault,
        log=()
        if host is None
        else tuple(Said(rfc3339(line.at), line.text) for line in host.context.log_lines),
        log_lines_lost=0 if host is None else host.context.log_lines_lost,
        decisions=tuple(each for answer in run.answers for each in answer.outcomes),
        refusals=tuple(each for answer in run.answers for each in answer.refusals),
        curve=tuple(map(_sampled, points)),
        prices={
            name: tuple(point.mids[place] for point in points)
            for place, name in enumerate(recorder.instruments)
        },
        simulated=simulated(run.tape, wired.settings.paper),
        journal=JournalPlace(run.journal_path, run.head.entries, run.head.hash),
    )


def _what(run: Run) -> What:
    asked, loaded = run.asked, run.asked.loaded
    return What(
        data=str(run.tape.path),
        market=run.tape.kind.value,
        instruments=tuple(each.id for each in run.tape.instruments),
        account=asked.account,
        currency=run.wired.desk.ledger.accounts[asked.account].account.base_currency,
        strategy="" if loaded is None else loaded.place,
        strategy_id="" if loaded is None else loaded.id,
        params={} if loaded is None else loaded.params,
        plans=tuple(each.plan.plan_id for each in asked.plans),
        seed=run.wired.settings.market.seed,
        began=rfc3339(run.began_at),
        ended=rfc3339(run.ended_at),
        sample_s=run.recorder.sample_ns // SECOND_NS,
    )


def _result(run: Run) -> Result:
    state = run.wired.desk.ledger.accounts[run.asked.account]
    opening = state.opening.get(state.account.base_currency, ZERO)
    last = run.recorder.points[-1]
    profit = last.equity - opening
    return Result(
        opening=opening,
        closing=trimmed(last.equity),
        profit=trimmed(profit),
        return_pct=round(ratio(profit * HUNDRED, opening), 6) if opening > ZERO else ZERO,
        realised=trimmed(last.realised),
        unrealised=trimmed(last.unrealised),
        fees=trimmed(last.fees),
    )


def _booked(fill: Traded) -> Booked:
    return Booked(
        rfc3339(fill.at),
        fill.order_id,
        fill.strategy,
        fill.instrument,
        fill.side,
        fill.qty,
        fill.price,
        fill.fee,
        fill.liquidity,
    )


def _sampled(point: Point) -> Sampled:
    return Sampled(
        rfc3339(point.at),
        trimmed(point.equity),
        trimmed(point.realised),
        trimmed(point.unrealised),
        trimmed(point.fees),
        trimmed(point.gross),
        trimmed(point.net),
    )
