"""What the decisions of a plan ask for: the side, the size in units, the order that they become."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from holdfast.core.holding import open_in
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.policy import Policies, SizeCase
from holdfast.core.valuation import equity
from holdfast.core.worked_by import AUCTION_TIMES
from holdfast.messages.commands import SubmitOrder, SubmitPlan
from holdfast.messages.plan import Action, Decision, Direction, ExecutionParams
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO, plain, round_down
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.quote import Quote
from holdfast.model.times import parse_moment

# as many decimals as people are told of a size that money or equity comes to
_TOLD = Decimal("1E-6")


class Line(msgspec.Struct, frozen=True):
    """One decision as it is asked, before lots, other orders and the gate have their say.

    `order` is what it asks for, None where it asks for nothing that can be: `refusals` say why,
    and a HOLD has none. `price` is what a unit is expected to cost, None without a quote.
    """

    index: int
    decision: Decision
    order: SubmitOrder | None = None
    price: Decimal | None = None
    refusals: tuple[Refusal, ...] = ()
    closes: bool = False  # never more than the position, whatever is asked


def lines_of(
    ledger: Ledger, state: AccountState, command: SubmitPlan, stamp: Stamp, policies: Policies
) -> tuple[Line, ...]:
    """Size every decision against the ledger as it is before any of them is worked."""
    worth = equity(state, ledger.instruments, stamp.quotes)
    return tuple(_lines(ledger, state, command, stamp, policies, worth))


def _lines(
    ledger: Ledger,
    state: AccountState,
    command: SubmitPlan,
    stamp: Stamp,
    policies: Policies,
    worth: Decimal | None,
) -> Iterator[Line]:
    for index, decision in enumerate(command.plan.decisions):
        if decision.action is Action.HOLD:
            yield Line(index, decision)
            continue
        held = ledger.position(command.plan.account, decision.instrument).qty
        side = _side(decision, held)
        client_order_id = f"{command.plan.plan_id}:{index}"
        if side is None:
            rule = f"{decision.action} needs another position in {decision.instrument} than {held}"
            refusal = Refusal(Reason.NOTHING_TO_DO, rule, f"decisions[{index}].action")
            yield Line(index, decision, refusals=(refusal,))
            continue
        if client_order_id in state.client_ids:
            detail = f"client_order_id {client_order_id} names another order already"
            refusal = Refusal(Reason.CLIENT_ORDER_ID_CONFLICT, detail, "plan_id")
            yield Line(index, decision, refusals=(refusal,))
            continue
        order = _order(command, index, side)
        price = _price(decision, side, stamp.quotes.get(decision.instrument))
        asked = _asked_qty(ledger, state, decision, order, price, worth, policies)
        if isinstance(asked, Refusal):
            yield Line(index, decision, price=price, refusals=(asked,))
            continue
        order = msgspec.structs.replace(order, qty=asked)
        yield Line(index, decision, order, price, (), _closes(decision))


def at_most(
    ledger: Ledger, state: AccountState, line: Line, order: SubmitOrder
) -> tuple[SubmitOrder | None, tuple[Refusal, ...], str]:
    """Bring an order down to what is left to close and to whole lots, and say what went."""
    asked, notes = order.qty, []
    if line.closes:
        left = _left_to_close(ledger, state, order)
        if asked > left:
            notes.append(f"cut from {told(asked)} to the position's {plain(left)}")
            asked = left
            if asked <= ZERO:
                detail = f"open orders close the position in {order.instrument} already"
                field = f"decisions[{line.index}].action"
                return None, (Refusal(Reason.NOTHING_TO_DO, detail, field),), ""
    listing = ledger.listings[state.account.venue][order.instrument]
    qty = round_down(asked, listing.lot)
    if qty != asked:
        notes.append(f"rounded down from {told(asked)} to lots of {plain(listing.lot)}")
    if qty <= ZERO:
        detail = f"the size comes to {told(asked)}, less than one lot of {plain(listing.lot)}"
        return None, (Refusal(Reason.SIZE_ZERO, detail, f"decisions[{line.index}].size"),), ""
    order = msgspec.structs.replace(order, qty=qty)
    return _marked(ledger, state, line.decision, order), (), "; ".join(notes)


def _marked(
    ledger: Ledger, state: AccountState, decision: Decision, order: SubmitOrder
) -> SubmitOrder:
    """Mark a sale of more than is held as a short one, where the decision means it to be."""
    held = ledger.position(state.account.id, order.instrument)
    is_meant = decision.direction is Direction.SHORT or (
        held.qty < ZERO and decision.action is Action.INCREASE
    )
    if order.side is Side.BUY or not is_meant or order.qty + held.sell_open <= held.qty:
        return order
    return msgspec.structs.replace(order, short_sale=True, locate_id=decision.locate_id)


def told(qty: Decimal) -> str:
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


def _closes(decision: Decision) -> bool:
    return decision.action in (Action.CLOSE, Action.REDUCE) or decision.direction is Direction.FLAT


def _left_to_close(ledger: Ledger, state: AccountState, closing: SubmitOrder) -> Decimal:
    """Say what is left to close beside the orders that are closing already; exits give way."""
    taken = ZERO
    for order in open_in(ledger, closing.account, closing.instrument):
        if order.terms.side is closing.side and not order.terms.exit_of:
            taken += order.reserved_qty
    held = ledger.position(state.account.id, closing.instrument).qty
    return max(abs(held) - taken, ZERO)


def _asked_qty(
    ledger: Ledger,
    state: AccountState,
    decision: Decision,
    order: SubmitOrder,
    price: Decimal | None,
    worth: Decimal | None,
    policies: Policies,
) -> Decimal | Refusal:
    if decision.size is None:
        return abs(ledger.position(state.account.id, decision.instrument).qty)
    venue = state.account.venue
    case = SizeCase(
        decision.size,
        state,
        ledger.instruments[decision.instrument],
        ledger.listings[venue][decision.instrument],
        price,
        worth,
        decision.stop_loss if decision.bracket is None else decision.bracket.stop,
        ledger.bounds_of(order).limits,
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


def _order(command: SubmitPlan, index: int, side: Side) -> SubmitOrder:
    """Write the order of a decision; its quantity is not known yet."""
    plan, params = command.plan, command.params
    decision = plan.decisions[index]
    metadata = {"rationale": decision.rationale or plan.rationale}
    if decision.confidence is not None:
        metadata["confidence"] = plain(decision.confidence)
    return SubmitOrder(
        account=plan.account,
        instrument=decision.instrument,
        side=side,
        qty=ZERO,
        type=decision.order_type,
        limit_price=decision.limit_price,
        stop_price=decision.stop_price,
        time_in_force=_tif(decision, params),
        expire_at=parse_moment(decision.expire_at) if decision.expire_at else None,
        client_order_id=f"{plan.plan_id}:{index}",
        strategy=plan.strategy,
        principal=command.principal,
        stop_loss=decision.stop_loss,
        stop_loss_limit=decision.stop_loss_limit,
        take_profit=decision.take_profit,
        bracket=decision.bracket,
        max_slippage_bps=_slippage(decision, params),
        tactic=decision.tactic or params.tactic,
        # an exit that fills first leaves the less to close
        reduce_only=decision.action is Action.CLOSE,
        correlation_id=plan.plan_id,
        extended_hours=decision.extended_hours,
        metadata=metadata if any(metadata.values()) else None,
    )


def _slippage(decision: Decision, params: ExecutionParams) -> Decimal | None:
    """What the decision says itself, or the plan's for its market orders, which alone can slip.

    In an auction nothing slips: it has one price.
    """
    if decision.max_slippage_bps is not None:
        return decision.max_slippage_bps
    slips = decision.order_type is OrderType.MARKET and _tif(decision, params) not in AUCTION_TIMES
    return params.max_slippage_bps if slips else None


def _tif(decision: Decision, params: ExecutionParams) -> TimeInForce:
    if decision.time_in_force is TimeInForce.DAY and params.time_in_force is not None:
        return params.time_in_force
    return decision.time_in_force
