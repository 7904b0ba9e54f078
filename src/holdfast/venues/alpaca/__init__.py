"""Alpaca: US equities, options and crypto over the Trading API v2 and its order stream.

`encode` says requests as HTTP calls, `wire` reads what comes back, `chains` makes one order of
the several that Alpaca makes of it; all three are pure. `asking` and `picture` ask, `venue` is the
shell. Facts that could not be confirmed against the broker itself are listed in docs/VENUES.md.
"""

from holdfast.venues.alpaca.access import AlpacaAccess, AlpacaRules
from holdfast.venues.alpaca.venue import Alpaca

__all__ = ["Alpaca", "AlpacaAccess", "AlpacaRules"]
