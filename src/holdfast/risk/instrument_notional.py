"""Refuse what could hold more value of one instrument than the scope may."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import held_to, worst_in
from holdfast.core.policy import Case, Check, Finding
from holdfast.core.scoped import ScopeState
from holdfast.core.valuation import worth
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Value the worst position on the order's side: the order at its worst, the rest at the mid."""
    code = Reason.INSTRUMENT_NOTIONAL_MAX
    return held_to(case, "instrument_notional_max", code, _measure, _words)


def _measure(
    case: Case, scope: ScopeState, reference: Decimal, value: Decimal
) -> tuple[Decimal, Decimal]:
    units = worst_in(case, scope, is_buy=case.order.side is _BUY)
    used = worth(units, reference, case.instrument.multiplier)
    return used, used + value


def _words(case: Case, scope: ScopeState, measured: Decimal) -> str:
    return f"{case.order.instrument} in {scope.key} could come to {plain(measured)}"


instrument_notional = Check(
    "instrument_notional",
    ("RC06",),
    judge,
    lets_reducing=True,
    yields=True,
    where=("instrument_notional_max",),
)
