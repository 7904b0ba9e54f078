"""TWAP: what is due follows from the clock, what is given out from the ledger."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.algos.twap import Twap
from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.instrument import Listing
from holdfast.model.order import (
    OrderRole,
    OrderType,
    Side,
    Tactic,
    TimeInForce,
)
from tests.algos.twap_terms import terms
from tests.algos.worked import BEGIN, LISTING, SECOND, Worked, expire_all

TWAP = Twap()


def work(
    order: c.SubmitOrder, seed: int = 7, order_id: str = "E-1", listing: Listing = LISTING
) -> Worked:
    return Worked(TWAP, order, seed, listing, order_id)


# --- the schedule -----------------------------------------------------------------------


def test_slices_are_equal_and_evenly_spread() -> None:
    assert work(terms()).run() == [(60 * i, Decimal(100)) for i in range(10)]


def test_a_parent_is_asked_at_once() -> None:
    assert TWAP.start_at(terms(), BEGIN) == BEGIN


@pytest.mark.parametrize(("duration_s", "slices"), [(600, 10), (30, 2), (119, 2), (60, 2)])
def test_one_slice_a_minute_is_the_default_and_two_at_least(duration_s: int, slices: int) -> None:
    given = work(terms(slices=0, duration_s=duration_s)).run()
    assert len(given) == slices


def test_what_does_not_divide_is_spread_in_whole_lots() -> None:
    quantities = [qty for _, qty in work(terms("1000", slices=7)).run()]
    assert quantities == [142, 143, 143, 143, 143, 143, 143]
    assert sum(quantities) == 1000


def test_no_slice_is_smaller_than_a_lot() -> None:
    given = work(terms("3", slices=10)).run()
    assert given == [(0, 1), (200, 1), (400, 1)]


def test_slices_keep_to_the_lot_of_the_listing() -> None:
    listing = msgspec.structs.replace(LISTING, lot=Decimal("0.05"))
    given = work(terms("1.00", slices=3), listing=listing).run()
    assert [qty for _, qty in given] == [Decimal("0.30"), Decimal("0.35"), Decimal("0.35")]


def test_fewer_lots_than_slices_make_fewer_slices() -> None:
    listing = msgspec.structs.replace(LISTING, lot=Decimal(100))
    given = work(terms("400", slices=10), listing=listing).run()
    assert given == [(0, 100), (150, 100), (300, 100), (450, 100)]


# --- jitter -----------------------------------------------------------------------------


@given(
    jitter=st.decimals("0", "0.999", places=3),
    slices=st.integers(1, 50),
    seed=st.integers(0, 2**32),
)
def test_every_slice_falls_within_its_share_of_its_interval(
    jitter: Decimal, slices: int, seed: int
) -> None:
    given = work(terms(slices=slices, jitter=str(jitter)), seed).run()
    interval = Decimal(600) / slices
    assert len(given) == slices
    for index, (at, _) in enumerate(given):
        late = Decimal(at) - index * interval
        assert Decimal("-0.000001") <= late <= jitter * interval + Decimal("0.000001")


def moments(seed: int = 7, order_id: str = "E-1") -> list[float]:
    return [at for at, _ in work(terms(jitter="0.5"), seed, order_id=order_id).run()]


def test_the_seed_and_the_order_alone_say_when() -> None:
    assert moments() == moments()
    assert moments(seed=8) != moments()
    assert moments(order_id="E-2") != moments()


def test_jitter_is_no_pattern() -> None:
    offsets = [at - 60 * index for index, at in enumerate(moments())]
    assert len({round(offset, 3) for offset in offsets}) == 10


# --- falling behind ---------------------------------------------------------------------


def test_what_a_slice_left_is_caught_up_by_the_next() -> None:
    working = work(terms())
    working.step()
    working.fill(working.made[0], Decimal(70))
    expire_all(working)
    assert [child.qty for child in working.after(60).children] == [130]


def test_a_desk_that_was_away_gives_out_all_that_is_due_in_one_slice() -> None:
    working = work(terms())
    working.step()
    step = working.after(200)
    assert [child.qty for child in step.children] == [300]
    assert step.wake_at == BEGIN + 240 * SECOND


def test_asked_again_at_the_same_moment_it_repeats_nothing() -> None:
    working = work(terms(jitter="0.3"))
    for _ in range(5):
        first = working.step()
        expire_all(working)
        again = working.step()
        assert again.children == ()
        assert again.wake_at == first.wake_at
        working.at = first.wake_at


def test_what_a_slice_left_is_spread_over_those_that_follow() -> None:
    working = work(terms(catch_up="spread", slices=4, duration_s=240))
    assert [child.qty for child in working.step().children] == [250]
    expire_all(working)
    # a third of what is missing with each of the three that follow
    assert [child.qty for child in working.after(60).children] == [333]
    assert [child.qty for child in working.after(60).children] == [333]
    assert [child.qty for child in working.after(60).children] == [334]


@pytest.mark.parametrize("word", [False, "skip", "false"])
def test_without_catch_up_what_a_slice_left_waits_for_the_end(word: object) -> None:
    working = work(terms(catch_up=word, slices=3, duration_s=180))
    assert [child.qty for child in working.step().children] == [333]
    working.fill(working.made[0], Decimal(233))
    expire_all(working)
    assert [child.qty for child in working.after(60).children] == [333]
    assert [child.qty for child in working.after(60).children] == [434]


def test_less_than_the_smallest_slice_is_left_for_the_next() -> None:
    given = work(terms(slice_qty_min="250")).run()
    assert given == [(120, 300), (300, 300), (480, 300), (540, 100)]


def test_the_last_slice_may_be_smaller_than_the_smallest() -> None:
    given = work(terms("10", slices=2, slice_qty_min="8")).run()
    assert given == [(300, 10)]
    assert work(terms("5", slices=1, slice_qty_min="8")).run() == [(0, 5)]


# --- the end ----------------------------------------------------------------------------


def test_when_time_is_over_it_ends_and_says_what_is_missing() -> None:
    working = work(terms(type=OrderType.LIMIT))
    given = working.run(each=expire_all)
    assert working.at == BEGIN + 600 * SECOND
    assert given[-1] == (540, 1000)
    assert working.step().ended == "time is over with 1000 of 1000 not filled"


def test_a_desk_that_was_away_for_long_gives_up_at_once() -> None:
    step = work(terms()).after(24 * 3600)
    assert step.children == ()
    assert step.ended


# --- the slices -------------------------------------------------------------------------


def test_slices_of_a_market_order_are_market_orders_of_its_terms() -> None:
    (child,) = work(terms()).step().children
    assert child == c.SubmitOrder(
        "A",
        "AAPL",
        Side.SELL,
        Decimal(100),
        OrderType.MARKET,
        time_in_force=TimeInForce.DAY,
        strategy="momentum",
        principal="ann",
        venue="sim",
        max_slippage_bps=Decimal(20),
        parent_id="E-1",
        role=OrderRole.SLICE,
        correlation_id="plan-1",
    )


def test_slices_of_a_limit_order_trade_now_or_go_back_to_the_schedule() -> None:
    (child,) = work(terms(type=OrderType.LIMIT)).step().children
    assert child.type is OrderType.LIMIT
    assert child.limit_price == Decimal("100.00")
    assert child.time_in_force is TimeInForce.IOC


# --- its parameters ---------------------------------------------------------------------


def faults(type: OrderType = OrderType.MARKET, **params: object) -> list[tuple[str, str]]:
    refusals = TWAP.check(terms(type=type, **params), LISTING)
    assert all(refusal.code is Reason.INVALID_TACTIC for refusal in refusals)
    for refusal in refusals:
        assert refusal.detail.startswith(f"{refusal.field}: ")
    return [(each.field, each.detail.removeprefix(f"{each.field}: ")) for each in refusals]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"duration_s": 1},
        {"duration_s": 604_800},
        {"slices": 1},
        {"slices": 10_000},
        {"jitter": "0"},
        {"jitter": "0.999"},
        {"slice_qty_min": "100"},
        {"duration_s": "600"},
        {"catch_up": "false"},
    ],
)
def test_sound_parameters_have_no_fault(params: dict[str, object]) -> None:
    assert faults(**params) == []


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("duration_s", 0, "0 must be 1 to 604800"),
        ("duration_s", -5, "-5 must be 1 to 604800"),
        ("duration_s", 604_801, "604801 must be 1 to 604800"),
        ("slices", -1, "-1 must be 1 to 10000"),
        ("slices", 10_001, "10001 must be 1 to 10000"),
        ("jitter", "1", "1 must be at least 0 and below 1"),
        ("jitter", "-0.1", "-0.1 must be at least 0 and below 1"),
        ("jitter", "NaN", "NaN must be at least 0 and below 1"),
        ("jitter", "Infinity", "Infinity must be at least 0 and below 1"),
        ("slice_qty_min", "-1", "-1 must be at least 0 and below 1E12"),
        ("slice_qty_min", "NaN", "NaN must be at least 0 and below 1E12"),
        ("slice_qty_min", "1E12", "1E+12 must be at least 0 and below 1E12"),
        ("slice_qty_min", "0.5", "0.5 must be a multiple of 1"),
    ],
)
def test_each_faulty_parameter_is_named_by_its_path(name: str, value: object, rule: str) -> None:
    assert faults(**{name: value}) == [(f"tactic.params.{name}", rule)]


def test_every_fault_is_told_at_once() -> None:
    told = faults(OrderType.LIMIT, duration_s=0, slices=-1, jitter="2", slice_qty_min="0.1")
    assert [field.rpartition(".")[2] for field, _ in told] == [
        "duration_s",
        "jitter",
        "slice_qty_min",
        "slices",
    ]


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("duration_s", "soon", "soon must be a whole number"),
        ("duration_s", 1.5, "1.5 must be a whole number"),
        ("duration_s", True, "true must be a whole number"),
        ("jitter", "wild", "wild must be a decimal number"),
        ("catch_up", "maybe", "maybe must be burst, spread or skip"),
    ],
)
def test_a_parameter_of_another_type_is_named_by_its_path(
    name: str, value: object, rule: str
) -> None:
    assert faults(**{name: value}) == [(f"tactic.params.{name}", rule)]


def test_a_parameter_of_another_name_is_a_fault() -> None:
    ((name, rule),) = faults(speed=3)
    assert name == "tactic.params.speed"
    assert rule.startswith("is no parameter here; these are: start, end, duration_s,")
    assert rule.endswith(", slices")


def test_all_that_cannot_be_read_is_named_at_once() -> None:
    told = faults(duration_s="soon", speed=3, at_end="pray")
    assert [name for name, _ in told] == [
        "tactic.params.duration_s",
        "tactic.params.speed",
        "tactic.params.at_end",
    ]


def test_the_duration_is_needed() -> None:
    bare = msgspec.structs.replace(terms(), tactic=Tactic("twap"))
    (refusal,) = TWAP.check(bare, LISTING)
    assert refusal.detail == "tactic.params.duration_s: is needed, or an end"


@pytest.mark.parametrize("type", [OrderType.STOP, OrderType.STOP_LIMIT])
def test_only_market_and_limit_orders_are_sliced(type: OrderType) -> None:
    ((field, rule),) = faults(type)
    assert (field, rule) == ("tactic.params", f"slices are MARKET or LIMIT orders, not {type}")
