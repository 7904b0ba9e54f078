"""Channels of alerts in the settings: their secrets stay where they are."""

from __future__ import annotations

from pathlib import Path

from holdfast.config.channels import channels_of
from holdfast.config.loading import Loaded, load
from holdfast.config.toml import everything, to_toml
from holdfast.model.watch import Level

FILE = """
[[alerts.channels]]
name = "hook"
url = "${HOOK}"

[[alerts.channels]]
name = "boss"
url = "${HOOK}"
level = "escalation"
"""


def read(tmp_path: Path, text: str, hook: str) -> object:
    path = tmp_path / "holdfast.toml"
    path.write_text(text)
    return load(path, None, {"HOOK": hook})


def test_channels_are_made_from_the_settings(tmp_path: Path) -> None:
    found = read(tmp_path, FILE, "json://user:secret@127.0.0.1:9/x")
    assert isinstance(found, Loaded)
    told = [(each.name, each.level) for each in channels_of(found.settings)]
    assert told == [("hook", Level.FIRST), ("boss", Level.ESCALATION)]


def test_what_is_shown_of_the_settings_has_no_secret(tmp_path: Path) -> None:
    found = read(tmp_path, FILE, "json://user:secret@127.0.0.1:9/x")
    text = to_toml(everything(found.settings))
    assert "secret" not in text
    assert "json://****" in text


def test_an_address_that_is_none_is_a_fault_by_its_path_and_without_its_secret(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, FILE, "nothing://secret")
    assert [each.path for each in found.faults] == [
        "alerts.channels[0].url",
        "alerts.channels[1].url",
    ]
    assert "secret" not in repr(found.faults)


def test_a_name_is_given_once_and_not_that_of_the_log(tmp_path: Path) -> None:
    for name in ("hook", "log"):
        found = read(tmp_path, FILE.replace('"boss"', f'"{name}"'), "json://127.0.0.1:9")
        assert [each.path for each in found.faults] == ["alerts.channels[1].name"]
