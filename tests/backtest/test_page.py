"""The page: whole in one file, well formed, and nothing from outside is taken for markup."""

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from holdfast.backtest.page import page
from holdfast.backtest.report import Backtest
from holdfast.strategies import Context
from tests.backtest.test_report import Wild, walk
from tests.support.backtests import Scripted, run_on, seconds, told_of, write_quotes


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    tape = tmp_path_factory.mktemp("tape")
    walk(tape, 3)

    class Talks(Wild):
        def on_start(self, ctx: Context) -> None:
            ctx.log("<script>alert('no')</script>")
            ctx.buy("ABC", 1_000_000)

    return told_of(run_on(tape, Talks()))


class Balanced(HTMLParser):
    """It counts what is opened and closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if tag not in ("meta", "line", "rect", "polygon", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "line", "rect", "polygon", "path"):
            assert self.open.pop() == tag


def test_a_page_is_whole_and_fetches_nothing(told: Backtest) -> None:
    drawn = page(told)
    read = Balanced()
    read.feed(drawn)
    assert read.open == []
    # equity, drawdown, two instruments, costs
    assert read.tags["svg"] == 5
    assert read.tags["polygon"] == len(told.fills)
    assert not re.findall(r"(?:src|href|@import|url\()", drawn)
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert "prefers-color-scheme: dark" in drawn


def test_what_a_strategy_writes_is_text(told: Backtest) -> None:
    drawn = page(told)
    assert "<script" not in drawn
    assert "&lt;script&gt;alert(&#x27;no&#x27;)" in drawn


def test_a_page_says_the_figures_of_the_report(told: Backtest) -> None:
    drawn = page(told)
    for said in (f"{told.result.profit:,.2f}", told.journal.hash, *told.simulated):
        assert said in drawn
    assert "ORDER_QTY_MAX" in drawn


def test_a_fault_stands_at_the_top_with_its_place(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(5))

    def fail(ctx: Context) -> None:
        raise RuntimeError("a < b")

    drawn = page(told_of(run_on(tmp_path, Scripted({2: fail}))))
    assert "The strategy was stopped in on_quote at" in drawn
    assert "RuntimeError: a &lt; b" in drawn
    assert drawn.index("was stopped") < drawn.index("<svg")


def test_a_run_without_a_trade_is_drawn_too(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(5))
    drawn = page(told_of(run_on(tmp_path, Scripted({}))))
    assert drawn.count("<svg") == 2
    assert "none" in drawn


def test_a_long_table_shows_its_last_rows_and_says_so(told: Backtest) -> None:
    many = msgspec.structs.replace(told, trips=told.trips[:1] * 600)
    assert "the last 500 of 600" in page(many)
