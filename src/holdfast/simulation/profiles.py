"""How wild a world is: which acts happen, and how many."""

from __future__ import annotations

import msgspec

from holdfast.simulation.mischief import MISCHIEF
from holdfast.simulation.outages import OUTAGES
from holdfast.simulation.traders import TRADES
from holdfast.simulation.world import Act


class Profile(msgspec.Struct, frozen=True):
    """One kind of world; `steps` is the least and the most that happen."""

    about: str
    steps: tuple[int, int] = (40, 120)
    outages: bool = True
    mischief: bool = True
    faults: bool = True


PROFILES: dict[str, Profile] = {
    "all": Profile("every fault at once"),
    "calm": Profile("no fault at all", outages=False, mischief=False, faults=False),
    "crash": Profile("the process and its disk fail, the venue does not", faults=False),
    "venue": Profile("the venue lies, process and disk hold", outages=False),
}
_HARMLESS = ("tick", "traded", "reconcile")


def acts_of(profile: str) -> dict[str, tuple[int, Act]]:
    """Return every act of a profile with its weight."""
    chosen = PROFILES[profile]
    acts = dict(TRADES)
    acts |= {name: act for name, act in MISCHIEF.items() if chosen.mischief or name in _HARMLESS}
    if chosen.outages:
        acts |= OUTAGES
    return acts
