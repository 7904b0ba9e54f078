"""Submit a decision plan: sized, checked, journaled and worked, decision by decision."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.plans import PlanRequest
from holdfast.messages.commands import SubmitPlan
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import InstrumentId, OrderId, PlanId
from holdfast.runtime.preview import preview


class DecisionAnswer(msgspec.Struct, frozen=True):
    """What became of one decision: its order, or the refusals, or neither for a HOLD.

    `qty` is what it was sized to; a refused order has an id too, for it is on record.
    Its children and exits come later, and `order-state` shows them.
    """

    index: int
    instrument: InstrumentId
    order_id: OrderId
    order_ids: tuple[OrderId, ...]
    qty: Decimal | None
    refusals: tuple[Refusal, ...]
    note: str


class PlanAnswer(msgspec.Struct, frozen=True):
    """The answer to a plan that was taken; `repeated` if it had been before, `dry_run` if not."""

    plan_id: PlanId
    decisions: tuple[DecisionAnswer, ...]
    order_ids: tuple[OrderId, ...]
    repeated: bool
    dry_run: bool


async def _submit_orders(context: Context, request: PlanRequest) -> PlanAnswer | Refused:
    plan = request.decision_plan
    command = SubmitPlan(plan, request.execution_params, context.principal)
    if request.execution_params.dry_run:
        return await _dry_run(context, command)
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals)
    decisions = tuple(
        DecisionAnswer(
            outcome.index,
            outcome.instrument,
            outcome.order_id,
            (outcome.order_id,) if outcome.order_id and not outcome.refusals else (),
            outcome.qty,
            outcome.refusals,
            outcome.note,
        )
        for outcome in told.outcomes
    )
    order_ids = tuple(order_id for each in decisions for order_id in each.order_ids)
    return PlanAnswer(plan.plan_id, decisions, order_ids, told.repeated, dry_run=False)


async def _dry_run(context: Context, command: SubmitPlan) -> PlanAnswer | Refused:
    seen = preview(context.live.desk, context.market.quotes, command)
    await context.live.durable()
    if seen.refusals:
        return Refused(seen.refusals)
    decisions = tuple(
        DecisionAnswer(each.index, each.instrument, "", (), each.qty, each.refusals, each.note)
        for each in seen.decisions
    )
    return PlanAnswer(command.plan.plan_id, decisions, (), seen.repeated, dry_run=True)


submit_orders = Operation(
    name="submit-orders",
    method="POST",
    path="/v1/submit-orders",
    request=PlanRequest,
    reply=PlanAnswer,
    scope=Scope.TRADE,
    handler=_submit_orders,
    summary=(
        "Submit a decision plan. A bad plan is refused whole; of a good one each decision has "
        "its order or its refusals. Asked again, the same plan has the same answer."
    ),
    example={
        "decision_plan": {
            "plan_id": "morning-1",
            "account": "paper",
            "decisions": [
                {
                    "instrument": "AAPL",
                    "action": "BUY",
                    "size": {"value": "100", "unit": "SHARES"},
                    "order_type": "LIMIT",
                    "limit_price": "190.25",
                }
            ],
        }
    },
)
