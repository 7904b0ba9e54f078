"""Recordings coarser than the gate's patience: on bars a quote is as old as the bar is long."""

from __future__ import annotations

from itertools import islice

import typer
from msgspec.structs import replace

from holdfast.config import Settings
from holdfast.main import tape_of
from holdfast.market.recording import Detail
from holdfast.market.tape import Tape
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Bar

MINUTE_NS = 60_000_000_000
# from a Friday over a Monday without trading
DAYS_AGE_NS = 5 * 24 * 60 * MINUTE_NS
EVENTS_LOOKED_AT = 1_000


def told_patient(settings: Settings) -> Settings:
    """Let the gate take quotes as old as the settings' tape has them, and say so."""
    tape = tape_of(settings)
    if tape is None or (wider := patient(settings, tape)) is settings:
        return settings
    age_s = quote_age_ns(tape) // 1_000_000_000
    told = f"this tape is of bars, so the gate takes references up to {age_s} s old"
    typer.echo(f"holdfast: {told}", err=True)
    return wider


def patient(settings: Settings, tape: Tape) -> Settings:
    """Widen each account's limit on the age of a reference to what the tape can give."""
    least = quote_age_ns(tape)
    accounts = tuple(
        replace(account, limits=replace(account.limits, reference_age_max_ns=least))
        if 0 < (account.limits.reference_age_max_ns or 0) < least
        else account
        for account in settings.accounts
    )
    return settings if accounts == settings.accounts else replace(settings, accounts=accounts)


def quote_age_ns(tape: Tape) -> Nanos:
    """Say how old a quote of this tape may be at its oldest; 0 where it tells every change."""
    coarsest = min(recording.detail for recording in tape.recordings)
    if coarsest is Detail.DAYS:
        return DAYS_AGE_NS
    if coarsest is not Detail.MINUTES:
        return 0
    bars = (each for each in islice(tape.events(), EVENTS_LOOKED_AT) if isinstance(each, Bar))
    # the quote at a bar's end, and one bar's grace
    return 2 * next((bar.span_ns for bar in bars), MINUTE_NS)
