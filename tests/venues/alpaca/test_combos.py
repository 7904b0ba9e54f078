"""One order of several legs there is one order of ours for each leg here."""

from __future__ import annotations

import json

import pytest

from holdfast.messages import reports as r
from holdfast.model.combo import combo_id, members
from holdfast.model.ids import OrderId
from holdfast.venues.alpaca.asking import Asking
from holdfast.venues.alpaca.chains import Chains
from holdfast.venues.alpaca.combos import Combos, is_over
from holdfast.venues.alpaca.looking import Looking
from holdfast.venues.alpaca.wire import Malformed, SaidOrder, Update, decoded, frame_of
from tests.venues.alpaca.legs import (
    HIGH,
    LEG_HIGH,
    LEG_LOW,
    LOW,
    NAME,
    WHOLE,
    event,
    leg,
    placed,
    whole,
)
from tests.venues.alpaca.said import THEIRS


class Heard:
    """What is told of combos, with a stream to speak on."""

    def __init__(self) -> None:
        self.told: list[r.Report] = []
        self.chains, self.combos = Chains(), Combos()

        async def ask(method: str, path: str) -> object:
            raise AssertionError((method, path))

        asking = Asking(ask)  # type: ignore[arg-type]  # nothing is asked
        self.looking = Looking(asking, self.chains, self.combos, self.told.extend)

    def hear(self, name: str, told: dict[str, object], **more: object) -> tuple[OrderId, ...]:
        update = frame_of(event(name, told, **more))
        assert isinstance(update, Update), update
        return self.looking.hear(update)

    def kinds(self) -> list[str]:
        told = [f"{type(each).__name__} {getattr(each, 'order_id', '')}" for each in self.told]
        self.told.clear()
        return told


@pytest.fixture
def heard() -> Heard:
    return Heard()


def said(told: dict[str, object]) -> SaidOrder:
    read = decoded(SaidOrder, json.dumps(told))
    assert isinstance(read, SaidOrder), read
    return read


@pytest.mark.parametrize(
    ("name", "orders"),
    [
        ("d1-7+2", ("d1-7", "d1-8")),
        ("d1-9+4", ("d1-9", "d1-10", "d1-11", "d1-12")),
        ("d1-7", ()),
        ("d1-7.1", ()),
        ("d1-x+2", ()),
        ("my spread+2", ()),
        ("d1-7+", ()),
        ("d1-7+1", ()),
        ("d1-7+9", ()),
        ("d1-7+99999999999999999999", ()),
        (THEIRS, ()),
    ],
)
def test_a_combo_is_named_by_the_orders_of_its_legs(name: str, orders: tuple[str, ...]) -> None:
    assert members(name) == orders
    if orders:
        assert combo_id(orders[0], len(orders)) == name


def test_legs_leave_once_all_are_here_in_whatever_order() -> None:
    combos = Combos()
    assert combos.gather(placed(HIGH)) == ()
    assert combos.waits("d1-8")
    told = combos.gather(placed(LOW))
    assert [each.order_id for each in told] == ["d1-7", "d1-8"]
    assert not combos.waits("d1-8")
    assert combos.forgo(NAME) == []


def test_what_waits_for_others_can_be_sent_no_more() -> None:
    combos = Combos()
    combos.gather(placed(HIGH))
    assert combos.forgo(NAME) == ["d1-8"]
    assert combos.gather(placed(LOW)) == (), "a part never leaves"


def test_whose_a_leg_is_goes_by_the_order_of_symbols() -> None:
    combos = Combos()
    legs = combos.legs(said(whole(leg(HIGH), leg(LOW))))
    assert [(name, each.symbol) for name, each in legs] == [("d1-7", LOW), ("d1-8", HIGH)]
    assert combos.owner(LEG_HIGH) == "d1-8"
    assert combos.name_of("d1-8") == NAME
    assert combos.whole_of(LEG_LOW, "d1-7") == WHOLE


def test_a_leg_whose_whole_is_not_known_is_not_cancelled_by_itself() -> None:
    combos = Combos()
    combos.note("d1-7", NAME)
    assert combos.whole_of(LEG_LOW, "d1-7") == ""
    assert combos.whole_of("V", "d1-3") == "V"


def test_legs_of_somebody_else_are_nobodys_and_are_cancelled_whole() -> None:
    combos = Combos()
    legs = combos.legs(said(whole(client_order_id=THEIRS)))
    assert [name for name, _ in legs] == ["", ""]
    assert combos.whole_of(LEG_LOW, "EXT-1") == WHOLE


def test_a_leg_ends_with_its_whole() -> None:
    combos = Combos()
    for status, over in (("canceled", True), ("expired", True), ("filled", False), ("new", False)):
        legs = combos.legs(said(whole(leg(LOW, status="new"), leg(HIGH), status=status)))
        assert is_over(legs[0][1]) is over, status


def test_each_leg_is_accepted_once(heard: Heard) -> None:
    assert heard.hear("new", whole(status="new")) == ("d1-7", "d1-8")
    assert heard.kinds() == ["VenueAccepts d1-7", "VenueAccepts d1-8"]
    heard.hear("new", whole(status="new"))
    assert heard.kinds() == []


def test_the_net_price_of_a_fill_is_no_fill_of_ours(heard: Heard) -> None:
    legs = (leg(LOW, filled_qty="1"), leg(HIGH, filled_qty="1"))
    heard.hear("partial_fill", whole(*legs, filled_qty="1"), qty="1", price="2.95")
    assert heard.kinds() == ["VenueAccepts d1-7", "VenueAccepts d1-8"]
    assert all(heard.chains.chain(name).lacks_fills() for name in ("d1-7", "d1-8"))


def test_a_fill_that_a_leg_tells_by_itself_counts(heard: Heard) -> None:
    heard.hear("new", whole(status="new"))
    heard.kinds()
    told = leg(LOW, status="partially_filled", filled_qty="1")
    assert heard.hear("partial_fill", told, qty="1", price="5") == ("d1-7",)
    (fill,) = heard.told
    assert isinstance(fill, r.VenueFills)
    assert (fill.order_id, fill.exec_id) == ("d1-7", f"{LEG_LOW}:1")


def test_one_that_is_told_without_its_legs_is_looked_up(heard: Heard) -> None:
    assert heard.hear("new", whole(status="new", legs=None)) == ("d1-7", "d1-8")
    assert heard.kinds() == []
    assert heard.looking.is_due("d1-7")
    assert heard.combos.name_of("d1-7") == NAME


def test_every_leg_is_told_its_end_and_a_cancel_that_was_refused(heard: Heard) -> None:
    heard.hear("new", whole(status="new"))
    heard.kinds()
    heard.hear("order_cancel_rejected", whole(status="new"))
    assert heard.kinds() == ["VenueRejectsCancel d1-7", "VenueRejectsCancel d1-8"]
    heard.hear("canceled", whole(status="canceled"))
    assert heard.kinds() == ["VenueCancels d1-7", "VenueCancels d1-8"]
    heard.hear("canceled", whole(status="canceled"))
    assert heard.kinds() == []


def test_one_that_the_market_rejects_is_rejected_leg_by_leg(heard: Heard) -> None:
    heard.hear("rejected", whole(status="rejected"))
    assert heard.kinds() == ["VenueRejects d1-7", "VenueRejects d1-8"]


def test_what_somebody_else_places_by_hand_tells_nothing(heard: Heard) -> None:
    for name in (THEIRS, "my spread"):
        assert heard.hear("fill", whole(client_order_id=name), qty="2", price="3") == ()
    assert heard.hear("fill", leg(LOW, filled_qty="2"), qty="2", price="5") == ()
    assert heard.kinds() == []


def test_a_number_of_a_leg_that_is_none_is_malformed() -> None:
    told = decoded(SaidOrder, json.dumps(whole(leg(LOW, qty="NaN"), leg(HIGH))))
    assert isinstance(told, Malformed)
