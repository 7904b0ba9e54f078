"""Facts of brackets: what their exits are for, closed by others, ended."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exits import held_by
from holdfast.core.ledger import Bracket, Ledger, Order
from holdfast.core.must import must
from holdfast.core.stops import is_tighter
from holdfast.messages import contingent as o
from holdfast.messages import events as e
from holdfast.model.contingency import TriggerMode
from holdfast.model.numbers import ZERO


def bracket_reduced(ledger: Ledger, event: e.BracketReduced) -> None:
    ledger.brackets[event.order_id].closed += event.qty
    track_bracket(ledger, event.order_id)


def bracket_ended(ledger: Ledger, event: e.BracketEnded) -> None:
    ledger.brackets[event.order_id].ended = True
    track_bracket(ledger, event.order_id)


def stop_moved(ledger: Ledger, event: o.StopMoved) -> None:
    entry, bracket = ledger.orders[event.order_id], ledger.brackets[event.order_id]
    must(
        is_tighter(entry, bracket, event.price),
        f"I18: the stop of {event.order_id} would loosen to {event.price}",
    )
    bracket.stop = event.price


def stop_watched(ledger: Ledger, event: o.StopWatched) -> None:
    ledger.brackets[event.order_id].bands = event.bands


def way_made(ledger: Ledger, event: o.WayMade) -> None:
    ledger.lists.waiting[event.order_id] = None


def exits_due(ledger: Ledger, event: o.ExitsDue) -> None:
    ledger.lists.waiting.pop(event.order_id, None)


def opened_bracket(ledger: Ledger, entry: Order) -> None:
    """Make the bracket of an entry that exits are to follow."""
    ledger.brackets[entry.id] = Bracket()
    terms = entry.terms.bracket
    is_full = terms is not None and terms.mode is TriggerMode.FULL
    if is_full or ledger.abilities_of(entry.terms).holds_for_orders:
        ledger.lists.waiting[entry.id] = None
    track_bracket(ledger, entry.id)


def exit_traded(ledger: Ledger, order: Order, qty: Decimal) -> None:
    """Count what an exit has closed of its entry, below zero what was taken back."""
    bracket = ledger.brackets[order.terms.exit_of]
    bracket.exited += qty
    index = order.terms.exit_index
    if index:
        bracket.target_fills[index] = bracket.target_fills.get(index, ZERO) + qty


def track_bracket(ledger: Ledger, entry_id: str) -> None:
    """Keep an entry among those with something to protect as long as it has, or may get, any."""
    entry, bracket = ledger.orders[entry_id], ledger.brackets[entry_id]
    live = ledger.accounts[entry.terms.account].brackets
    if not bracket.ended and (entry.is_open or held_by(entry, bracket) > ZERO):
        live.setdefault(entry.terms.instrument, {})[entry_id] = None
        return
    entries = live.get(entry.terms.instrument)
    if entries is not None:
        entries.pop(entry_id, None)
        if not entries:
            del live[entry.terms.instrument]
