"""Bugs of multi-leg orders: legs that are left alone, or that forget each other."""

from __future__ import annotations

from pytest import MonkeyPatch

from holdfast.core.apply import APPLIERS
from holdfast.core.decide import DECIDERS
from holdfast.messages import events as e
from holdfast.messages import spreads as s
from tests.mutants.planted import Plant


def what_stands_alone_is_left(patch: MonkeyPatch) -> None:
    """A leg that traded without the others is not closed when its order ends."""
    patch.setitem(DECIDERS, s.UnwindSpread, lambda ledger, command, stamp, policies: ())


def legs_forget_each_other_at_a_start(patch: MonkeyPatch) -> None:
    """After a restart each leg is an order like any other."""
    started = APPLIERS[e.DeskStarted]

    def forgets(ledger, event):
        started(ledger, event)
        ledger.spreads.of.clear()

    patch.setitem(APPLIERS, e.DeskStarted, forgets)


LEGS: tuple[Plant, ...] = (what_stands_alone_is_left, legs_forget_each_other_at_a_start)
