"""Does a plan make sense? Every fault is listed, by its path in the plan."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.ledger import Ledger
from holdfast.core.wellformed import PRICES, not_known
from holdfast.messages.plan import (
    Action,
    Decision,
    DecisionPlan,
    Direction,
    ExecutionParams,
    Size,
    SizeUnit,
)
from holdfast.messages.refusals import Reason, Refusal, fault
from holdfast.model.numbers import Nanos, out_of_range
from holdfast.model.order import TimeInForce
from holdfast.model.times import MOMENT_RULE, parse_moment

DECISIONS_MAX = 1000
PCT_EQUITY_MAX = 10_000
PCT_RISK_MAX = 100

_NEEDS_SIZE = (Action.BUY, Action.SELL, Action.INCREASE, Action.REDUCE)
_WRONG_WAY = {
    (Action.BUY, Direction.SHORT),
    (Action.SELL, Direction.LONG),
    (Action.CLOSE, Direction.LONG),
    (Action.CLOSE, Direction.SHORT),
    (Action.INCREASE, Direction.FLAT),
}
_PRICE_FIELDS = ("limit_price", "stop_price", "stop_loss", "stop_loss_limit", "take_profit")
_NUMBER_FIELDS = (*_PRICE_FIELDS, "notional")
_PCT_MAX = {
    SizeUnit.PCT_EQUITY: PCT_EQUITY_MAX,
    SizeUnit.PCT_EQUITY_DRAWDOWN: PCT_EQUITY_MAX,
    SizeUnit.PCT_RISK: PCT_RISK_MAX,
}


def plan_faults(
    ledger: Ledger, plan: DecisionPlan, params: ExecutionParams, at: Nanos
) -> tuple[Refusal, ...]:
    """List every fault of the plan as a whole and of each decision."""
    return tuple(_plan_faults(ledger, plan, at))


def _plan_faults(ledger: Ledger, plan: DecisionPlan, at: Nanos) -> Iterator[Refusal]:
    state = ledger.accounts.get(plan.account)
    if state is None:
        yield fault("account", plan.account, "is not known", Reason.UNKNOWN_ACCOUNT)
    if not plan.plan_id:
        yield fault("plan_id", None, "must not be empty")
    if not plan.decisions:
        yield fault("decisions", None, "must not be empty")
    if len(plan.decisions) > DECISIONS_MAX:
        yield fault("decisions", len(plan.decisions), f"must be at most {DECISIONS_MAX}")
    if plan.notional is not None:
        yield from _number_faults("notional", plan.notional)
    listings = ledger.listings.get(state.account.venue, {}) if state is not None else {}
    unknown = not_known(ledger)
    for index, decision in enumerate(plan.decisions):
        path = f"decisions[{index}]"
        if decision.instrument not in ledger.instruments:
            where = f"{path}.instrument"
            yield fault(where, decision.instrument, unknown, Reason.UNKNOWN_INSTRUMENT)
        elif state is not None and decision.instrument not in listings:
            rule = f"is not listed at {state.account.venue}"
            yield fault(f"{path}.instrument", decision.instrument, rule, Reason.NOT_LISTED)
        yield from _decision_faults(path, decision, at)


def _decision_faults(path: str, decision: Decision, at: Nanos) -> Iterator[Refusal]:
    action = decision.action
    if (action, decision.direction) in _WRONG_WAY:
        yield fault(f"{path}.direction", decision.direction, f"contradicts action {action}")
    if decision.size is None and action in _NEEDS_SIZE:
        yield fault(f"{path}.size", None, f"is needed by action {action}")
    if decision.size is not None:
        yield from _size_faults(path, decision, decision.size)
    for field in _NUMBER_FIELDS:
        number: Decimal | None = getattr(decision, field)
        if number is not None:
            yield from _number_faults(f"{path}.{field}", number)
    if action is not Action.HOLD:
        yield from _type_faults(path, decision)
        yield from _expiry_faults(path, decision, at)
    confidence = decision.confidence
    if confidence is not None and (out_of_range(confidence) or not 0 <= confidence <= 1):
        yield fault(f"{path}.confidence", confidence, "must be from 0 to 1")


def _size_faults(path: str, decision: Decision, size: Size) -> Iterator[Refusal]:
    wrong = tuple(_number_faults(f"{path}.size.value", size.value))
    yield from wrong
    highest = _PCT_MAX.get(size.unit)
    if not wrong and highest is not None and size.value > highest:
        yield fault(f"{path}.size.value", size.value, f"must be at most {highest} %")
    if size.unit is SizeUnit.PCT_RISK and not _has_stop(decision):
        yield fault(f"{path}.stop_loss", None, "is needed by a size in PCT_RISK")


def _has_stop(decision: Decision) -> bool:
    bracket = decision.bracket
    return decision.stop_loss is not None or (bracket is not None and bracket.stop is not None)


def _type_faults(path: str, decision: Decision) -> Iterator[Refusal]:
    takes = PRICES.get(decision.order_type, (None, None))
    for field, needed in zip(("limit_price", "stop_price"), takes, strict=True):
        price = getattr(decision, field)
        if needed and price is None:
            yield fault(f"{path}.{field}", None, f"is needed by a {decision.order_type} order")
        if needed is False and price is not None:
            rule = f"does not belong to a {decision.order_type} order"
            yield fault(f"{path}.{field}", price, rule)
    if decision.stop_loss_limit is not None and decision.stop_loss is None:
        yield fault(f"{path}.stop_loss_limit", decision.stop_loss_limit, "needs a stop_loss")


def _expiry_faults(path: str, decision: Decision, at: Nanos) -> Iterator[Refusal]:
    where, text = f"{path}.expire_at", decision.expire_at
    if decision.time_in_force is not TimeInForce.GTD:
        if text:
            yield fault(where, text, f"does not belong to {decision.time_in_force}")
        return
    if not text:
        yield fault(where, None, "is needed by time in force GTD")
        return
    expires = parse_moment(text)
    if expires is None:
        yield fault(where, text, MOMENT_RULE)
    elif expires <= at:
        yield fault(where, text, "has passed")


def _number_faults(path: str, number: Decimal) -> Iterator[Refusal]:
    rule = out_of_range(number)
    if rule is not None:
        yield fault(path, number, rule)
    elif number <= 0:
        yield fault(path, number, "must be above 0")
