"""The parameters that algos share, each fault named by its path."""

from decimal import Decimal

import msgspec
import pytest

from holdfast.algos.common.params import CatchUp, Common, judged, needs_end, read, start_of
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType, Side
from tests.algos.worked import BEGIN, LISTING, SECOND, asked


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """An algo without parameters of its own."""


def faults(side: Side = Side.BUY, limit: str | None = None, **params: object) -> list[str]:
    _, found = judged(asked("x", side=side, limit=limit, **params), LISTING, Nothing)
    assert all(each.code is Reason.INVALID_TACTIC for each in found)
    return [each.detail.removeprefix("tactic.params.") for each in found]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"start": 0},
        {"start": "30"},
        {"start": "2012-06-21T14:00:00Z", "end": "2012-06-21T15:00:00Z"},
        {"duration_s": 604_800},
        {"participation_max": "1"},
        {"would_price": "99.50"},
        {"slice_qty_min": "5", "slice_qty_max": "5"},
        {"catch_up": "spread"},
        {"at_end": "cross"},
        {"at_end": "continue", "continue_s": 1},
        {"style": "passive"},
    ],
)
def test_sound_parameters_have_no_fault(params: dict[str, object]) -> None:
    assert faults(**params) == []


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"start": -1}, "start: -1 must be 0 to 604800"),
        ({"start": "-1"}, "start: -1 must be 0 to 604800"),
        ({"start": True}, "start: true must be text or a whole number"),
        ({"duration_s": 0}, "duration_s: 0 must be 1 to 604800"),
        (
            {"start": "2012-06-21T14:00:00Z", "end": "2012-06-21T14:00:00Z"},
            "end: 2012-06-21T14:00:00Z must lie after the start 2012-06-21T14:00:00Z",
        ),
        (
            {"end": "2012-06-21T14:00:00Z", "duration_s": 60},
            "end: 2012-06-21T14:00:00Z stands beside duration_s 60: give one",
        ),
        ({"participation_max": "0"}, "participation_max: 0 must be above 0 and at most 1"),
        ({"participation_max": "NaN"}, "participation_max: NaN must be above 0 and at most 1"),
        ({"would_price": "0"}, "would_price: 0 must be above 0 and below 1E12"),
        ({"would_price": "99.505"}, "would_price: 99.505 must be a multiple of 0.01"),
        ({"slice_qty_max": "0"}, "slice_qty_max: 0 must be at least 1 and below 1E12"),
        ({"slice_qty_max": "1.5"}, "slice_qty_max: 1.5 must be a multiple of 1"),
        (
            {"slice_qty_min": "5", "slice_qty_max": "4"},
            "slice_qty_max: 4 must be at least slice_qty_min 5",
        ),
        ({"catch_up": "hope"}, "catch_up: hope must be burst, spread or skip"),
        ({"at_end": "pray"}, "at_end: pray must be one of cancel, cross, continue"),
        ({"at_end": "continue"}, "continue_s: is needed where at_end is continue"),
        ({"continue_s": 5}, "continue_s: 5 does not belong to at_end cancel".replace("5 ", "")),
        ({"at_end": "continue", "continue_s": 0}, "continue_s: 0 must be 1 to 604800"),
        ({"style": "brave"}, "style: brave must be one of aggressive, passive, mixed"),
    ],
)
def test_each_faulty_parameter_is_named_by_its_path(params: dict[str, object], told: str) -> None:
    assert faults(**params) == [told]


@pytest.mark.parametrize("text", ["soon", "2012-06-21T14:00:00"])
def test_a_time_is_told_with_its_offset(text: str) -> None:
    (told,) = faults(start=text)
    assert told.startswith(f"start: {text} must be seconds from now, or must be a time of RFC 3339")
    (told,) = faults(end=text)
    assert told.startswith(f"end: {text} must be a time of RFC 3339")


@pytest.mark.parametrize(("side", "limit"), [(Side.BUY, "99.00"), (Side.SELL, "100.00")])
def test_a_would_price_is_no_worse_than_the_limit(side: Side, limit: str) -> None:
    told = f"would_price: 99.50 must not be worse than the limit {limit}"
    assert faults(side, limit, would_price="99.50") == [told]


def test_what_an_algo_does_not_take_is_no_parameter_of_it() -> None:
    terms = asked("x", style="passive")
    given, (told,) = judged(terms, LISTING, Nothing, ("start", "end"))
    assert given is None
    assert told.detail == ("tactic.params.style: is no parameter here; these are: start, end")
    assert told.field == "tactic.params.style"


def test_only_market_and_limit_orders_have_slices() -> None:
    terms = msgspec.structs.replace(asked("x"), type=OrderType.STOP, stop_price=Decimal(99))
    _, (told,) = judged(terms, LISTING, Nothing)
    assert told.detail == "tactic.params: slices are MARKET or LIMIT orders, not STOP"


def test_an_end_is_told_by_a_time_or_a_duration() -> None:
    assert needs_end(Common(duration_s=5)) == ()
    assert needs_end(Common(end="2012-06-21T14:00:00Z")) == ()
    (told,) = needs_end(Common())
    assert told.detail == "tactic.params.duration_s: is needed, or an end"


@pytest.mark.parametrize(
    ("start", "begins"),
    [
        (0, BEGIN),
        (90, BEGIN + 90 * SECOND),
        ("90", BEGIN + 90 * SECOND),
        ("2012-06-21T13:31:00Z", BEGIN + 60 * SECOND),
        # what has passed is not made up for
        ("2012-06-21T13:29:00Z", BEGIN),
    ],
)
def test_a_parent_begins_where_it_says_and_never_before_it_is_taken(
    start: int | str, begins: int
) -> None:
    assert Common(start=start).begins(BEGIN) == begins
    assert start_of(asked("x", start=start), BEGIN) == begins


def test_a_duration_counts_from_the_start_and_an_end_is_a_time() -> None:
    assert Common(duration_s=60).ends(BEGIN) == BEGIN + 60 * SECOND
    assert Common(end="2012-06-21T13:31:00Z").ends(BEGIN) == BEGIN + 60 * SECOND
    assert Common().ends(BEGIN) is None


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (True, CatchUp.BURST),
        ("true", CatchUp.BURST),
        (False, CatchUp.SKIP),
        ("false", CatchUp.SKIP),
        ("spread", CatchUp.SPREAD),
    ],
)
def test_catching_up_is_still_told_as_it_once_was(given: str | bool, meant: CatchUp) -> None:
    assert read({"catch_up": given}, Nothing)[0].catching_up is meant


def test_an_algo_reads_its_own_beside_the_common_ones() -> None:
    class Own(msgspec.Struct, forbid_unknown_fields=True):
        pace: Decimal

    common, own = read({"duration_s": "60", "pace": "0.5"}, Own)
    assert common.duration_s == 60
    assert own.pace == Decimal("0.5")
