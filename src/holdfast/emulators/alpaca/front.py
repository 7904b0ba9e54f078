"""The front door of the server: keys, rate limit and faults, before and behind every request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from holdfast.emulators.alpaca.errors import TOO_MANY, Fields
from holdfast.emulators.alpaca.rules import EmulatorRules, Knobs
from holdfast.emulators.alpaca.wire import as_json

CHANGING = frozenset({"POST", "PATCH", "DELETE"})
OWN = "/emulator/"  # what is ours and no venue's: not spoiled, and without keys
PUBLIC = "/v1beta3/crypto/"  # data of coins need no keys
MINUTE_S = 60

Headers = list[tuple[bytes, bytes]]


class Front:
    """An ASGI application around the venue's own."""

    def __init__(
        self, inner: ASGIApp, rules: EmulatorRules, knobs: Knobs, seconds: Callable[[], float]
    ) -> None:
        self.inner, self.rules, self.knobs = inner, rules, knobs
        self._seconds = seconds
        self._window, self._asked = 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(OWN):
            await self.inner(scope, receive, send)
            return
        whole = await _arrived(receive)
        if whole is None:
            return
        receive = whole
        if self.knobs.latency_ms:
            await asyncio.sleep(self.knobs.latency_ms / 1000)
        headers, too_many = self._count()
        no = self._refusal(scope, too_many=too_many)
        if no is not None:
            await _answer(send, no[0], as_json(no[1]), headers)
            return
        if scope["method"] in CHANGING and await self._spoiled(scope, receive, send, headers):
            return
        await self.inner(scope, receive, _with(send, headers))

    def _count(self) -> tuple[Headers, bool]:
        """Count a request in its minute; tell the headers, and whether it is one too many."""
        now = int(self._seconds())
        if now // MINUTE_S != self._window:
            self._window, self._asked = now // MINUTE_S, 0
        self._asked += 1
        allowed = self.rules.requests_per_minute
        left = max(allowed - self._asked, 0)
        spoiled = self.knobs.use("rate_limited")
        told = {
            "x-ratelimit-limit": allowed,
            "x-ratelimit-remaining": 0 if spoiled else left,
            "x-ratelimit-reset": (self._window + 1) * MINUTE_S if not spoiled else now + 1,
        }
        headers = [(name.encode(), str(value).encode()) for name, value in told.items()]
        headers.append((b"x-request-id", uuid4().hex.encode()))
        return headers, spoiled or self._asked > allowed

    def _refusal(self, scope: Scope, *, too_many: bool) -> tuple[int, Fields] | None:
        if self.knobs.use("unauthorized"):
            return 401, {"message": "unauthorized."}
        given = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        key, secret = given.get("apca-api-key-id"), given.get("apca-api-secret-key")
        if key is None and secret is None:
            if str(scope["path"]).startswith(PUBLIC):
                return None
            return 401, {"message": "unauthorized."}
        if (key, secret) != (self.rules.key, self.rules.secret):
            return 403, {"message": "forbidden."}
        if too_many:
            return 429, {"code": TOO_MANY, "message": "rate limit exceeded"}
        return None

    async def _spoiled(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> bool:
        """Let a fault take this request, if one is waiting for it."""
        knobs = self.knobs
        if knobs.use("refuse_504"):
            await _answer(send, 504, b'{"message":"gateway timeout"}', headers)
        elif knobs.use("server_errors"):
            body = b'{"code":50010000,"message":"internal server error occurred"}'
            await _answer(send, 500, body, headers)
        elif knobs.use("drop_replies"):
            await self.inner(scope, receive, _nowhere)
            await _hang_up(receive, send)
        elif knobs.use("gateway_timeouts"):
            await self.inner(scope, receive, _nowhere)
            await _answer(send, 504, b'{"message":"gateway timeout"}', headers)
        else:
            return False
        return True


async def _arrived(receive: Receive) -> Receive | None:
    """Wait for all of a request, which is worked then even if its client is gone.

    None where the client has left in the middle of it.
    """
    body = bytearray()
    is_more = True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
    left: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again


async def _nowhere(message: Message) -> None:
    """Lose a reply."""


async def _hang_up(receive: Receive, send: Send) -> None:
    """Close the connection without a word, and wait until the server has seen that it is gone."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None:
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def _with(send: Send, headers: Headers) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *headers]}
        await send(message)

    return sending


async def _answer(send: Send, status: int, body: bytes, headers: Headers) -> None:
    own = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    start: Message = {
        "type": "http.response.start",
        "status": status,
        "headers": [*own, *headers],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})
