"""Decision plans: sized against the ledger, refused whole where they make no sense, then worked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from holdfast.core.changing import cancel_order
from holdfast.core.ledger import AccountState, Ledger, Order
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
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.quote import Quote
from holdfast.model.times import parse_rfc3339

# as many decimals as people are told of a size that money or equity comes to
_TOLD = Decimal("1E-6")

Sized = tuple[SubmitOrder | None, tuple[Refusal, ...], str]


def submit_plan(
    ledger: Ledger, command: SubmitPlan, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take a plan once per plan id, whole or not at all; then each decision meets the gate."""
    plan = command.plan
    state = ledger.accounts.get(plan.account)
    known = state.plans.get(plan.plan_id) if state is not None else None
    if known is not None:
        if (known.plan, known.params) == (plan, command.params):
            return ()
        detail = f"plan_id {plan.plan_id} already names another plan, or this one with other params"
        return _refuse(plan, (Refusal(Reason.PLAN_ID_CONFLICT, detail, "plan_id"),))
    if command.params.dry_run:
        detail = "params.dry_run True asks for a preview, and this would trade"
        return _refuse(plan, (Refusal(Reason.INVALID_ORDER, detail, "execution_params.dry_run"),))
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
        order, refusals, note = _sized(ledger, state, command, index, stamp, policies)
        if order is None:
            outcomes.append(
                e.DecisionOutcome(index, decision.instrument, refusals=refusals, note=note)
            )
            continue
        exits = _exits(ledger, order) if decision.action is Action.CLOSE else ()
        freed = sum((each.reserved_qty for each in exits), ZERO)
        # judged before the exits go, so that a refusal leaves them in force
        placed = place(ledger, order, stamp, policies, freed)
        if isinstance(placed[0], e.OrderRefused):
            refusals = placed[0].refusals
        else:
            yield from _drop_exits(ledger, exits)
        yield from placed
        order_id = state.client_ids[order.client_order_id]
        outcomes.append(
            e.DecisionOutcome(index, decision.instrument, order_id, order.qty, refusals, note)
        )
    yield e.PlanAccepted(command.plan, tuple(outcomes), command.params)


def _exits(ledger: Ledger, closing: SubmitOrder) -> tuple[Order, ...]:
    """List the exits that would trade in the place of an order that closes their position."""
    return tuple(
        order
        for order in map(ledger.orders.__getitem__, ledger.open_orders)
        if order.terms.exit_of
        and order.terms.account == closing.account
        and order.terms.instrument == closing.instrument
        and order.terms.side is closing.side
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
        detail = f"{decision.action} needs another position in {decision.instrument} than {held}"
        field = f"decisions[{index}].action"
        return None, (Refusal(Reason.NOTHING_TO_DO, detail, field),), ""
    client_order_id = f"{command.plan.plan_id}:{index}"
    if client_order_id in state.client_ids:
        detail = f"client_order_id {client_order_id} names another order already"
        return None, (Refusal(Reason.CLIENT_ORDER_ID_CONFLICT, detail, "plan_id"),), ""
    quote = stamp.quotes.get(decision.instrument)
    asked = _asked_qty(ledger, state, decision, side, quote, stamp, policies)
    if isinstance(asked, Refusal):
        return None, (asked,), ""
    notes: list[str] = []
    limit = _most(ledger, state, decision, side, held)
    if limit is not None and asked > limit:
        notes.append(f"cut from {_told(asked)} to the position's {plain(limit)}")
        asked = limit
        if asked <= ZERO:
            detail = f"open orders close the position in {decision.instrument} already"
            field = f"decisions[{index}].action"
            return None, (Refusal(Reason.NOTHING_TO_DO, detail, field),), ""
    listing = ledger.listings[state.account.venue][decision.instrument]
    qty = round_down(asked, listing.lot)
    if qty != asked:
        notes.append(f"rounded down from {_told(asked)} to lots of {plain(listing.lot)}")
    if qty <= ZERO:
        detail = f"the size comes to {_told(asked)}, less than one lot of {plain(listing.lot)}"
        return None, (Refusal(Reason.SIZE_ZERO, detail, f"decisions[{index}].size"),), ""
    return _order(command, index, side, qty), (), "; ".join(notes)


def _told(qty: Decimal) -> str:
    """Cut what a division left: what is less than a millionth is of no use to a reader."""
    return plain(round_down(qty, _TOLD)) if qty >= _TOLD else plain(qty)


def _side(decision: Decision, held: Decimal) -> Side | None:
    """Say which side a decision trades, None where the position does not let it."""
    action, direction = decision.action, decision.direction
    long = held > 0
    if action in (Action.BUY, Action.SELL):
        side = Side.BUY if action is Action.BUY else Side.SELL
        flattens = held and long is (side is Side.SELL)
        return side if direction is not Direction.FLAT or flattens else None
    if not held:
        if action is Action.INCREASE and direction is not None:
            return Side.BUY if direction is Direction.LONG else Side.SELL
        return None
    if direction is (Direction.SHORT if long else Direction.LONG):
        return None
    adds = action is Action.INCREASE
    return Side.BUY if long is adds else Side.SELL


def _most(
    ledger: Ledger, state: AccountState, decision: Decision, side: Side, held: Decimal
) -> Decimal | None:
    """Say what is left to close beside the orders that are closing already; exits give way."""
    if decision.action not in (Action.CLOSE, Action.REDUCE) and (
        decision.direction is not Direction.FLAT
    ):
        return None
    closing = ZERO
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        terms = order.terms
        if terms.side is side and terms.instrument == decision.instrument and not terms.exit_of:
            if terms.account == state.account.id:
                closing += order.reserved_qty
    return max(abs(held) - closing, ZERO)


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
        expire_at=parse_rfc3339(decision.expire_at) if decision.expire_at else None,
        client_order_id=f"{plan.plan_id}:{index}",
        strategy=plan.strategy,
        principal=command.principal,
        stop_loss=decision.stop_loss,
        stop_loss_limit=decision.stop_loss_limit,
        take_profit=decision.take_profit,
        max_slippage_bps=_slippage(decision, params),
        tactic=decision.tactic or params.tactic,
        correlation_id=plan.plan_id,
        metadata=metadata if any(metadata.values()) else None,
    )


def _slippage(decision: Decision, params: ExecutionParams) -> Decimal | None:
    """What the decision says itself, or the plan's for its market orders, which alone can slip."""
    if decision.max_slippage_bps is not None:
        return decision.max_slippage_bps
    return params.max_slippage_bps if decision.order_type is OrderType.MARKET else None


def _tif(decision: Decision, params: ExecutionParams) -> TimeInForce:
    if decision.time_in_force is TimeInForce.DAY and params.time_in_force is not None:
        return params.time_in_force
    return decision.time_in_force
