"""Ask what the gate would say of a plan, without sending anything or changing the ledger."""

from __future__ import annotations

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.plans import PlanRequest
from holdfast.messages.commands import SubmitPlan
from holdfast.runtime.preview import Preview, preview


async def _check_constraints(context: Context, request: PlanRequest) -> Preview | Refused:
    command = SubmitPlan(request.decision_plan, request.execution_params, context.principal)
    seen = preview(context.live.desk, context.market.quotes, command)
    return Refused(seen.refusals) if seen.refusals else seen


check_constraints = Operation(
    name="check-constraints",
    method="POST",
    path="/v1/check-constraints",
    request=PlanRequest,
    reply=Preview,
    scope=Scope.READ,
    handler=_check_constraints,
    summary=(
        "Size a plan and run every check on each decision, later ones seeing what earlier ones "
        "would reserve. Nothing is sent, kept or promised."
    ),
    example={
        "decision_plan": {
            "plan_id": "what-if",
            "account": "paper",
            "decisions": [
                {
                    "instrument": "AAPL",
                    "action": "BUY",
                    "size": {"value": "5", "unit": "PCT_EQUITY"},
                }
            ],
        }
    },
)
