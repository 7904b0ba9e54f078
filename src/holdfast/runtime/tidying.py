"""When the ledger is to forget: as commits come round, in small parts, and never on a timer.

A desk that does nothing does not grow, so it need not tidy up either.
"""

from __future__ import annotations

from holdfast.core.forgetting import FORGOTTEN_MAX, closed_orders
from holdfast.messages.retention import Forget
from holdfast.model.retention import Retention
from holdfast.runtime.engine import Engine

LOOK_EVERY_INPUTS = 250


class Tidying:
    """Ask the core to forget whenever enough is over, or something has been over for long."""

    def __init__(self, engine: Engine, retention: Retention) -> None:
        self._engine = engine
        self._ledger = engine.ledger
        self._retention = retention
        self._look_at_seq = 0

    def __call__(self) -> None:
        """Take one input that forgets, if it is time; to be called before a batch is sealed."""
        if self._ledger.seq < self._look_at_seq:
            return
        if self._is_due():
            kept = self._retention
            until = self._engine.released_at
            self._engine.take(Forget(kept.closed_ns, kept.closed_max, kept.packed_max, until))
        wait = 1 if self._is_too_much() else LOOK_EVERY_INPUTS
        self._look_at_seq = self._ledger.seq + wait

    def _is_due(self) -> bool:
        return self._is_too_much() or self._is_too_old()

    def _is_too_much(self) -> bool:
        # a lot at once, lest every batch brings an entry that forgets a single order
        return closed_orders(self._ledger) > self._retention.closed_max + FORGOTTEN_MAX

    def _is_too_old(self) -> bool:
        ledger = self._ledger
        closed = ledger.memory.closed
        if not closed:
            return False
        return ledger.at - ledger.orders[closed[0]].updated_at >= self._retention.closed_ns
