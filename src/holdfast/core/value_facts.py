"""Facts of value: marks, days, and what venues hold for accounts that are none of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from holdfast.core.lapse_times import governed_scopes
from holdfast.core.ledger import Ledger
from holdfast.core.scoped import Held, ScopeState
from holdfast.core.stop_facts import end_day_latches
from holdfast.core.tally import revalue
from holdfast.messages import rulings as g
from holdfast.model.ids import InstrumentId


def positions_marked(ledger: Ledger, event: g.PositionsMarked) -> None:
    """Value holdings at what closing them would meet; a side without a price changes nothing."""
    ledger.marks.update(event.marks)
    for scope, book in _books(ledger):
        for name, mark in event.marks.items():
            held = book.get(name)
            if held is not None and held.qty:
                price = mark.bid if held.qty > 0 else mark.ask
                if price:
                    multiplier = ledger.instruments[name].multiplier
                    revalue(scope.tally, held, held.qty, price, multiplier)
    for scope in governed_scopes(ledger):
        profit = scope.tally.profit
        scope.tally.peak = max(scope.tally.peak, profit)


def day_started(ledger: Ledger, event: g.DayStarted) -> None:
    """Begin to count losses, orders and fills anew; what was stopped for the day goes on."""
    ledger.day = event.day
    for scope in governed_scopes(ledger):
        tally = scope.tally
        tally.base = tally.profit
        tally.orders = tally.fills = 0
    end_day_latches(ledger)


def unmapped_held(ledger: Ledger, event: g.UnmappedHeld) -> None:
    book = ledger.unmapped.setdefault(event.account, {})
    if event.qty:
        book[event.instrument] = event.qty
    else:
        book.pop(event.instrument, None)
    if not book:
        del ledger.unmapped[event.account]


def _books(ledger: Ledger) -> Iterator[tuple[ScopeState, Mapping[InstrumentId, Held]]]:
    for state in ledger.accounts.values():
        yield state.scope, state.positions
    for scope in ledger.scopes.values():
        for book in scope.books.values():
            yield scope, book
