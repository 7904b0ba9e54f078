"""What a venue may do to an order of several legs, in any order: the laws hold throughout."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.combo import members
from holdfast.model.order import Liquidity, OrderStatus, TimeInForce
from holdfast.model.spread import SpreadStatus
from tests.support.combos import combo_desk
from tests.support.desks import SECOND, PlayedDesk
from tests.support.pairs import spread_of, submit

D = Decimal
RATIOS = {"NEAR": 1, "FAR": 2}


class Whole:
    """One order of several legs as the venue has it: all legs trade at once, or none does."""

    def __init__(self, legs: dict[str, q.PlaceOrder]) -> None:
        self.legs = legs
        self.units = D(0)
        self.status = OrderStatus.NEW
        self.fills: list[r.VenueFills] = []


class Anyhow:
    """A venue with combos and a mind of its own; what it tells may be late, double or lost."""

    def __init__(self, desk: PlayedDesk, rng: Random) -> None:
        self.desk, self.rng = desk, rng
        self.wholes: dict[str, Whole] = {}
        self.seen = 0
        self.gathered: dict[str, dict[str, q.PlaceOrder]] = {}
        self.late: list[r.Report] = []

    def hear(self) -> None:
        """Take what was sent since, each as it comes."""
        sent = self.desk.venue.sent
        while self.seen < len(sent):
            request = sent[self.seen]
            self.seen += 1
            match request:
                case q.PlaceOrder():
                    self._place(request)
                case q.PullOrder():
                    self._pull(request)
                case q.QueryOrder():
                    self._query(request)
                case _:
                    pass

    def act(self) -> None:
        """Trade, end or tell something."""
        working = [each for each in self.wholes.values() if each.status is OrderStatus.NEW]
        draw = self.rng.random()
        if self.late and draw < 0.6:
            self.tell(self.late.pop(self.rng.randrange(len(self.late))))
        elif working and draw < 0.8:
            self._trade(self.rng.choice(working))
        elif working and draw < 0.83:
            self.end(self.rng.choice(working))

    def tell(self, report: r.Report) -> None:
        self.desk.take(report)
        if self.rng.random() < 0.1:
            self.desk.take(report)

    def say(self, *reports: r.Report) -> None:
        self.late += reports

    def _place(self, request: q.PlaceOrder) -> None:
        combo = request.terms.combo
        assert combo is not None
        legs = self.gathered.setdefault(combo.id, {})
        assert request.order_id not in legs, "sent twice"
        legs[request.order_id] = request
        if len(legs) < combo.legs:
            return
        assert tuple(legs) == members(combo.id)
        at, draw = self.desk.time.now(), self.rng.random()
        if draw < 0.15:
            # it never arrives
            self.say(*(r.VenueSilent(name, "lost", at) for name in legs))
        elif draw < 0.2:
            self.say(*(r.VenueUnreachable(name, "no line", at, unsent=True) for name in legs))
        elif draw < 0.25:
            self.say(*(r.VenueRejects(name, "NO", "will not", at) for name in legs))
        else:
            self.wholes[combo.id] = Whole(legs)
            if draw < 0.5:
                self.say(*(r.VenueSilent(name, "lost", at) for name in legs))
            else:
                self.say(*(r.VenueAccepts(name, f"V{name}", at) for name in legs))

    def _trade(self, whole: Whole) -> None:
        combo = next(iter(whole.legs.values())).terms.combo
        assert combo is not None
        units = D(self.rng.randint(1, int(combo.units - whole.units)))
        whole.units += units
        for name, each in whole.legs.items():
            qty = units * RATIOS[each.terms.instrument]
            fill = r.VenueFills(
                name, f"{name}:{whole.units}", qty, D(3), D(0), "USD", Liquidity.TAKER, 0
            )
            whole.fills.append(fill)
            self.say(fill)
        if whole.units == combo.units:
            whole.status = OrderStatus.FILLED

    def end(self, whole: Whole) -> None:
        at = self.desk.time.now()
        whole.status = OrderStatus.CANCELED
        for name in whole.legs:
            # an adapter tells an end after the fills before it
            self.late = [each for each in self.late if not self._is_fill(each, name)]
            for fill in whole.fills:
                if fill.order_id == name:
                    self.tell(fill)
            self.say(r.VenueCancels(name, at, "canceled"))

    def _is_fill(self, report: r.Report, name: str) -> bool:
        return isinstance(report, r.VenueFills) and report.order_id == name

    def _pull(self, request: q.PullOrder) -> None:
        at = self.desk.time.now()
        whole = self.wholes.get(request.known_as)
        if whole is None or whole.status is not OrderStatus.NEW:
            self.say(r.VenueRejectsCancel(request.order_id, "LATE", "too late", at))
        elif self.rng.random() < 0.8:
            self.end(whole)
        else:
            self.say(r.VenueSilent(request.order_id, "lost", at))

    def _query(self, request: q.QueryOrder) -> None:
        name, at = request.order_id, self.desk.time.now()
        whole = self.wholes.get(request.known_as)
        if whole is None:
            self.say(r.VenueKnowsNot(name, True, at))
            return
        for fill in whole.fills:
            if fill.order_id == name:
                self.tell(fill)
        terms = whole.legs[name].terms
        cum = whole.units * RATIOS[terms.instrument]
        status = OrderStatus.PARTIALLY_FILLED if cum else OrderStatus.NEW
        if whole.status is not OrderStatus.NEW:
            status = whole.status
        self.tell(
            r.VenueStates(name, f"V{name}", status, terms.qty, cum, None, None, at, request.number)
        )


@pytest.mark.parametrize("seed", range(60))
def test_whatever_a_venue_does_nothing_is_sent_twice_and_legs_stay_in_their_ratio(
    seed: int,
) -> None:
    rng = Random(seed)
    desk = combo_desk()
    lasts = (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.IOC)
    submit(desk, time_in_force=rng.choice(lasts))
    venue = Anyhow(desk, rng)
    for step in range(120):
        venue.hear()
        venue.act()
        desk.wait(rng.choice((0, 0, SECOND // 10, SECOND)))
        if rng.random() < 0.02:
            desk.restart()
        if step == 60 and rng.random() < 0.5 and spread_of(desk).is_open:
            desk.take(c.CancelOrder(spread_of(desk).id, "trader"))
        desk.check()
    for _ in range(300):
        venue.hear()
        if not venue.late and not spread_of(desk).is_open:
            break
        if venue.late:
            venue.tell(venue.late.pop(0))
        else:
            for whole in venue.wholes.values():
                if whole.status is OrderStatus.NEW:
                    venue.end(whole)
        desk.wait(SECOND)
    spread = spread_of(desk)
    assert not spread.is_open, [_told(each) for each in desk.ledger.orders.values()]
    traded = sum((each.units for each in venue.wholes.values()), D(0))
    assert spread.filled == (traded, 2 * traded)
    assert traded <= 3
    assert (spread.status is SpreadStatus.FILLED) is (traded == 3)
    assert desk.ledger.position("A", "FAR").qty == -2 * traded
    assert not desk.ledger.open_orders
    desk.check()
    desk.check_decisions()


def _told(order: Order) -> str:
    return f"{order.id} {order.status} {order.cum_qty} of {order.qty} {order.reason}"
