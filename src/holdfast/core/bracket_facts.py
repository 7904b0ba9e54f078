"""Facts of brackets: what their exits are for, closed by others, ended."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.messages import events as e


def bracket_reduced(ledger: Ledger, event: e.BracketReduced) -> None:
    ledger.brackets[event.order_id].closed += event.qty
    track_bracket(ledger, event.order_id)


def bracket_ended(ledger: Ledger, event: e.BracketEnded) -> None:
    ledger.brackets[event.order_id].ended = True
    track_bracket(ledger, event.order_id)


def track_bracket(ledger: Ledger, entry_id: str) -> None:
    """Keep an entry among those with something to protect as long as it has, or may get, any."""
    entry, bracket = ledger.orders[entry_id], ledger.brackets[entry_id]
    live = ledger.accounts[entry.terms.account].brackets
    held = entry.cum_qty - bracket.exited - bracket.closed
    if not bracket.ended and (entry.is_open or held > 0):
        live.setdefault(entry.terms.instrument, {})[entry_id] = None
        return
    entries = live.get(entry.terms.instrument)
    if entries is not None:
        entries.pop(entry_id, None)
        if not entries:
            del live[entry.terms.instrument]
