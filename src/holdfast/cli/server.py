"""Ask the running desk over HTTP, in the operations' own types."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from holdfast.api.errors import ErrorBody, ErrorDetail
from holdfast.api.operation import Operation
from holdfast.cli.exits import Code, stop
from holdfast.cli.refusals import refusal_line
from holdfast.cli.resources import held
from holdfast.messages.refusals import Reason

Request = TypeVar("Request", bound=msgspec.Struct)
Reply = TypeVar("Reply", bound=msgspec.Struct)
Answer = TypeVar("Answer")

TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 3
PAGE_ROWS = 1_000
PRINCIPAL_VARIABLE = "HOLDFAST_PRINCIPAL"

Fields = dict[str, object]


def headers(principal: str = "") -> dict[str, str]:
    """Say who sits at this terminal, where it is not the desk's own principal."""
    named = principal or os.environ.get(PRINCIPAL_VARIABLE, "")
    if not named.isascii() or not named.isprintable():
        stop(Code.USAGE, f"principal {named!r} must be plain text")
    return {"x-principal": named} if named else {}


class Unreachable(Exception):
    """Nobody took the request, so nothing was asked."""


def reached(ask: Callable[[], Answer]) -> Answer:
    """Do what only a running desk can do; where there is none, say what to start."""
    try:
        return ask()
    except Unreachable as error:
        stop(Code.UNREACHABLE, f"{error}; start one with `holdfast serve`")


class Server:
    """One desk at one address."""

    def __init__(self, url: str, principal: str = "") -> None:
        self.url = url
        self._http = held(
            httpx.Client(
                base_url=url,
                timeout=httpx.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
                headers=headers(principal),
                trust_env=False,
            )
        )

    def ask(self, operation: Operation[Request, Reply], request: Request) -> Reply:
        """Ask and return the reply.

        Raises Unreachable where nobody took the request. A desk that says no ends the command
        with its reasons.
        """
        answer = self._send(operation, request)
        if answer.status_code != httpx.codes.OK:
            _refused(answer)
        try:
            return msgspec.json.decode(answer.content, type=operation.reply)
        except msgspec.MsgspecError:
            _no_desk(answer)

    def pages(self, operation: Operation[Request, Reply], request: Request) -> Iterator[Reply]:
        """Ask for one page after the other."""
        cursor = ""
        while True:
            asked = msgspec.structs.replace(request, cursor=cursor, limit=PAGE_ROWS)
            page = self.ask(operation, asked)
            yield page
            cursor = getattr(page, "next_cursor", "")
            if not cursor:
                return

    def _send(self, operation: Operation[Request, Reply], request: Request) -> httpx.Response:
        path, rest = _path(operation.path, msgspec.to_builtins(request))
        try:
            if operation.method in ("GET", "DELETE"):
                return self._http.request(operation.method, path, params=_query(rest))
            return self._http.request(operation.method, path, json=rest)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Unreachable(f"no desk answers at {self.url}") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            stop(Code.USAGE, f"--url {self.url} must be an address such as http://127.0.0.1:50051")
        except httpx.HTTPError as error:
            lost = f"the desk at {self.url} did not answer ({type(error).__name__})"
            again = "" if operation.reads else "; whether it acted is known to the desk alone"
            stop(Code.UNREACHABLE, lost + again)


def _path(template: str, named: dict[str, object]) -> tuple[str, Fields]:
    """Put fields into the path; of the others those remain that say anything."""
    rest: Fields = {}
    path = template
    for name, value in named.items():
        if f"{{{name}}}" in template:
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        elif value is not None and value != "" and value is not False:
            rest[name] = value
    return path, rest


def _query(fields: Fields) -> dict[str, str]:
    return {name: "true" if each is True else str(each) for name, each in fields.items()}


def _no_desk(answer: httpx.Response) -> NoReturn:
    """Whoever listens there speaks another language, or that of another version."""
    told = f"{answer.status_code} to {answer.request.method} {answer.url}"
    stop(Code.UNREACHABLE, f"what answers at {answer.url.host} is no desk of this version: {told}")


def _refused(answer: httpx.Response) -> NoReturn:
    """End the command with every reason, one a line, and the code that fits."""
    try:
        error = msgspec.json.decode(answer.content, type=ErrorBody).error
    except msgspec.MsgspecError:
        stop(
            Code.UNREACHABLE, f"what answers at {answer.url.host} is no desk: {answer.status_code}"
        )
    stop(_code(answer.status_code, error), *_reasons(error), detail=error)


def _code(status: int, error: ErrorDetail) -> Code:
    if error.code == Reason.DESK_BUSY:
        return Code.UNREACHABLE
    if error.code == Reason.DESK_HALTED or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Code.CANNOT
    return Code.NO if error.refusals else Code.USAGE


def _reasons(error: ErrorDetail) -> tuple[str, ...]:
    if error.refusals:
        return tuple(map(refusal_line, error.refusals))
    return tuple(str(fault) for fault in error.errors) or (f"{error.code} {error.message}",)
