"""Operations over HTTP: strict bodies in, JSON out, and every error in one shape.

The gate's refusals of a plan's decisions are part of a 200; the refusal of a single order or
of a whole plan is a 4xx. Nothing of the inside (traceback, path, version) is ever told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from holdfast.api.context import Context
from holdfast.api.errors import error_of_faults, error_of_refusals
from holdfast.api.faults import Fault, shown
from holdfast.api.http_in import Rejected, principal_of, read_request
from holdfast.api.http_out import INTERNAL, Answer, correlation_id_of, error
from holdfast.api.json_out import encode
from holdfast.api.openapi import schema_bytes
from holdfast.api.operation import AnyOperation, Refused, perform
from holdfast.api.operations import OPERATIONS
from holdfast.api.plans import PLAN_REQUESTS, as_faults
from holdfast.model.numbers import use_exact_context

_log = structlog.get_logger("holdfast.api")
_HTTP_CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}


class Server(Protocol):
    """The settings that matter here."""

    @property
    def body_bytes_max(self) -> int: ...


def app(context: Context, server: Server) -> Starlette:
    """Return the ASGI application of every operation, and `GET /schema`."""
    by_path: dict[str, dict[str, AnyOperation]] = {}
    for operation in OPERATIONS:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    routes = [
        Route(path, _Endpoint(context, server, methods), methods=list(methods))
        for path, methods in by_path.items()
    ]
    routes.append(Route("/schema", _Schema(), methods=["GET"]))
    # what is asked by its whole path is found before the paths that hold a name
    routes.sort(key=lambda route: "{" in route.path)
    made = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _http_error, Exception: _our_error},
    )
    # a redirect would repeat what the caller said about the host
    made.router.redirect_slashes = False
    return made


class _Schema:
    """The OpenAPI document, written once."""

    def __init__(self) -> None:
        self._document = schema_bytes(OPERATIONS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await Answer(200, self._document, correlation_id_of(scope))(scope, receive, send)


class _Endpoint:
    """One path: its methods, each with its operation."""

    def __init__(
        self, context: Context, server: Server, methods: Mapping[str, AnyOperation]
    ) -> None:
        self._context = context
        self._body_bytes_max = server.body_bytes_max
        self._methods = {**methods, **({"HEAD": methods["GET"]} if "GET" in methods else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        correlation_id = correlation_id_of(scope)
        operation = self._methods[scope["method"]]
        try:
            answer = await self._answer(operation, scope, receive, correlation_id)
        except Rejected as rejected:
            answer = error(rejected.status, rejected.error, correlation_id)
        except Exception:
            _log.exception("request failed", operation=operation.name, correlation=correlation_id)
            answer = error(500, INTERNAL, correlation_id)
        await answer(scope, receive, send)

    async def _answer(
        self, operation: AnyOperation, scope: Scope, receive: Receive, correlation_id: str
    ) -> Answer:
        # each task of the loop has its own decimal context, and this one may drive the desk
        use_exact_context()
        asked, raw = await read_request(
            operation, scope, receive, self._body_bytes_max, self._context.ledger
        )
        principal = principal_of(scope, self._context.principal)
        context = msgspec.structs.replace(self._context, principal=principal)
        reply = await perform(operation, context, asked)
        if not isinstance(reply, Refused):
            return Answer(200, encode(reply), correlation_id)
        faults: tuple[Fault, ...] = ()
        if operation.request in PLAN_REQUESTS:
            faults = tuple(as_faults(reply.refusals, raw))
        status, detail = error_of_refusals(reply, raw, faults)
        return error(status, detail, correlation_id)


async def _http_error(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    what = f"{request.method} {request.url.path}"
    fault = Fault("request", shown(what), "is no operation here")
    code = _HTTP_CODES.get(status, "HTTP_ERROR")
    answer = error(status, error_of_faults(code, (fault,)), correlation_id_of(request.scope))
    headers = dict(answer.headers)
    allow = (getattr(problem, "headers", None) or {}).get("Allow")
    if allow:
        headers[b"allow"] = allow.encode()
    return _as_response(answer, headers)


async def _our_error(request: Request, problem: Exception) -> Response:
    correlation_id = correlation_id_of(request.scope)
    _log.error("request failed", correlation=correlation_id, exc_info=problem)
    return _as_response(error(500, INTERNAL, correlation_id), None)


def _as_response(answer: Answer, headers: dict[bytes, bytes] | None) -> Response:
    response = Response(answer.body, answer.status)
    response.raw_headers = [*(headers or dict(answer.headers)).items()]
    return response
