"""Presets: what venues allow, as their pages in docs say it."""

from holdfast.runtime.guard import PRESETS, Preset
from holdfast.runtime.guard.endpoints import Endpoint
from holdfast.transport.rate_limit import Limit

SECOND = 1_000_000_000


def first(preset: Preset) -> tuple[int, int, int]:
    limit = PRESETS[preset].limits[0]
    return limit.count, limit.per_ns // SECOND, limit.burst


def test_the_figures_are_those_of_the_venues() -> None:
    assert {each: first(each) for each in Preset if each is not Preset.PAPER} == {
        Preset.ALPACA: (200, 60, 200),
        Preset.BINANCE: (20, 1, 50),
        Preset.CCXT: (5, 1, 10),
        Preset.IBKR: (45, 1, 45),
        Preset.OANDA: (100, 1, 100),
        Preset.POLYMARKET: (10, 1, 20),
        Preset.QUESTRADE: (30, 1, 30),
    }
    assert PRESETS[Preset.PAPER].limits == ()


def test_every_preset_is_there_and_no_request_weighs_more_than_a_bucket_holds() -> None:
    assert set(PRESETS) == set(Preset)
    for rules in PRESETS.values():
        for limit in rules.limits:
            assert isinstance(limit, Limit)
            assert set(limit.weights) <= set(Endpoint)
            assert max(limit.weights.values(), default=1) <= limit.burst
