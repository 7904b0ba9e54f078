"""RC11: one id is one order, and an order like one just sent under another id is held up."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.core import flow
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.instructions import PriceIs, TimeIs
from holdfast.model.order import OrderType, Side, Tactic, TimeInForce
from tests.risk.f0 import F0, PASSED
from tests.support.desks import SECOND

TERMS = {"account": "A1", "instrument": "ABC", "side": Side.BUY, "type": OrderType.LIMIT}


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.limit(duplicate_window_ns=3 * SECOND)
    return f0


def c1(qty: str) -> c.SubmitOrder:
    return c.SubmitOrder(
        **TERMS, qty=Decimal(qty), limit_price=Decimal("10.00"), client_order_id="C1"
    )


def test_one_id_sent_twice_is_one_order(f0: F0) -> None:
    assert len(f0.take(c1("100"))) == 1
    assert f0.take(c1("100")) == []
    assert len(f0.ledger.orders) == 1


def test_one_id_with_another_payload_is_a_conflict(f0: F0) -> None:
    f0.take(c1("100"))
    (told,) = f0.take(c1("200"))
    assert isinstance(told, e.RequestRefused)
    assert told.refusals[0].code is Reason.CLIENT_ORDER_ID_CONFLICT


def test_a_look_alike_after_one_second_is_refused_and_may_be_acknowledged(f0: F0) -> None:
    assert f0.buy("100", "99.00", client_order_id="C1") == PASSED
    f0.wait(SECOND)
    refused = f0.buy("100", "99.00", client_order_id="C2")
    assert list(refused) == [Reason.LOOK_ALIKE]
    refusal = refused[Reason.LOOK_ALIKE]
    assert (refusal.measured, refusal.limit, refusal.headroom) == (SECOND, 3 * SECOND, 2 * SECOND)
    first = next(iter(f0.ledger.orders))
    assert refusal.detail == f"{first}, which is just like it, was sent 1.000 s ago"
    assert refusal.block_id == f"{f0.last.id}/LOOK_ALIKE"
    f0.check_decisions()


def test_a_look_alike_after_the_window_passes(f0: F0) -> None:
    assert f0.buy("100", "99.00", client_order_id="C1") == PASSED
    f0.wait(SECOND * 31 // 10)
    assert f0.buy("100", "99.00", client_order_id="C2") == PASSED
    f0.wait(SECOND)
    assert list(f0.buy("100", "99.00", client_order_id="C3")) == [Reason.LOOK_ALIKE]


@pytest.mark.parametrize(
    "other",
    [{"qty": "101"}, {"price": "98.99"}, {"side": "sell"}, {"price": None}],
    ids=["qty", "price", "side", "type"],
)
def test_another_quantity_price_side_or_type_is_no_look_alike(f0: F0, other: dict) -> None:
    assert f0.buy("100", "99.00") == PASSED
    asked = {"qty": "100", "price": "99.00", "side": "buy", **other}
    ask = f0.buy if asked["side"] == "buy" else f0.sell
    assert Reason.LOOK_ALIKE not in ask(asked["qty"], asked["price"])


def test_the_same_number_written_otherwise_is_the_same(f0: F0) -> None:
    assert f0.buy("100", "99.00") == PASSED
    assert list(f0.buy("100.0", "99")) == [Reason.LOOK_ALIKE]


TWAP = Tactic("twap", {"slices": 3, "duration_s": 30})
STOP = {"type": OrderType.STOP, "stop_price": Decimal(101)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": OrderType.MARKET}, {"type": OrderType.MARKET, "time_in_force": TimeInForce.IOC}),
        (STOP, {**STOP, "stop_price": Decimal(102)}),
        (STOP, {**STOP, "type": OrderType.MARKET_IF_TOUCHED}),
        ({}, {"tactic": TWAP}),
        ({"tactic": TWAP}, {"tactic": Tactic("twap", {"slices": 2, "duration_s": 30})}),
        ({"tactic": TWAP}, {"tactic": Tactic("vwap", {"duration_s": 30, "curve": "flat"})}),
        ({}, {"max_slippage_bps": Decimal(20)}),
        ({}, {"arm": PriceIs("ABC", at_or_above=Decimal(300))}),
        ({}, {"stop_loss": Decimal(95)}),
    ],
    ids=["tif", "stop", "kind", "plain", "params", "algo", "slippage", "condition", "exits"],
)
def test_what_differs_in_how_it_is_worked_is_no_look_alike(f0: F0, one: dict, other: dict) -> None:
    plain = {"account": "A1", "instrument": "ABC", "side": Side.BUY, "qty": Decimal(30)}
    codes = []
    for terms in (one, other, one):
        f0.take(c.SubmitOrder(**{**plain, **terms}))
        last = next(
            each for each in reversed(f0.ledger.orders.values()) if not each.terms.parent_id
        )
        codes.append([each.code for each in last.refusals])
    assert codes == [[], [], [Reason.LOOK_ALIKE]]


def test_what_an_order_gives_out_is_no_twin_of_what_is_asked(f0: F0) -> None:
    """A condition that holds at once gives out what looks like a plain order."""
    plain = c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(30))
    f0.take(replace(plain, tactic=TWAP, arm=TimeIs(1)))
    f0.take(replace(plain, tactic=TWAP))
    assert f0.ledger.orders[f"{f0.ledger.epoch}-{f0.ledger.orders_made}"].refusals == ()


def test_what_was_refused_was_not_sent_and_is_no_twin(f0: F0) -> None:
    f0.limit(duplicate_window_ns=3 * SECOND, order_qty_max=Decimal(10))
    assert list(f0.buy("100", "99.00")) == [Reason.ORDER_QTY_MAX]
    f0.limit(duplicate_window_ns=3 * SECOND)
    assert f0.buy("100", "99.00") == PASSED


def test_slices_and_exits_are_alike_on_purpose(f0: F0) -> None:
    f0.limit(duplicate_window_ns=3600 * SECOND)
    twap = Tactic("twap", {"slices": 3, "duration_s": 3, "jitter": "0"})
    f0.take(c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(30), tactic=twap))
    f0.wait(SECOND * 5 // 2)
    slices = [each for each in f0.ledger.orders.values() if each.terms.parent_id]
    assert [(each.qty, each.refusals) for each in slices[:3]] == [(10, ())] * 3
    entry = c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(10), stop_loss=Decimal(95))
    f0.take(entry)
    for _ in range(2):
        # the first exit is in flight, so the second fill gets one of its own
        last = next(each for each in f0.ledger.orders.values() if each.terms.stop_loss)
        f0.execs += 1
        at = f0.time.now()
        five, price = Decimal(5), Decimal(100)
        f0.take(
            r.VenueFills(
                last.id, f"E{f0.execs}", five, price, Decimal(0), "USD", r.Liquidity.TAKER, at
            )
        )
    exits = [each for each in f0.ledger.orders.values() if each.terms.exit_of]
    assert [(each.qty, each.refusals) for each in exits] == [(5, ()), (5, ())]


def test_a_parent_is_a_look_alike_of_another(f0: F0) -> None:
    twap = Tactic("twap", {"slices": 3, "duration_s": 30})
    order = c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(30), tactic=twap)
    f0.take(order)
    f0.take(order)
    assert f0.last.refusals[0].code is Reason.LOOK_ALIKE


def test_a_window_of_zero_turns_it_off_and_none_is_missing(f0: F0) -> None:
    f0.limit(duplicate_window_ns=0)
    assert f0.buy("100", "99.00") == PASSED
    assert f0.buy("100", "99.00") == PASSED
    assert f0.ledger.look_alikes == {}
    f0.limit(duplicate_window_ns=None)
    assert f0.buy("100", "99.00")[Reason.LIMIT_MISSING].field == "duplicate_window_ns"


def test_twins_are_known_after_a_restart(f0: F0) -> None:
    assert f0.buy("100", "99.00") == PASSED
    f0.restart()
    assert list(f0.buy("100", "99.00")) == [Reason.LOOK_ALIKE]


def test_what_is_remembered_is_bounded(f0: F0, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "LOOK_ALIKES_MAX", 4)
    for qty in range(1, 8):
        assert f0.buy(str(qty), "99.00") == PASSED
        assert len(f0.ledger.look_alikes) <= 4
    assert list(f0.buy("7", "99.00")) == [Reason.LOOK_ALIKE]
    assert f0.buy("1", "99.00") == PASSED
