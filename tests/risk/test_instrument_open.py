"""RC15 and RC21: halted instruments take nothing new, auctions what can wait for their end."""

from decimal import Decimal

import pytest

from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.order import TimeInForce
from holdfast.model.trading import Phase
from tests.risk.f0 import F0, PASSED


@pytest.fixture
def f0() -> F0:
    return F0()


def now(f0: F0, phase: Phase, instrument: str = "ABC") -> None:
    f0.take(r.VenuePhase("sim", instrument, phase, f0.time.now()))


def test_a_venue_that_has_told_nothing_is_open(f0: F0) -> None:
    assert f0.buy("1", "100.00") == PASSED


@pytest.mark.parametrize("phase", [Phase.HALTED, Phase.CLOSED])
def test_a_halted_or_closed_instrument_is_refused(f0: F0, phase: Phase) -> None:
    now(f0, phase)
    refusal = f0.buy("1", "100.00")[Reason.INSTRUMENT_HALTED]
    assert (refusal.detail, refusal.field) == (f"ABC is {phase} at sim", "instrument")


def test_it_trades_again_once_the_venue_says_so(f0: F0) -> None:
    now(f0, Phase.HALTED)
    now(f0, Phase.OPEN)
    assert f0.buy("1", "100.00") == PASSED


def test_another_instruments_halt_is_none_of_its(f0: F0) -> None:
    now(f0, Phase.HALTED, "XYZ")
    assert f0.buy("1", "100.00") == PASSED


def test_a_halt_of_the_whole_venue_takes_in_every_instrument(f0: F0) -> None:
    now(f0, Phase.OPEN)
    now(f0, Phase.HALTED, "")
    assert list(f0.buy("1", "100.00")) == [Reason.INSTRUMENT_HALTED]
    now(f0, Phase.OPEN, "")
    assert f0.buy("1", "100.00") == PASSED


def test_an_auction_takes_a_limit_order_that_can_wait_and_no_market_order(f0: F0) -> None:
    now(f0, Phase.AUCTION)
    assert f0.buy("1", "100.00") == PASSED
    assert list(f0.buy("1")) == [Reason.MARKET_ORDER_PHASE]
    refused = f0.buy("1", "99.00", time_in_force=TimeInForce.IOC)
    assert refused[Reason.INSTRUMENT_HALTED].field == "time_in_force"


def test_a_reducing_limit_order_passes_a_halt_and_a_market_order_never(f0: F0) -> None:
    f0.held("10")
    now(f0, Phase.HALTED)
    assert f0.sell("4", "100.00") == PASSED
    assert set(f0.sell("4")) == {Reason.INSTRUMENT_HALTED, Reason.MARKET_ORDER_PHASE}


def test_the_exits_of_a_bracket_go_out_in_a_halt(f0: F0) -> None:
    assert f0.buy("10", "100.00", stop_loss=Decimal("95.00")) == PASSED
    now(f0, Phase.HALTED)
    f0.fill("10", "100.00")
    assert f0.last.terms.exit_of
    assert f0.last.refusals == ()


def test_a_phase_told_again_changes_nothing_and_all_of_it_is_replayed(f0: F0) -> None:
    now(f0, Phase.HALTED)
    assert f0.take(r.VenuePhase("sim", "ABC", Phase.HALTED, 1)) == []
    f0.check()
    f0.check_decisions()
