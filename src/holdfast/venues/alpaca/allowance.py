"""How many requests Alpaca still takes this minute, by what it says with each answer.

Source: the headers `X-RateLimit-Remaining` and `X-RateLimit-Reset` (Unix seconds) of its replies.
"""

from __future__ import annotations

from collections.abc import Mapping

from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS
from holdfast.transport.http import Answered, HttpClient, Outcome
from holdfast.venues.alpaca.answers import is_turned_away

# so many are left to orders, cancels and what the desk asks
KEPT = 30
# a reset that lies further ahead than this is none
RESET_MAX_NS = 120 * SECOND_NS
# its clock may be behind ours
LATER_NS = SECOND_NS // 4


class Allowance:
    """An HTTP client that keeps in mind what is left of its minute."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        self._left: int | None = None
        self._reset_at: Nanos = 0

    async def ask(self, method: str, path: str, body: bytes | None = None) -> Outcome:
        """Send one request and wait for its answer."""
        outcome = await self._http.ask(method, path, body)
        if isinstance(outcome, Answered):
            self._note(outcome.headers)
        return outcome

    def is_short(self, at: Nanos) -> bool:
        """Tell whether what can wait should wait until the minute is over."""
        if self._left is None or self._left > KEPT:
            return False
        return at < self._reset_at <= at + RESET_MAX_NS

    def again_at(self, outcome: Outcome, at: Nanos) -> Nanos:
        """Say when a request that was turned away may be asked again: soon where none tells.

        0 for what came of any other.
        """
        if not is_turned_away(outcome):
            return 0
        is_told = at < self._reset_at <= at + RESET_MAX_NS
        return self._reset_at + LATER_NS if is_told else at + SECOND_NS

    async def close(self) -> None:
        """Close the client."""
        await self._http.close()

    def _note(self, headers: Mapping[str, str]) -> None:
        left, reset = headers.get("X-RateLimit-Remaining"), headers.get("X-RateLimit-Reset")
        if left is not None and reset is not None and left.isdigit() and reset.isdigit():
            self._left, self._reset_at = int(left), int(reset) * SECOND_NS
