"""Operations over HTTP: strict bodies in, JSON out, and every error in one shape.

The gate's refusals of a plan's decisions are part of a 200; the refusal of a single order or
of a whole plan is a 4xx. Nothing of the inside (traceback, path, version) is ever told.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from holdfast.api.context import Context
from holdfast.api.errors import ErrorBody, ErrorDetail, error_of_faults, error_of_refusals
from holdfast.api.faults import Fault, Json, Unreadable, shown
from holdfast.api.json_out import encode
from holdfast.api.openapi import schema_bytes
from holdfast.api.operation import Operation, Refused, perform
from holdfast.api.operations import OPERATIONS
from holdfast.api.plans import PlanRequest, as_faults, read_plan_request, with_all_faults
from holdfast.api.reading import read
from holdfast.api.rules import is_id
from holdfast.api.strict_json import json_faults, read_json
from holdfast.core.ledger import Ledger
from holdfast.model.numbers import use_exact_context

QUERY_BYTES_MAX = 8_192
PLAN_BYTES_AT_ONCE_MAX = 16_384
WITH_BODY = ("POST", "PATCH", "PUT")
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

_AnyOperation = Operation[Any, Any]
_log = structlog.get_logger("holdfast.api")
_HTTP_CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}


class Server(Protocol):
    """The settings that matter here."""

    @property
    def body_bytes_max(self) -> int: ...


class Rejected(Exception):
    """A request that ends here; never leaves this module."""

    def __init__(self, status: int, error: ErrorDetail) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error


def app(context: Context, server: Server) -> Starlette:
    """Return the ASGI application of every operation, and `GET /schema`."""
    by_path: dict[str, dict[str, _AnyOperation]] = {}
    for operation in OPERATIONS:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    routes = [
        Route(path, _Endpoint(context, server, methods), methods=list(methods))
        for path, methods in by_path.items()
    ]
    document = schema_bytes(OPERATIONS)

    async def schema(request: Request) -> Response:
        return _response(200, document, _correlation_id(request))

    routes.append(Route("/schema", schema, methods=["GET"]))
    made = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _http_error, Exception: _our_error},
    )
    # a redirect would repeat what the caller said about the host
    made.router.redirect_slashes = False
    return made


class _Endpoint:
    """One path: its methods, each with its operation."""

    def __init__(
        self, context: Context, server: Server, methods: Mapping[str, _AnyOperation]
    ) -> None:
        self._context = context
        self._body_bytes_max = server.body_bytes_max
        # HEAD is GET without the body, which the server leaves out
        self._methods = {**methods, **({"HEAD": methods["GET"]} if "GET" in methods else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        # the loop's tasks each have their own decimal context, and this one may drive the desk
        use_exact_context()
        correlation_id = _correlation_id(request)
        operation = self._methods[request.method]
        try:
            asked, raw = await self._read(operation, request)
            context = msgspec.structs.replace(self._context, principal=_principal(request))
            reply = await perform(operation, context, asked)
        except Rejected as rejected:
            return _error(rejected.status, rejected.error, correlation_id)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception:
            _log.exception("request failed", operation=operation.name, correlation=correlation_id)
            return _error(500, _INTERNAL, correlation_id)
        if isinstance(reply, Refused):
            faults: tuple[Fault, ...] = ()
            if operation.request is PlanRequest:
                faults = tuple(as_faults(reply.refusals, raw))
            status, error = error_of_refusals(reply, faults)
            return _error(status, error, correlation_id)
        return _response(200, encode(reply), correlation_id)

    async def _read(
        self, operation: _AnyOperation, request: Request
    ) -> tuple[msgspec.Struct, Json]:
        if operation.method in WITH_BODY:
            body = await _body(request, self._body_bytes_max)
            if operation.request is PlanRequest:
                return await self._read_plan(body)
            raw = _known(read_json(body))
        else:
            raw = _query(request, operation)
        if request.path_params:
            raw = _with_path(raw, request.path_params)
        asked: msgspec.Struct | Unreadable = read(raw, operation.request)
        if isinstance(asked, Unreadable):
            raise Rejected(422, error_of_faults("INVALID_REQUEST", asked.faults))
        return asked, raw

    async def _read_plan(self, body: bytes) -> tuple[msgspec.Struct, Json]:
        ledger = self._context.ledger
        if len(body) <= PLAN_BYTES_AT_ONCE_MAX:
            asked, raw = _plan_in(body, ledger)
        else:
            # a long list of errors takes its time, which others need not wait for
            asked, raw = await asyncio.to_thread(_plan_in, body, ledger)
        if isinstance(asked, Unreadable):
            raise _unreadable(asked)
        return asked, raw


# --- what comes in --------------------------------------------------------------------


async def _body(request: Request, bytes_max: int) -> bytes:
    """Read the body, never more of it than is allowed."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        rule = "must be application/json"
        raise _rejected(415, "UNSUPPORTED_MEDIA_TYPE", "header content-type", kind, rule)
    coding = request.headers.get("content-encoding", "identity")
    if coding.lower() != "identity":
        # what is small on the wire must not be large in memory
        rule = "must be identity"
        raise _rejected(415, "UNSUPPORTED_MEDIA_TYPE", "header content-encoding", coding, rule)
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length[:20]) > bytes_max:
        raise _too_large(length, bytes_max)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bytes_max:
            raise _too_large(f"over {bytes_max}", bytes_max)
    return bytes(body)


def _plan_in(body: bytes, ledger: Ledger) -> tuple[PlanRequest | Unreadable, Json]:
    """Read a plan's request, and what it was read from; looks things up in the ledger alone."""
    raw = read_json(body)
    if isinstance(raw, Unreadable):
        return with_all_faults(raw, ledger), None
    return read_plan_request(raw, ledger), raw


def _known(raw: Json | Unreadable) -> Json:
    if isinstance(raw, Unreadable):
        raise _unreadable(raw)
    return raw


def _unreadable(found: Unreadable) -> Rejected:
    if found.is_json:
        return Rejected(422, error_of_faults("INVALID_REQUEST", found.faults))
    return Rejected(400, error_of_faults("INVALID_JSON", found.faults))


def _query(request: Request, operation: _AnyOperation) -> Json:
    """Read the query as an object, numbers and truths by the type of their field."""
    text = request.scope.get("query_string", b"")
    if len(text) > QUERY_BYTES_MAX:
        raise _rejected(414, "URI_TOO_LONG", "query", f"{len(text)} bytes", "is too long")
    raw: dict[str, Json] = {}
    for name, value in request.query_params.multi_items():
        if name in raw:
            raise _rejected(422, "INVALID_REQUEST", shown(name), shown(value), "is given twice")
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


def _principal(request: Request) -> str:
    """Say who asks; until keys are issued, whoever reaches the port may say so."""
    principal = request.headers.get("x-principal", "api")
    if not is_id(principal):
        rule = "must name a principal"
        raise _rejected(400, "INVALID_HEADER", "header x-principal", principal, rule)
    return principal


def _correlation_id(request: Request) -> str:
    given = request.headers.get("x-correlation-id", "")
    return given if is_id(given) else secrets.token_hex(8)


# --- what goes out --------------------------------------------------------------------

_INTERNAL = ErrorDetail("INTERNAL", "the request failed; the log has more", ())


def _response(status: int, body: bytes, correlation_id: str) -> Response:
    return Response(
        body,
        status,
        headers={**HEADERS, "x-correlation-id": correlation_id},
        media_type="application/json",
    )


def _error(status: int, error: ErrorDetail, correlation_id: str) -> Response:
    response = _response(status, encode(ErrorBody(error, correlation_id)), correlation_id)
    if status == 413:
        # what is left of the body is not worth reading
        response.headers["connection"] = "close"
    elif status == 503:
        response.headers["retry-after"] = "1"
    return response


def _rejected(status: int, code: str, path: str, value: str, rule: str) -> Rejected:
    return Rejected(status, error_of_faults(code, (Fault(path, shown(value), rule),)))


def _too_large(length: str, bytes_max: int) -> Rejected:
    rule = f"must have at most {bytes_max} bytes"
    return _rejected(413, "BODY_TOO_LARGE", "the body", length, rule)


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = _HTTP_CODES.get(status, "HTTP_ERROR")
    what = f"{request.method} {request.url.path}"
    fault = Fault("path", shown(what), "is no operation here")
    response = _error(status, error_of_faults(code, (fault,)), _correlation_id(request))
    headers = getattr(error, "headers", None) or {}
    response.headers.update({name: value for name, value in headers.items() if name == "Allow"})
    return response


async def _our_error(request: Request, error: Exception) -> Response:
    correlation_id = _correlation_id(request)
    _log.error("request failed", correlation=correlation_id, exc_info=error)
    return _error(500, _INTERNAL, correlation_id)
