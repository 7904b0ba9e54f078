"""Strategies before they trade: all their limits must be set, and a person lets them go."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.core.entitled import may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import StrategyId
from holdfast.model.limits import Limits
from holdfast.model.principal import Role
from holdfast.model.scope import Scope

ROWS = ("RC29",)  # the controls that it holds, by their ids

# what the sheet of a strategy's own scope must say before it may trade
MANIFEST = (
    "instruments_max",
    "venues_max",
    "order_qty_max",
    "order_value_max",
    "order_rate_max",
    "position_qty_max",
)


def start_strategy(
    ledger: Ledger, command: k.StartStrategy, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let a strategy trade, told of every limit that its own sheet still lacks; once."""
    strategy = command.strategy
    if not strategy:
        detail = "strategy must name one"
        return _refused(strategy, Refusal(Reason.INVALID_ORDER, detail, "strategy"))
    barred = may_not_decide(ledger, command.principal, Role.TRADER, Role.RISK)
    if barred is not None:
        return _refused(strategy, barred)
    lacking = tuple(
        Refusal(
            Reason.MANIFEST,
            f"limits.{name} of strategy {strategy} must be set before it starts",
            f"limits.{name}",
            scope=Scope(strategy=strategy).key,
        )
        for name in unset(ledger, strategy)
    )
    if lacking:
        return _refused(strategy, *lacking)
    if strategy in ledger.strategies_started:
        return ()
    return (g.StrategyStarted(strategy, command.principal, command.why),)


def unset(ledger: Ledger, strategy: StrategyId) -> tuple[str, ...]:
    """Name the limits of its manifest that a strategy's own sheet does not set."""
    state = ledger.scopes.get(Scope(strategy=strategy).key)
    limits = Limits() if state is None else state.limits
    return tuple(name for name in MANIFEST if getattr(limits, name) is None)


def _refused(strategy: StrategyId, *refusals: Refusal) -> tuple[e.Event, ...]:
    return (e.RequestRefused(strategy, refusals),)
