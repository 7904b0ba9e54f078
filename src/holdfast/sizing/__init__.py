"""How much is asked? One sizer per unit of a plan's size.

A sizer is given a `SizeCase` (core.policy) and answers in units of the instrument, not yet
rounded to lots, or with a Refusal. The desk rounds down and never asks for more than this.
"""

from holdfast.core.policy import Sizer
from holdfast.messages.plan import SizeUnit
from holdfast.sizing.dollars import dollars
from holdfast.sizing.pct_equity import pct_equity
from holdfast.sizing.units import units

SIZERS: dict[str, Sizer] = {
    SizeUnit.SHARES: units,
    SizeUnit.CONTRACTS: units,
    SizeUnit.DOLLARS: dollars,
    SizeUnit.PCT_EQUITY: pct_equity,
}

__all__ = ["SIZERS"]
