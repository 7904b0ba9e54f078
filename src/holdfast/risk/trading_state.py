"""Refuse what a trading state, a kill or a desk that is not armed does not let pass."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.core.scoped import ScopeState
from holdfast.core.stopped import lets_pass, own_scopes
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.trading import KILL, Stop, TradingState

_ACTIVE = TradingState.ACTIVE
_CODES = {
    TradingState.REDUCING: Reason.REDUCING_ONLY,
    TradingState.HALTED: Reason.TRADING_HALTED,
}


def judge(case: Case) -> Finding:
    """Look at every scope that the order is in; the strictest stop is the one that is told.

    Slices, exits and changes are judged like new orders. A change that only takes quantity
    away is as good as a cancel, and passes.
    """
    if case.ledger.is_armed:
        for scope in case.scopes:
            if scope.state is not _ACTIVE:
                return _judged(case)
        if case.replaces is None and not case.order.parent_id and not case.ledger.questions.down:
            return PASSES
    return _judged(case)


def _judged(case: Case) -> Finding:
    if _only_shrinks(case):
        return PASSES
    order, ledger = case.order, case.ledger
    refusals: list[Refusal] = []
    own = own_scopes(ledger, order, "" if case.replaces is None else case.replaces.id)
    for state in (*case.scopes, *own):
        for stop in state.stops.values():
            if not lets_pass(
                stop,
                case.stamp.at,
                is_exit=bool(order.exit_of),
                can_only_reduce=case.reduces,
                says_so=order.reduce_only,
            ):
                refusals.append(_refusal(state, stop))
    if not case.reduces:
        down = _down(case)
        if down is not None:
            refusals.append(down)
        if not refusals and not ledger.is_armed:
            refusals.append(Refusal(Reason.NOT_ARMED, _blockers(case)))
    if not refusals:
        return PASSES
    return Finding(refusal=next((each for each in refusals if each.code == _KILLED), refusals[0]))


_KILLED = Reason.KILLED


def _only_shrinks(case: Case) -> bool:
    old, new = case.replaces, case.order
    return old is not None and (
        new.qty <= old.qty
        and new.limit_price == old.limit_price
        and new.stop_price == old.stop_price
    )


def _refusal(state: ScopeState, stop: Stop) -> Refusal:
    is_kill = stop.cause == KILL
    what = "killed" if is_kill else f"{stop.state} by {stop.cause}"
    detail = f"{state.key} is {what}: {stop.why}"
    return Refusal(_KILLED if is_kill else _CODES[stop.state], detail, scope=state.key)


def _down(case: Case) -> Refusal | None:
    """Refuse what would add risk at a venue that says nothing of what becomes of it."""
    down = case.ledger.questions.down
    venue = case.ledger.venue_of(case.order) if down else ""
    if venue not in down:
        return None
    return Refusal(Reason.VENUE_DOWN, f"the session of {venue} is down: {down[venue]}", "venue")


def _blockers(case: Case) -> str:
    ledger = case.ledger
    open_faults = (why for name, why in ledger.faults.items() if name not in ledger.overridden)
    return f"the desk is not armed, only reducing orders pass: {'; '.join(open_faults)}"


trading_state = Check("trading_state", ("RC16",), judge, stands=True)
