"""What the market has traded while a parent works, carried over restarts in its memory.

`Activity` counts from zero in each run of the desk, so each ask adds what has come since the
one before. What trades while the desk is down is not seen: a share of it is then too small,
never too large.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.working import Parent
from holdfast.model.numbers import ZERO, round_down
from holdfast.model.order import Param

_RUN, _MARK, _VOLUME = "run", "mark", "volume"


class Seen(msgspec.Struct, frozen=True):
    """Units traded by everybody since the parent's first ask, and what to remember of it."""

    volume: Decimal
    memory: dict[str, Param]

    def left_of(self, share: Decimal, parent: Parent) -> Decimal:
        """Return what a parent may still give out, in whole lots, to be at most this share."""
        most = share * self.volume - parent.state.committed
        return max(round_down(most, parent.listing.lot), ZERO)


def seen(parent: Parent) -> Seen:
    """Add what has traded since the last ask to what is remembered."""
    memory = parent.state.memory
    total = ZERO if parent.activity is None else parent.activity.volume
    volume = Decimal(str(memory.get(_VOLUME, "0")))
    if _RUN in memory:
        # a run that began since then counts from zero, and a fall is a feed that was changed
        mark = Decimal(str(memory[_MARK])) if memory[_RUN] == parent.starts else ZERO
        volume += max(total - mark, ZERO)
    noted: dict[str, Param] = {_RUN: parent.starts, _MARK: str(total), _VOLUME: str(volume)}
    return Seen(volume, noted)
