"""The study runs by command, says what it found, and its exit code tells a broken promise."""

import json
from pathlib import Path

import pytest

from holdfast.bench import algos
from holdfast.bench.algo_promises import Promise
from holdfast.bench.algos import HOUR_PCT, Plan, study

pytestmark = pytest.mark.slow
TAPE = "marketdata/us_equity_l3"


@pytest.fixture(scope="module")
def small(shared: Path) -> Plan:
    path = str(shared / TAPE)
    return Plan(path, starts=2, duration_s=60, algos=("twap",), touches=(3,))


def test_each_algo_is_studied_at_each_size_beside_a_market_order(small: Plan) -> None:
    done = study(small)
    assert [(each.algo, each.size) for each in done.figures] == [
        ("", HOUR_PCT),
        ("twap", HOUR_PCT),
        ("", "3 x the best"),
        ("twap", "3 x the best"),
    ]
    assert {each.parents for each in done.figures} == {4}
    assert done.figures[1].qty == 5_336
    assert all(each.filled == 1 for each in done.figures)
    assert done.hourly_volume == pytest.approx(533_654, abs=1)


def test_the_figures_do_not_depend_on_how_the_work_is_shared(small: Plan) -> None:
    shared_out = Plan(**{**plain(small), "jobs": 2})
    assert study(shared_out).figures == study(small).figures


def plain(plan: Plan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in plan.__struct_fields__}


def test_it_is_told_in_lines_and_in_json(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--tape", str(shared / TAPE), "--starts", "1", "--seconds", "60", "--algo", "twap"]
    assert algos.main(asked) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("AAPL: 1 starts x 2 sides, 60 s each, seed 7; 533,654 traded")
    assert any(line.startswith("kept    twap, 1 % of an hour: fills") for line in lines)
    algos.main([*asked, "--json"])
    assert json.loads(capsys.readouterr().out)["instrument"] == "AAPL"


def test_a_broken_promise_is_the_exit_code(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Promise("twap: flies", "it does not", False)
    monkeypatch.setattr(algos, "promises", lambda figures, touch: (broken,))
    asked = ["--tape", str(shared / TAPE), "--starts", "1", "--seconds", "60", "--algo", "twap"]
    assert algos.main(asked) == 1
    assert "BROKEN  twap: flies: it does not" in capsys.readouterr().out
