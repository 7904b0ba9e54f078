"""What the witness knows of parents that algos work, from what is written alone.

A paused parent gives out nothing (I38). A plain TWAP, one without any parameter that could make
more slices than moments, gives out no more slices than moments have come (I39): a slice that is
repeated, after a crash or without one, is one too many.
"""

from __future__ import annotations

import msgspec

from holdfast.messages import events as e
from holdfast.messages import underway as u
from holdfast.model.order import Tactic
from holdfast.model.times import SECOND_NS
from holdfast.simulation.broken import hold

_PLAIN = frozenset({"duration_s", "slices", "jitter"})


class Slicing(msgspec.Struct):
    """A plain TWAP: when it began, how long an interval is, how many slices it has given out."""

    begin: int
    interval: int
    given: int = 0


class Schedules:
    """The parents under way, by their ids."""

    def __init__(self) -> None:
        self.paused: set[str] = set()
        self.plain: dict[str, Slicing] = {}

    def note(self, event: e.Event, at: int) -> None:
        """Take an event that the journal has."""
        match event:
            case e.OrderAccepted():
                self._taken(event, at)
            case e.OrderSent() if event.terms.parent_id:
                self._given(event, event.terms.parent_id, at)
            case u.ParentPaused():
                self.paused.add(event.order_id)
            case u.ParentResumed():
                self.paused.discard(event.order_id)
            case u.ParentAmended():
                # its moments are others from now on
                self.plain.pop(event.order_id, None)

    def _taken(self, event: e.OrderAccepted, at: int) -> None:
        tactic = event.terms.tactic
        if tactic is None or not _is_plain(tactic):
            return
        count = min(int(tactic.params["slices"]), int(event.terms.qty))
        self.plain[event.order_id] = Slicing(
            at, int(tactic.params["duration_s"]) * SECOND_NS // count
        )

    def _given(self, event: e.OrderSent, parent_id: str, at: int) -> None:
        hold(
            "I38", parent_id not in self.paused, f"{parent_id} is paused and sends {event.order_id}"
        )
        slicing = self.plain.get(parent_id)
        if slicing is None:
            return
        slicing.given += 1
        due = (at - slicing.begin) // slicing.interval + 1
        hold("I39", slicing.given <= due, f"{parent_id} sends slice {slicing.given} of {due} due")


def _is_plain(tactic: Tactic) -> bool:
    params = tactic.params
    return tactic.name == "twap" and "slices" in params and _PLAIN.issuperset(params)
