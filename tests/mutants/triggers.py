"""Bugs of triggers that the desk holds: loosened, fired twice, forgotten."""

from __future__ import annotations

from msgspec.structs import replace
from pytest import MonkeyPatch

from holdfast.algos.emulated import trailing
from holdfast.algos.emulated.stop import Stop
from holdfast.algos.emulated.trailing import BEST, LEVEL, Trailing
from holdfast.model.numbers import plain
from tests.mutants.planted import Plant


def a_trailing_stop_loosens(patch: MonkeyPatch) -> None:
    """The stop follows the market both ways."""

    def both_ways(parent, trail, memory, price):
        if trail.activation_price is None:
            memory[BEST] = plain(price)
            memory[LEVEL] = plain(trailing.stop_at(parent, trail, price))

    patch.setattr(trailing, "_follow", both_ways)


def a_trigger_fires_twice_after_a_restart(patch: MonkeyPatch) -> None:
    """A later run has forgotten what was triggered, though its order is out."""
    step = Stop.step

    def anew(emulator, parent):
        if parent.starts > 1 and parent.last is not None:
            parent = replace(parent, state=replace(parent.state, memory={}))
        return step(emulator, parent)

    patch.setattr(Stop, "step", anew)


def a_trailing_stop_forgets_its_best_price(patch: MonkeyPatch) -> None:
    """Every second run begins to trail anew."""
    step = Trailing.step

    def anew(emulator, parent):
        memory = parent.state.memory
        if parent.starts % 2 == 0 and memory.get("run") != parent.starts:
            kept = {name: value for name, value in memory.items() if name not in (BEST, LEVEL)}
            kept["run"] = parent.starts
            parent = replace(parent, state=replace(parent.state, memory=kept))
        return step(emulator, parent)

    patch.setattr(Trailing, "step", anew)


TRIGGERS: tuple[Plant, ...] = (
    a_trailing_stop_loosens,
    a_trigger_fires_twice_after_a_restart,
    a_trailing_stop_forgets_its_best_price,
)
