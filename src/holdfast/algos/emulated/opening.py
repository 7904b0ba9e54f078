"""Orders that open more of what stops rest against, held here until those are watched instead."""

from __future__ import annotations

from holdfast.core.emulating import RECHECK_NS, Emulator, Wanted, is_expired, over, without, worked
from holdfast.core.working import Parent, Step
from holdfast.model.times import SECOND_NS

# how long it waits for the stops to go: after that the venue decides
WAIT_NS = 10 * SECOND_NS

_SINCE = "waits_since"


class Opening(Emulator):
    """A venue may refuse an order that could meet a resting stop of its own account.

    The stops make way as it begins (`core.held_back`) and rest again once it is over. It is asked
    whenever one of them has gone (`core.arming`).
    """

    def step(self, parent: Parent) -> Step:
        """Wait for the stops, then give out the order as it is."""
        if is_expired(parent):
            return over(parent)
        memory = dict(parent.state.memory)
        since = int(memory.setdefault(_SINCE, parent.at))
        if parent.kept is None and not parent.state.children and parent.at < since + WAIT_NS:
            return Step(wake_at=parent.at + RECHECK_NS, memory=memory)
        return worked(parent, Wanted(without(parent)), memory)
