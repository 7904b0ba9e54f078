"""What a caller is told when the answer is no: one shape, with field, value and rule."""

from __future__ import annotations

import msgspec

from holdfast.api.faults import Fault, Json, fault_of
from holdfast.api.operation import Refused
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import OrderId

# the status of a request that was refused whole; what is not here could not be processed: 422
STATUS_OF: dict[Reason, int] = {
    Reason.UNKNOWN_ORDER: 404,
    Reason.UNKNOWN_DISCREPANCY: 404,
    Reason.NOT_REPAIRABLE: 409,
    Reason.UNKNOWN_SESSION: 404,
    Reason.UNKNOWN_ALERT: 404,
    Reason.CLIENT_ORDER_ID_CONFLICT: 409,
    Reason.PLAN_ID_CONFLICT: 409,
    Reason.LIST_ID_CONFLICT: 409,
    Reason.ALREADY_EXISTS: 409,
    Reason.ORDER_CLOSED: 409,
    Reason.ORDER_PENDING: 409,
    Reason.CHAIN_FULL: 409,
    Reason.NOT_PROPOSED: 409,
    Reason.DESK_BUSY: 503,
    Reason.DESK_HALTED: 503,
    Reason.DISK_LOW: 503,
}
_UNPROCESSABLE = 422
_NOT_FOUND = 404
_SUBJECTS = ("order_id", "discrepancy_id", "session_id", "alert_id")


class ErrorDetail(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong: `errors` by path, and the desk's `refusals` where it was the desk's no.

    The `order_hash` of a refused order is what another person may authorise.
    """

    code: str
    message: str
    errors: tuple[Fault, ...]
    refusals: tuple[Refusal, ...] = ()
    order_id: OrderId = ""
    order_hash: str = ""


class ErrorBody(msgspec.Struct, frozen=True):
    """The body of every answer that is no; the desk's own log has more under `correlation_id`."""

    error: ErrorDetail
    correlation_id: str


def error_of_faults(code: str, faults: tuple[Fault, ...]) -> ErrorDetail:
    """Tell of an input that was not taken."""
    message = str(faults[0]) if faults else code
    if len(faults) > 1:
        message = f"{message} (and {len(faults) - 1} more)"
    return ErrorDetail(code, message, faults)


def error_of_refusals(
    refused: Refused, raw: Json = None, faults: tuple[Fault, ...] = ()
) -> tuple[int, ErrorDetail]:
    """Tell of a request that the desk refused, with the status that fits its first reason.

    `raw` is what it was read from; `faults` are told in place of the refusals' own fields.
    """
    first = refused.refusals[0]
    status = STATUS_OF.get(first.code, _UNPROCESSABLE)
    if status == _NOT_FOUND and first.field not in _SUBJECTS:
        # what the query merely mentions is not what the request is about
        status = _UNPROCESSABLE
    errors = faults or tuple(fault_of(each, raw) for each in refused.refusals if each.field)
    message = "; ".join(refusal.detail or refusal.code for refusal in refused.refusals[:10])
    detail = ErrorDetail(
        first.code, message, errors, refused.refusals, refused.order_id, refused.order_hash
    )
    return status, detail
