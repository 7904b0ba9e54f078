"""Cards of orders of several legs that a venue works as one; each leg is an order of ours."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.commands import SubmitOrder
from holdfast.model.combo import Combo, combo_id, members
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.conformance.deck import card
from tests.conformance.rig import ACCOUNT, LEGS, D, Rig, Trouble

NAME = combo_id("d1-1", len(LEGS))
NAMES = members(NAME)
_SIDES = (Side.BUY, Side.SELL)


def place(rig: Rig, *indexes: int) -> None:
    """Place two units at a debit of 3, or only some of the legs."""
    for index in indexes or range(len(LEGS)):
        combo = Combo(NAME, index, len(LEGS), 1, D(2), D(3), opens=True)
        terms = SubmitOrder(
            ACCOUNT, LEGS[index], _SIDES[index], D(2), OrderType.LIMIT, D(5), combo=combo
        )
        rig.send(q.PlaceOrder(NAMES[index], terms))


async def accepted(rig: Rig) -> None:
    for name in NAMES:
        await rig.hear(r.VenueAccepts, name)


async def statuses(rig: Rig) -> list[OrderStatus]:
    states = [await rig.ask(name, known_as=NAME) for name in NAMES]
    return [each.status for each in states if isinstance(each, r.VenueStates)]


@card("several legs are one order there, and each is told its own fills, in parts")
async def combo(rig: Rig) -> None:
    await rig.legs_market("5.00", "5.10")
    place(rig)
    await accepted(rig)
    assert await statuses(rig) == [OrderStatus.NEW, OrderStatus.NEW]
    await rig.legs_market("4.90", "5.00", 1)
    await rig.settle()
    assert await statuses(rig) == [OrderStatus.PARTIALLY_FILLED] * 2
    await rig.legs_market("4.89", "4.99", 10)
    await rig.settle()
    assert await statuses(rig) == [OrderStatus.FILLED] * 2
    prices = [[each.price for each in rig.fills(name).values()] for name in NAMES]
    assert prices == [[D("5.00"), D("4.99")], [D("2.00"), D("2.00")]]
    assert [rig.filled(name) for name in NAMES] == [D(2), D(2)]
    assert rig.orders_of(NAME) == 1


@card("the reply to several legs is lost: they are unknown, then found", Trouble.REPLY_LOST)
async def combo_unknown(rig: Rig) -> None:
    await rig.legs_market("5.00", "5.10")
    await rig.begin()
    place(rig)
    for name in NAMES:
        await rig.hear(r.VenueSilent, name)
    await rig.end()
    assert await statuses(rig) == [OrderStatus.NEW, OrderStatus.NEW]
    place(rig)
    await rig.settle()
    assert rig.orders_of(NAME) == 1
    assert not any(rig.heard(r.VenueRejects, name) for name in NAMES)


@card("fills of several legs that were not told are found by asking", Trouble.FILLS_LOST)
async def combo_fills_lost(rig: Rig) -> None:
    await rig.legs_market("5.00", "5.10")
    place(rig)
    await accepted(rig)
    await rig.begin()
    await rig.legs_market("4.85", "4.95")
    await rig.settle()
    await rig.end()
    assert await statuses(rig) == [OrderStatus.FILLED] * 2
    assert [rig.filled(name) for name in NAMES] == [D(2), D(2)]


@card("a cancel of one leg takes all of them back")
async def combo_cancel(rig: Rig) -> None:
    await rig.legs_market("5.00", "5.10")
    place(rig)
    await accepted(rig)
    rig.pull(NAMES[1], known_as=NAME)
    for name in NAMES:
        await rig.hear(r.VenueCancels, name)
    await rig.settle()
    for name in NAMES:
        rig.pull(name, known_as=NAME)
    for name in NAMES:
        await rig.hear(r.VenueRejectsCancel, name)


@card("a part of several legs never leaves, and nothing is known of it")
async def combo_in_part(rig: Rig) -> None:
    place(rig, 1)
    await rig.settle()
    assert rig.orders_of(NAME) == 0
    rig.pull(NAMES[1], known_as=NAME)
    told = await rig.hear(r.VenueUnreachable, NAMES[1])
    assert told.unsent
    await rig.pass_time(20)
    state = await rig.ask(NAMES[0], known_as=NAME)
    assert isinstance(state, r.VenueKnowsNot)
    assert state.final
    assert rig.orders_of(NAME) == 0


@card("several legs that cannot be are rejected, each in the venue's words")
async def combo_rejected(rig: Rig) -> None:
    await rig.legs_market("5.00", "5.10")
    uncovered = Combo(NAME, 0, 2, 1, D(2), D(3))
    for index, name in enumerate(NAMES):
        terms = SubmitOrder(
            ACCOUNT,
            LEGS[index],
            Side.SELL,
            D(2),
            OrderType.LIMIT,
            D(5),
            combo=uncovered,
        )
        rig.send(q.PlaceOrder(name, terms))
    for name in NAMES:
        told = await rig.hear(r.VenueRejects, name)
        assert "uncovered" in told.detail


@card("an account is told with the legs of what is open, whoever has placed it")
async def combo_snapshot(rig: Rig) -> None:
    await rig.legs_market("5.00", "5.10")
    place(rig)
    await accepted(rig)
    await rig.by_hand()
    rig.send(q.QueryAccount(ACCOUNT, rig.venue.name, 0))
    picture = await rig.hear(r.VenueSnapshot)
    held = [(each.order_id, each.instrument, each.qty) for each in picture.orders]
    assert sorted(held) == sorted(
        [
            ("", LEGS[0], D(1)),
            ("", LEGS[1], D(1)),
            (NAMES[0], LEGS[0], D(2)),
            (NAMES[1], LEGS[1], D(2)),
        ]
    )
