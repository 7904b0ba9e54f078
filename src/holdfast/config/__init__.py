"""Typed settings, read once: what there is to set, and how it is read from file and environment.

Configuration holds addresses, names of secrets and sizes. Limits and accounts are set once from
it and change by command afterwards.
"""

from holdfast.config.faults import FaultSettings, PlannedFault
from holdfast.config.settings import (
    AccountSettings,
    DeskSettings,
    Environment,
    FeeScheduleName,
    MarketKind,
    MarketSettings,
    PaperSettings,
    PrincipalSettings,
    ServerSettings,
    Settings,
)

__all__ = [
    "AccountSettings",
    "DeskSettings",
    "Environment",
    "FaultSettings",
    "FeeScheduleName",
    "MarketKind",
    "MarketSettings",
    "PaperSettings",
    "PlannedFault",
    "PrincipalSettings",
    "ServerSettings",
    "Settings",
]
