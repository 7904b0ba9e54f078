"""Requests over HTTP: bodies and queries read within bounds, and typed, or rejected."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec
from starlette.types import Receive, Scope

from holdfast.api.errors import ErrorDetail, error_of_faults
from holdfast.api.faults import Fault, Json, Unreadable, shown
from holdfast.api.operation import AnyOperation
from holdfast.api.plans import (
    PLAN_REQUESTS,
    AnyPlanRequest,
    read_plan_request,
    with_all_faults,
)
from holdfast.api.reading import read
from holdfast.api.rules import is_id
from holdfast.api.strict_json import json_faults, read_json
from holdfast.core.entitled import RESERVED
from holdfast.core.ledger import Ledger
from holdfast.model.ids import PrincipalId

QUERY_BYTES_MAX = 8_192
QUERY_FIELDS_MAX = 100
PLAN_BYTES_AT_ONCE_MAX = 16_384
WITH_BODY = ("POST", "PATCH", "PUT")

_JSON_TYPES = (b"application/json", b"application/json; charset=utf-8")


class Rejected(Exception):
    """A request that ends here; the REST door turns it into its answer."""

    def __init__(self, status: int, error: ErrorDetail) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error


async def read_request(
    operation: AnyOperation, scope: Scope, receive: Receive, bytes_max: int, ledger: Ledger
) -> tuple[msgspec.Struct, Json]:
    """Return what is asked and what it was read from; raises Rejected."""
    if operation.method in WITH_BODY:
        body = await _body(scope, receive, bytes_max)
        if operation.request in PLAN_REQUESTS:
            return await _plan(body, ledger, operation.request)
        raw = read_json(body)
        if isinstance(raw, Unreadable):
            raise _unreadable(raw)
    else:
        raw = _query(scope, operation)
    if scope.get("path_params"):
        raw = _with_path(raw, scope["path_params"])
    asked: msgspec.Struct | Unreadable = read(raw, operation.request)
    if isinstance(asked, Unreadable):
        raise _unreadable(asked)
    return asked, raw


def principal_of(scope: Scope, default: PrincipalId) -> PrincipalId:
    """Say who asks; until keys are issued, whoever reaches the port may say so.

    The names that the desk has for itself are no caller's.
    """
    for name, value in scope["headers"]:
        if name == b"x-principal":
            principal = str(value, "latin-1")
            if not is_id(principal) or principal in RESERVED:
                rule = "must name a principal"
                raise _rejected(400, "INVALID_HEADER", "header x-principal", principal, rule)
            return principal
    return default


# --- bodies ---------------------------------------------------------------------------


async def _body(scope: Scope, receive: Receive, bytes_max: int) -> bytes:
    """Read the body, never more of it than is allowed."""
    _judge_headers(dict(scope["headers"]), bytes_max)
    whole = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            # what came looks whole only by chance, and nobody waits for the answer
            raise _rejected(400, "INCOMPLETE", "the body", f"{len(whole)} bytes", "must be whole")
        whole += message.get("body", b"")
        if len(whole) > bytes_max:
            raise _too_large(f"over {bytes_max}", bytes_max)
        if not message.get("more_body"):
            return bytes(whole)


def _judge_headers(headers: Mapping[bytes, bytes], bytes_max: int) -> None:
    kind = headers.get(b"content-type", b"")
    if kind not in _JSON_TYPES and kind.split(b";")[0].strip().lower() != b"application/json":
        rule = "must be application/json"
        raise _rejected(
            415, "UNSUPPORTED_MEDIA_TYPE", "header content-type", str(kind, "latin-1"), rule
        )
    coding = headers.get(b"content-encoding", b"identity")
    if coding.lower() != b"identity":
        # what is small on the wire must not be large in memory
        raise _rejected(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "header content-encoding",
            str(coding, "latin-1"),
            "must be identity",
        )
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > 18 or int(length) > bytes_max:
        raise _too_large(str(length, "latin-1"), bytes_max)


async def _plan(
    body: bytes, ledger: Ledger, kind: type[AnyPlanRequest]
) -> tuple[msgspec.Struct, Json]:
    if len(body) <= PLAN_BYTES_AT_ONCE_MAX:
        asked, raw = _plan_in(body, ledger, kind)
    else:
        # a long list of errors takes its time, which others need not wait for
        asked, raw = await asyncio.to_thread(_plan_in, body, ledger, kind)
    if isinstance(asked, Unreadable):
        raise _unreadable(asked)
    return asked, raw


def _plan_in(
    body: bytes, ledger: Ledger, kind: type[AnyPlanRequest]
) -> tuple[AnyPlanRequest | Unreadable, Json]:
    """Read a plan's request, and what it was read from; looks things up in the ledger alone."""
    raw = read_json(body)
    if isinstance(raw, Unreadable):
        return with_all_faults(raw, ledger, kind), None
    return read_plan_request(raw, kind, ledger), raw


# --- queries and paths ----------------------------------------------------------------


def _query(scope: Scope, operation: AnyOperation) -> Json:
    """Read the query as an object, numbers and truths by the type of their field."""
    text: bytes = scope.get("query_string", b"")
    if not text:
        return {}
    if len(text) > QUERY_BYTES_MAX:
        raise _rejected(414, "URI_TOO_LONG", "query", f"{len(text)} bytes", "is too long")
    try:
        pairs = parse_qsl(
            text.decode("latin-1"), keep_blank_values=True, max_num_fields=QUERY_FIELDS_MAX
        )
    except ValueError:
        rule = f"must have at most {QUERY_FIELDS_MAX} fields"
        raise _rejected(422, "INVALID_REQUEST", "query", "the query", rule) from None
    raw: dict[str, Json] = {}
    for name, value in pairs:
        if name in raw:
            raise _rejected(422, "INVALID_REQUEST", shown(name), value, "is given twice")
        raw[name] = value
    faults = json_faults(raw)
    if faults:
        raise Rejected(422, error_of_faults("INVALID_REQUEST", faults))
    for field in msgspec.structs.fields(operation.request):
        name = field.name
        if isinstance(field.default, bool) and raw.get(name) in ("true", "false"):
            raw[name] = raw[name] == "true"
        elif isinstance(field.default, int) and name in raw:
            raw[name] = _whole(str(raw[name]))
    return raw


def _whole(text: str) -> Json:
    short = len(text) <= 18 and text.isascii()
    return int(text) if short and text.removeprefix("-").isdecimal() else text


def _with_path(raw: Json, params: Mapping[str, str]) -> Json:
    named: dict[str, Json] = dict(params)
    faults = list(json_faults(named))
    if isinstance(raw, dict):
        for name in named:
            if name in raw:
                faults.append(Fault(name, shown(raw[name]), "is given by the path"))
        named = {**raw, **named}
    else:
        faults.append(Fault("", shown(raw), "must be an object"))
    if faults:
        raise Rejected(422, error_of_faults("INVALID_REQUEST", tuple(faults)))
    return named


# --- the ways to say no ---------------------------------------------------------------


def _unreadable(found: Unreadable) -> Rejected:
    if found.is_json:
        return Rejected(422, error_of_faults("INVALID_REQUEST", found.faults))
    return Rejected(400, error_of_faults("INVALID_JSON", found.faults))


def _rejected(status: int, code: str, path: str, value: str, rule: str) -> Rejected:
    return Rejected(status, error_of_faults(code, (Fault(path, shown(value), rule),)))


def _too_large(length: str, bytes_max: int) -> Rejected:
    rule = f"must have at most {bytes_max} bytes"
    return _rejected(413, "BODY_TOO_LARGE", "the body", length, rule)
