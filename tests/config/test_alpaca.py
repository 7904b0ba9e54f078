"""An account at Alpaca: paper and live do not mix, and no key is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.config.alpaca import access_of
from holdfast.config.loading import Loaded, Unreadable, load
from holdfast.config.toml import everything, to_toml

BASE = '[venue]\nkind = "alpaca"\n[venue.alpaca]\nkey_id = "{0}"\nkey = "hush"\n'


def read(tmp_path: Path, text: str, **environment: str) -> Loaded | Unreadable:
    path = tmp_path / "holdfast.toml"
    path.write_text(text)
    return load(path, None, environment)


def told(found: Loaded | Unreadable) -> list[str]:
    assert isinstance(found, Unreadable)
    return [str(each) for each in found.faults]


def test_paper_is_where_orders_go_by_themselves(tmp_path: Path) -> None:
    loaded = read(tmp_path, BASE.format("PKABC"))
    assert isinstance(loaded, Loaded)
    access = access_of(loaded.settings)
    assert access.url == "https://paper-api.alpaca.markets"
    assert access.stream_url == "wss://paper-api.alpaca.markets/stream"
    assert "hush" not in repr(access)


def test_no_key_is_shown(tmp_path: Path) -> None:
    loaded = read(tmp_path, BASE.format("PKABC"))
    assert isinstance(loaded, Loaded)
    shown = to_toml(everything(loaded.settings))
    assert "hush" not in shown
    assert "PKABC" not in shown
    assert 'key = "****"' in shown


LIVE = 'environment = "LIVE"\n'
SWITCH = {"HOLDFAST_ENABLE_LIVE_TRADING": "true"}


def test_live_needs_both_switches_and_a_key_of_its_own(tmp_path: Path) -> None:
    loaded = read(tmp_path, LIVE + BASE.format("AKABC"), **SWITCH)
    assert isinstance(loaded, Loaded)
    assert access_of(loaded.settings).url == "https://api.alpaca.markets"
    assert len(told(read(tmp_path, LIVE + BASE.format("AKABC")))) == 1


@pytest.mark.parametrize(
    ("text", "environment", "field"),
    [
        (BASE.format("AKABC"), {}, "venue.alpaca.key_id"),
        (LIVE + BASE.format("PKABC"), SWITCH, "venue.alpaca.key_id"),
        (BASE.format(""), {}, "venue.alpaca.key_id"),
        (BASE.format("PK") + 'url = "https://api.alpaca.markets"\n', {}, "venue.alpaca.url"),
        (BASE.format("PK") + 'url = "http://localhost:1"\n', {}, "venue.alpaca.stream_url"),
        (BASE.format("PK") + "[market]\nspeed = 2\n", {}, "market.speed"),
        (BASE.format("PK") + '[[accounts]]\nid = "a"\n[[accounts]]\nid = "b"\n', {}, "accounts"),
        (BASE.format("PK") + '[market]\nkind = "tape"\ntape = "x"\n', {}, "market.kind"),
    ],
)
def test_what_does_not_go_together_is_named(
    tmp_path: Path, text: str, environment: dict[str, str], field: str
) -> None:
    faults = told(read(tmp_path, text, **environment))
    assert any(field in each for each in faults), faults
    assert not any("hush" in each for each in faults)
