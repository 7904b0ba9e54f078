"""Tell the desk how much an instrument usually trades at which time."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.curves import SetVolumeCurve
from holdfast.model.ids import InstrumentId
from holdfast.model.volume_curve import VolumeCurve


class VolumeCurveRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole curve, in place of any before it."""

    curve: VolumeCurve


class VolumeCurveAnswer(msgspec.Struct, frozen=True):
    """It is kept, for parents under way too."""

    instrument: InstrumentId


async def _set_volume_curve(
    context: Context, request: VolumeCurveRequest
) -> VolumeCurveAnswer | Refused:
    told = await context.live.ask(SetVolumeCurve(request.curve, context.principal))
    return Refused(told.refusals) if told.refusals else VolumeCurveAnswer(request.curve.instrument)


set_volume_curve = Operation(
    name="set-volume-curve",
    method="PUT",
    path="/v1/volume-curves",
    request=VolumeCurveRequest,
    reply=VolumeCurveAnswer,
    scope=Scope.TRADE,
    handler=_set_volume_curve,
    summary="Set the volume curve of an instrument, by which VWAP sizes its slices.",
    example={
        "curve": {"instrument": "AAPL", "bucket_s": 1800, "volumes": ["900", "400"], "first_s": 0}
    },
)
