"""Decision plans: refused whole where they make no sense or are too much together, then worked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import msgspec

from holdfast.core.basket import Basket, judge_basket
from holdfast.core.canceling import cancel_order
from holdfast.core.fitting import fitted, may_cut
from holdfast.core.holding import open_in
from holdfast.core.ledger import AccountState, Ledger, Order
from holdfast.core.plan_faults import plan_faults
from holdfast.core.plan_sizing import Line, at_most, lines_of
from holdfast.core.policy import Policies
from holdfast.core.rehearsal import light_copy, rehearse
from holdfast.core.submitting import place
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.commands import SubmitOrder, SubmitPlan
from holdfast.messages.plan import Action, DecisionPlan
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO, plain


class Plan(msgspec.Struct, frozen=True):
    """A plan that makes sense, sized and added up, and not yet worked."""

    command: SubmitPlan
    state: AccountState
    lines: tuple[Line, ...]
    basket: Basket


def submit_plan(
    ledger: Ledger, command: SubmitPlan, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take a plan once per plan id, whole or not at all; then each decision meets the gate."""
    plan = command.plan
    if is_known(ledger, command):
        return ()
    if command.params.dry_run:
        detail = "params.dry_run True asks for a preview, and this would trade"
        return _refuse(plan, (Refusal(Reason.INVALID_ORDER, detail, "execution_params.dry_run"),))
    read = read_plan(ledger, command, stamp, policies)
    if not isinstance(read, Plan):
        return _refuse(plan, read)
    if read.basket.refusals:
        return _refuse(plan, read.basket.refusals)
    if command.params.all_or_nothing:
        return _whole_or_nothing(ledger, read, stamp, policies)
    return work(ledger, read, stamp, policies)


def is_known(ledger: Ledger, command: SubmitPlan) -> bool:
    """Tell whether this very plan was taken before."""
    state = ledger.accounts.get(command.plan.account)
    known = state.plans.get(command.plan.plan_id) if state is not None else None
    return known is not None and (known.plan, known.params) == (command.plan, command.params)


def read_plan(
    ledger: Ledger, command: SubmitPlan, stamp: Stamp, policies: Policies
) -> Plan | tuple[Refusal, ...]:
    """Size all of a plan and add it up, or say what makes no sense of it."""
    plan = command.plan
    state = ledger.accounts.get(plan.account)
    if state is not None and plan.plan_id in state.plans:
        detail = f"plan_id {plan.plan_id} already names another plan, or this one with other params"
        return (Refusal(Reason.PLAN_ID_CONFLICT, detail, "plan_id"),)
    faults = plan_faults(ledger, plan, command.params, stamp.at)
    if faults or state is None:
        return faults
    lines = lines_of(ledger, state, command, stamp, policies)
    return Plan(command, state, lines, judge_basket(ledger, state, command, lines, stamp))


def work(ledger: Ledger, plan: Plan, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Let each decision of a plan meet the gate, one by one, and send what passes."""
    command = plan.command
    outcomes: list[e.DecisionOutcome] = []
    for line in plan.lines:
        name = line.decision.instrument
        if line.order is None:
            note = "hold" if line.decision.action is Action.HOLD else ""
            outcomes.append(e.DecisionOutcome(line.index, name, refusals=line.refusals, note=note))
            continue
        order, refusals, note = at_most(ledger, plan.state, line, line.order)
        if order is None:
            outcomes.append(e.DecisionOutcome(line.index, name, refusals=refusals, note=note))
            continue
        exits = _exits(ledger, order) if line.decision.action is Action.CLOSE else ()
        freed = sum((each.reserved_qty for each in exits), ZERO)
        if may_cut(line.decision.size, command.params):
            lot = ledger.listings[plan.state.account.venue][name].lot
            order, cut = fitted(ledger, order, stamp, policies, freed, lot)
            note = "; ".join(filter(None, (note, cut)))
        # judged before the exits go, so that a refusal leaves them in force
        placed = _placed(ledger, plan, line, order, stamp, policies, freed)
        if isinstance(placed[0], e.OrderRefused):
            refusals = placed[0].refusals
        else:
            yield from _drop_exits(ledger, exits)
        for event in placed:
            # an entry that is cancelled with its exits need not give way besides
            if not (
                isinstance(event, e.CancelSent) and ledger.orders[event.order_id].cancel_wanted
            ):
                yield event
        made = ledger.orders[plan.state.client_ids[order.client_order_id]]
        if made.qty != order.qty:
            cut = f"cut from {plain(order.qty)} to {plain(made.qty)}: own orders rest there"
            note = "; ".join(filter(None, (note, cut)))
        outcomes.append(e.DecisionOutcome(line.index, name, made.id, made.qty, refusals, note))
    yield e.PlanAccepted(command.plan, tuple(outcomes), command.params)


def _placed(
    ledger: Ledger,
    plan: Plan,
    line: Line,
    order: SubmitOrder,
    stamp: Stamp,
    policies: Policies,
    freed: Decimal,
) -> Sequence[e.Event]:
    placed = place(ledger, order, stamp, policies, freed)
    is_counted = line.closes or line.index in plan.basket.values
    if is_counted or isinstance(placed[0], e.OrderRefused):
        return placed
    # a check that would have refused it may be in shadow, but the basket never is
    detail = f"no price of {order.instrument} to count it in the plan's total"
    refusal = Refusal(Reason.NO_REFERENCE, detail, f"decisions[{line.index}].instrument")
    return (e.OrderRefused(ledger.next_order_id(), order, (refusal,)),)


def _refuse(plan: DecisionPlan, refusals: tuple[Refusal, ...]) -> tuple[e.Event, ...]:
    return (e.PlanRefused(plan.plan_id, plan.account, refusals),)


# --- all or nothing -------------------------------------------------------------------


def _whole_or_nothing(
    ledger: Ledger, plan: Plan, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Work a plan if none of it is refused: found out on a copy, where refusals undo nothing."""
    command = plan.command
    names = dict.fromkeys(line.decision.instrument for line in plan.lines)
    copied = light_copy(ledger, command.plan.account, names)
    rehearsed = msgspec.structs.replace(plan, state=copied.accounts[command.plan.account])
    events = list(rehearse(copied, work(copied, rehearsed, stamp, policies)))
    outcomes = outcomes_of(events)
    if any(outcome.refusals for outcome in outcomes):
        return _nothing(ledger, command.plan, events, outcomes)
    return work(ledger, plan, stamp, policies)


def outcomes_of(events: Iterable[e.Event]) -> tuple[e.DecisionOutcome, ...]:
    """Return what became of a plan's decisions, as its last event has it."""
    return next((each.outcomes for each in events if isinstance(each, e.PlanAccepted)), ())


def _nothing(
    ledger: Ledger,
    plan: DecisionPlan,
    events: Sequence[e.Event],
    outcomes: Sequence[e.DecisionOutcome],
) -> Iterator[e.Event]:
    """Refuse a plan for what is refused of it, each by its path.

    What may be acknowledged must be on record: such an order is refused by itself, without the
    plan's id for it, since the plan may be submitted again. What a breach stops stays stopped.
    """
    refusals: list[Refusal] = []
    refused = {event.order_id: event for event in events if isinstance(event, e.OrderRefused)}
    for outcome in outcomes:
        told = outcome.refusals
        event = refused.get(outcome.order_id)
        if event is not None and any(each.block_id for each in told):
            order_id = ledger.next_order_id()
            told = tuple(_renamed(each, order_id) for each in told)
            terms = msgspec.structs.replace(event.terms, client_order_id="")
            yield e.OrderRefused(order_id, terms, told)
        refusals.extend(by_path(each, outcome.index) for each in told)
    yield from _stopped(events)
    yield e.PlanRefused(plan.plan_id, plan.account, tuple(refusals))


def _stopped(events: Sequence[e.Event]) -> Iterator[e.Event]:
    """Pick what the refused orders of a rehearsal stopped, from behind each of them."""
    is_refused = False
    for event in events:
        if isinstance(event, g.ScopeStopped):
            if is_refused:
                yield event
        elif isinstance(event, e.OrderRefused | e.OrderSent | e.OrderAccepted):
            is_refused = isinstance(event, e.OrderRefused)


def _renamed(refusal: Refusal, order_id: str) -> Refusal:
    if not refusal.block_id:
        return refusal
    return msgspec.structs.replace(refusal, block_id=f"{order_id}/{refusal.code}")


def by_path(refusal: Refusal, index: int) -> Refusal:
    """Name the field of one decision's refusal from the plan's top."""
    path = f"decisions[{index}]"
    if refusal.field.startswith(path) or refusal.field == "plan_id":
        return refusal
    return msgspec.structs.replace(refusal, field=f"{path}.{refusal.field}".rstrip("."))


# --- exits ----------------------------------------------------------------------------


def _exits(ledger: Ledger, closing: SubmitOrder) -> tuple[Order, ...]:
    """List the exits that would trade in the place of an order that closes their position."""
    return tuple(
        order
        for order in open_in(ledger, closing.account, closing.instrument)
        if order.terms.exit_of and order.terms.side is closing.side
    )


def _drop_exits(ledger: Ledger, exits: tuple[Order, ...]) -> Iterator[e.Event]:
    """Cancel the exits of a position that is being closed, and what of their entries still works.

    Left alone the exits would open the other side, and the entries the same side again.
    """
    for order in exits:
        yield from cancel_order(ledger, order)
    for entry_id in dict.fromkeys(order.terms.exit_of for order in exits):
        entry = ledger.orders[entry_id]
        if entry.is_open:
            yield from cancel_order(ledger, entry)
