"""What the self-test finds of clock, feeds and disk, each fault by its name."""

from decimal import Decimal as D

import pytest

from holdfast.model.quote import Quote
from holdfast.runtime.self_test import Clocks, SelfTester, Tolerances
from tests.support.desks import SECOND, PlayedDesk, ready_desk


class Hands:
    """Two clocks that a test sets."""

    def __init__(self) -> None:
        self.wall = 1_000 * SECOND
        self.monotonic = 5 * SECOND

    def run(self, seconds: int) -> None:
        self.wall += seconds * SECOND
        self.monotonic += seconds * SECOND


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def tester(desk: PlayedDesk, hands: Hands) -> SelfTester:
    clocks = Clocks(lambda: hands.wall, lambda: hands.monotonic)
    return SelfTester(desk.desk, desk.quotes, clocks, Tolerances())


def test_two_clocks_that_run_together_are_good(tester: SelfTester, hands: Hands) -> None:
    for _ in range(100):
        hands.run(3_600)
    hands.wall += SECOND
    assert "clock" not in tester.faults()


def test_a_wall_clock_that_was_set_stays_a_fault(tester: SelfTester, hands: Hands) -> None:
    hands.wall += 90 * SECOND
    assert tester.faults()["clock"] == "the wall clock and the desk's are 90.0 s apart"
    hands.run(60)
    assert "clock" in tester.faults()


def test_a_wall_clock_that_goes_back_is_a_fault_however_little(
    tester: SelfTester, hands: Hands
) -> None:
    hands.wall -= SECOND // 10
    assert tester.faults()["clock"] == "the wall clock went back by 0.1 s"


def test_virtual_time_has_no_clock_that_could_be_wrong(desk: PlayedDesk) -> None:
    assert SelfTester(desk.desk, desk.quotes).faults() == {}


def test_a_feed_that_has_said_nothing_is_named_by_its_venue(desk: PlayedDesk) -> None:
    desk.quotes.clear()
    faults = SelfTester(desk.desk, desk.quotes).faults()
    assert faults == {"feed sim": "no quote of sim has come yet"}


def test_one_fresh_quote_of_a_venue_is_enough_and_an_old_one_is_not(desk: PlayedDesk) -> None:
    desk.instrument("MSFT")
    tester = SelfTester(desk.desk, desk.quotes)
    desk.wait(120 * SECOND)
    assert tester.faults() == {}
    desk.wait(SECOND)
    assert tester.faults() == {"feed sim": "no quote of sim for 121.0 s"}
    desk.quote("99", "101", "MSFT")
    assert tester.faults() == {}


def test_quotes_from_the_future_say_that_one_clock_is_wrong(desk: PlayedDesk) -> None:
    ahead = desk.time.now() + 3 * SECOND
    desk.quotes["AAPL"] = Quote("AAPL", D(99), D(101), D(1), D(1), ahead)
    faults = SelfTester(desk.desk, desk.quotes).faults()
    assert faults == {"venue_clock": "quotes of sim are 3.0 s ahead of the desk's clock"}


def test_a_disk_that_is_nearly_full_is_a_fault(
    desk: PlayedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(desk.journal), "is_space_low", True)
    assert list(SelfTester(desk.desk, desk.quotes).faults()) == ["disk"]
