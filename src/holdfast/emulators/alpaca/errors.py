"""The venue's own noes: an HTTP status, its number, its words, and what it tells beside."""

from __future__ import annotations

MISSING = 40010001
NOT_ALLOWED = 40310000
DAY_TRADE = 40310100
NOT_FOUND = 40410000
INVALID = 42210000
TOO_MANY = 42910000
BROKEN = 50010000

Fields = dict[str, object]


class ApiError(Exception):
    """A request that is answered with an error body; never seen outside this look-alike."""

    def __init__(self, status: int, code: int | None, message: str, **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.body: Fields = {**more, "message": message}
        if code is not None:
            self.body["code"] = code


def invalid(message: str, **more: object) -> ApiError:
    """Say that parameters are not acceptable."""
    return ApiError(422, INVALID, message, **more)


def missing(message: str) -> ApiError:
    """Say that a field is lacking."""
    return ApiError(422, MISSING, message)


def not_allowed(message: str, **more: object) -> ApiError:
    """Say that the account may not do this."""
    return ApiError(403, NOT_ALLOWED, message, **more)


def not_found(message: str) -> ApiError:
    """Say that there is no such thing."""
    return ApiError(404, NOT_FOUND, message)
