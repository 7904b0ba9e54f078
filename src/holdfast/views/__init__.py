"""What to show? Views: folds over the ledger that give structs for API, command line and JSON.

A view is a function that reads the ledger (and, where it says so, quotes, the market's tape or
journal entries) and writes nowhere. Numbers are exact Decimals, rounded only where they are
printed; times are RFC 3339 text. To add one: write its file, add its line to VIEWS.
"""

from collections.abc import Callable

from holdfast.views.accounts import accounts
from holdfast.views.alerts import alerts
from holdfast.views.blotter import blotter
from holdfast.views.breakers import breakers
from holdfast.views.explain import explain
from holdfast.views.exposure import exposure
from holdfast.views.fills import fills
from holdfast.views.limits import limits
from holdfast.views.positions import positions
from holdfast.views.protection import protection
from holdfast.views.readiness import readiness
from holdfast.views.self_assessment import self_assessment
from holdfast.views.spreads import spreads
from holdfast.views.tca import tca
from holdfast.views.watch import watch

VIEWS: dict[str, Callable[..., object]] = {
    "blotter": blotter,
    "fills": fills,
    "positions": positions,
    "accounts": accounts,
    "protection": protection,
    "exposure": exposure,
    "limits": limits,
    "explain": explain,
    "tca": tca,
    "readiness": readiness,
    "breakers": breakers,
    "spreads": spreads,
    "alerts": alerts,
    "watch": watch,
    "self_assessment": self_assessment,
}

__all__ = ["VIEWS"]
