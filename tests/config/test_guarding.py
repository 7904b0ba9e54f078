"""A venue's guard by preset and by numbers, and every wrong key by its path."""

from pathlib import Path

import pytest

from holdfast.api.faults import Unreadable
from holdfast.config import GuardSettings, LimitSettings, Settings, WeightSettings
from holdfast.config.guarding import guard_rules
from holdfast.config.loading import Loaded, load
from holdfast.config.toml import everything, to_toml
from holdfast.runtime.guard import PRESETS, GuardRules, Preset
from holdfast.transport.rate_limit import Limit
from holdfast.transport.retry import BackOff

SECOND = 1_000_000_000
EXAMPLE = Path(__file__).parents[2] / "examples" / "guarded.toml"


def read(text: str, folder: Path) -> Loaded | Unreadable:
    file = folder / "desk.toml"
    file.write_text(text)
    return load(file, None, {})


def rules_of(text: str, folder: Path) -> GuardRules:
    loaded = read(text, folder)
    assert isinstance(loaded, Loaded), loaded
    return guard_rules(loaded.settings.venue)


def test_without_a_word_the_paper_venue_has_no_limit_and_the_rules_of_the_house() -> None:
    assert guard_rules(Settings().venue) == GuardRules()


@pytest.mark.parametrize("preset", list(Preset))
def test_a_preset_is_chosen_by_its_name(preset: Preset, tmp_path: Path) -> None:
    rules = rules_of(f'[venue.guard]\npreset = "{preset}"\n', tmp_path)
    assert rules.limits == PRESETS[preset].limits
    assert rules.beat_ns == PRESETS[preset].beat_ns


def test_limits_that_are_set_stand_in_place_of_the_presets(tmp_path: Path) -> None:
    text = """
[venue.guard]
preset = "binance"
wait_max_ms = 250
attempts = 5
retry_ms = 50
[[venue.guard.limits]]
count = 3
burst = 9
per_ms = 2000
weights = { query = 4 }
by_account = true
"""
    rules = rules_of(text, tmp_path)
    weights = {"place": 1, "amend": 1, "cancel": 1, "query": 4, "positions": 1, "account": 1}
    assert rules.limits == (Limit(3, 2 * SECOND, 9, weights, by_key=True),)
    assert rules.wait_max_ns == SECOND // 4
    assert rules.retry == BackOff(attempts=5, first_ns=50_000_000)


def test_every_fault_is_told_by_its_path(tmp_path: Path) -> None:
    text = """
[venue.guard]
preset = "nasdaq"
failures_pct = 0
[[venue.guard.limits]]
count = 0
burst = 1
weights = { fly = 1 }
"""
    loaded = read(text, tmp_path)
    assert isinstance(loaded, Unreadable)
    paths = {fault.path for fault in loaded.faults}
    assert {
        "venue.guard.preset",
        "venue.guard.failures_pct",
        "venue.guard.limits[0].count",
        "venue.guard.limits[0].weights.fly",
    } <= paths


def test_what_would_never_leave_and_waits_that_shrink_are_told(tmp_path: Path) -> None:
    text = """
[venue.guard]
breaker_wait_ms = 600000
retry_ms = 9000
[[venue.guard.limits]]
count = 1
burst = 3
weights = { positions = 20 }
"""
    loaded = read(text, tmp_path)
    assert isinstance(loaded, Unreadable)
    assert [fault.path for fault in loaded.faults] == [
        "venue.guard.limits[0].weights.positions",
        "venue.guard.breaker_wait_max_ms",
        "venue.guard.retry_max_ms",
    ]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    limit = LimitSettings(5, 7, weights=WeightSettings(query=0))
    guard = GuardSettings(Preset.OANDA, (limit,), beat_ms=100)
    settings = Settings()
    table = everything(settings)
    assert isinstance(table["venue"], dict)
    table["venue"] = {"guard": everything(guard)}  # type: ignore[arg-type]
    loaded = read(to_toml(table), tmp_path)
    assert isinstance(loaded, Loaded), loaded
    assert loaded.settings.venue.guard == guard


def test_the_example_is_read() -> None:
    loaded = load(EXAMPLE, None, {})
    assert isinstance(loaded, Loaded), loaded
    assert loaded.settings.venue.guard.preset is Preset.BINANCE
