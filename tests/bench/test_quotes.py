"""Quotes are measured while other orders really work."""

import json
import sys

from holdfast.bench import quotes


def test_quotes_per_second_are_measured() -> None:
    assert quotes.measure(200) > 0


def test_the_command_prints_what_it_measured(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["quotes", "--quotes", "100"])
    quotes.main()
    told = json.loads(capsys.readouterr().out)
    assert told["quotes"] == 100
    assert told["quotes_per_second"] > 0
