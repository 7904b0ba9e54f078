"""Triggers are measured while they really wait, and when they really fire."""

import json
import sys

import pytest

from holdfast.bench import triggers


def test_what_waits_and_what_fires_is_measured() -> None:
    told = triggers.measure(armed=30, count=200, fired=10)
    assert (told.armed, told.fired) == (30, 10)
    assert told.fired_us > 0
    assert told.added_us == told.theirs_with_us - told.theirs_without_us
    assert min(told.other_with_us, told.other_without_us, told.theirs_without_us) > 0


def test_a_trigger_that_does_not_wait_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "price_of", lambda number: triggers.HIGH[1])
    with pytest.raises(ValueError, match="3 triggers were asked for"):
        triggers.measure(armed=3, count=10)


def test_the_command_prints_what_it_measured(monkeypatch, capsys) -> None:
    monkeypatch.setattr(triggers, "FIRED", 5)
    monkeypatch.setattr(sys, "argv", ["triggers", "--armed", "20", "--quotes", "100"])
    triggers.main()
    told = json.loads(capsys.readouterr().out)
    assert told["armed"] == 20
    assert "added_us" in told
