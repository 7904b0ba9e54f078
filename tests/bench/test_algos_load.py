"""The load is that of parents which really work, every algo its share."""

import json
import sys

import pytest

from holdfast.algos import ALGOS
from holdfast.bench import algos_load


def test_every_algo_works_its_share_of_the_parents() -> None:
    told = algos_load.measure(parents=2 * len(ALGOS), seconds=2)
    assert told.algos == tuple(ALGOS)
    assert told.parents == 2 * len(ALGOS)
    assert min(told.cpu_share, told.cpu_share_idle) > 0
    assert told.quotes == told.parents * 20


def test_parents_give_out_children_as_time_passes() -> None:
    told = algos_load.measure(parents=2, seconds=40, algos=("twap",))
    assert told.children >= 4
    assert 0 < told.filled < 1


def test_the_command_prints_what_it_measured(monkeypatch, capsys) -> None:
    asked = ["algos_load", "--parents", "2", "--seconds", "1", "--algo", "twap"]
    monkeypatch.setattr(sys, "argv", asked)
    algos_load.main()
    assert json.loads(capsys.readouterr().out)["algos"] == ["twap"]


def test_an_algo_that_is_refused_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(algos_load, "DURATION_S", 0)
    with pytest.raises(ValueError, match="twap was refused"):
        algos_load.measure(parents=1, seconds=1, algos=("twap",))
