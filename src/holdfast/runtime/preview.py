"""What would become of a plan: decided and applied on a light copy, so that nothing changes.

The copy shares everything with the ledger but what a plan can touch: the account's own state,
and each order, parent and bracket from the moment that it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

import msgspec

from holdfast.core.apply import advance, apply
from holdfast.core.decide import decide
from holdfast.core.ledger import AccountState, Bracket, Ledger, Order, ParentState
from holdfast.core.policy import Case, Check, Finding, Policies
from holdfast.core.scoped import Recent, ScopeState
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitPlan
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import ClientOrderId, InstrumentId, PlanId
from holdfast.model.numbers import trimmed, use_exact_context
from holdfast.model.order import OrderType, Side
from holdfast.model.quote import Quote
from holdfast.runtime.desk import Desk
from holdfast.runtime.evidence import EVIDENCE
from holdfast.runtime.moves import MovesOf

Key = TypeVar("Key")
Value = TypeVar("Value")


class CheckVerdict(msgspec.Struct, frozen=True):
    """What one check says of one order, in the limit's own unit.

    A check that passes without measuring (an order that only reduces, no limit price to
    compare) has no numbers. `headroom` means what it means in the check's refusal.
    """

    check: str
    passed: bool
    code: Reason | None
    detail: str
    measured: Decimal | None
    limit: Decimal | None
    headroom: Decimal | None


class DecisionVerdict(msgspec.Struct, frozen=True):
    """What the gate would say of one decision.

    `qty` is what it is sized to, `price` what a unit may cost at worst and `value` what all of
    it may, in the account's currency. Refused without `checks` is an order that makes no sense.
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


class Preview(msgspec.Struct, frozen=True):
    """What would become of a plan now, or the refusals of it as a whole.

    `repeated`: this very plan was taken before, so nothing would happen; `decisions` then say
    what did.
    """

    plan_id: PlanId
    passed: bool
    decisions: tuple[DecisionVerdict, ...]
    refusals: tuple[Refusal, ...] = ()
    repeated: bool = False


def preview(desk: Desk, quotes: Mapping[InstrumentId, Quote], command: SubmitPlan) -> Preview:
    """Decide a plan as the desk would at this moment, on a copy."""
    use_exact_context()
    # what is asked to be a rehearsal is decided as if it were meant
    params = msgspec.structs.replace(command.params, dry_run=False)
    command = msgspec.structs.replace(command, params=params)
    ledger, plan = desk.ledger, command.plan
    state = ledger.accounts.get(plan.account)
    known = state.plans.get(plan.plan_id) if state is not None else None
    if known is not None and (known.plan, known.params) == (plan, params):
        return _as_recorded(ledger, plan.plan_id, known.outcomes)
    copied = _copy(ledger, command)
    at = max(desk.time.now(), ledger.at)
    seen = EVIDENCE[SubmitPlan](ledger, command, quotes)
    # moves that change nothing too, so that every check has its measure
    moves = MovesOf(desk.past, tells_all=True)(ledger, command, seen, at)
    stamp = Stamp(ledger.seq + 1, at, seen, moves)
    advance(copied, stamp.seq, stamp.at)
    watched = _Watched(desk.engine.policies)
    outcomes: tuple[e.DecisionOutcome, ...] = ()
    for event in decide(copied, command, stamp, watched.policies):
        apply(copied, event)
        if isinstance(event, e.PlanRefused):
            return Preview(plan.plan_id, passed=False, decisions=(), refusals=event.refusals)
        if isinstance(event, e.PlanAccepted):
            outcomes = event.outcomes
    decisions = tuple(_verdict(copied, outcome, watched) for outcome in outcomes)
    return Preview(plan.plan_id, all(each.passed for each in decisions), decisions)


def _as_recorded(
    ledger: Ledger, plan_id: PlanId, outcomes: tuple[e.DecisionOutcome, ...]
) -> Preview:
    decisions = tuple(_verdict(ledger, outcome, None) for outcome in outcomes)
    passed = all(each.passed for each in decisions)
    return Preview(plan_id, passed, decisions, repeated=True)


def _verdict(
    ledger: Ledger, outcome: e.DecisionOutcome, watched: _Watched | None
) -> DecisionVerdict:
    order = ledger.orders[outcome.order_id] if outcome.order_id else None
    terms = order.terms if order is not None else None
    seen = None
    if watched is not None and terms is not None:
        seen = watched.seen.get(terms.client_order_id)
    return DecisionVerdict(
        index=outcome.index,
        instrument=outcome.instrument,
        passed=not outcome.refusals,
        side=terms.side if terms is not None else None,
        type=terms.type if terms is not None else None,
        qty=outcome.qty,
        price=trimmed(seen.price) if seen is not None and seen.price is not None else None,
        value=trimmed(seen.value) if seen is not None and seen.value is not None else None,
        checks=tuple(seen.verdicts) if seen is not None else (),
        refusals=outcome.refusals,
        note=outcome.note,
    )


# --- what the checks say --------------------------------------------------------------


class _Seen(msgspec.Struct):
    price: Decimal | None
    value: Decimal | None
    verdicts: list[CheckVerdict]


class _Watched:
    """The desk's policies, with each check's verdict kept by the order that it was for."""

    def __init__(self, policies: Policies) -> None:
        self.seen: dict[ClientOrderId, _Seen] = {}
        checks = tuple(self._watch(check) for check in policies.checks)
        self.policies = Policies(checks, policies.sizers, policies.algos)

    def _watch(self, check: Check) -> Check:
        def watched(case: Case) -> Finding:
            finding = check.judge(case)
            key = case.order.client_order_id
            seen = self.seen.setdefault(key, _Seen(case.value_price, case.value, []))
            seen.verdicts.append(_measured(check, finding))
            return finding

        return msgspec.structs.replace(check, judge=watched)


def _measured(check: Check, finding: Finding) -> CheckVerdict:
    refusal = finding.refusal
    return CheckVerdict(
        check=check.name,
        passed=refusal is None,
        code=refusal.code if refusal is not None else None,
        detail=refusal.detail if refusal is not None else "",
        measured=_plain(finding.measured),
        limit=_plain(finding.limit),
        headroom=_plain(finding.headroom),
    )


def _plain(number: Decimal | None) -> Decimal | None:
    return None if number is None else trimmed(number)


# --- the copy -------------------------------------------------------------------------


class _Over(dict[Key, Value]):
    """A dict laid over another: what is looked up is copied here first, so the other stays."""

    def __init__(self, under: Mapping[Key, Value], copy: Callable[[Value], Value]) -> None:
        super().__init__()
        self._under = under
        self._copy = copy

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._copy(self._under[key])
        return value

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._under

    def get(self, key: Key, default: object = None, /) -> object:  # type: ignore[override]
        return self[key] if key in self else default  # noqa: SIM401  # that would ask itself


def _copy(ledger: Ledger, command: SubmitPlan) -> Ledger:
    accounts = dict(ledger.accounts)
    state = accounts.get(command.plan.account)
    if state is not None:
        accounts[command.plan.account] = _copy_account(state, command)
    return msgspec.structs.replace(
        ledger,
        accounts=accounts,
        orders=_Over(ledger.orders, _copy_order),
        open_orders=dict(ledger.open_orders),
        parents=_Over(ledger.parents, _copy_parent),
        brackets=_Over(ledger.brackets, _copy_bracket),
        discrepancies=[],
        scopes={key: _copy_scope(scope) for key, scope in ledger.scopes.items()},
        permits=dict(ledger.permits),
        soft_blocks=dict(ledger.soft_blocks),
        recent_orders=dict(ledger.recent_orders),
        signals={key: _copy_recent(signal) for key, signal in ledger.signals.items()},
    )


def _copy_account(state: AccountState, command: SubmitPlan) -> AccountState:
    positions, brackets = dict(state.positions), dict(state.brackets)
    for decision in command.plan.decisions:
        held = positions.get(decision.instrument)
        if held is not None:
            positions[decision.instrument] = msgspec.structs.replace(held)
        if decision.instrument in brackets:
            brackets[decision.instrument] = dict(brackets[decision.instrument])
    return msgspec.structs.replace(
        state,
        scope=_copy_scope(state.scope),
        positions=positions,
        brackets=brackets,
        client_ids=_Over(state.client_ids, _same),
        plans=_Over(state.plans, _same),
    )


def _copy_scope(state: ScopeState) -> ScopeState:
    """Copy what an order changes of a scope: its sums, its stops, what it holds."""
    tally = state.tally
    return msgspec.structs.replace(
        state,
        stops=dict(state.stops),
        tally=msgspec.structs.replace(
            tally, messages=_copy_recent(tally.messages), values=_copy_recent(tally.values)
        ),
        books={
            account: {name: msgspec.structs.replace(held) for name, held in book.items()}
            for account, book in state.books.items()
        },
        instruments=dict(state.instruments),
        venues=dict(state.venues),
    )


def _copy_recent(recent: Recent) -> Recent:
    return msgspec.structs.replace(recent, times=list(recent.times), amounts=list(recent.amounts))


def _same(value: Value) -> Value:
    return value


def _copy_order(order: Order) -> Order:
    return msgspec.structs.replace(order)


def _copy_parent(parent: ParentState) -> ParentState:
    return msgspec.structs.replace(
        parent, children=list(parent.children), open_children=dict(parent.open_children)
    )


def _copy_bracket(bracket: Bracket) -> Bracket:
    return msgspec.structs.replace(
        bracket, exits=list(bracket.exits), open_exits=dict(bracket.open_exits)
    )
