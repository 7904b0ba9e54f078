"""What would become of a plan or an order: decided and applied on a light copy of the ledger.

Nothing changes, nothing is sent and nothing is promised; the same code judges as in earnest.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from holdfast.core.basket import NAME as BASKET
from holdfast.core.basket import Basket
from holdfast.core.decide import decide
from holdfast.core.family import recollect
from holdfast.core.lapsing import lapsed
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.planning import Plan, by_path, is_known, outcomes_of, read_plan, work
from holdfast.core.rehearsal import light_copy, rehearse
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitOrder, SubmitPlan
from holdfast.messages.refusals import Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import AccountId, InstrumentId, PlanId
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import OrderType, Side
from holdfast.runtime.assumption import (
    PortfolioState,
    Whose,
    assume,
    assumed_moves,
    assumed_quotes,
    portfolio_faults,
)
from holdfast.runtime.desk import Desk
from holdfast.runtime.evidence import EVIDENCE
from holdfast.runtime.moves import MovesOf
from holdfast.runtime.outlook import (
    Cost,
    Expected,
    Outlook,
    PositionOutlook,
    Quotes,
    expected,
    outlook,
    positions,
    total_cost,
)
from holdfast.runtime.verdicts import CheckVerdict, Watched, plain


class DecisionVerdict(msgspec.Struct, frozen=True):
    """What the gate would say of one decision, or of a single order.

    `qty` is what it is sized to, `price` what a unit may cost at worst and `value` what all of
    it may, in the account's currency. Refused without `checks` is an order that makes no sense.
    `cost` is that of an order which passes.
    """

    index: int
    instrument: InstrumentId
    passed: bool
    side: Side | None
    type: OrderType | None
    qty: Decimal | None
    price: Decimal | None
    value: Decimal | None
    checks: tuple[CheckVerdict, ...]
    refusals: tuple[Refusal, ...]
    note: str
    cost: Cost | None = None


class Preview(msgspec.Struct, frozen=True):
    """What would become of a plan or order now; `refusals` would refuse all of it.

    `basket` is what was measured of the plan as a whole. `positions` and `after` have every
    order that passes traded in full at its expected price and `cost`. `repeated`: this very
    plan or order was taken before, so nothing would happen; `decisions` then say what did.
    """

    plan_id: PlanId
    passed: bool
    decisions: tuple[DecisionVerdict, ...]
    refusals: tuple[Refusal, ...] = ()
    repeated: bool = False
    basket: tuple[CheckVerdict, ...] = ()
    cost: Cost | None = None
    positions: tuple[PositionOutlook, ...] = ()
    before: Outlook | None = None
    after: Outlook | None = None


class _Trial(msgspec.Struct, frozen=True):
    """A copy of the ledger at the moment of an input, to decide it on."""

    desk: Desk
    copied: Ledger
    stamp: Stamp
    quotes: Quotes
    watched: Watched
    before: Outlook | None


def preview(
    desk: Desk,
    quotes: Quotes,
    command: SubmitPlan,
    portfolio: PortfolioState | None = None,
) -> Preview:
    """Decide a plan as the desk would at this moment, on what it holds or on a portfolio given."""
    use_exact_context()
    # what is asked to be a rehearsal is decided as if it were meant
    params = msgspec.structs.replace(command.params, dry_run=False)
    command = msgspec.structs.replace(command, params=params)
    ledger, plan = desk.ledger, command.plan
    if is_known(ledger, command):
        return _as_recorded(ledger, plan.plan_id, ledger.accounts[plan.account])
    names = dict.fromkeys(decision.instrument for decision in plan.decisions)
    whose = Whose(plan.account, plan.strategy, command.principal)
    trial = _trial(desk, quotes, command, names, whose, portfolio)
    if not isinstance(trial, _Trial):
        return Preview(plan.plan_id, passed=False, decisions=(), refusals=trial)
    policies = trial.watched.policies
    read = read_plan(trial.copied, command, trial.stamp, policies)
    if not isinstance(read, Plan):
        return Preview(plan.plan_id, passed=False, decisions=(), refusals=read)
    events = rehearse(trial.copied, work(trial.copied, read, trial.stamp, policies))
    outcomes = outcomes_of(events)
    seen = _preview(trial, plan.plan_id, outcomes, plan.account)
    whole = read.basket.refusals or _for_each(command, outcomes)
    return msgspec.structs.replace(
        seen,
        passed=seen.passed and not whole,
        refusals=tuple(_unnamed(each) for each in whole),
        basket=_of_basket(read.basket),
    )


def preview_order(desk: Desk, quotes: Quotes, command: SubmitOrder) -> Preview:
    """Decide one order as the desk would at this moment; its one decision has the index 0."""
    use_exact_context()
    whose = Whose(command.account, command.strategy, command.principal)
    trial = _trial(desk, quotes, command, (command.instrument,), whose, None)
    if not isinstance(trial, _Trial):
        return Preview("", passed=False, decisions=(), refusals=trial)
    _recollect_repeated(desk.ledger, trial.copied, command)
    name, order_id = command.instrument, trial.copied.next_order_id()
    events = list(
        rehearse(trial.copied, decide(trial.copied, command, trial.stamp, trial.watched.policies))
    )
    told = next((each for each in events if isinstance(each, e.RequestRefused)), None)
    if told is not None:
        return Preview("", passed=False, decisions=(), refusals=told.refusals)
    if not any(isinstance(each, _MAKES_ORDER) for each in events):
        state = trial.copied.accounts[command.account]
        known = trial.copied.orders[state.client_ids[command.client_order_id]]
        outcome = e.DecisionOutcome(0, name, known.id, known.qty, known.refusals)
        verdict = _verdict(trial.copied, outcome, None, None)
        return Preview("", passed=verdict.passed, decisions=(verdict,), repeated=True)
    made = trial.copied.orders[order_id]
    outcome = e.DecisionOutcome(0, name, order_id, made.qty, made.refusals)
    return _preview(trial, "", (outcome,), command.account)


def _recollect_repeated(ledger: Ledger, copied: Ledger, command: SubmitOrder) -> None:
    """Let the copy find the order that a repeated command names, though it was forgotten."""
    state = ledger.accounts.get(command.account)
    known = state.client_ids.get(command.client_order_id, "") if state is not None else ""
    order = recollect(ledger, known) if known not in copied.orders else None
    if order is not None:
        copied.orders[known] = order


_MAKES_ORDER = (e.OrderSent, e.OrderAccepted, e.OrderRefused)


def _trial(
    desk: Desk,
    quotes: Quotes,
    command: SubmitPlan | SubmitOrder,
    names: Iterable[InstrumentId],
    whose: Whose,
    portfolio: PortfolioState | None,
) -> _Trial | tuple[Refusal, ...]:
    """Copy what the input can touch and bring it up to date, or say what is wrong with it."""
    ledger = desk.ledger
    at = max(desk.time.now(), ledger.at)
    if portfolio is not None:
        names = (*names, *_traded(ledger, whose.account))
    copied = light_copy(ledger, whose.account, names, all_scopes=at >= ledger.next_lapse)
    moves = {}
    if portfolio is not None:
        faults = portfolio_faults(ledger, portfolio, quotes)
        if faults:
            return faults
        quotes = ChainMap(assumed_quotes(portfolio, at), dict(quotes))
        moves = assumed_moves(portfolio)
        if whose.account in copied.accounts:
            assume(copied, portfolio, quotes, whose)
    seen = EVIDENCE[type(command)](copied, command, quotes)
    # moves that change nothing too, so that every check has its measure
    moves = {**MovesOf(desk.past, tells_all=True)(copied, command, seen, at), **moves}
    stamp = Stamp(ledger.seq + 1, at, seen, moves)
    copied.seq, copied.at = stamp.seq, stamp.at
    # what is over ends before anything is judged
    tuple(rehearse(copied, lapsed(copied, stamp)))
    state = copied.accounts.get(whose.account)
    before = outlook(copied, state, quotes) if state is not None else None
    return _Trial(desk, copied, stamp, quotes, Watched(desk.engine.policies), before)


def _traded(ledger: Ledger, account: AccountId) -> Iterator[InstrumentId]:
    """Name the instruments of an account's open orders."""
    for order_id in ledger.open_orders:
        terms = ledger.orders[order_id].terms
        if terms.account == account:
            yield terms.instrument


def _preview(
    trial: _Trial, plan_id: PlanId, outcomes: Iterable[e.DecisionOutcome], account: AccountId
) -> Preview:
    """Say what became of each decision on the copy, and of the account with all of them."""
    copied, quotes, at = trial.copied, trial.quotes, trial.stamp.at
    state = copied.accounts.get(account)
    decisions: list[DecisionVerdict] = []
    trades: list[Expected] = []
    for outcome in outcomes:
        order = copied.orders[outcome.order_id] if outcome.order_id else None
        trade = None
        if order is not None and state is not None and not outcome.refusals:
            venue = trial.desk.venues.get(copied.venue_of(order.terms))
            terms = msgspec.structs.replace(order.terms, qty=order.qty)
            algos = trial.watched.policies.algos
            trade = expected(copied, terms, quotes, venue, at, algos)
            trades.append(trade)
        decisions.append(_verdict(copied, outcome, trial.watched, trade))
    seen = Preview(plan_id, all(each.passed for each in decisions), tuple(decisions))
    if state is None:
        return seen
    cost = total_cost(trades)
    return msgspec.structs.replace(
        seen,
        cost=cost,
        positions=positions(copied, state, quotes, trades),
        before=trial.before,
        after=outlook(copied, state, quotes, trades, cost.total),
    )


def _as_recorded(ledger: Ledger, plan_id: PlanId, state: AccountState) -> Preview:
    outcomes = state.plans[plan_id].outcomes
    decisions = tuple(_verdict(ledger, outcome, None, None) for outcome in outcomes)
    passed = all(each.passed for each in decisions)
    return Preview(plan_id, passed, decisions, repeated=True)


def _verdict(
    ledger: Ledger,
    outcome: e.DecisionOutcome,
    watched: Watched | None,
    trade: Expected | None,
) -> DecisionVerdict:
    order = recollect(ledger, outcome.order_id) if outcome.order_id else None
    terms = order.terms if order is not None else None
    seen = None
    if watched is not None and terms is not None:
        seen = watched.seen(terms.client_order_id)
    checks: tuple[CheckVerdict, ...] = ()
    if watched is not None and seen is not None and terms is not None:
        checks = watched.verdicts(terms.client_order_id)
    return DecisionVerdict(
        index=outcome.index,
        instrument=outcome.instrument,
        passed=not outcome.refusals,
        side=terms.side if terms is not None else None,
        type=terms.type if terms is not None else None,
        qty=outcome.qty,
        price=plain(seen.case.value_price) if seen is not None else None,
        value=plain(seen.case.value) if seen is not None else None,
        checks=checks,
        refusals=tuple(_unnamed(each) for each in outcome.refusals),
        note=outcome.note,
        cost=trade.cost if trade is not None else None,
    )


def _unnamed(refusal: Refusal) -> Refusal:
    """Leave out the id of a soft block: nothing is on record that could be acknowledged."""
    return msgspec.structs.replace(refusal, block_id="") if refusal.block_id else refusal


def _for_each(command: SubmitPlan, outcomes: Iterable[e.DecisionOutcome]) -> tuple[Refusal, ...]:
    """List what refuses the whole of a plan that is all or nothing."""
    if not command.params.all_or_nothing:
        return ()
    return tuple(
        by_path(refusal, outcome.index) for outcome in outcomes for refusal in outcome.refusals
    )


def _of_basket(basket: Basket) -> tuple[CheckVerdict, ...]:
    return tuple(
        CheckVerdict(
            check=BASKET,
            passed=finding.refusal is None,
            code=finding.refusal.code if finding.refusal is not None else None,
            detail=finding.refusal.detail if finding.refusal is not None else "",
            measured=plain(finding.measured),
            limit=plain(finding.limit),
            headroom=plain(finding.headroom),
            scope=finding.scope,
        )
        for finding in basket.findings
    )
