"""Answer for one alert."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.watching import AcknowledgeAlert
from holdfast.model.ids import PrincipalId


class AcknowledgeAlertRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One alert, by its id, with a reason: there is no way to answer for several."""

    alert_id: str
    why: str


class AlertAcknowledged(msgspec.Struct, frozen=True):
    """The alert does not escalate any more."""

    alert_id: str
    acknowledged_by: PrincipalId


async def _acknowledge_alert(
    context: Context, request: AcknowledgeAlertRequest
) -> AlertAcknowledged | Refused:
    command = AcknowledgeAlert(request.alert_id, context.principal, request.why)
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals)
    return AlertAcknowledged(request.alert_id, context.principal)


acknowledge_alert = Operation(
    name="acknowledge-alert",
    method="POST",
    path="/v1/alerts/{alert_id}/acknowledge",
    request=AcknowledgeAlertRequest,
    reply=AlertAcknowledged,
    scope=Scope.TRADE,
    handler=_acknowledge_alert,
    summary="Answer for one alert, with a reason: it does not escalate any more.",
    example={"alert_id": "desk-A1", "why": "seen, and closed by hand"},
)
