"""Typed settings, read once: what there is to set, and how it is read from file and environment.

Configuration holds addresses, names of secrets and sizes. Limits and accounts are set once from
it and change by command afterwards.
"""

from holdfast.config.faults import FaultSettings, PlannedFault
from holdfast.config.settings import (
    AbilitiesName,
    AccountSettings,
    AlertSettings,
    AlgoSettings,
    AlpacaSettings,
    ChannelSettings,
    CustomAlgoSettings,
    DeskSettings,
    Environment,
    FeeScheduleName,
    GuardSettings,
    HealthSettings,
    LimitSettings,
    MarketKind,
    MarketSettings,
    PaperSettings,
    PrincipalSettings,
    ReconcileSettings,
    ServerSettings,
    Settings,
    VenueKind,
    VenueSettings,
    WeightSettings,
)

__all__ = [
    "AbilitiesName",
    "AccountSettings",
    "AlertSettings",
    "AlgoSettings",
    "AlpacaSettings",
    "ChannelSettings",
    "CustomAlgoSettings",
    "DeskSettings",
    "Environment",
    "FaultSettings",
    "FeeScheduleName",
    "GuardSettings",
    "HealthSettings",
    "LimitSettings",
    "MarketKind",
    "MarketSettings",
    "PaperSettings",
    "PlannedFault",
    "PrincipalSettings",
    "ReconcileSettings",
    "ServerSettings",
    "Settings",
    "VenueKind",
    "VenueSettings",
    "WeightSettings",
]
