"""Refusals in words: code, what is wrong, then measure, limit and headroom."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from holdfast.cli.printing import amount, lines
from holdfast.messages.refusals import Reason, Refusal

PLACES = 6
INDENT = "    "

# A limit's own unit may be none that people count in: by how much to multiply, and what it is then.
_SECONDS = (Decimal("1E-9"), " s")
_UNITS = {Reason.STALE_REFERENCE: _SECONDS, Reason.LOOK_ALIKE: _SECONDS}
_AS_IT_IS = (Decimal(1), "")


class Refusing(Protocol):
    """What became of one decision of a plan, as far as it was refused."""

    @property
    def index(self) -> int: ...
    @property
    def refusals(self) -> Sequence[Refusal]: ...


def refusal_line(refusal: Refusal) -> str:
    """Say it on one line; what a field's refusal says names the field already."""
    numbers = _numbers(refusal)
    told = f"{_words(refusal)} ({numbers})" if numbers else _words(refusal)
    block = refusal.block_id
    return f"{told}; a trader may acknowledge block {block} and send it again" if block else told


def refusal_lines(rows: Sequence[Refusing], width: int) -> str:
    """Say each refusal whole, by the path of its decision, the numbers on a line of their own."""
    told: list[str] = []
    for row in rows:
        for refusal in row.refusals:
            told.append(lines(f"decisions[{row.index}] {_words(refusal)}", INDENT, width))
            numbers = _numbers(refusal)
            if numbers:
                told.append(lines(f"{INDENT}{numbers}", INDENT, width))
    return "".join(f"{each}\n" for each in told)


def _words(refusal: Refusal) -> str:
    return f"{refusal.code} {refusal.detail}".strip()


def _numbers(refusal: Refusal) -> str:
    scale, unit = _UNITS.get(refusal.code, _AS_IT_IS)
    numbers = (
        ("measured", refusal.measured),
        ("limit", refusal.limit),
        ("headroom", refusal.headroom),
    )
    return ", ".join(
        f"{name} {amount(round(each * scale, PLACES))}{unit}"
        for name, each in numbers
        if each is not None
    )
