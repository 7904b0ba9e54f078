"""Markets for a look-alike of its own process: generated flow in its usual symbols, or a tape."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from holdfast.emulators.alpaca.option_chain import chain_of
from holdfast.exchange.generated import FlowConfig, Generated
from holdfast.exchange.participants import FlowInstrument
from holdfast.exchange.replayed import Replayed
from holdfast.market.tape import Tape
from holdfast.model.numbers import Nanos

CENTI = Decimal("0.01")

# Prices and moves of an ordinary day; nobody's quotes.
FLOWS = (
    FlowInstrument("AAPL", Decimal(190), volatility_bps=0.6),
    FlowInstrument("MSFT", Decimal(420), volatility_bps=0.4),
    FlowInstrument("SPY", Decimal(550), volatility_bps=0.25, lots_usual=2),
    FlowInstrument("TSLA", Decimal(250), volatility_bps=0.9),
    FlowInstrument("NVDA", Decimal(130), volatility_bps=0.8),
    FlowInstrument("F", Decimal(12), volatility_bps=0.5, lots_usual=5),
    FlowInstrument("BTC/USD", Decimal(60_000), tick=Decimal(1), lot=CENTI),
    FlowInstrument("ETH/USD", Decimal(3_000), tick=Decimal("0.1"), lot=CENTI),
)


def generated(seed: int, at: Nanos) -> Generated:
    """Make a market that never ends, the same from the same seed."""
    return Generated(FlowConfig(instruments=FLOWS), Random(seed), at)


def chains(shares: tuple[str, ...], at: Nanos) -> tuple[str, ...]:
    """Name options over shares of the generated market, round the prices that it begins with."""
    spots = {each.instrument: each.price for each in FLOWS}
    return tuple(name for share in shares for name in chain_of(share, spots[share], at))


def replayed(tape: Tape) -> Replayed:
    """Play a recording once."""
    return Replayed(tape.events())
