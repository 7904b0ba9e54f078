"""Facts of drop copies: feeds that come and go, executions that wait for their other side."""

from __future__ import annotations

from holdfast.core.lapse_times import sooner
from holdfast.core.ledger import Ledger
from holdfast.core.watch import MISMATCHES_KEPT_MAX, Copy, WaitingFill
from holdfast.messages import watched as w


def copy_connected(ledger: Ledger, event: w.CopyConnected) -> None:
    watch, at = ledger.watch, ledger.at
    copy = watch.copies.setdefault(event.venue, Copy(is_up=True, begun_at=at))
    copy.is_up = True
    copy.begun_at = min(copy.begun_at, at)
    # what was filled meanwhile has the whole time once more
    due_at = at + watch.policy.match_within_ns
    for each in watch.waiting.values():
        if each.is_own and each.fill.venue == event.venue:
            each.due_at = due_at
            sooner(ledger, due_at)


def copy_lost(ledger: Ledger, event: w.CopyLost) -> None:
    ledger.watch.copies[event.venue].is_up = False


def fill_awaited(ledger: Ledger, event: w.FillAwaited) -> None:
    watch, fill = ledger.watch, event.fill
    due_at = ledger.at + watch.policy.match_within_ns
    watch.waiting[fill.account, fill.exec_id] = WaitingFill(fill, event.is_own, due_at)
    if not event.is_own and fill.venue in watch.copies:
        watch.copies[fill.venue].heard_at = fill.at
    sooner(ledger, due_at)


def fill_matched(ledger: Ledger, event: w.FillMatched) -> None:
    waiting = ledger.watch.waiting.pop((event.account, event.exec_id))
    copy = ledger.watch.copies.get(waiting.fill.venue)
    if copy is not None:
        copy.heard_at = max(copy.heard_at, waiting.fill.at)


def fill_mismatched(ledger: Ledger, event: w.FillMismatched) -> None:
    watch, key = ledger.watch, (event.account, event.exec_id)
    watch.waiting.pop(key, None)
    while len(watch.mismatched) >= MISMATCHES_KEPT_MAX:
        del watch.mismatched[next(iter(watch.mismatched))]
    watch.mismatched[key] = None
