"""Breakers: the shell tells when one turns, and the desk refuses what would not leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.account_questions import question
from holdfast.core.brackets import protect, unprotected_qty
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.messages import breakers as n
from holdfast.messages import events as e
from holdfast.messages.control import TurnBreaker
from holdfast.messages.reports import VenueBeats
from holdfast.messages.stamp import Stamp
from holdfast.model.circuit import Circuit
from holdfast.model.ids import VenueId

ROWS = ("RC27",)  # the controls that it holds, by their ids


def turn(
    ledger: Ledger, command: TurnBreaker, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take what a breaker now lets through; told again it changes nothing."""
    known = ledger.breakers.get(command.link)
    state = Circuit.CLOSED if known is None else known.state
    if command.to is Circuit.OPEN:
        if known is not None and (state, known.until) == (Circuit.OPEN, command.until):
            return ()
        return (n.BreakerOpened(command.link, command.why, command.until),)
    if command.to is state:
        return ()
    if command.to is Circuit.CLOSED:
        return _closed(ledger, command, stamp, policies)
    # what is closed needs no probe
    return () if known is None else _half_opened(ledger, command)


def beats(
    ledger: Ledger, report: VenueBeats, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take a sign of life, which changes nothing: its want would be told by a breaker."""
    return ()


def _half_opened(ledger: Ledger, command: TurnBreaker) -> Iterator[e.Event]:
    """Ask the venue something harmless, so that no order need be the probe."""
    yield n.BreakerHalfOpened(command.link)
    if command.link in ledger.listings:
        account = next(_accounts_at(ledger, command.link), None)
        if account is not None:
            yield question(ledger, account)


def _accounts_at(ledger: Ledger, venue: VenueId) -> Iterator[str]:
    for name, state in ledger.accounts.items():
        if state.account.venue == venue:
            yield name


def _closed(
    ledger: Ledger, command: TurnBreaker, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Send the exits again that could not leave meanwhile: what is held must have its stop."""
    yield n.BreakerClosed(command.link)
    for state in ledger.accounts.values():
        for entries in tuple(state.brackets.values()):
            for entry_id in tuple(entries):
                entry = ledger.orders[entry_id]
                at_it = ledger.venue_of(entry.terms) == command.link
                if at_it and unprotected_qty(ledger, entry_id):
                    yield from protect(ledger, entry_id, stamp, policies)
