"""Whatever comes in whatever order, own orders are never left to trade with each other."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, SelfTrade, Side
from tests.support.own_orders import MODES, OwnOrders

D = Decimal
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("submit"),
            st.sampled_from("AB"),
            st.sampled_from(list(Side)),
            st.integers(1, 9),
            st.integers(98, 102),
            st.sampled_from(MODES),
        ),
        st.tuples(st.just("accept"), st.integers(0, 30)),
        st.tuples(st.just("cancelled"), st.integers(0, 30)),
        st.tuples(st.just("replace"), st.integers(0, 30), st.integers(98, 102)),
        st.tuples(st.just("replaced"), st.integers(0, 30)),
    ),
    max_size=25,
)


@given(STEPS)
def test_no_two_orders_of_a_group_are_ever_left_to_trade_with_each_other(steps: list) -> None:
    desk = OwnOrders()
    for kind, *given_ in steps:
        STEP[kind](desk, *given_)
        desk.check()
        working = [
            order
            for order in map(desk.ledger.orders.__getitem__, desk.ledger.open_orders)
            if not order.cancel_wanted
        ]
        for buy in (order for order in working if order.is_buy):
            for sale in (order for order in working if not order.is_buy):
                assert max(prices(buy)) < min(prices(sale)), (buy, sale)


def prices(order: Order) -> list[Decimal]:
    """Give every price that it may have at the venue: the old and the new of a change in flight."""
    return [order.limit_price, *([order.pending_limit_price] if order.pending_qty else [])]


def _known(desk: OwnOrders, number: int) -> Order | None:
    ids = list(desk.ledger.open_orders)
    return desk.ledger.orders[ids[number % len(ids)]] if ids else None


def _submit(
    desk: OwnOrders, account: str, side: Side, qty: int, price: int, mode: SelfTrade
) -> None:
    desk.place(side, qty, str(price), account=account, self_trade=mode)


def _accept(desk: OwnOrders, number: int) -> None:
    if (order := _known(desk, number)) is not None:
        desk.accept(order.id)


def _cancelled(desk: OwnOrders, number: int) -> None:
    if (order := _known(desk, number)) is not None and order.cancel_wanted:
        desk.take(r.VenueCancels(order.id, desk.time.now()))


def _replace(desk: OwnOrders, number: int, price: int) -> None:
    if (order := _known(desk, number)) is not None:
        desk.take(c.ReplaceOrder(order.id, limit_price=D(price)))


def _replaced(desk: OwnOrders, number: int) -> None:
    order = _known(desk, number)
    if order is not None and order.status is OrderStatus.PENDING_REPLACE:
        at, name = desk.time.now(), f"R{order.id}{order.pending_limit_price}"
        told = (order.pending_qty, order.pending_limit_price, None)
        desk.take(r.VenueReplaces(order.id, name, *told, at))


STEP = {
    "submit": _submit,
    "accept": _accept,
    "cancelled": _cancelled,
    "replace": _replace,
    "replaced": _replaced,
}
