"""Limits at the terminal: shown, tightened by one person, raised by two."""

from collections.abc import Iterator

import pytest

from tests.cli.running import RunningDesk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with RunningDesk(tmp_path_factory.mktemp("desk")) as running:
        yield running
        assert running.end() == 0


def test_limits_are_shown_with_their_units(desk: RunningDesk) -> None:
    told = desk.ask("limits", "show")
    assert told.code == 0
    assert told.out.startswith("account=paper  (version 1)\n")
    assert "  order_qty_max                 10,000  units\n" in told.out


def test_one_person_tightens_and_two_raise(desk: RunningDesk) -> None:
    assert desk.ask("limits", "set", "order_qty_max=10").code == 0
    refused = desk.ask("order", "buy", 11, "MSFT", "--limit", "410")
    assert (refused.code, refused.err.split()[1]) == (1, "ORDER_QTY_MAX")
    unsaid = desk.ask("limits", "set", "order_qty_max=20", "--why", "a block")
    assert (unsaid.code, "until" in unsaid.err) == (1, True)
    told = desk.ask("limits", "set", "order_qty_max=20", "--why", "a block", "--permanent")
    proposal_id = told.out.split()[0]
    shown = desk.ask("limits", "show").out
    assert f"{proposal_id}  limits of account=paper, by operator: a block" in shown
    assert "  order_qty_max           10 -> 20\n" in shown
    own = desk.ask("limits", "approve", proposal_id)
    assert (own.code, own.err.split()[1]) == (1, "SAME_PERSON")
    assert desk.ask("limits", "approve", proposal_id, "--as", "second").code == 0
    shown = desk.ask("limits", "show", "--json").json()
    assert shown["limits"][0]["limits"]["order_qty_max"] == "20"
    assert shown["proposals"] == []


def test_a_scope_has_its_own_sheet(desk: RunningDesk) -> None:
    strategy = ("--scope", "account=paper,strategy=momentum")
    assert desk.ask("limits", "set", "order_qty_max=3", "restricted=SPY,MSFT", *strategy).code == 0
    told = desk.ask("limits", "show").out
    assert "account=paper,strategy=momentum  (version 1)\n" in told
    assert "  restricted              SPY, MSFT\n" in told
    assert desk.ask("limits", "set", "restricted=none", *strategy).code == 1


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["order_quantity=3"], "order_quantity must be one of order_qty_max"),
        (["order_qty_max=-3"], "must not be negative"),
        (["order_qty_max=3", "--scope", "colour=red"], "must be firm or NAME=VALUE of account"),
    ],
)
def test_what_makes_no_limit_is_told(desk: RunningDesk, words: list[str], rule: str) -> None:
    told = desk.ask("limits", "set", *words)
    assert (told.code, rule in told.err) == (2, True), told.err
