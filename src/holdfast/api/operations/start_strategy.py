"""Let an automated strategy trade, once all its limits are set."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import StartStrategy


class StartStrategyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The strategy by its name; a person with the role TRADER or RISK starts it."""

    strategy: str
    why: str = ""


class StrategyRuns(msgspec.Struct, frozen=True):
    """Orders of machines that name the strategy pass from now on, within its limits."""

    strategy: str


async def _start_strategy(
    context: Context, request: StartStrategyRequest
) -> StrategyRuns | Refused:
    command = StartStrategy(request.strategy, context.principal, request.why)
    told = await context.live.ask(command)
    return Refused(told.refusals) if told.refusals else StrategyRuns(request.strategy)


start_strategy = Operation(
    name="start-strategy",
    method="POST",
    path="/v1/strategies/start",
    request=StartStrategyRequest,
    reply=StrategyRuns,
    scope=Scope.TRADE,
    handler=_start_strategy,
    summary="Start a strategy. Refused with every limit that its own sheet still lacks.",
    example={"strategy": "momentum", "why": "tested on paper"},
)
