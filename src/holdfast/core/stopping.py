"""Trading states and the kill switch: stop a scope, cancel what is open in it, go on again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.entitled import may_not_decide
from holdfast.core.ledger import NEVER, Ledger, Order
from holdfast.core.lineage import below
from holdfast.core.policy import Policies
from holdfast.core.proposing import propose
from holdfast.core.stopped import is_in, kill_of, tell_unprotected
from holdfast.core.winding_up import end_if_idle
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import OrderId, PrincipalId
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus
from holdfast.model.principal import Role
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import COMMAND, KILL, Latch, Stop, TradingState

ROWS = ("RC16",)  # the controls that it holds, by their ids

EXIT = "exit"  # the principal of a kill that the exit comparison asks for
SCOPES_MAX = 10_000
UNEXPLAINED = "no reason was given"

_ACTIVE = TradingState.ACTIVE
_PENDING_CANCEL = OrderStatus.PENDING_CANCEL


def set_state(
    ledger: Ledger, command: k.SetState, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Halt a scope, let it only reduce, or lift what stops it; a kill is never lifted so."""
    refusal = misnamed(ledger, command.scope)
    if refusal is None and not command.why.strip():
        refusal = Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    if refusal is not None:
        return _refused(command.scope, refusal)
    return _lift(ledger, command) if command.state is _ACTIVE else _stop(ledger, command, stamp)


def _stop(ledger: Ledger, command: k.SetState, stamp: Stamp) -> Iterable[e.Event]:
    refusal = may_not_decide(ledger, command.principal, Role.RISK)
    until = command.until
    if refusal is None and command.cause != COMMAND:
        detail = f"cause {command.cause} must be {COMMAND}: other causes are set by the desk"
        refusal = Refusal(Reason.INVALID_ORDER, detail, "cause")
    if refusal is None and until is not None and not stamp.at < until < NEVER:
        rule = "must be in the future" if until < NEVER else f"must be below {NEVER}"
        refusal = Refusal(Reason.INVALID_ORDER, f"until {until} {rule}", "until")
    if refusal is not None:
        return _refused(command.scope, refusal)
    latch = Latch.PERSON if until is None else Latch.TIME
    stop = Stop(COMMAND, command.state, latch, command.principal, command.why, stamp.at, until)
    return (g.ScopeStopped(command.scope, stop),)


def _lift(ledger: Ledger, command: k.SetState) -> Iterable[e.Event]:
    """Lift one cause: a trader what waits for a person, a risk officer all but a kill."""
    state = ledger.scope_of(command.scope)
    stop = None if state is None else state.stops.get(command.cause)
    if stop is None:
        detail = f"{command.scope.key} is not stopped by {command.cause}"
        return _refused(command.scope, Refusal(Reason.NOTHING_TO_DO, detail, "cause"))
    if stop.latch is Latch.TWO_PERSONS:
        detail = f"{command.cause} of {command.scope.key} takes a reset and a second person"
        return _refused(command.scope, Refusal(Reason.NOT_OVERRIDABLE, detail, "cause"))
    trader_may = stop.latch is Latch.PERSON and stop.cause != COMMAND
    roles = (Role.RISK, Role.TRADER) if trader_may else (Role.RISK,)
    refusal = may_not_decide(ledger, command.principal, *roles)
    if refusal is not None:
        return _refused(command.scope, refusal)
    return (g.StopLifted(command.scope, command.cause, command.principal, command.why),)


def kill(ledger: Ledger, command: k.Kill, stamp: Stamp, policies: Policies) -> Iterable[e.Event]:
    """Stop the scope first, then cancel all that is open in it; asked again, cancel again.

    Nobody needs a right or a reason to kill, only a scope that exists: one that is misspelt
    must not look like a job done.
    """
    refusal = misnamed(ledger, command.scope) or _too_many(ledger, command.scope)
    if refusal is not None:
        return _refused(command.scope, refusal)
    return _kill(ledger, command, stamp)


def _too_many(ledger: Ledger, scope: Scope) -> Refusal | None:
    """Bound the kills of names that need not be known; whatever is wider can still be killed."""
    is_open_ended = bool(scope.strategy or scope.trader)
    if not is_open_ended or len(ledger.scopes) < SCOPES_MAX or scope.key in ledger.scopes:
        return None
    detail = f"{SCOPES_MAX} scopes are governed already: kill the account, the venue or the firm"
    return Refusal(Reason.DESK_BUSY, detail, "scope")


def _kill(ledger: Ledger, command: k.Kill, stamp: Stamp) -> Iterator[e.Event]:
    known = kill_of(ledger.scope_of(command.scope))
    # a kill that lets reducing orders pass may be tightened, never the other way round
    if known is None or (known.lets_reducing and not command.reducing):
        why = command.why.strip() or UNEXPLAINED
        yield _killed(command.scope, command.principal, why, stamp.at, command.reducing)
    yield from cancel_in(ledger, command.scope)


def _killed(
    scope: Scope, principal: PrincipalId, why: str, at: Nanos, reducing: bool
) -> g.ScopeStopped:
    latch = Latch.TWO_PERSONS
    stop = Stop(KILL, TradingState.HALTED, latch, principal, why, at, lets_reducing=reducing)
    return g.ScopeStopped(scope, stop)


def cancel_in(ledger: Ledger, scope: Scope, made_by: Nanos = NEVER) -> Iterator[e.Event]:
    """Cancel every open and unknown order in scope, those too that were asked to go before.

    What was made after `made_by` stays: a kill has let it pass.
    """
    wanted: dict[OrderId, None] = {}
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        if order.created_at <= made_by and is_in(ledger, order, scope):
            wanted[order_id] = None
            wanted.update(dict.fromkeys(below(ledger, order_id)))
    yield from cancel_these(ledger, wanted, "killed", "a kill")


def cancel_these(
    ledger: Ledger, wanted: Iterable[OrderId], why: str, after: str
) -> Iterator[e.Event]:
    """Cancel these orders, stop the parents among them, and tell of what is bare without exits."""
    for order_id in wanted:
        yield from _cancel(ledger, ledger.orders[order_id], why)
    bare: dict[str, None] = {}
    for order_id in wanted:
        if order_id in ledger.parents:
            yield from end_if_idle(ledger, order_id)
        if entry_id := ledger.orders[order_id].terms.exit_of:
            bare[entry_id] = None
    for entry_id in bare:
        yield from tell_unprotected(ledger, ledger.orders[entry_id], after)


def _cancel(ledger: Ledger, order: Order, why: str) -> Iterator[e.Event]:
    """Send a cancel whatever was sent before: the first may be lost, a second does no harm."""
    if not order.is_open:
        return
    entry_id = order.terms.exit_of
    if entry_id and not ledger.brackets[entry_id].ended:
        yield e.BracketEnded(entry_id, f"exit {order.id} {why}")
    if order.id not in ledger.parents:
        yield e.CancelSent(order.id)
    elif order.status is not _PENDING_CANCEL:
        yield e.ParentStopping(order.id, OrderStatus.CANCELED, why)


def exit_mismatch(
    ledger: Ledger, command: k.ExitMismatch, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Kill the firm: what would have left is not what was approved, so nothing can be trusted."""
    known = kill_of(ledger.scope_of(FIRM))
    if known is None or known.lets_reducing:
        yield _killed(FIRM, EXIT, f"order {command.order_id}: {command.detail}", stamp.at, False)
    yield e.DiscrepancyFound(command.order_id, "did not leave: no approval fits", command.detail)
    yield from cancel_in(ledger, FIRM)


def reset_refusal(ledger: Ledger, command: k.ResetKill) -> Refusal | None:
    """Say why a reset cannot be proposed, None if it can."""
    if kill_of(ledger.scope_of(command.scope)) is None:
        detail = f"{command.scope.key} is not killed"
        return Refusal(Reason.NOTHING_TO_DO, detail, "scope")
    if not command.why.strip():
        return Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    return may_not_decide(ledger, command.principal, Role.RISK)


def reset_kill(
    ledger: Ledger, command: k.ResetKill, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Propose to end a kill; it holds until another person approves."""
    refusal = reset_refusal(ledger, command)
    if refusal is not None:
        return _refused(command.scope, refusal)
    return propose(ledger, command, stamp)


def kill_reset(ledger: Ledger, command: k.ResetKill, approved_by: PrincipalId) -> Iterator[e.Event]:
    """Say what follows once a second person has approved: the kill is lifted, if it still holds."""
    if kill_of(ledger.scope_of(command.scope)) is not None:
        yield g.StopLifted(command.scope, KILL, command.principal, command.why, approved_by)


def misnamed(ledger: Ledger, scope: Scope) -> Refusal | None:
    """Say which name of a scope is not known; strategies and traders may come later."""
    if scope.order_id and scope != Scope(order_id=scope.order_id):
        detail = f"scope.order_id {scope.order_id} must stand alone"
        return Refusal(Reason.INVALID_ORDER, detail, "scope.order_id")
    for field, code, known in (
        ("account", Reason.UNKNOWN_ACCOUNT, ledger.accounts),
        ("instrument", Reason.UNKNOWN_INSTRUMENT, ledger.instruments),
        ("venue", Reason.NOT_LISTED, ledger.listings),
        ("order_id", Reason.UNKNOWN_ORDER, ledger.orders),
    ):
        name = getattr(scope, field)
        if name and name not in known:
            return Refusal(code, f"scope.{field} {name} is not known", f"scope.{field}")
    return None


def _refused(scope: Scope, refusal: Refusal) -> tuple[e.Event, ...]:
    return (e.RequestRefused(scope.key, (refusal,)),)
