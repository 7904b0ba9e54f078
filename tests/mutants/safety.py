"""Bugs of safety: kills, repeats and the way out."""

from __future__ import annotations

from msgspec.structs import replace
from pytest import MonkeyPatch

from holdfast.core import stopping
from holdfast.core.decide import DECIDERS
from holdfast.core.policy import PASSES
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import requests as q
from holdfast.model.order import OrderStatus, Side
from holdfast.risk import CHECKS
from holdfast.runtime import exit as exits
from holdfast.runtime.dispatch import Dispatch
from holdfast.runtime.engine import Engine
from tests.mutants.planted import Plant


def a_kill_blocks_nothing(patch: MonkeyPatch) -> None:
    """A kill cancels what is open, and lets new orders pass."""
    _replace_check(patch, "trading_state", lambda case: PASSES)


def a_kill_spares_what_is_unknown(patch: MonkeyPatch) -> None:
    """A kill cancels what is open for sure."""
    cancel_in = stopping.cancel_in

    def sure(ledger, *words):
        for event in cancel_in(ledger, *words):
            order = ledger.orders.get(getattr(event, "order_id", ""))
            if isinstance(event, e.CancelSent) and order.status is OrderStatus.UNKNOWN:
                continue
            yield event

    patch.setattr(stopping, "cancel_in", sure)


def ids_are_forgotten(patch: MonkeyPatch) -> None:
    """The same order asked for twice is two orders."""
    submit = DECIDERS[c.SubmitOrder]

    def anew(ledger, command, stamp, policies):
        state = ledger.accounts.get(command.account)
        if state is not None and command.client_order_id in state.client_ids:
            command = replace(command, client_order_id=f"{command.client_order_id}-{stamp.seq}")
        return submit(ledger, command, stamp, policies)

    patch.setitem(DECIDERS, c.SubmitOrder, anew)


def the_position_limit_looks_at_fills_alone(patch: MonkeyPatch) -> None:
    """What is open or under way is not counted."""
    from holdfast.core import gate

    case_of = gate._case

    def filled_alone(*args):
        case = case_of(*args)
        held = case.position.qty
        case.worst = held if case.order.side is Side.BUY else -held
        return case

    patch.setattr(gate, "_case", filled_alone)


def a_cancel_waits_for_the_order(patch: MonkeyPatch) -> None:
    """A cancel of what the venue has not confirmed is refused."""
    cancel = DECIDERS[c.CancelOrder]

    def patient(ledger, command, stamp, policies):
        order = ledger.orders.get(command.order_id)
        if order is not None and order.status in (OrderStatus.SENT, OrderStatus.UNKNOWN):
            from holdfast.messages.refusals import Reason, Refusal

            return (e.RequestRefused(order.id, (Refusal(Reason.ORDER_PENDING),)),)
        return cancel(ledger, command, stamp, policies)

    patch.setitem(DECIDERS, c.CancelOrder, patient)


def leaves_larger_than_approved(patch: MonkeyPatch) -> None:
    """One unit more leaves than the gate has seen, and nothing compares the two."""

    def place(self, venue, request) -> None:
        terms = replace(request.terms, qty=request.terms.qty + 1)
        venue.send(q.PlaceOrder(request.order_id, terms))

    patch.setattr(exits.Exit, "place", place)


def time_runs_back(patch: MonkeyPatch) -> None:
    """The desk believes whatever its clock says."""
    take = Engine.take

    def believing(self, message):
        self.ledger.at = 0
        return take(self, message)

    patch.setattr(Engine, "take", believing)


def effects_go_twice(patch: MonkeyPatch) -> None:
    """What leaves is handed over again when the venue is slow to take it."""
    call = Dispatch.__call__

    def twice(self, event) -> None:
        call(self, event)
        if isinstance(event, e.CancelSent):
            call(self, event)

    patch.setattr(Dispatch, "__call__", twice)


def _replace_check(patch: MonkeyPatch, name: str, ask) -> None:
    """Let one check say something else; plans that were made with it are made anew."""
    from holdfast.core.policy import Policies
    from holdfast.simulation import life

    changed = tuple(replace(each, judge=ask) if each.name == name else each for each in CHECKS)
    policies = life.policies()
    patch.setattr(life, "policies", lambda: Policies(changed, policies.sizers, policies.algos))


SAFETY: tuple[Plant, ...] = (
    a_kill_blocks_nothing,
    a_kill_spares_what_is_unknown,
    ids_are_forgotten,
    the_position_limit_looks_at_fills_alone,
    a_cancel_waits_for_the_order,
    leaves_larger_than_approved,
    time_runs_back,
    effects_go_twice,
)
