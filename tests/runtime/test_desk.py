"""The desk: inbox first, batches committed, everything found again after a restart."""

from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.core.ledger import freeze
from holdfast.exchange import Exchange, ExchangeConfig
from holdfast.journal import Durability
from holdfast.journal.errors import JournalClosed
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages import commands as c
from holdfast.messages import requests as q
from holdfast.messages.reports import VenueAccepts, VenueFills
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side
from holdfast.model.quote import Quote
from holdfast.runtime import desk as room
from holdfast.runtime.engine import Halted
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.venues.paper import Paper
from tests.runtime.held_journal import HeldJournal
from tests.support.desks import OPEN, POLICIES, SECOND, WIDE, PlayedDesk, ready_desk
from tests.support.people import PEOPLE, PeopledDesk

TEN = Decimal(10)
FEE = Decimal(0)


def order(name: str = "o1", **terms: object) -> c.SubmitOrder:
    terms = {"type": OrderType.LIMIT, "limit_price": Decimal("99.00"), **terms}
    return c.SubmitOrder("A", "AAPL", Side.BUY, TEN, client_order_id=name, **terms)


def fill(order_id: str, exec_id: str = "X1", qty: Decimal = TEN) -> VenueFills:
    price = Decimal("99.00")
    return VenueFills(order_id, exec_id, qty, price, FEE, "USD", Liquidity.MAKER, 1)


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


# --- the inbox --------------------------------------------------------------------------


def test_what_waits_in_the_inbox_is_taken_before_a_command(desk: PlayedDesk) -> None:
    order_id = desk.desk.ask(order()).order_id
    desk.desk.deliver(fill(order_id))
    refused = desk.desk.ask(c.CancelOrder(order_id))
    assert [refusal.code for refusal in refused.refusals] == ["ORDER_CLOSED"]
    assert desk.order("o1").status is OrderStatus.FILLED


def test_draining_goes_on_until_nothing_new_comes(desk: PlayedDesk) -> None:
    """The fill of an entry sends its exits, which the venue accepts as they are sent."""
    desk.desk.ask(order(stop_loss=Decimal("95.00"), take_profit=Decimal("110.00")))
    order_id = desk.order("o1").id
    send = desk.venue.send

    def speak(request: q.Request) -> None:
        send(request)
        desk.desk.deliver(VenueAccepts(request.order_id, "V", desk.time.now()))

    desk.venue.send = speak
    desk.desk.deliver(fill(order_id))
    desk.desk.drain()
    exits = [desk.ledger.orders[each] for each in desk.ledger.brackets[order_id].exits]
    assert [each.status for each in exits] == [OrderStatus.NEW, OrderStatus.NEW]
    desk.check()


def test_a_long_inbox_is_written_in_batches(monkeypatch) -> None:
    monkeypatch.setattr(room, "BATCH_ENTRIES_MAX", 10)
    desk = PlayedDesk(HeldJournal())
    desk.account()
    desk.instrument()
    desk.quote("99.99", "100.01")
    desk.desk.ask(order())
    order_id = desk.order("o1").id
    before = desk.journal.appended
    for i in range(25):
        desk.desk.deliver(fill(order_id, f"X{i}", Decimal("0.1")))
    desk.desk.drain()
    assert desk.journal.appended - before == 3
    assert desk.order("o1").cum_qty == Decimal("2.5")


def test_a_full_inbox_halts_the_desk_rather_than_lose_a_fill(desk: PlayedDesk, monkeypatch) -> None:
    monkeypatch.setattr(room, "INBOX_MAX", 2)
    order_id = desk.desk.ask(order()).order_id
    for i in range(2):
        desk.desk.deliver(fill(order_id, f"X{i}", Decimal(1)))
    with pytest.raises(Halted, match="the inbox holds 2 messages"):
        desk.desk.deliver(fill(order_id, "X9", Decimal(1)))
    with pytest.raises(Halted):
        desk.desk.ask(order("o2"))


def test_whoever_waits_for_the_inbox_is_told(desk: PlayedDesk) -> None:
    told: list[int] = []
    desk.desk.on_inbox = lambda: told.append(len(desk.desk.inbox))
    desk.desk.deliver(c.Wake("E-1"))
    assert told == [1]


# --- the clock --------------------------------------------------------------------------


def test_running_lets_time_pass_to_the_end_and_no_further(desk: PlayedDesk) -> None:
    seen: list[int] = []
    now = desk.time.now()
    for seconds in (1, 2, 9):
        desk.time.call_at(now + seconds * SECOND, lambda: seen.append(desk.time.now()))
    desk.desk.run(desk.time, now + 5 * SECOND)
    assert seen == [now + SECOND, now + 2 * SECOND]
    assert desk.time.now() == now + 5 * SECOND
    desk.desk.run(desk.time)
    assert desk.time.now() == now + 9 * SECOND


# --- restarts ---------------------------------------------------------------------------


def test_a_restart_asks_after_what_was_sent_and_never_sends_it_again(desk: PlayedDesk) -> None:
    desk.desk.ask(order())
    desk.venue.sent.clear()
    desk.restart()
    order_id = desk.order("o1").id
    query = q.QueryOrder(order_id, number=7)
    assert desk.venue.sent == [query, q.QueryAccount("A", "sim", OPEN)]
    assert desk.order("o1").status is OrderStatus.UNKNOWN


def test_ids_and_seed_are_those_of_the_first_start(desk: PlayedDesk) -> None:
    first = desk.desk.ask(order("o1")).order_id
    desk.seed = 99
    desk.restart()
    assert desk.desk.ask(order("o2")).order_id != first
    assert (desk.ledger.epoch, desk.ledger.seed, desk.ledger.starts) == ("E", 7, 2)


def test_what_opens_a_desk_is_in_the_journal_with_its_start_or_not_at_all() -> None:
    journal = HeldJournal()
    desk = room.Desk(
        "desk",
        journal=journal,
        policies=POLICIES,
        venues={},
        time=VirtualTime(OPEN),
        quotes={},
    )
    opening = (
        c.ListInstrument(Instrument("AAPL"), (Listing("AAPL", "sim", "AAPL"),)),
        c.OpenAccount(Account("A", "sim"), {"USD": Decimal(1_000_000)}),
        c.SetLimits("A", WIDE, "config", "limits of the first start"),
    )
    desk.start("build", 7, PEOPLE, opening)
    assert journal.appended == 1
    assert desk.ledger.accounts["A"].limits == WIDE
    assert desk.ledger.seq == 4


class OnDisk:
    """A desk with the real paper venue over a SQLite journal that outlives it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.start()

    def start(self) -> None:
        self.time = VirtualTime(OPEN)
        exchange = Exchange(ExchangeConfig(venue="PAPER"))
        listing = Listing("AAPL", "PAPER", "AAPL")
        exchange.list(Instrument("AAPL"), listing)
        self.quotes: dict[str, Quote] = {}
        self.paper = Paper(
            "PAPER",
            exchange,
            self.time,
            on_market=lambda event: (
                self.quotes.update({event.instrument: event}) if isinstance(event, Quote) else None
            ),
        )
        self.journal = SqliteJournal(self.path, Durability.OS, build="build", epoch="E")
        self.desk = PeopledDesk(
            "desk",
            journal=self.journal,
            policies=POLICIES,
            venues={"PAPER": self.paper},
            time=self.time,
            quotes=self.quotes,
        )
        self.desk.start("build", principals=PEOPLE)
        self.desk.ask(c.ListInstrument(Instrument("AAPL"), (listing,)))
        self.desk.ask(c.OpenAccount(Account("A", "PAPER"), {"USD": Decimal(100_000)}))
        self.desk.ask(c.SetLimits("A", WIDE))
        size = Decimal(100)
        self.paper.push(Quote("AAPL", Decimal("99.99"), Decimal("100.01"), size, size, OPEN))
        self.desk.drain()


@pytest.fixture
def on_disk(tmp_path: Path) -> OnDisk:
    return OnDisk(tmp_path / "journal.db")


def test_a_desk_goes_on_from_its_journal(on_disk: OnDisk) -> None:
    on_disk.desk.ask(order("o1", type=OrderType.MARKET, limit_price=None))
    on_disk.desk.drain()
    before = on_disk.desk.ledger
    assert before.position("A", "AAPL").qty == TEN
    on_disk.desk.close()
    on_disk.start()
    after = on_disk.desk.ledger
    assert after.position("A", "AAPL").qty == TEN
    assert next(iter(after.orders.values())) == next(iter(before.orders.values()))
    assert on_disk.desk.ask(order("o1", type=OrderType.MARKET, limit_price=None)).repeated
    on_disk.desk.close()


def test_a_snapshot_and_what_followed_give_the_same_as_the_whole_journal(on_disk: OnDisk) -> None:
    on_disk.desk.ask(order("o1"))
    on_disk.desk.drain()
    on_disk.desk.snapshot()
    on_disk.desk.ask(order("o2"))
    on_disk.desk.drain()
    kept = freeze(on_disk.desk.ledger)
    on_disk.desk.close()
    journal = SqliteJournal(on_disk.path, Durability.OS, build="build")
    assert journal.latest_snapshot() is not None
    from_snapshot = room.rebuild(journal)
    journal.close()
    other_build = SqliteJournal(on_disk.path, Durability.OS, build="another")
    assert other_build.latest_snapshot() is None
    from_entries = room.rebuild(other_build)
    other_build.close()
    assert freeze(from_snapshot) == freeze(from_entries) == kept


def test_closing_lets_go_of_venue_and_journal(on_disk: OnDisk) -> None:
    on_disk.desk.close()
    with pytest.raises(JournalClosed):
        on_disk.desk.ask(c.Reconcile())
    on_disk.start()  # nobody else holds the file
    on_disk.desk.close()
