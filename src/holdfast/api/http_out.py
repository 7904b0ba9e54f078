"""Answers over HTTP: bytes, a status, and headers that keep browsers from making more of them."""

from __future__ import annotations

import re
import secrets

from starlette.types import Receive, Scope, Send

from holdfast.api.errors import ErrorBody, ErrorDetail
from holdfast.api.json_out import encode

HEADERS: dict[str, str] = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
INTERNAL = ErrorDetail("INTERNAL", "the request failed; the log has more", ())

_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_CORRELATION_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")


class Answer:
    """A reply ready to be sent: an ASGI application of one answer."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, body: bytes, correlation_id: str) -> None:
        self.status = status
        self.body = body
        self.headers = [
            *_HEADERS,
            (b"content-length", b"%d" % len(body)),
            (b"x-correlation-id", correlation_id.encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        body = b"" if scope["method"] == "HEAD" else self.body
        await send({"type": "http.response.body", "body": body})


def error(status: int, detail: ErrorDetail, correlation_id: str) -> Answer:
    """Tell of an error."""
    answer = Answer(status, encode(ErrorBody(detail, correlation_id)), correlation_id)
    # after a 413 the connection stays: to close it on a caller who still sends would take the
    # answer away with it, and the server throws away what is left of the body
    if status == 503:
        answer.headers.append((b"retry-after", b"1"))
    return answer


def correlation_id_of(scope: Scope) -> str:
    """Take over the caller's id if it can stand in a log, else make one."""
    for name, value in scope["headers"]:
        if name == b"x-correlation-id" and _CORRELATION_ID.fullmatch(value):
            return str(value, "ascii")
    return secrets.token_hex(8)
