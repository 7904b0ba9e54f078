"""Refuse what could take the scope too far to one side of the market."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import held_to, net_in
from holdfast.core.policy import Case, Check, Finding
from holdfast.core.scoped import ScopeState
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Add net holdings and everything open on the order's side, never netting the other.

    Below zero it lies on the other side, which this order can but bring nearer.
    """
    return held_to(case, "net_notional_max", Reason.NET_NOTIONAL_MAX, _measure, _words)


def _measure(
    case: Case, scope: ScopeState, reference: Decimal, value: Decimal
) -> tuple[Decimal, Decimal]:
    net, tally = net_in(case, scope, reference), scope.tally
    side = net + tally.open_buys if case.order.side is _BUY else tally.open_sells - net
    used = side - case.given_value
    return used, used + value


def _words(case: Case, scope: ScopeState, measured: Decimal) -> str:
    way = "long" if case.order.side is _BUY else "short"
    return f"{scope.key} could come to be {plain(measured)} {way}"


net_notional = Check(
    "net_notional", ("RC06",), judge, lets_reducing=True, yields=True, where=("net_notional_max",)
)
