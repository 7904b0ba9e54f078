"""Splits: what is held changes, what rests is cancelled, and nothing trades until a person says so.

Orders and exits that were made before a split are in units and at prices that are no more, and
brokers treat them in their own ways, so none is left to work (F21).
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.entitled import may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.stopping import cancel_in
from holdfast.messages import control as k
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.principal import Role
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, Stop, TradingState

SPLIT = "split"  # the cause of the halt that a split brings
RATIO_MAX = 10_000


def apply_split(
    ledger: Ledger, command: k.ApplySplit, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Apply a split once: while its halt stands another is refused."""
    refusal = _not_applied(ledger, command)
    scope = Scope(instrument=command.instrument)
    if refusal is not None:
        yield e.RequestRefused(command.instrument, (refusal,))
        return
    yield from cancel_in(ledger, scope)
    name, by = command.instrument, command.principal
    yield d.SplitApplied(name, command.numerator, command.denominator, by, command.why)
    why = f"{command.numerator} for {command.denominator}: {command.why}"
    stop = Stop(SPLIT, TradingState.HALTED, Latch.PERSON, by, why, stamp.at, lets_reducing=False)
    yield g.ScopeStopped(scope, stop)


def _not_applied(ledger: Ledger, command: k.ApplySplit) -> Refusal | None:
    name = command.instrument
    if name not in ledger.instruments:
        detail = f"instrument {name} is not known"
        return Refusal(Reason.UNKNOWN_INSTRUMENT, detail, "instrument")
    for field in ("numerator", "denominator"):
        number = getattr(command, field)
        if not 0 < number <= RATIO_MAX:
            detail = f"{field} {number} must be from 1 to {RATIO_MAX}"
            return Refusal(Reason.INVALID_ORDER, detail, field)
    if command.numerator == command.denominator:
        return Refusal(Reason.NOTHING_TO_DO, "the split changes nothing", "numerator")
    if not command.why.strip():
        return Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    state = ledger.scope_of(Scope(instrument=name))
    if state is not None and SPLIT in state.stops:
        detail = f"a split of {name} waits to be confirmed: lift its halt first"
        return Refusal(Reason.ALREADY_EXISTS, detail, "instrument")
    return may_not_decide(ledger, command.principal, Role.RISK)
