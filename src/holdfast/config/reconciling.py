"""How the settings have accounts compared, in the core's own terms."""

from __future__ import annotations

from holdfast.config.settings import ReconcileSettings
from holdfast.core.kinds import KINDS
from holdfast.model.difference import Kind, ReconcilePolicy

SECOND_NS = 1_000_000_000


def reconcile_policy(settings: ReconcileSettings) -> ReconcilePolicy:
    """Return how pictures of accounts are judged; kinds that are as by default are left out."""
    chosen = {
        Kind.POSITION: settings.position,
        Kind.CASH: settings.cash,
        Kind.ORDER_ALIVE: settings.order_alive,
    }
    return ReconcilePolicy(
        settings.window_s * SECOND_NS,
        settings.cash_tolerance,
        settings.buying_power_tolerance,
        {kind: policy for kind, policy in chosen.items() if policy is not KINDS[kind].policy},
    )
