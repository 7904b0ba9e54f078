"""HTTP to a venue: what came of a request is told apart by whether it can have been acted on.

It needs `aiohttp`, which the extras of the venues bring.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession


class HttpRules(msgspec.Struct, frozen=True):
    """How long things may take, in seconds, how many at once, and how large an answer may be."""

    connect_s: float = 3.0
    answer_s: float = 10.0
    connections_max: int = 16
    body_bytes_max: int = 16 << 20


class Answered(msgspec.Struct, frozen=True):
    """The other side has answered, with whatever."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class NotSent(msgspec.Struct, frozen=True):
    """Nothing of the request left, provably."""

    why: str


class NoAnswer(msgspec.Struct, frozen=True):
    """It left, at least in part, and nobody knows what became of it."""

    why: str


Outcome = Answered | NotSent | NoAnswer


class HttpClient:
    """Keeps connections to one address; requests of the same moment go on lines of their own.

    A request is sent once: what may be asked again is its caller's to judge.
    """

    def __init__(
        self, url: str, headers: Mapping[str, str], rules: HttpRules | None = None
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = dict(headers)
        self._rules = rules or HttpRules()
        self._session: ClientSession | None = None
        self._is_closed = False

    async def ask(self, method: str, path: str, body: bytes | None = None) -> Outcome:
        """Send one request and wait for its answer; `path` begins with a slash."""
        from aiohttp import (
            ClientConnectorError,
            ClientError,
            ConnectionTimeoutError,
            InvalidURL,
        )

        if self._is_closed:
            return NotSent("the line is closed")
        session = self._session or self._opened()
        rules = self._rules
        try:
            async with session.request(
                method, self._url + path, data=body, allow_redirects=False
            ) as answer:
                told = await _body(answer, rules.body_bytes_max)
                if told is None:
                    return NoAnswer(f"an answer of more than {rules.body_bytes_max} bytes")
                return Answered(answer.status, told, answer.headers)
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as error:
            return NotSent(_words(error))
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            return NoAnswer(_words(error))

    async def close(self) -> None:
        """End all connections; what is under way is not known to have been done."""
        self._is_closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> ClientSession:
        from aiohttp import ClientSession, ClientTimeout, TCPConnector

        rules = self._rules
        self._session = ClientSession(
            headers=self._headers,
            connector=TCPConnector(limit=rules.connections_max),
            timeout=ClientTimeout(
                total=None,
                connect=rules.connect_s,
                sock_connect=rules.connect_s,
                sock_read=rules.answer_s,
            ),
        )
        return self._session


async def _body(answer: ClientResponse, bytes_max: int) -> bytes | None:
    """Read an answer whole, None where it is too long."""
    if answer.content_length is not None:
        return await answer.read() if answer.content_length <= bytes_max else None
    told = bytearray()
    async for chunk in answer.content.iter_any():
        told += chunk
        if len(told) > bytes_max:
            return None
    return bytes(told)


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
