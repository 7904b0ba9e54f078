"""Decision plans: sized against the ledger, refused whole where they make no sense, then worked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from holdfast.core.changing import cancel_order
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.plan_faults import plan_faults
from holdfast.core.policy import Policies, SizeCase
from holdfast.core.submitting import place
from holdfast.core.valuation import equity
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitOrder, SubmitPlan
from holdfast.messages.plan import Action, Decision, DecisionPlan, Direction, ExecutionParams
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO, plain, round_down
from holdfast.model.order import Side, TimeInForce
from holdfast.model.quote import Quote

Sized = tuple[SubmitOrder | None, tuple[Refusal, ...], str]


def submit_plan(
    ledger: Ledger, command: SubmitPlan, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take a plan once per plan id, whole or not at all; then each decision meets the gate."""
    plan = command.plan
    state = ledger.accounts.get(plan.account)
    known = state.plans.get(plan.plan_id) if state is not None else None
    if known is not None:
        if known.plan == plan:
            return ()
        detail = f"plan_id {plan.plan_id} already names another plan"
        return _refuse(plan, (Refusal(Reason.PLAN_ID_CONFLICT, detail, "plan_id"),))
    faults = plan_faults(ledger, plan, command.params, stamp.at)
    if faults or state is None:
        return _refuse(plan, faults)
    return _work(ledger, state, command, stamp, policies)


def _refuse(plan: DecisionPlan, refusals: tuple[Refusal, ...]) -> tuple[e.Event, ...]:
    return (e.PlanRefused(plan.plan_id, plan.account, refusals),)


def _work(
    ledger: Ledger, state: AccountState, command: SubmitPlan, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    outcomes: list[e.DecisionOutcome] = []
    for index, decision in enumerate(command.plan.decisions):
        if decision.action is Action.CLOSE:
            yield from _drop_exits(ledger, command.plan.account, decision.instrument)
        order, refusals, note = _sized(ledger, state, command, index, stamp, policies)
        if order is None:
            outcomes.append(
                e.DecisionOutcome(index, decision.instrument, refusals=refusals, note=note)
            )
            continue
        for event in place(ledger, order, stamp, policies):
            yield event
            if isinstance(event, e.OrderRefused):
                refusals = event.refusals
        order_id = state.client_ids[order.client_order_id]
        outcomes.append(
            e.DecisionOutcome(index, decision.instrument, order_id, order.qty, refusals, note)
        )
    yield e.PlanAccepted(command.plan, tuple(outcomes))


def _drop_exits(ledger: Ledger, account: str, instrument: str) -> Iterator[e.Event]:
    """Cancel the exits of a position that is being closed, or they would open the other side."""
    for order_id in tuple(ledger.open_orders):
        order = ledger.orders[order_id]
        terms = order.terms
        if terms.exit_of and terms.account == account and terms.instrument == instrument:
            yield from cancel_order(ledger, order)


def _sized(
    ledger: Ledger,
    state: AccountState,
    command: SubmitPlan,
    index: int,
    stamp: Stamp,
    policies: Policies,
) -> Sized:
    decision = command.plan.decisions[index]
    if decision.action is Action.HOLD:
        return None, (), "hold"
    held = ledger.position(command.plan.account, decision.instrument).qty
    side = _side(decision, held)
    if side is None:
        detail = f"{decision.action} needs a position in {decision.instrument}"
        field = f"decisions[{index}].action"
        return None, (Refusal(Reason.NOTHING_TO_DO, detail, field),), ""
    quote = stamp.quotes.get(decision.instrument)
    asked = _asked_qty(ledger, state, decision, side, quote, stamp, policies)
    if isinstance(asked, Refusal):
        return None, (asked,), ""
    notes: list[str] = []
    limit = _most(decision, held)
    if limit is not None and asked > limit:
        notes.append(f"cut from {plain(asked)} to the position's {plain(limit)}")
        asked = limit
    listing = ledger.listings[state.account.venue][decision.instrument]
    qty = round_down(asked, listing.lot)
    if qty != asked:
        notes.append(f"rounded down from {plain(asked)} to lots of {plain(listing.lot)}")
    if qty <= ZERO:
        detail = f"the size comes to {plain(asked)}, less than one lot of {plain(listing.lot)}"
        return None, (Refusal(Reason.SIZE_ZERO, detail, f"decisions[{index}].size"),), ""
    return _order(command, index, side, qty), (), "; ".join(notes)


def _side(decision: Decision, held: Decimal) -> Side | None:
    """Say which side a decision trades, None where it needs a position and there is none."""
    action = decision.action
    if action is Action.BUY:
        return Side.BUY
    if action is Action.SELL:
        return Side.SELL
    if not held:
        if action is Action.INCREASE and decision.direction is not None:
            return Side.BUY if decision.direction is Direction.LONG else Side.SELL
        return None
    long = held > 0
    adds = action is Action.INCREASE
    return Side.BUY if long is adds else Side.SELL


def _most(decision: Decision, held: Decimal) -> Decimal | None:
    if decision.action in (Action.CLOSE, Action.REDUCE) or decision.direction is Direction.FLAT:
        return abs(held)
    return None


def _asked_qty(
    ledger: Ledger,
    state: AccountState,
    decision: Decision,
    side: Side,
    quote: Quote | None,
    stamp: Stamp,
    policies: Policies,
) -> Decimal | Refusal:
    if decision.size is None:
        return abs(ledger.position(state.account.id, decision.instrument).qty)
    instrument = ledger.instruments[decision.instrument]
    case = SizeCase(
        decision.size,
        state,
        instrument,
        ledger.listings[state.account.venue][decision.instrument],
        _price(decision, side, quote),
        equity(state, ledger.instruments, stamp.quotes),
    )
    return policies.sizers[decision.size.unit](case)


def _price(decision: Decision, side: Side, quote: Quote | None) -> Decimal | None:
    """What a unit costs: the limit where there is one, else the side of the quote that is taken."""
    if decision.limit_price is not None:
        return decision.limit_price
    if decision.stop_price is not None:
        return decision.stop_price
    if quote is None:
        return None
    return (quote.ask if side is Side.BUY else quote.bid) or None


def _order(command: SubmitPlan, index: int, side: Side, qty: Decimal) -> SubmitOrder:
    plan, params = command.plan, command.params
    decision = plan.decisions[index]
    metadata = {"rationale": decision.rationale or plan.rationale}
    if decision.confidence is not None:
        metadata["confidence"] = plain(decision.confidence)
    return SubmitOrder(
        account=plan.account,
        instrument=decision.instrument,
        side=side,
        qty=qty,
        type=decision.order_type,
        limit_price=decision.limit_price,
        stop_price=decision.stop_price,
        time_in_force=_tif(decision, params),
        client_order_id=f"{plan.plan_id}:{index}",
        strategy=plan.strategy,
        principal=command.principal,
        stop_loss=decision.stop_loss,
        stop_loss_limit=decision.stop_loss_limit,
        take_profit=decision.take_profit,
        max_slippage_bps=decision.max_slippage_bps or params.max_slippage_bps,
        tactic=decision.tactic or params.tactic,
        correlation_id=plan.plan_id,
        metadata=metadata if any(metadata.values()) else None,
    )


def _tif(decision: Decision, params: ExecutionParams) -> TimeInForce:
    if decision.time_in_force is TimeInForce.DAY and params.time_in_force is not None:
        return params.time_in_force
    return decision.time_in_force
