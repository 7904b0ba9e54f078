"""What routes have in common: reading a query, and answering as the venue does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from holdfast.emulators.alpaca.errors import ApiError, invalid
from holdfast.emulators.alpaca.wire import as_json
from holdfast.model.numbers import Nanos
from holdfast.model.times import parse_moment

Answer = Callable[[Request], Awaitable[Response]]


def told(value: object, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(as_json(value), status, media_type="application/json")


def guarded(answer: Answer) -> Answer:
    """Turn the venue's own errors into their bodies."""

    async def answering(request: Request) -> Response:
        try:
            return await answer(request)
        except ApiError as error:
            return told(error.body, error.status)

    return answering


def whole(request: Request, name: str, usual: int, most: int) -> int:
    """Read a count of the query."""
    text = request.query_params.get(name)
    if not text:
        return usual
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise invalid(f"{name} must be between 1 and {most}")
    return int(text)


def moment_of(request: Request, name: str) -> Nanos | None:
    """Read a time of the query: RFC 3339, or a day."""
    text = request.query_params.get(name)
    if not text:
        return None
    text = text.replace(" ", "+")  # a plus that was not escaped
    at = parse_moment(f"{text}T00:00:00Z" if len(text) == len("2024-01-01") else text)
    if at is None:
        at = parse_moment(f"{text}Z")
    if at is None:
        raise invalid(f"invalid {name}: must be RFC3339")
    return at


def symbols_of(request: Request, name: str = "symbols") -> list[str]:
    """Read a list of symbols that stand between commas."""
    text = request.query_params.get(name) or ""
    return [each for each in text.split(",") if each]


def yes(request: Request, name: str) -> bool:
    return (request.query_params.get(name) or "").lower() in ("true", "1")
