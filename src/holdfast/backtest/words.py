"""Figures as people read them, for terminal and page alike."""

from __future__ import annotations

from decimal import Decimal

from holdfast.backtest.ratios import Ratios
from holdfast.model.times import SECOND_NS

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def shown(number: Decimal | None, places: int) -> str:
    """Write a number to so many places, and a dash where there is none."""
    return "–" if number is None else format(number, f",.{places}f")


def per_cent(fraction: Decimal | None, places: int = 2) -> str:
    """Write a fraction as per cent."""
    return "–" if fraction is None else f"{shown(fraction * 100, places)} %"


def caution(ratios: Ratios, before: str) -> str:
    """Say what a ratio is not: one of a few returns, or of a few hours made yearly."""
    if ratios.few:
        return f"{before}too few returns to mean anything"
    return f"{before}less than a month, made yearly: no year is like it" if ratios.short else ""


def duration(ns: int | None) -> str:
    """Write a span in its two largest units."""
    if ns is None:
        return "–"
    left, parts = ns // SECOND_NS, []
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "under 1 s"
