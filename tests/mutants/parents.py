"""Bugs of parents under way: slices that are repeated, pauses that hold nothing back."""

from __future__ import annotations

from pytest import MonkeyPatch

from holdfast.core.apply import APPLIERS
from holdfast.core.decide import DECIDERS
from holdfast.messages import events as e
from holdfast.messages import underway as u
from tests.mutants.planted import Plant


def an_algo_repeats_a_slice_after_a_crash(patch: MonkeyPatch) -> None:
    """What an algo has acted on is gone with the process, and it is asked at once."""
    started = APPLIERS[e.DeskStarted]

    def forgetful(ledger, event):
        started(ledger, event)
        for state in ledger.parents.values():
            state.memory = {}
            if state.wake_at is not None:
                state.wake_at = ledger.at

    patch.setitem(APPLIERS, e.DeskStarted, forgetful)


def a_paused_parent_goes_on(patch: MonkeyPatch) -> None:
    """A pause is written down, and its timer stays."""
    pause = DECIDERS[u.PauseOrder]

    def noted(ledger, command, stamp, policies):
        for event in pause(ledger, command, stamp, policies):
            if not isinstance(event, e.ParentScheduled):
                yield event

    patch.setitem(DECIDERS, u.PauseOrder, noted)
    patch.setitem(APPLIERS, u.ParentPaused, lambda ledger, event: None)


PARENTS: tuple[Plant, ...] = (an_algo_repeats_a_slice_after_a_crash, a_paused_parent_goes_on)
