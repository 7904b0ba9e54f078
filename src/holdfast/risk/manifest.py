"""Disable a strategy that trades more instruments, or at more venues, than it was let loose on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.policy import PASSES, Case, Check, Finding, Trip
from holdfast.core.scoped import ScopeState
from holdfast.messages.refusals import Reason
from holdfast.model.trading import Latch, TradingState


def judge(case: Case) -> Finding:
    """Count the instruments, and venues, that each scope has traded, this order's included."""
    limits = case.limits
    if limits.instruments_max is None and limits.venues_max is None:
        return PASSES
    finding = PASSES
    for scope in case.scopes:
        own = scope.limits
        for name, what, seen, most in (
            (case.order.instrument, "instruments", scope.instruments, own.instruments_max),
            (case.listing.venue, "venues", scope.venues, own.venues_max),
        ):
            if most is None:
                continue
            count = len(seen) if name in seen else len(seen) + 1
            if count > most:
                return _disabled(case, scope, what, seen, most)
            if finding.limit is None:
                finding = Finding(Decimal(count), Decimal(most), Decimal(len(seen)))
    return finding


def _disabled(
    case: Case, scope: ScopeState, what: str, seen: Mapping[str, None], most: int
) -> Finding:
    detail = f"{scope.key} may trade {most} {what}, and has traded {', '.join(seen)}"
    field = "instrument" if what == "instruments" else "venue"
    used = Decimal(len(seen))
    found = case.over(Reason.MANIFEST, detail, field, used + 1, Decimal(most), used, scope)
    if not scope.scope.strategy:
        return found
    return replace(found, trip=Trip(scope.scope, TradingState.HALTED, Latch.PERSON, detail))


manifest = Check(
    "manifest",
    ("RC29",),
    judge,
    lets_reducing=True,
    lets_slices=True,
    lets_replaces=True,
    where=("instruments_max", "venues_max"),
)
