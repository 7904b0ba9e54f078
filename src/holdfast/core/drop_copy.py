"""Drop copy: executions of a second, independent feed held against our own, one by one.

Either side may come first, and the other has a few seconds. What then stands on one side alone,
or differs, is a discrepancy and stops its instrument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from holdfast.core.alert_kinds import DROP_COPY
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.watch import WAITING_FILLS_MAX, FillKey, can_be_late
from holdfast.messages import drop_copy as d
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages import watched as w
from holdfast.messages.reports import VenueFills
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import Nanos
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, Stop

ROWS = ("RC22",)  # the controls that it holds, by their ids

_Fills = Callable[[Ledger, VenueFills, Stamp, Policies], Iterable[e.Event]]


def compared(decide: _Fills) -> _Fills:
    """Have own fills held against drop copies, where there is any."""

    def decided(
        ledger: Ledger, report: VenueFills, stamp: Stamp, policies: Policies
    ) -> Iterable[e.Event]:
        events = decide(ledger, report, stamp, policies)
        return _with_copy(ledger, events) if ledger.watch.copies else events

    return decided


def _with_copy(ledger: Ledger, events: Iterable[e.Event]) -> Iterator[e.Event]:
    own: list[d.DropCopyFills] = []
    for event in events:
        yield event
        if isinstance(event, e.OrderFilled):
            fill = _as_copy(ledger, event)
            copy = ledger.watch.copies.get(fill.venue)
            if copy is not None and fill.at >= copy.begun_at:
                own.append(fill)
    for fill in own:
        yield from _met(ledger, fill, is_own=True)


def fills(
    ledger: Ledger, report: d.DropCopyFills, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take an execution of the drop copy; told again it changes nothing."""
    account = ledger.accounts.get(report.account)
    if account is not None and report.exec_id in account.busted:
        return ()
    own = None if account is None else account.fills.get(report.exec_id)
    if own is None:
        return _met(ledger, report, is_own=False)
    return _judged(ledger, _as_copy(ledger, own), report)


def connects(
    ledger: Ledger, report: d.DropCopyConnects, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Hold own fills against the feed from now on."""
    copy = ledger.watch.copies.get(report.venue)
    return () if copy is not None and copy.is_up else (w.CopyConnected(report.venue),)


def disconnects(
    ledger: Ledger, report: d.DropCopyDisconnects, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Conclude nothing while the feed is away; a person is told."""
    copy = ledger.watch.copies.get(report.venue)
    is_news = copy is not None and copy.is_up
    return (w.CopyLost(report.venue, report.detail),) if is_news else ()


def fills_due(ledger: Ledger, at: Nanos) -> Iterator[e.Event]:
    """Judge what has waited for its other side for too long."""
    for key, each in tuple(ledger.watch.waiting.items()):
        if each.due_at > at or not can_be_late(ledger.watch, each):
            continue
        account = ledger.accounts.get(key[0])
        own = None if account is None or each.is_own else account.fills.get(key[1])
        if own is not None:
            # it was booked by another way than a report of its own
            yield from _judged(ledger, _as_copy(ledger, own), each.fill)
            continue
        side = "own books" if each.is_own else "drop copy"
        yield from _mismatch(ledger, each.fill, f"execution stands in the {side} alone")


def _as_copy(ledger: Ledger, event: e.OrderFilled) -> d.DropCopyFills:
    """Say an own fill in the words of the other side."""
    terms = ledger.orders[event.order_id].terms
    return d.DropCopyFills(
        ledger.venue_of(terms),
        terms.account,
        event.exec_id,
        event.order_id,
        terms.instrument,
        terms.side,
        event.qty,
        event.price,
        event.traded_at,
    )


def _met(ledger: Ledger, fill: d.DropCopyFills, *, is_own: bool) -> Iterator[e.Event]:
    """Compare with the other side if it is there, else wait for it."""
    key = _key(fill)
    if key in ledger.watch.mismatched:
        return
    other = ledger.watch.waiting.get(key)
    if other is not None and (other.is_own is not is_own or other.fill != fill):
        own, told = (fill, other.fill) if is_own else (other.fill, fill)
        yield from _judged(ledger, own, told)
    elif other is None and len(ledger.watch.waiting) >= WAITING_FILLS_MAX:
        yield from _mismatch(ledger, fill, f"{WAITING_FILLS_MAX} executions wait already")
    elif other is None:
        yield w.FillAwaited(fill, is_own)


def _judged(ledger: Ledger, own: d.DropCopyFills, told: d.DropCopyFills) -> Iterator[e.Event]:
    if _key(own) in ledger.watch.mismatched:
        return
    if _terms(own) != _terms(told):
        difference = f"own {_text(own)}, drop copy {_text(told)}"
        yield from _mismatch(ledger, own, f"execution differs: {difference}")
    elif _key(own) in ledger.watch.waiting:
        yield w.FillMatched(own.account, own.exec_id)


def _mismatch(ledger: Ledger, fill: d.DropCopyFills, detail: str) -> Iterator[e.Event]:
    yield w.FillMismatched(fill.account, fill.exec_id)
    subject = f"{DROP_COPY} {fill.account} {fill.exec_id}"
    yield e.DiscrepancyFound(subject, detail, f"{fill.venue} {fill.order_ref}: {_text(fill)}")
    scope = Scope(instrument=fill.instrument)
    state = ledger.scope_of(scope)
    is_stopped = state is not None and DROP_COPY in state.stops
    if fill.instrument in ledger.instruments and not is_stopped:
        why = f"execution {fill.exec_id}: {detail}"
        freeze = ledger.watch.policy.freeze
        stop = Stop(DROP_COPY, freeze, Latch.PERSON, "", why, ledger.at)
        yield g.ScopeStopped(scope, stop)


def _key(fill: d.DropCopyFills) -> FillKey:
    return (fill.account, fill.exec_id)


def _terms(fill: d.DropCopyFills) -> tuple[object, ...]:
    return (fill.venue, fill.instrument, fill.side, fill.qty, fill.price)


def _text(fill: d.DropCopyFills) -> str:
    return f"{fill.side} {fill.qty} {fill.instrument} at {fill.price}"
