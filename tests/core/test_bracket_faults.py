"""What is wrong with a bracket is told by its path, all of it at once."""

from decimal import Decimal as D

import pytest

from holdfast.core.bracket_faults import bracket_faults
from holdfast.messages.commands import SubmitOrder
from holdfast.model.bracket import BracketTerms, StopMove, Target
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.instrument import Listing
from holdfast.model.order import OrderType, Side

LISTING = Listing("AAPL", "sim", "AAPL")
TARGETS = (Target(D(105), qty=D(4)), Target(D(110)))


def faults(bracket: BracketTerms, side: Side = Side.BUY, **terms: object) -> list[str]:
    plain = ("A", "AAPL", side, D(10), OrderType.LIMIT, D(100))
    order = SubmitOrder(*plain, bracket=bracket, **terms)  # type: ignore[arg-type]  # by name
    return [each.field for each in bracket_faults(order, bracket, LISTING)]


def test_a_sound_bracket_has_none() -> None:
    moves = (StopMove(after_target=1), StopMove(stop=D(101), at_price=D(104)))
    assert faults(BracketTerms(TARGETS, D(95), D(94), moves=moves, trail=Trail(D(2)))) == []
    short = BracketTerms((Target(D(95), share=D("0.5")), Target(D(90))), D(105))
    assert faults(short, Side.SELL) == []


@pytest.mark.parametrize(
    ("bracket", "paths"),
    [
        (BracketTerms(), ["bracket"]),
        (BracketTerms((Target(D(99)),)), ["bracket.targets[0].price"]),
        (
            BracketTerms((Target(D(110), qty=D(1)), Target(D(105)))),
            ["bracket.targets[1].price"],
        ),
        (BracketTerms((Target(D(105)), Target(D(110)))), ["bracket.targets[0].qty"]),
        (BracketTerms((Target(D(105), D(1), D("0.1")),)), ["bracket.targets[0].share"]),
        (BracketTerms((Target(D(105), share=D("1.5")),)), ["bracket.targets[0].share"] * 1
         + ["bracket.targets"]),
        (BracketTerms((Target(D(105), qty=D("1.5")),)), ["bracket.targets[0].qty"]),
        (BracketTerms((Target(D("105.001")),)), ["bracket.targets[0].price"]),
        (BracketTerms((Target(D("NaN")),)), ["bracket.targets[0].price"]),
        (BracketTerms((Target(D(105), qty=D(11)),)), ["bracket.targets"]),
        (BracketTerms((Target(D(105)),) * 11), ["bracket.targets"]),
        (BracketTerms(stop=D(100)), ["bracket.stop"]),
        (BracketTerms(TARGETS, stop_limit=D(94)), ["bracket.stop_limit"]),
        (BracketTerms(stop=D(95), moves=(StopMove(),)), ["bracket.moves[0]"]),
        (BracketTerms(TARGETS, moves=(StopMove(after_target=1),)), ["bracket.moves[0]"]),
        (
            BracketTerms(TARGETS, D(95), moves=(StopMove(after_target=3),)),
            ["bracket.moves[0].after_target"],
        ),
        (
            BracketTerms(TARGETS, D(95), moves=(StopMove(D(95), after_target=1),)),
            ["bracket.moves[0].stop"],
        ),
        (BracketTerms(trail=Trail(D(0))), ["bracket.trail.amount"]),
        (BracketTerms(trail=Trail(D(100), TrailUnit.PERCENT)), ["bracket.trail.amount"]),
        (BracketTerms(trail=Trail(D("1.5"), TrailUnit.TICKS)), ["bracket.trail.amount"]),
        (
            BracketTerms(trail=Trail(D(2), activation_price=D(105))),
            ["bracket.trail.activation_price"],
        ),
        (BracketTerms(trail=Trail(D(2), limit_offset=D(1))), ["bracket.trail.limit_offset"]),
    ],
)  # fmt: skip
def test_each_fault_is_named_by_its_path(bracket: BracketTerms, paths: list[str]) -> None:
    told = faults(bracket)
    assert told[: len(paths)] == paths


def test_a_move_after_a_target_of_none_says_that_it_needs_some() -> None:
    bracket = BracketTerms(stop=D(95), moves=(StopMove(after_target=1),))
    order = SubmitOrder("A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(100), bracket=bracket)
    (fault,) = bracket_faults(order, bracket, LISTING)
    assert fault.detail == "bracket.moves[0].after_target 1 needs targets"


def test_the_long_form_stands_alone() -> None:
    bracket = BracketTerms(stop=D(95))
    assert faults(bracket, stop_loss=D(95), take_profit=D(110), reduce_only=True) == [
        "take_profit",
        "stop_loss",
        "reduce_only",
    ]
