"""The desk itself: its start, its accounts, instruments and limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.asking import questions_for
from holdfast.core.entitled import CONFIG
from holdfast.core.guests import codes_of
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.stopped import kill_of
from holdfast.core.stopping import cancel_in
from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.guests import GuestsLoaded
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO, out_of_range


def start_desk(
    ledger: Ledger, command: c.StartDesk, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Begin, or go on where the journal ends: ask after everything that was open."""
    first = ledger.starts == 0
    epoch = command.epoch if first else ledger.epoch
    seed = command.seed if first else ledger.seed
    yield e.DeskStarted(command.desk, epoch, command.build, seed, command.asking)
    policy = command.reconciling
    if policy is not None and policy != ledger.reconciled.policy:
        yield d.ReconcilePolicySet(policy)
    codes = codes_of(policies.algos)
    if codes != ledger.guests:
        yield GuestsLoaded(codes)
    if not ledger.principals:
        for holder in command.principals:
            yield g.PrincipalSet(holder, CONFIG, "of the first start")
    if not first:
        yield from questions_for(ledger, stamp, answers_lost=True)
        # what a kill could not cancel any more before the last run ended
        for scope in tuple(ledger.kills.values()):
            stop = kill_of(ledger.scope_of(scope))
            if stop is not None:
                yield from cancel_in(ledger, scope, stop.at)


def reconcile(
    ledger: Ledger, command: c.Reconcile, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Ask after every open order in scope, and for every account whole."""
    yield from questions_for(ledger, stamp, account=command.account)


def open_account(
    ledger: Ledger, command: c.OpenAccount, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Open an account once; the same again changes nothing."""
    known = ledger.accounts.get(command.account.id)
    if known is not None:
        if known.account == command.account:
            return ()
        detail = f"account {command.account.id} exists with other terms"
        return _refused(command.account.id, Reason.ALREADY_EXISTS, detail, "account.id")
    for currency, amount in command.cash.items():
        rule = out_of_range(amount)
        if rule is not None:
            detail = f"cash.{currency} {amount} {rule}"
            return _refused(command.account.id, Reason.INVALID_ORDER, detail, f"cash.{currency}")
    return (e.AccountOpened(command.account, command.cash),)


def list_instrument(
    ledger: Ledger, command: c.ListInstrument, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Make an instrument known; steps are positive, terms cannot change under orders."""
    instrument = command.instrument
    for field, number in (("multiplier", instrument.multiplier),):
        if out_of_range(number) or number <= ZERO:
            detail = f"{field} {number} must be above 0"
            return _refused(instrument.id, Reason.INVALID_ORDER, detail, field)
    for index, listing in enumerate(command.listings):
        for field, number in (("tick", listing.tick), ("lot", listing.lot)):
            if out_of_range(number) or number <= ZERO:
                path = f"listings[{index}].{field}"
                detail = f"{path} {number} must be above 0"
                return _refused(instrument.id, Reason.INVALID_ORDER, detail, path)
    known = ledger.instruments.get(instrument.id)
    if known is not None and known != instrument:
        detail = f"instrument {instrument.id} exists with other terms"
        return _refused(instrument.id, Reason.ALREADY_EXISTS, detail, "instrument.id")
    if known is not None and all(
        ledger.listings.get(listing.venue, {}).get(instrument.id) == listing
        for listing in command.listings
    ):
        return ()
    return (e.InstrumentListed(instrument, command.listings),)


def _refused(subject: str, code: Reason, detail: str, field: str) -> tuple[e.Event, ...]:
    return (e.RequestRefused(subject, (Refusal(code, detail, field),)),)
