"""The numbered cards: what every adapter must show against its look-alike."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import OrderStatus, Side
from holdfast.venues import Heartbeats
from tests.conformance.deck import card
from tests.conformance.rig import ACCOUNT, NAME, D, Rig, Trouble


@card("an order is accepted, under our id, with one of the venue's")
async def accept(rig: Rig) -> None:
    rig.place("d1-1", limit="90")
    accepted = await rig.hear(r.VenueAccepts, "d1-1")
    assert accepted.venue_order_id
    state = await rig.ask("d1-1", 4)
    assert isinstance(state, r.VenueStates)
    assert (state.status, state.qty, state.cum_qty) == (OrderStatus.NEW, D(10), D(0))
    assert (state.limit_price, state.number) == (D(90), 4)


@card("a market order fills, at exact prices")
async def fill(rig: Rig) -> None:
    rig.place("d1-1")
    await rig.hear(r.VenueFills, "d1-1")
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert (state.status, state.cum_qty) == (OrderStatus.FILLED, D(10))
    assert rig.filled("d1-1") == rig.position() == D(10)
    assert {each.price for each in rig.fills("d1-1").values()} == {D("100.01")}


@card("an order fills in parts, each told with its own size")
async def partial(rig: Rig) -> None:
    rig.place("d1-1", qty="30", limit="100")
    await rig.hear(r.VenueAccepts, "d1-1")
    await rig.market("99.90", "99.95", 20)
    first = await rig.hear(r.VenueFills, "d1-1")
    assert first.qty == D(20)
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert (state.status, state.cum_qty) == (OrderStatus.PARTIALLY_FILLED, D(20))
    await rig.market("99.91", "99.96", 50)
    await rig.hear(r.VenueFills, "d1-1")
    await rig.settle()
    assert rig.filled("d1-1") == rig.position() == D(30)
    assert len(rig.fills("d1-1")) == 2


@card("a cancel is told once it is done")
async def cancel(rig: Rig) -> None:
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueAccepts, "d1-1")
    rig.pull("d1-1")
    await rig.hear(r.VenueCancels, "d1-1")
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert state.status is OrderStatus.CANCELED


@card("a cancel that comes too late is rejected, and the fill stands")
async def late_cancel(rig: Rig) -> None:
    rig.place("d1-1")
    await rig.hear(r.VenueFills, "d1-1")
    rig.pull("d1-1")
    await rig.hear(r.VenueRejectsCancel, "d1-1")
    await rig.settle()
    assert rig.filled("d1-1") == D(10)
    assert not rig.heard(r.VenueCancels, "d1-1")


@card("a change of size and price is told once it is made")
async def replace(rig: Rig) -> None:
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueAccepts, "d1-1")
    await rig.settle()
    rig.amend("d1-1", "12", "91")
    changed = await rig.hear(r.VenueReplaces, "d1-1")
    assert (changed.qty, changed.limit_price) == (D(12), D(91))
    rig.amend("d1-1", "11", "92", 2)
    changed = await rig.hear(r.VenueReplaces, "d1-1")
    assert (changed.qty, changed.limit_price) == (D(11), D(92))
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert (state.qty, state.limit_price, state.cum_qty) == (D(11), D(92), D(0))
    assert rig.orders_of("d1-1") == 1


@card("what was filled before a change counts in its size")
async def replace_after_fill(rig: Rig) -> None:
    rig.place("d1-1", qty="30", limit="100")
    await rig.hear(r.VenueAccepts, "d1-1")
    await rig.market("99.90", "99.95", 10)
    await rig.hear(r.VenueFills, "d1-1")
    await rig.market("99.99", "100.01")
    rig.amend("d1-1", "25", "100.01")
    changed = await rig.hear(r.VenueReplaces, "d1-1")
    assert (changed.qty, changed.limit_price) == (D(25), D("100.01"))
    await rig.hear(r.VenueFills, "d1-1")
    await rig.settle()
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert (state.status, state.qty, state.cum_qty) == (OrderStatus.FILLED, D(25), D(25))
    assert rig.filled("d1-1") == rig.position() == D(25)


@card("a fill that crosses a change counts, and the whole is told", Trouble.SLOW_CHANGE)
async def replace_crossed(rig: Rig) -> None:
    rig.place("d1-1", qty="30", limit="100")
    await rig.hear(r.VenueAccepts, "d1-1")
    await rig.settle()
    await rig.begin()
    rig.amend("d1-1", "30", "100.01")
    await rig.market("99.90", "99.95", 10)
    await rig.hear(r.VenueFills, "d1-1")
    await rig.market("99.99", "100.02")
    changed = await rig.hear(r.VenueReplaces, "d1-1")
    await rig.end()
    assert changed.limit_price == D("100.01")
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert (state.qty, state.cum_qty) == (changed.qty, D(10))
    assert rig.filled("d1-1") == rig.position() == D(10)
    rig.pull("d1-1")
    await rig.hear(r.VenueCancels, "d1-1")


@card("the reply to a cancel is lost: it is asked after, and was done", Trouble.CANCEL_LOST)
async def cancel_lost(rig: Rig) -> None:
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueAccepts, "d1-1")
    await rig.begin()
    rig.pull("d1-1")
    await rig.settle()
    await rig.end()
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert state.status is OrderStatus.CANCELED


@card("the reply to a change is lost: it is asked after, and was made once", Trouble.CHANGE_LOST)
async def change_lost(rig: Rig) -> None:
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueAccepts, "d1-1")
    await rig.settle()
    await rig.begin()
    rig.amend("d1-1", "12", "91")
    await rig.settle()
    await rig.end()
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert (state.qty, state.limit_price, state.cum_qty) == (D(12), D(91), D(0))


@card("a change of an order that has filled is rejected")
async def replace_late(rig: Rig) -> None:
    rig.place("d1-1")
    await rig.hear(r.VenueFills, "d1-1")
    rig.amend("d1-1", "12", "91")
    await rig.hear(r.VenueRejectsReplace, "d1-1")
    await rig.settle()
    assert rig.filled("d1-1") == rig.position() == D(10)


@card("an order that cannot be is rejected, with the venue's code and words")
async def reject(rig: Rig) -> None:
    rig.place("d1-1", limit="90.001")
    rejected = await rig.hear(r.VenueRejects, "d1-1")
    assert rejected.code
    assert rejected.detail
    assert rig.orders_of("d1-1") == 0 or not rig.heard(r.VenueAccepts, "d1-1")


@card(
    "the reply to an order is lost: it is unknown, then found, and there is one", Trouble.REPLY_LOST
)
async def reply_lost(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueSilent, "d1-1")
    await rig.end()
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert state.status is OrderStatus.NEW
    assert rig.orders_of("d1-1") == 1


@card(
    "an order never arrives: nothing is known of it, and in time that is final",
    Trouble.REQUEST_LOST,
)
async def request_lost(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueSilent, "d1-1")
    await rig.end()
    answer = await rig.ask("d1-1")
    assert isinstance(answer, r.VenueKnowsNot)
    assert answer.final is rig.is_final_at_once
    await rig.pass_time(20)
    answer = await rig.ask("d1-1", 2)
    assert isinstance(answer, r.VenueKnowsNot)
    assert answer.final
    assert rig.orders_of("d1-1") == 0


@card("an error after acceptance is no rejection", Trouble.ERROR_AFTER_ACCEPT)
async def error_after_accept(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueSilent, "d1-1")
    await rig.end()
    assert not rig.heard(r.VenueRejects, "d1-1")
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert rig.orders_of("d1-1") == 1


@card("the same id sent twice makes one order")
async def duplicate_id(rig: Rig) -> None:
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueAccepts, "d1-1")
    rig.place("d1-1", limit="90")
    await rig.settle()
    assert not rig.heard(r.VenueRejects, "d1-1")
    assert rig.orders_of("d1-1") == 1


@card("what a cut line has missed is found when it is back", Trouble.CUT)
async def reconnect(rig: Rig) -> None:
    rig.place("d1-1", qty="30", limit="100")
    await rig.hear(r.VenueAccepts, "d1-1")
    await rig.begin()
    await rig.market("99.90", "99.95", 20)
    await rig.hear(r.VenueDisconnects)
    await rig.end()
    await rig.hear(r.VenueConnects)
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert state.cum_qty == rig.filled("d1-1") == rig.position() == D(20)


@card("a fill that was not told is found by asking", Trouble.FILLS_LOST)
async def missed_fill(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1")
    await rig.settle()
    await rig.end()
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert state.status is OrderStatus.FILLED
    assert rig.filled("d1-1") == rig.position() == D(10)


@card("too many requests: nothing is taken, and that is said", Trouble.RATE_LIMITED)
async def rate_limited(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1", limit="90")
    report = await rig.hear(r.VenueUnreachable, "d1-1")
    assert report.unsent or report.detail
    await rig.end()
    assert rig.orders_of("d1-1") == 0


@card("keys that are refused send nothing, and say so", Trouble.KEYS_REFUSED)
async def keys_refused(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1", limit="90")
    await rig.hear(r.VenueRejects | r.VenueUnreachable, "d1-1")  # type: ignore[arg-type]  # either
    await rig.settle()
    assert not rig.heard(r.VenueAccepts, "d1-1")
    assert rig.orders_of("d1-1") == 0


@card("frames that make no sense are passed over, and the next is heard", Trouble.GARBLED)
async def garbled(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1", qty="30", limit="100")
    await rig.hear(r.VenueAccepts, "d1-1")
    await rig.end()
    await rig.market("99.90", "99.95", 50)
    await rig.hear(r.VenueFills, "d1-1")
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert state.cum_qty == rig.filled("d1-1") == D(30)


@card("what is told twice is one", Trouble.REPEATED)
async def repeated(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1")
    await rig.hear(r.VenueFills, "d1-1")
    await rig.settle()
    await rig.pass_time(5)
    assert len(rig.fills("d1-1")) == 1
    assert rig.filled("d1-1") == rig.position() == D(10)


@card("what comes in another order is the same", Trouble.REORDERED)
async def reordered(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1")
    await rig.settle()
    await rig.end()
    await rig.settle()
    state = await rig.ask("d1-1")
    assert isinstance(state, r.VenueStates)
    assert state.status is OrderStatus.FILLED
    assert rig.filled("d1-1") == rig.position() == D(10)


@card("every open order is cancelled, as a kill does")
async def kill(rig: Rig) -> None:
    names = [f"d1-{number}" for number in range(1, 6)]
    for name in names:
        rig.place(name, limit="90")
    for name in names:
        await rig.hear(r.VenueAccepts, name)
    for name in names:
        rig.pull(name)
    await rig.settle()
    for name in names:
        state = await rig.ask(name)
        assert isinstance(state, r.VenueStates)
        assert state.status is OrderStatus.CANCELED
    assert rig.position() == 0


@card("an account is told whole: orders, fills, positions, cash")
async def snapshot(rig: Rig) -> None:
    rig.place("d1-1")
    await rig.hear(r.VenueFills, "d1-1")
    rig.place("d1-2", Side.SELL, "4", "110")
    await rig.hear(r.VenueAccepts, "d1-2")
    rig.send(q.QueryAccount(ACCOUNT, rig.venue.name, 0))
    picture = await rig.hear(r.VenueSnapshot)
    assert picture.is_complete
    assert picture.positions[NAME] == D(10)
    (held,) = picture.orders
    assert (held.order_id, held.qty, held.limit_price) == ("d1-2", D(4), D(110))
    assert [each.exec_id for each in picture.fills] == [*rig.fills("d1-1")]
    assert picture.cash["USD"] == D(100_000) - D("1000.10")


@card("positions are told to their end, and an account without any is flat")
async def positions(rig: Rig) -> None:
    rig.send(q.QueryPositions(ACCOUNT, rig.venue.name))
    await rig.hear(r.VenueHeldAll)
    held = {each.instrument: each.qty for each in rig.told if isinstance(each, r.VenueHolds)}
    assert not any(held.values())


@card("a venue that can be asked for a sign of life gives one")
async def beat(rig: Rig) -> None:
    assert isinstance(rig.venue, Heartbeats)
    rig.venue.ping()
    await rig.hear(r.VenueBeats)


@card("outside the regular session only an order with extended hours works", Trouble.CLOSED)
async def extended(rig: Rig) -> None:
    await rig.begin()
    rig.place("d1-1", limit="100.05")
    rig.place("d1-2", qty="4", limit="100.05", extended_hours=True)
    await rig.hear(r.VenueFills, "d1-2")
    await rig.settle()
    assert rig.filled("d1-2") == rig.position() == D(4)
    assert (await rig.ask("d1-1")).status is OrderStatus.NEW  # type: ignore[union-attr]  # it waits
    await rig.end()
    await rig.hear(r.VenueFills, "d1-1")
    assert rig.position() == D(14)
