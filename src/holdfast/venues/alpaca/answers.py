"""What an answer proves: that it was done, that it never was, or that nobody knows."""

from __future__ import annotations

from holdfast.transport.http import Answered, NoAnswer, NotSent, Outcome
from holdfast.venues.alpaca.wire import Malformed, SaidError, decoded

_TOO_MANY = 429
_SERVER = 500


def unknown(outcome: Outcome) -> str:
    """Say why nobody knows whether it was done, or that it was not; empty where all is clear."""
    if isinstance(outcome, NotSent | NoAnswer):
        return outcome.why
    if outcome.status == _TOO_MANY:
        return "429: too many requests"
    return f"HTTP {outcome.status}" if outcome.status >= _SERVER else ""


def never_left(outcome: Outcome) -> bool:
    """Tell whether it was provably not done: it never left, or was turned away unread."""
    return isinstance(outcome, NotSent) or is_turned_away(outcome)


def is_turned_away(outcome: Outcome) -> bool:
    """Tell whether it was one request too many, and was not read."""
    return isinstance(outcome, Answered) and outcome.status == _TOO_MANY


def error_of(answer: Answered) -> SaidError:
    said = decoded(SaidError, answer.body)
    if isinstance(said, Malformed):
        return SaidError(f"HTTP {answer.status}", answer.status)
    return SaidError(said.message, said.code or answer.status, said.existing_order_id)
