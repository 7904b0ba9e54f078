"""`holdfast backtest`: what it prints, writes and returns, and every wrong wish told."""

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.cli import backtest
from holdfast.strategies import HANDLERS, Context
from tests.backtest.test_run import STEPS
from tests.cli.terminal import Done, holdfast
from tests.support.backtests import write_quotes

Here = Callable[..., Done]

FILE = """
from decimal import Decimal

class Once:
    qty: Decimal = Decimal(10)
    fails: bool = False

    def on_start(self, ctx):
        self.has_bought = False
        ctx.log("begun")

    def on_quote(self, ctx, quote):
        if self.fails:
            raise RuntimeError("as asked")
        if not self.has_bought:
            self.has_bought = True
            ctx.buy("ABC", self.qty)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    tape = tmp_path / "tape"
    tape.mkdir()
    write_quotes(tape, STEPS)
    (tmp_path / "mine.py").write_text(FILE)
    return tmp_path


def test_a_strategy_runs_with_its_parameters_and_the_report_is_json(
    here: Here, place: Path
) -> None:
    done = here("backtest", "--data", "tape", "--strategy", "mine.py:Once", "--param", "qty=7",
                "--cash", "5000", "--json")  # fmt: skip
    assert done.code == 0, done.err
    told = done.json()
    assert told["what"]["params"] == {"qty": "7", "fails": "False"}
    assert told["result"]["opening"] == "5000"
    assert [fill["qty"] for fill in told["fills"]] == ["7"]
    assert [line["text"] for line in told["log"]] == ["begun"]
    assert here("journal", "replay", told["journal"]["path"]).code == 0


def test_the_report_for_people_names_the_figures_and_the_assumptions(
    here: Here, place: Path
) -> None:
    done = here("backtest", "--data", "tape", "--strategy", "mine.py:Once", "--html", "out.html")
    assert done.code == 0, done.err
    for said in ("profit", "Sharpe", "Round trips", "begun", "Not told by the tape", "Journal:"):
        assert said in done.out
    assert done.err == "holdfast: the report is in out.html\n"
    page = (place / "out.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "mine.py:Once" in page


def test_a_strategy_that_raises_is_told_with_its_line_and_has_failed(
    here: Here, place: Path
) -> None:
    done = here("backtest", "--data", "tape", "--strategy", "mine.py:Once", "--param", "fails=true")
    assert done.code == 1
    fault = f"on_quote: RuntimeError: as asked ({place / 'mine.py'}:14)"
    assert fault in done.err.replace("(mine.py", f"({place / 'mine.py'}")


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ([], "a backtest takes either --plan or --strategy"),
        (["--strategy", "mine.py:Once", "--plan", "x"], "takes either --plan or --strategy"),
        (["--plan", "x", "--param", "a=1"], "--param a=1 takes a --strategy"),
        (["--strategy", "mine.py:Once", "--param", "qty"], "--param qty must be NAME=VALUE"),
        (["--strategy", "mine.py:Once", "--param", "qty=1", "--param", "qty=2"], "be given once"),
        (["--strategy", "mine.py:Once", "--param", "qty=x"], "qty 'x' must be a decimal number"),
        (["--strategy", "mine.py"], "must be FILE.py:Class"),
        (
            ["--strategy", "mine.py:Once", "--from", "2027-01-01"],
            "--from 2027-01-01 must be before the tape's end 20",
        ),
        (["--strategy", "mine.py:Nothing"], "must name a class of the file: there is Once"),
        (["--strategy", "mine.py:Once", "--from", "monday"], "--from monday must be a day"),
        (["--strategy", "mine.py:Once", "--from", "2024-03-05", "--to", "2024-03-04"],
         "--from 2024-03-05 must be before --to 2024-03-04"),
        (["--strategy", "mine.py:Once", "--to", "2024-03-01"], "must be after the tape's start"),
        (["--strategy", "mine.py:Once", "--cash", "-1"], "--cash -1 must be a number above zero"),
        (["--strategy", "mine.py:Once", "--cash", "much"], "--cash much must be a number"),
        (["--strategy", "mine.py:Once", "--account", "x"], "--account x must be one of paper"),
        (["--strategy", "mine.py:Once", "--at-end", "pray"], "must be cancel, flatten, keep"),
    ],
)  # fmt: skip
def test_every_wrong_wish_is_told_before_anything_runs(
    here: Here, place: Path, options: list[str], fault: str
) -> None:
    done = here("backtest", "--data", "tape", *options)
    assert done.code == 2
    assert fault in done.err
    assert not (place / "holdfast-demo").exists()


def test_a_page_that_cannot_be_written_is_told(here: Here, place: Path) -> None:
    done = here("backtest", "--data", "tape", "--strategy", "mine.py:Once", "--html", "no/x.html")
    assert done.code == 2
    assert "--html no/x.html cannot be written" in done.err


def test_a_page_that_cannot_be_written_is_told_before_the_run(here: Here, place: Path) -> None:
    (place / "full").mkdir()
    for path in ("no/x.html", "full"):
        wanted = ("--html", path, "--journal", "new.db")
        done = here("backtest", "--data", "tape", "--strategy", "mine.py:Once", *wanted)
        assert done.code == 2
        assert f"--html {path} cannot be written" in done.err
        assert done.out == ""
        assert not (place / "new.db").exists()


def test_a_strategy_of_bars_on_a_tape_without_any_is_told_how_to_have_them(
    here: Here, place: Path
) -> None:
    (place / "bars.py").write_text(
        "class Bars:\n    def on_bar(self, ctx, bar):\n        ctx.buy(bar.instrument, 1)\n"
    )
    done = here("backtest", "--data", "tape", "--strategy", "bars.py:Bars", "--json")
    assert done.code == 0
    assert "on_bar was never called" in done.err
    assert 'ctx.subscribe_bars(instrument, span_s, of="quotes")' in done.err


def test_data_that_is_no_tape_is_told(here: Here, place: Path) -> None:
    done = here("backtest", "--data", "mine.py", "--strategy", "mine.py:Once")
    assert done.code == 2
    assert "mine.py" in done.err


@pytest.mark.slow
def test_the_same_run_has_the_same_hash_under_another_hash_seed_and_path(place: Path) -> None:
    hashes = []
    for number in ("1", "2"):
        folder = place / number
        folder.mkdir()
        (folder / "mine.py").write_text(FILE)
        done = holdfast("backtest", "--data", place / "tape", "--strategy", "mine.py:Once",
                        "--json", cwd=folder, PYTHONHASHSEED=number)  # fmt: skip
        assert done.code == 0, done.err
        hashes.append(done.json()["journal"]["hash"])
    assert hashes[0] == hashes[1]


def test_the_page_of_backtests_names_every_option_and_every_method() -> None:
    page = (Path(__file__).parents[2] / "docs" / "BACKTEST.md").read_text()
    taken = ("--config", "--profile", "--journal")
    for each in inspect.signature(backtest.backtest, eval_str=True).parameters.values():
        (option,) = each.annotation.__metadata__
        names = [name for name in (option.default, *option.param_decls) if name]
        assert any(name in page or name in taken for name in names), names
    for method in HANDLERS:
        assert f"`{method}(" in page
    public = [name for name in vars(Context) if not name.startswith("_")]
    assert [name for name in public if name not in page] == []
