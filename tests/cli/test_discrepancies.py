"""Differences at the terminal: a journal that was lost, and a venue that remembers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import RunningDesk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder: Path = tmp_path_factory.mktemp("desk")
    (folder / "holdfast.toml").write_text('[paper]\nstore = "paper.db"\n')
    with RunningDesk(folder) as before:
        assert before.ask("order", "buy", 10, "MSFT").code == 0
        assert before.ask("order", "buy", 5, "MSFT", "--limit", "400").code == 0
        assert before.ask("discrepancies", "list").out == "Discrepancies: none\n"
        told = before.ask("reconcile")
        assert (told.code, told.out.splitlines()[-1]) == (
            0,
            "nothing new differs; 0 discrepancies open in the inbox",
        )
        assert before.end() == 0
    for lost in folder.glob("holdfast.db*"):
        lost.unlink()
    with RunningDesk(folder) as running:
        yield running
        assert running.end() == 0


def test_what_differs_is_found_shown_and_answered(desk: RunningDesk) -> None:
    told = desk.ask("reconcile", "--json")
    assert told.code == 1
    found = {each["kind"]: each for each in told.json()["found"]}
    assert {"ORDER_EXTERNAL", "POSITION", "CASH"} == found.keys()
    (paper,) = told.json()["accounts"]
    assert (paper["answered"], paper["orders"], paper["is_complete"]) == (True, 1, True)

    listed = desk.ask("discrepancies", "list")
    assert listed.code == 1
    assert "POSITION  position paper MSFT: desk and venue differ (desk 0, PAPER 10)" in listed.out
    assert listed.out.endswith("Discrepancies: 3 discrepancies\n")
    only = desk.ask("discrepancies", "list", "--kind", "position", "--json").json()
    assert [each["kind"] for each in only["discrepancies"]] == ["POSITION"]

    position = found["POSITION"]["id"]
    shown = desk.ask("discrepancies", "show", position)
    assert shown.code == 0
    assert "a position differs after every fill is booked" in shown.out
    assert "  proposed  book +10 MSFT at " in shown.out

    done = desk.ask("discrepancies", "resolve", position, "--repair", "--why", "a lost journal")
    assert (done.code, "  state     REPAIRED" in done.out) == (0, True)
    again = desk.ask("discrepancies", "resolve", position, "--dismiss", "--why", "x")
    assert (again.code, "NOT_REPAIRABLE" in again.err) == (1, True)
    held = desk.ask("positions", "--json").json()["positions"]
    assert [(each["instrument"], each["qty"]) for each in held] == [("MSFT", "10")]
    for kind in ("CASH", "ORDER_EXTERNAL"):
        answer = "--repair" if kind == "CASH" else "--dismiss"
        why = ("--why", "a lost journal")
        assert desk.ask("discrepancies", "resolve", found[kind]["id"], answer, *why).code == 0
    assert desk.ask("reconcile").code == 0
    assert desk.ask("discrepancies", "list").code == 0
    assert len(desk.ask("discrepancies", "list", "--all", "--json").json()["discrepancies"]) == 3


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["resolve", "x-D1"], "resolve needs --repair or --dismiss"),
        (["resolve", "x-D1", "--repair"], "--why must say a reason"),
        (["list", "--kind", "colour"], "--kind colour must be one of FILL_MISSED"),
    ],
)
def test_what_is_asked_wrongly_is_told(desk: RunningDesk, words: list[str], rule: str) -> None:
    told = desk.ask("discrepancies", *words)
    assert (told.code, rule in told.err) == (2, True)


def test_one_that_is_not_known_is_told(desk: RunningDesk) -> None:
    told = desk.ask("discrepancies", "show", "x-D99")
    assert (told.code, "UNKNOWN_DISCREPANCY" in told.err) == (1, True)
