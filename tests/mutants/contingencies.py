"""Bugs of lists and brackets: a sibling forgotten, a child sent twice, a stop that gives way."""

from __future__ import annotations

from pytest import MonkeyPatch

from holdfast.core import bracket_facts, contingent, ending, releasing, reserve, stops
from holdfast.core.exits import has_stop, stop_price
from holdfast.model.contingency import Contingency
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderRole
from holdfast.recovery import replay
from holdfast.runtime import desk as desks
from tests.mutants.planted import Plant


def an_oco_forgets_its_sibling_after_a_restart(patch: MonkeyPatch) -> None:
    """What members are to each other is kept in memory alone."""
    rebuild = replay.rebuild

    def forgetful(journal):
        ledger = rebuild(journal)
        for state in ledger.lists.known.values():
            if state.contingency is Contingency.OCO and not state.decided:
                del state.members[1:], state.sizes[1:]
        return ledger

    patch.setattr(desks, "rebuild", forgetful)


def an_oto_is_released_twice(patch: MonkeyPatch) -> None:
    """Each fill of the trigger counts for twice as much as it is."""
    due = releasing.due

    def doubled(ledger, state, child):
        return min(2 * due(ledger, state, child), child.qty)

    patch.setattr(releasing, "due", doubled)


def an_ouo_does_not_shrink(patch: MonkeyPatch) -> None:
    """A fill leaves the siblings as large as they were, until nothing is left."""
    patch.setattr(contingent, "_is_too_large", lambda order, left: False)


def a_stop_moves_wherever_it_is_told(patch: MonkeyPatch) -> None:
    """A move to break-even, or behind a price, may loosen the stop."""

    def differs(entry, bracket, price):
        return price != stop_price(entry, bracket)

    patch.setattr(stops, "is_tighter", differs)
    patch.setattr(bracket_facts, "is_tighter", differs)


def a_stop_that_made_way_does_not_come_back(patch: MonkeyPatch) -> None:
    """What a target gave out in vain is left bare, where both may not rest at once."""
    patch.setattr(ending, "came_back", lambda *_: ())


def a_target_beside_a_stop_reserves_nothing(patch: MonkeyPatch) -> None:
    """One of the two ends the other, whatever is left of the other."""
    could_trade = reserve._could_trade

    def without(ledger, order):
        is_target = order.terms.role is OrderRole.TAKE_PROFIT and order.id not in ledger.parents
        if is_target and order.terms.exit_of and has_stop(ledger.orders[order.terms.exit_of].terms):
            return ZERO
        return could_trade(ledger, order)

    patch.setattr(reserve, "_could_trade", without)


CONTINGENCIES: tuple[Plant, ...] = (
    an_oco_forgets_its_sibling_after_a_restart,
    an_oto_is_released_twice,
    an_ouo_does_not_shrink,
    a_stop_moves_wherever_it_is_told,
    a_stop_that_made_way_does_not_come_back,
    a_target_beside_a_stop_reserves_nothing,
)
