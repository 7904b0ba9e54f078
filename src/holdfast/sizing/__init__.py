"""How much is asked? One sizer per unit of a plan's size.

A sizer is given a `SizeCase` (core.policy) and answers in units of the instrument, not yet
rounded to lots, or with a Refusal. The desk rounds down and never asks for more than this.
"""

from holdfast.core.policy import Sizer
from holdfast.messages.plan import SizeUnit
from holdfast.sizing.dollars import dollars
from holdfast.sizing.pct_equity import pct_equity
from holdfast.sizing.pct_equity_drawdown import pct_equity_drawdown
from holdfast.sizing.pct_risk import pct_risk
from holdfast.sizing.units import units

SIZERS: dict[str, Sizer] = {
    SizeUnit.SHARES: units,
    SizeUnit.CONTRACTS: units,
    SizeUnit.DOLLARS: dollars,
    SizeUnit.PCT_EQUITY: pct_equity,
    SizeUnit.PCT_EQUITY_DRAWDOWN: pct_equity_drawdown,
    SizeUnit.PCT_RISK: pct_risk,
}

__all__ = ["SIZERS"]
