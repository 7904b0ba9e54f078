"""Ask what the gate would say of a plan, without sending anything or changing the ledger."""

from __future__ import annotations

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.plans import CheckRequest
from holdfast.messages.commands import SubmitPlan
from holdfast.runtime.preview import Preview, preview


async def _check_constraints(context: Context, request: CheckRequest) -> Preview | Refused:
    command = SubmitPlan(request.decision_plan, request.execution_params, context.principal)
    desk, quotes = context.live.desk, context.market.quotes
    seen = preview(desk, quotes, command, request.portfolio_state)
    # what makes no sense has no verdicts; what is too much together has all of them
    return seen if seen.decisions else Refused(seen.refusals)


check_constraints = Operation(
    name="check-constraints",
    method="POST",
    path="/v1/check-constraints",
    request=CheckRequest,
    reply=Preview,
    scope=Scope.READ,
    handler=_check_constraints,
    summary=(
        "Size a plan and run every check on it and on each decision, later ones seeing what "
        "earlier ones would reserve; with expected costs, and the account before and after. "
        "Nothing is sent, kept or promised. `portfolio_state` has it tried on other holdings "
        "than the account's own, under the same limits."
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
        },
        "portfolio_state": {
            "cash": "500000",
            "positions": [{"instrument": "MSFT", "qty": "100", "avg_px": "400"}],
        },
    },
)
