"""What the witness knows of triggers that the desk holds, from what is written alone."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages import events as e
from holdfast.messages import underway as u
from holdfast.messages.commands import SubmitOrder
from holdfast.model.order import Side
from holdfast.simulation.broken import hold

_WAITING = ("stop", "touched", "trailing", "armed")
_FIRED = ("triggered", "armed_at")


class Trigger(msgspec.Struct):
    """One order that waits: what it was for, by what it was met, and what it gave out."""

    terms: SubmitOrder
    fired: str = ""
    level: Decimal | None = None
    given: Decimal = Decimal(0)
    is_amended: bool = False


class Triggers:
    """I35: nothing leaves before its trigger, one fires once, and a trailing stop never loosens."""

    def __init__(self) -> None:
        self.held: dict[str, Trigger] = {}

    def note(self, event: e.Event) -> None:
        """Take an event that the journal has."""
        match event:
            case e.OrderAccepted():
                self._gives(event.terms, event.order_id)
                if event.algo in _WAITING:
                    self.held[event.order_id] = Trigger(event.terms)
            case e.OrderSent():
                self._gives(event.terms, event.order_id)
            case e.ParentNoted():
                self._noted(event)
            case u.ParentAmended() if event.order_id in self.held:
                self.held[event.order_id].is_amended = True

    def _gives(self, terms: SubmitOrder, child_id: str) -> None:
        trigger = self.held.get(terms.parent_id)
        if trigger is None:
            return
        name = terms.parent_id
        hold("I35", bool(trigger.fired), f"{child_id} leaves before the trigger of {name}")
        trigger.given += terms.qty
        is_once = trigger.is_amended or trigger.given <= trigger.terms.qty
        hold("I35", is_once, f"{name} gave out {trigger.given} of {trigger.terms.qty}")

    def _noted(self, event: e.ParentNoted) -> None:
        trigger = self.held.get(event.order_id)
        if trigger is None:
            return
        told = next((str(event.memory[each]) for each in _FIRED if each in event.memory), "")
        is_same = told == trigger.fired or not trigger.fired
        hold("I35", is_same, f"{event.order_id} fires by {told or 'nothing'} after {trigger.fired}")
        trigger.fired = told
        self._tightens(event, trigger)

    def _tightens(self, event: e.ParentNoted, trigger: Trigger) -> None:
        level, before = event.memory.get("level"), trigger.level
        now = None if level is None else Decimal(str(level))
        if before is not None:
            is_buy = trigger.terms.side is Side.BUY
            is_kept = now is not None and (now <= before if is_buy else now >= before)
            hold("I35", is_kept, f"the stop of {event.order_id} goes from {before} to {now}")
        trigger.level = now
