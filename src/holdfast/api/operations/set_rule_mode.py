"""Let a check only record what it would refuse, for a time, or refuse again."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.moments import moment
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import SetRuleMode
from holdfast.model.trading import RuleMode


class RuleModeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """SHADOW needs an end, a time of RFC 3339, and waits for a second person."""

    check: str
    mode: RuleMode
    why: str
    until: str = ""


class RuleModeAnswer(msgspec.Struct, frozen=True):
    """What holds now; a `proposal_id` waits for an `approve`."""

    check: str
    mode: RuleMode
    proposal_id: str


async def _set_rule_mode(context: Context, request: RuleModeRequest) -> RuleModeAnswer | Refused:
    until = moment(request.until)
    if isinstance(until, Refused):
        return until
    told = await context.live.ask(
        SetRuleMode(request.check, request.mode, context.principal, request.why, until)
    )
    if told.refusals:
        return Refused(told.refusals)
    setting = context.ledger.rule_modes.get(request.check)
    mode = RuleMode.ENFORCED if setting is None else setting.mode
    return RuleModeAnswer(request.check, mode, told.proposal_id)


set_rule_mode = Operation(
    name="set-rule-mode",
    method="POST",
    path="/v1/rules",
    request=RuleModeRequest,
    reply=RuleModeAnswer,
    scope=Scope.RISK,
    handler=_set_rule_mode,
    summary="Put a check into shadow mode, where it judges and records and does not refuse.",
    example={
        "check": "spread",
        "mode": "SHADOW",
        "why": "measure before it is tightened",
        "until": "2030-01-05T15:00:00Z",
    },
)
