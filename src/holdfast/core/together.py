"""Legs that a venue works as one order: all of them pass the gate, or none leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from holdfast.core.ledger import Ledger
from holdfast.core.must import must
from holdfast.core.policy import Policies
from holdfast.core.rehearsal import light_copy, rehearse
from holdfast.core.submitting import place
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.combo import combo_id


def place_together(
    ledger: Ledger, legs: Sequence[SubmitOrder], stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Send the legs of a combo under its name; what the gate refuses of them keeps all here.

    It is found out on a copy, in which the legs before each count, as they will.
    """
    name = combo_id(ledger.next_order_id(), len(legs))
    named = [_named(leg, name) for leg in legs]
    copied = light_copy(ledger, legs[0].account, [leg.instrument for leg in legs])
    refused: list[e.Event] = []
    for leg in named:
        placed = list(rehearse(copied, place(copied, leg, stamp, policies)))
        sent = next((each for each in placed if isinstance(each, e.OrderSent)), None)
        if sent is None or sent.qty is not None:
            refused += [each for each in placed if isinstance(each, g.ScopeStopped)]
            refusals = _why_not(placed)
            refused.append(e.OrderRefused(ledger.next_order_id(), leg, refusals))
            break
    if refused:
        yield from refused
        return
    for leg in named:
        for event in place(ledger, leg, stamp, policies):
            must(not isinstance(event, e.OrderRefused), f"a leg of {name} passed, and is refused")
            yield event


def _named(leg: SubmitOrder, name: str) -> SubmitOrder:
    return leg if leg.combo is None else replace(leg, combo=replace(leg.combo, id=name))


def _why_not(placed: Sequence[e.Event]) -> tuple[Refusal, ...]:
    for event in placed:
        if isinstance(event, e.OrderRefused):
            return tuple(replace(each, block_id="") for each in event.refusals)
    detail = "the leg of a combo leaves whole and as it is, or not at all"
    return (Refusal(Reason.UNSUPPORTED, detail, "combo"),)
