"""Quotes are told to a strategy class while other orders really work."""

import json
import sys

from holdfast.bench import strategy


def test_quotes_told_per_second_are_measured() -> None:
    assert strategy.measure(200) > 0


def test_the_command_prints_what_it_measured(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["strategy", "--quotes", "100"])
    strategy.main()
    told = json.loads(capsys.readouterr().out)
    assert told["quotes"] == 100
    assert told["quotes_per_second"] > 0
