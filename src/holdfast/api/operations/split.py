"""Tell the desk of a split: what is held changes, what rests is cancelled, the instrument halts."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.core.splitting import RATIO_MAX
from holdfast.messages.control import ApplySplit
from holdfast.model.ids import InstrumentId, OrderId

Units = Annotated[int, msgspec.Meta(ge=1, le=RATIO_MAX)]


class SplitRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each `denominator` units have become `numerator`: 2 and 1 for two new ones for each."""

    instrument: InstrumentId
    numerator: Units
    denominator: Units
    why: str


class SplitAnswer(msgspec.Struct, frozen=True):
    """The orders that are being cancelled; the instrument is halted for the cause `split`."""

    instrument: InstrumentId
    order_ids: tuple[OrderId, ...]


async def _split(context: Context, request: SplitRequest) -> SplitAnswer | Refused:
    command = ApplySplit(
        request.instrument,
        request.numerator,
        request.denominator,
        context.principal,
        request.why,
    )
    told = await context.live.ask(command)
    return (
        Refused(told.refusals) if told.refusals else SplitAnswer(request.instrument, told.order_ids)
    )


split = Operation(
    name="split",
    method="POST",
    path="/v1/split",
    request=SplitRequest,
    reply=SplitAnswer,
    scope=Scope.RISK,
    handler=_split,
    summary="Apply a split: holdings change at no cost, and nothing trades until it is confirmed.",
    example={"instrument": "AAPL", "numerator": 4, "denominator": 1, "why": "split of 2020-08-31"},
)
