"""TWAP: what is due follows from the clock, what is given out from the ledger."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.algos.twap import OVERTIME_SLICES, Twap
from holdfast.core.ledger import Order, ParentState
from holdfast.core.working import Parent
from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.instrument import Listing
from holdfast.model.order import (
    OrderRole,
    OrderStatus,
    OrderType,
    Side,
    Tactic,
    TimeInForce,
)
from tests.algos.twap_terms import terms

SECOND = 1_000_000_000
BEGIN = 1_340_285_400 * SECOND
LISTING = Listing("AAPL", "sim", "AAPL")
TWAP = Twap()


class Working:
    """A parent with its clock and what it has given out, as the ledger would keep them."""

    def __init__(
        self, order: c.SubmitOrder, seed: int = 7, listing: Listing = LISTING, order_id: str = "E-1"
    ) -> None:
        self.order = Order(
            order_id,
            order,
            OrderStatus.NEW,
            order.qty,
            order.limit_price,
            None,
            Decimal(0),
            None,
            BEGIN,
            BEGIN,
            BEGIN,
            1,
        )
        self.state = ParentState()
        self.seed = seed
        self.listing = listing
        self.at = BEGIN

    def step(self):
        """Ask the algo now; what it gives out is committed."""
        parent = Parent(self.order, self.state, self.listing, None, self.at, self.seed)
        step = TWAP.step(parent)
        for child in step.children:
            self.state.committed += child.qty
        return step

    def unfilled(self, qty: str) -> None:
        """Let so much of what was given out come back."""
        self.state.committed -= Decimal(qty)

    def run(self) -> list[tuple[int, Decimal]]:
        """Wake as often as asked for and list when, in seconds, how much was given out."""
        given = []
        while True:
            step = self.step()
            given += [((self.at - BEGIN) / SECOND, child.qty) for child in step.children]
            if self.state.committed == self.order.qty or step.ended:
                return given
            assert step.wake_at > self.at
            self.at = step.wake_at


# --- the schedule -----------------------------------------------------------------------


def test_slices_are_equal_and_evenly_spread() -> None:
    assert Working(terms()).run() == [(60 * i, Decimal(100)) for i in range(10)]


def test_a_parent_is_asked_at_once() -> None:
    assert TWAP.start_at(terms(), BEGIN) == BEGIN


@pytest.mark.parametrize(("duration_s", "slices"), [(600, 10), (30, 2), (119, 2), (60, 2)])
def test_one_slice_a_minute_is_the_default_and_two_at_least(duration_s: int, slices: int) -> None:
    given = Working(terms(slices=0, duration_s=duration_s)).run()
    assert len(given) == slices


def test_what_does_not_divide_is_spread_in_whole_lots() -> None:
    quantities = [qty for _, qty in Working(terms("1000", slices=7)).run()]
    assert quantities == [142, 143, 143, 143, 143, 143, 143]
    assert sum(quantities) == 1000


def test_no_slice_is_smaller_than_a_lot() -> None:
    given = Working(terms("3", slices=10)).run()
    assert given == [(0, 1), (200, 1), (400, 1)]


def test_slices_keep_to_the_lot_of_the_listing() -> None:
    listing = msgspec.structs.replace(LISTING, lot=Decimal("0.05"))
    given = Working(terms("1.00", slices=3), listing=listing).run()
    assert [qty for _, qty in given] == [Decimal("0.30"), Decimal("0.35"), Decimal("0.35")]


def test_fewer_lots_than_slices_make_fewer_slices() -> None:
    listing = msgspec.structs.replace(LISTING, lot=Decimal(100))
    given = Working(terms("400", slices=10), listing=listing).run()
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
    given = Working(terms(slices=slices, jitter=str(jitter)), seed).run()
    interval = Decimal(600) / slices
    assert len(given) == slices
    for index, (at, _) in enumerate(given):
        late = Decimal(at) - index * interval
        assert Decimal("-0.000001") <= late <= jitter * interval + Decimal("0.000001")


def moments(seed: int = 7, order_id: str = "E-1") -> list[float]:
    return [at for at, _ in Working(terms(jitter="0.5"), seed, order_id=order_id).run()]


def test_the_seed_and_the_order_alone_say_when() -> None:
    assert moments() == moments()
    assert moments(seed=8) != moments()
    assert moments(order_id="E-2") != moments()


def test_jitter_is_no_pattern() -> None:
    offsets = [at - 60 * index for index, at in enumerate(moments())]
    assert len({round(offset, 3) for offset in offsets}) == 10


# --- falling behind ---------------------------------------------------------------------


def test_what_a_slice_left_is_caught_up_by_the_next() -> None:
    working = Working(terms())
    working.step()
    working.unfilled("30")
    working.at += 60 * SECOND
    assert [child.qty for child in working.step().children] == [130]


def test_a_desk_that_was_away_gives_out_all_that_is_due_in_one_slice() -> None:
    working = Working(terms())
    working.step()
    working.at += 200 * SECOND
    step = working.step()
    assert [child.qty for child in step.children] == [300]
    assert step.wake_at == BEGIN + 240 * SECOND


def test_asked_again_at_the_same_moment_it_repeats_nothing() -> None:
    working = Working(terms(jitter="0.3"))
    for _ in range(5):
        first = working.step()
        again = working.step()
        assert again.children == ()
        assert again.wake_at == first.wake_at
        working.at = first.wake_at


def test_without_catch_up_what_a_slice_left_waits_for_the_end() -> None:
    working = Working(terms(catch_up=False, slices=3, duration_s=180))
    assert [child.qty for child in working.step().children] == [333]
    working.unfilled("100")
    working.at += 60 * SECOND
    assert [child.qty for child in working.step().children] == [333]
    working.at += 60 * SECOND
    assert [child.qty for child in working.step().children] == [434]


def test_less_than_the_smallest_slice_is_left_for_the_next() -> None:
    given = Working(terms(slice_qty_min="250")).run()
    assert given == [(120, 300), (300, 300), (480, 300), (540, 100)]


def test_the_last_slice_may_be_smaller_than_the_smallest() -> None:
    given = Working(terms("10", slices=2, slice_qty_min="8")).run()
    assert given == [(300, 10)]
    assert Working(terms("5", slices=1, slice_qty_min="8")).run() == [(0, 5)]


# --- the end ----------------------------------------------------------------------------


def test_what_did_not_fill_in_time_is_tried_again_an_interval_apart_and_then_given_up() -> None:
    working = Working(terms(type=OrderType.LIMIT))
    working.at = BEGIN + 599 * SECOND
    tried = []
    while not (step := working.step()).ended:
        tried.append((step.children[0].qty, (step.wake_at - BEGIN) // SECOND))
        working.unfilled("1000")
        working.at = step.wake_at
    assert tried == [(1000, 600 + 60 * i) for i in range(OVERTIME_SLICES + 1)]
    assert working.at == BEGIN + 780 * SECOND
    assert step.children == ()
    assert step.wake_at is None
    assert step.ended == "time is over with 1000 of 1000 not filled"


def test_a_desk_that_was_away_for_long_gives_up_at_once() -> None:
    working = Working(terms())
    working.at += 24 * 3600 * SECOND
    step = working.step()
    assert step.children == ()
    assert step.ended


# --- the slices -------------------------------------------------------------------------


def test_slices_of_a_market_order_are_market_orders_of_its_terms() -> None:
    (child,) = Working(terms()).step().children
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
    (child,) = Working(terms(type=OrderType.LIMIT)).step().children
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
        "slices",
        "jitter",
        "slice_qty_min",
    ]


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("duration_s", "soon", "Expected `int`, got `str`"),
        ("duration_s", 1.5, "Expected `int`, got `float`"),
        ("duration_s", True, "Expected `int`, got `bool`"),
        ("jitter", "wild", "Invalid decimal string"),
        ("catch_up", "maybe", "Expected `bool`, got `str`"),
    ],
)
def test_a_parameter_of_another_type_is_named_by_its_path(
    name: str, value: object, rule: str
) -> None:
    assert faults(**{name: value}) == [(f"tactic.params.{name}", rule)]


def test_a_parameter_of_another_name_is_a_fault() -> None:
    assert faults(speed=3) == [("tactic.params", "Object contains unknown field `speed`")]


def test_the_duration_is_needed() -> None:
    bare = msgspec.structs.replace(terms(), tactic=Tactic("twap"))
    (refusal,) = TWAP.check(bare, LISTING)
    assert refusal.detail == "tactic.params: Object missing required field `duration_s`"


@pytest.mark.parametrize("type", [OrderType.STOP, OrderType.STOP_LIMIT])
def test_only_market_and_limit_orders_are_sliced(type: OrderType) -> None:
    ((field, rule),) = faults(type)
    assert (field, rule) == ("tactic.params", f"slices are MARKET or LIMIT orders, not {type}")
