"""A paper venue over the real exchange under virtual time, and a desk that only listens.

With a script the desk hears it through the fault-injecting venue.
"""

from decimal import Decimal as D
from random import Random

from holdfast.exchange.exchange import Exchange
from holdfast.messages import reports as r
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.requests import PlaceOrder, QueryOrder, QueryPositions
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.quote import Quote
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.venues.faulty import FaultEntry, FaultScript, Faulty, Spans
from holdfast.venues.paper import Paper

SECOND = 1_000_000_000
START = 1_000 * SECOND


ALWAYS = 1_000_000


def rates(spans=Spans(), **ppm):  # noqa: B008  # frozen
    return FaultScript(rates=ppm, spans=spans)


def planned(*entries, spans=Spans()):  # noqa: B008  # frozen
    return FaultScript(entries=tuple(FaultEntry(**each) for each in entries), spans=spans)


def quote(bid="99.99", ask="100.01", size=100, at=START):
    return Quote("AAPL", D(bid), D(ask), D(size), D(size), at)


def terms(side=Side.BUY, qty=10, limit=None, **more):
    more.setdefault("type", OrderType.MARKET if limit is None else OrderType.LIMIT)
    more.setdefault("time_in_force", TimeInForce.GTC)
    limit = None if limit is None else D(limit)
    return SubmitOrder("A", "AAPL", side, D(qty), limit_price=limit, **more)


class Bench:
    def __init__(self, start=START, *, script=None, seed=7, **settings):
        self.time = VirtualTime(start)
        self.exchange = Exchange()
        for name in ("AAPL", "MSFT"):
            self.exchange.list(Instrument(name), Listing(name, "PAPER", name))
        self.heard = []
        self.heard_at = []
        self.phases = []
        self.links = []
        self.told = []  # all but phases
        self.paper = Paper("PAPER", self.exchange, self.time, **settings)
        self.trace = []
        self.venue = self.paper
        if script is not None:
            self.venue = Faulty(self.paper, self.time, Random(seed), script, self.note)
        self.venue.connect(self.hear)

    def note(self, fault, detail, at):
        self.trace.append((fault, detail, at))

    def hear(self, report):
        if isinstance(report, r.VenuePhase):
            self.phases.append(report)
            return
        self.told.append(report)
        if isinstance(report, r.VenueConnects | r.VenueDisconnects):
            self.links.append((report, self.time.now()))
            return
        self.heard.append(report)
        self.heard_at.append(self.time.now())

    def place(self, order_id, *args, **more):
        self.venue.send(PlaceOrder(order_id, terms(*args, **more)))

    def take(self):
        heard, self.heard, self.heard_at = self.heard, [], []
        return heard

    def run(self, until=None):
        while (at := self.time.next_at()) is not None and (until is None or at <= until):
            self.time.step()
        if until is not None:
            self.time.advance(until)

    def ask(self, order_id):
        self.take()
        self.venue.send(QueryOrder(order_id))
        return self.take()

    def position(self, instrument="AAPL", account="A"):
        self.take()
        self.venue.send(QueryPositions(account, "PAPER"))
        held = {each.instrument: each.qty for each in self.take() if isinstance(each, r.VenueHolds)}
        return held.get(instrument)

    @property
    def open_ids(self):
        return [order.order_id for order in self.exchange.open_orders()]


def kinds(reports):
    return [type(report).__name__.removeprefix("Venue") for report in reports]


def fills(reports):
    return [each for each in reports if isinstance(each, r.VenueFills)]
