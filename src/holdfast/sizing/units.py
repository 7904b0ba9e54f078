"""Shares and contracts are units already."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import SizeCase
from holdfast.messages.refusals import Refusal


def units(case: SizeCase) -> Decimal | Refusal:
    """Return the asked number of units."""
    return case.size.value
