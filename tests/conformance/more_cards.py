"""The numbered cards, continued: numbers and keys."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import Side
from tests.conformance.deck import card
from tests.conformance.rig import ACCOUNT, D, Rig, Trouble


@card("prices and sizes come back to their last digit")
async def precision(rig: Rig) -> None:
    asked = {"d1-1": ("7", "90.07"), "d1-2": ("123457", "0.0001"), "d1-3": ("1", "33.33")}
    for name, (qty, limit) in asked.items():
        rig.place(name, qty=qty, limit=limit)
        await rig.hear(r.VenueAccepts | r.VenueRejects, name)  # type: ignore[arg-type]  # either
    # a venue may refuse what is finer than its tick, and never round it
    rig.send(q.QueryAccount(ACCOUNT, rig.venue.name, 0))
    picture = await rig.hear(r.VenueSnapshot)
    held = {each.order_id: (each.qty, each.limit_price) for each in picture.orders}
    wanted = {name: (D(qty), D(limit)) for name, (qty, limit) in asked.items()}
    taken = {name for name in asked if rig.heard(r.VenueAccepts, name)}
    assert taken >= {"d1-1", "d1-3"}
    assert held == {name: wanted[name] for name in taken}
    rig.place("d1-4", Side.BUY, "3")
    fill = await rig.hear(r.VenueFills, "d1-4")
    assert (fill.qty, fill.price) == (D(3), D("100.01"))


@card("once the keys are taken again, orders go on", Trouble.KEYS_REFUSED)
async def keys_renewed(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueRejects | r.VenueUnreachable, "d1-1")  # type: ignore[arg-type]  # either
    await rig.end()
    rig.place("d1-2")
    await rig.hear(r.VenueFills, "d1-2")
    assert rig.orders_of("d1-1") == 0
    assert rig.filled("d1-2") == rig.position() == D(10)
