"""Bugs of algos: children beside each other, shots at too little, schedules begun anew."""

from __future__ import annotations

from msgspec.structs import replace
from pytest import MonkeyPatch

from holdfast.algos import ALGOS
from holdfast.algos import sniper as snipers
from holdfast.algos.common import following, slices
from holdfast.algos.peg import Peg
from tests.mutants.planted import Plant


def a_peg_leaves_its_old_child_beside_the_new(patch: MonkeyPatch) -> None:
    """Where its price has moved, a new child is sent and the old one stays."""
    step = Peg.step

    def beside(algo, parent):
        done = step(algo, parent)
        free = following.free_of(parent)
        if not done.amends or not free:
            return done
        child = slices.resting(parent, free, done.amends[0].limit_price)
        return replace(done, amends=(), children=(child,))

    patch.setattr(Peg, "step", beside)


def a_sniper_fires_below_its_minimum(patch: MonkeyPatch) -> None:
    """Whatever is displayed at a good price is shot at."""
    read = snipers.read

    def any_size(*args):
        common, own = read(*args)
        return common, replace(own, size_min=own.size_min * 0)

    patch.setattr(snipers, "read", any_size)


def an_iceberg_shows_the_next_part_with_the_last(patch: MonkeyPatch) -> None:
    """A part that has traded in part is taken for gone."""
    iceberg = type(ALGOS["iceberg"])
    step = iceberg.step

    def early(algo, parent):
        if any(each.cum_qty for each in parent.open):
            parent = replace(parent, open=())
        return step(algo, parent)

    patch.setattr(iceberg, "step", early)


WORKING: tuple[Plant, ...] = (
    a_peg_leaves_its_old_child_beside_the_new,
    a_sniper_fires_below_its_minimum,
    an_iceberg_shows_the_next_part_with_the_last,
)
