"""What cannot be made from outside: the inner venue is asked to do it to itself."""

from __future__ import annotations

from holdfast.model.ids import InstrumentId, OrderId
from holdfast.venues import TruthFaults
from holdfast.venues.faulty.plan import Pick
from holdfast.venues.faulty.scene import Scene, lasting


def misbehave(scene: Scene, pick: Pick, order_id: OrderId, instrument: InstrumentId) -> None:
    """Have the venue do it, if it can; a fault counts when it has been done."""
    if not isinstance(scene.inner, TruthFaults):
        return
    lasts = lasting(pick.entry, scene.spans.down_ns)
    done = scene.inner.misbehave(str(pick.fault), order_id, instrument, lasts)
    if done:
        scene.hit(pick.fault, done)
