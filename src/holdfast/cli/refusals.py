"""A refusal on one line: code, what is wrong, measure, limit and headroom."""

from __future__ import annotations

from holdfast.cli.printing import amount
from holdfast.messages.refusals import Refusal

PLACES = 6


def refusal_line(refusal: Refusal) -> str:
    """Say it for people; what a field's refusal says names the field already."""
    words = [str(refusal.code)]
    if refusal.detail:
        words.append(refusal.detail)
    numbers = (
        ("measured", refusal.measured),
        ("limit", refusal.limit),
        ("headroom", refusal.headroom),
    )
    known = [f"{name} {amount(round(each, PLACES))}" for name, each in numbers if each is not None]
    if known:
        words.append(f"({', '.join(known)})")
    return " ".join(words)
