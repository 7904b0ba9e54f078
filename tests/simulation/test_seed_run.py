"""One seed is one run, and the laws can break."""

import pytest

from holdfast.core import apply as applying
from holdfast.messages import events as e
from holdfast.simulation import witness
from holdfast.simulation.seed_run import run_seed, steps_of


@pytest.mark.parametrize("profile", ["calm", "crash", "all"])
def test_the_same_seed_gives_the_same_journal(profile: str) -> None:
    first, second = run_seed(5, profile), run_seed(5, profile)
    assert first == second
    assert first.inputs > 50
    assert first.head or first.law


def test_another_seed_gives_other_steps() -> None:
    assert steps_of(1, "all") != steps_of(2, "all")


def test_what_is_left_out_leaves_the_other_steps_as_they_were() -> None:
    whole = run_seed(3, "calm")
    part = run_seed(3, "calm", keep=range(whole.steps // 2))
    assert part.law == ""
    assert part.steps == whole.steps // 2


def test_a_fill_that_is_booked_for_less_than_was_traded_breaks_a_law(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = applying.APPLIERS[e.OrderFilled]

    def forgetful(ledger, event):
        book(ledger, event)
        ledger.orders[event.order_id].cum_qty -= 1

    monkeypatch.setitem(applying.APPLIERS, e.OrderFilled, forgetful)
    assert run_seed(1, "calm").law == "I07"


def test_a_seed_that_does_not_end_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "INPUTS_MAX", 30)
    outcome = run_seed(1, "calm")
    assert (outcome.law, outcome.inputs, "no end" in outcome.detail) == ("I22", 31, True)
