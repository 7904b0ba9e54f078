"""A feed's health on a real desk: what cannot be believed is no evidence, and is told."""

from decimal import Decimal as D

from holdfast.market.health import FeedHealth, FeedRules
from holdfast.messages import breakers as n
from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.circuit import Circuit
from holdfast.model.order import OrderType, Side
from holdfast.model.quote import Quote
from holdfast.runtime.guard import feed_outlook
from holdfast.runtime.self_test import SelfTester
from holdfast.transport.circuit_breaker import BreakerRules
from tests.support.desks import PlayedDesk, ready_desk

RULES = FeedRules(breaker=BreakerRules(failures_max=3, wait_ns=10**9))


class Fed:
    """A desk with a feed that a test speaks for."""

    def __init__(self) -> None:
        self.desk: PlayedDesk = ready_desk()
        self.feed = FeedHealth("sim", RULES)
        self.desk.feeds = {"sim": self.feed}
        self.desk.restart()

    def quote(self, bid: str, ask: str = "100.01", name: str = "AAPL") -> None:
        now = self.desk.time.now()
        told = Quote(name, D(bid), D(ask), D(100), D(100), now)
        self.desk.quotes[name] = told
        self.feed.on_quote(told, now)

    def buy(self) -> list[Reason]:
        order = c.SubmitOrder("A", "AAPL", Side.BUY, D(1), OrderType.LIMIT, D(100))
        self.desk.take(order)
        last = next(reversed(self.desk.ledger.orders.values()))
        return [each.code for each in last.refusals]


def test_a_crossed_quote_is_no_evidence_so_new_risk_is_refused_until_the_next() -> None:
    fed = Fed()
    fed.quote("99.99")
    assert fed.buy() == []
    fed.quote("100.02")
    assert Reason.NO_REFERENCE in fed.buy()
    fed.quote("99.99")
    assert fed.buy() == []
    fed.desk.check()
    fed.desk.check_decisions()


def test_a_feed_that_tells_nonsense_trips_its_breaker_durably_and_disarms() -> None:
    fed = Fed()
    tester = SelfTester(fed.desk.desk, fed.desk.quotes)
    fed.quote("99.99")
    assert tester.faults() == {}
    for _ in range(3):
        fed.quote("100.02")
    (opened,) = [each for each in fed.desk.wait(0) if isinstance(each, n.BreakerOpened)]
    assert opened.link == "feed sim"
    assert "crossed" in opened.why
    assert tester.faults()["feed sim"].startswith("its breaker is OPEN: AAPL crossed")
    fed.desk.wait(10**9)
    fed.quote("99.99")
    told = [type(each) for each in fed.desk.wait(0)]
    assert told == [n.BreakerHalfOpened, n.BreakerClosed]
    assert tester.faults() == {}


def test_one_bad_quote_among_good_ones_disarms_nobody_and_is_shown() -> None:
    fed = Fed()
    fed.quote("99.99")
    fed.quote("101", "100", name="MSFT")
    tester = SelfTester(fed.desk.desk, fed.desk.quotes)
    assert tester.faults() == {}
    told = feed_outlook(fed.feed, fed.desk.time.now())
    assert (told.instruments, told.faulty, told.breaker) == (2, 1, Circuit.CLOSED)
    assert told.faults == {"MSFT": "crossed: 101 is bid, 100 is asked"}
    fed.quote("101", "100")
    assert tester.faults()["feed sim"].startswith("no quote of sim can be believed; AAPL: crossed")
