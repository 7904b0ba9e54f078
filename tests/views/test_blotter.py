"""The blotter shows every order, as it is, in the order of acceptance."""

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ledger import Ledger
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.contingency import Contingency
from holdfast.model.instructions import Peg, PegReference, PriceIs, Trail, TrailUnit
from holdfast.model.order import OrderRole, OrderStatus, OrderType, Side, Tactic, TimeInForce
from holdfast.views.blotter import OrderFilter, OrderPage, OrderRow, Standing, blotter
from tests.support.desks import ready_desk
from tests.support.hand_played import SECOND, HandPlayed, hand_played

ANY = OrderFilter()


def rows(ledger: Ledger, only: OrderFilter = ANY) -> tuple[OrderRow, ...]:
    page = blotter(ledger, only)
    assert isinstance(page, OrderPage)
    assert not page.next_cursor
    return page.orders


def ids(ledger: Ledger, only: OrderFilter) -> list[str]:
    return [row.id for row in rows(ledger, only)]


def test_an_empty_ledger_has_an_empty_blotter() -> None:
    assert blotter(Ledger()) == OrderPage(())


def test_an_order_is_shown_with_what_was_asked_and_what_became_of_it() -> None:
    desk = hand_played()
    limit = Decimal("100.05")
    order_id = desk.buy(
        "10", type=OrderType.LIMIT, limit_price=limit, client_order_id="mine", strategy="s",
        principal="ann", correlation_id="why", metadata={"rationale": "cheap"},
    )  # fmt: skip
    desk.wait(1)
    desk.accept(order_id)
    desk.wait(1)
    desk.fill(order_id, "4", "100", fee="0.02")
    desk.fill(order_id, "2", "100.03", fee="0.01")
    (row,) = rows(desk.ledger)
    assert row == OrderRow(
        id="E-1", client_order_id="mine", venue_order_id="VE-1", parent_id="", linked_ids=(),
        exit_of="", role=None, children=0, account="A", strategy="s", principal="ann",
        instrument="AAPL", side=Side.BUY, type=OrderType.LIMIT, qty=Decimal(10),
        limit_price=limit, stop_price=None, time_in_force=row.time_in_force, tactic="",
        status=OrderStatus.PARTIALLY_FILLED, cum_qty=Decimal(6), leaves_qty=Decimal(4),
        avg_px=Decimal("100.01"), commission=Decimal("0.03"), arrival_price=Decimal("100.00"),
        created="2012-06-21T13:30:00.000000000Z", sent="2012-06-21T13:30:00.000000000Z",
        updated="2012-06-21T13:30:02.000000000Z", reason="", refusals=(), correlation_id="why",
        caused_by=6, metadata={"rationale": "cheap"},
    )  # fmt: skip


def test_a_row_tells_what_an_order_asks_beside_its_prices() -> None:
    desk = hand_played()
    order_id = desk.buy(
        "10",
        type=OrderType.TRAILING_STOP,
        trail=Trail(Decimal(1), TrailUnit.PERCENT),
        time_in_force=TimeInForce.GTD,
        expire_at=desk.at + 60 * SECOND,
        arm=PriceIs("AAPL", at_or_above=Decimal(300)),
    )
    row = next(each for each in rows(desk.ledger) if each.id == order_id)
    assert row.trail == Trail(Decimal(1), TrailUnit.PERCENT)
    assert row.expire_at == "2012-06-21T13:31:00.000000000Z"
    assert row.when == "AAPL >= 300 on LAST"
    assert row.instructions == "trailing by 1 %, once AAPL >= 300 on LAST"
    shown = desk.buy("10", type=OrderType.PEGGED, peg=Peg(PegReference.MID), display_qty=Decimal(5))
    row = next(each for each in rows(desk.ledger) if each.id == shown)
    assert (row.peg, row.display_qty) == (Peg(PegReference.MID), 5)
    assert row.instructions == "pegged to MID, showing 5"


def test_each_member_of_a_list_carries_its_id() -> None:
    desk = hand_played()
    terms = ("A", "AAPL", Side.BUY, Decimal(10), OrderType.LIMIT)
    low, high = (c.SubmitOrder(*terms, limit_price=Decimal(each)) for each in (98, 99))
    desk.take(c.SubmitList((low, high), Contingency.OCO))
    shown = rows(desk.ledger)
    assert [row.list_id for row in shown] == [shown[0].id] * 2


def test_a_row_is_json_with_decimals_as_text() -> None:
    desk = hand_played()
    desk.buy("10")
    shown = msgspec.json.decode(msgspec.json.encode(blotter(desk.ledger)))
    (row,) = shown["orders"]
    assert row["qty"] == "10"
    assert row["avg_px"] is None
    assert row["side"] == "BUY"
    assert row["created"] == "2012-06-21T13:30:00.000000000Z"


def test_a_refused_order_is_shown_with_every_refusal_and_no_time_of_sending() -> None:
    desk = hand_played()
    desk.buy("2000000")
    (row,) = rows(desk.ledger)
    assert row.status is OrderStatus.REFUSED
    assert row.sent is None
    assert row.leaves_qty == 0
    assert [each.code for each in row.refusals] == [
        Reason.ORDER_QTY_MAX,
        Reason.BUYING_POWER,
        Reason.POSITION_LIMIT,
    ]


def test_an_entry_and_its_exits_name_each_other() -> None:
    desk = hand_played()
    entry = desk.buy("10", stop_loss=Decimal(95), take_profit=Decimal(110))
    desk.accept(entry)
    desk.fill(entry, "10", "100")
    shown = {row.id: row for row in rows(desk.ledger)}
    stop, target = shown[entry].linked_ids
    assert shown[stop].role is OrderRole.STOP_LOSS
    assert shown[target].role is OrderRole.TAKE_PROFIT
    assert shown[stop].linked_ids == (entry, target)
    assert shown[target].linked_ids == (entry, stop)
    assert shown[stop].exit_of == entry


def test_a_parent_counts_its_children_and_the_filter_finds_them() -> None:
    desk = hand_played()
    desk.buy("5")
    parent = desk.buy("100", tactic=Tactic("twap", {"duration_s": 600, "slices": 2}))
    desk.wake(parent)
    desk.wake(parent)
    desk.wake(parent)
    shown = {row.id: row for row in rows(desk.ledger)}
    assert shown[parent].children == 2
    assert shown[parent].tactic == "twap"
    assert shown[parent].sent is None
    children = rows(desk.ledger, OrderFilter(parent_id=parent))
    assert [row.parent_id for row in children] == [parent, parent]
    assert [row.qty for row in children] == [Decimal(50), Decimal(50)]


def test_a_parent_shows_how_far_it_is_and_what_it_does() -> None:
    desk = hand_played()
    plain_order = desk.buy("5")
    parent = desk.buy("100", tactic=Tactic("peg", {"slice_qty_max": "40"}))
    desk.wake(parent)
    shown = {row.id: row for row in rows(desk.ledger)}
    assert shown[plain_order].progress is None
    progress = shown[parent].progress
    assert progress is not None
    assert progress.committed == 40
    assert progress.doing.startswith("rests at ")
    assert progress.asked_next == "2012-06-21T13:30:01.000000000Z"


def test_filters_keep_what_they_name() -> None:
    desk = hand_played()
    desk.account("B")
    desk.instrument("MSFT")
    desk.quote("29.9", "30.1", "MSFT")
    one = desk.buy("1", strategy="x")
    two = desk.sell("2", account="B", instrument="MSFT")
    three = desk.buy("3", instrument="MSFT", strategy="x")
    desk.accept(one)
    desk.take(c.CancelOrder(one))
    desk.take(r.VenueCancels(one, desk.at))
    assert ids(desk.ledger, OrderFilter(account="A")) == [one, three]
    assert ids(desk.ledger, OrderFilter(instrument="MSFT")) == [two, three]
    assert ids(desk.ledger, OrderFilter(strategy="x")) == [one, three]
    assert ids(desk.ledger, OrderFilter(standing=Standing.OPEN)) == [two, three]
    assert ids(desk.ledger, OrderFilter(standing=Standing.CLOSED)) == [one]
    assert ids(desk.ledger, OrderFilter(account="A", standing=Standing.OPEN)) == [three]
    assert ids(desk.ledger, OrderFilter(parent_id="E-9")) == []


def test_a_cursor_that_names_no_order_is_refused() -> None:
    refusal = blotter(hand_played().ledger, cursor="E-7")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (Reason.UNKNOWN_ORDER, "cursor")


def test_orders_of_others_stand_in_front_and_pages_hold_them_too() -> None:
    """Their ids have no number of ours, and may be anything."""
    desk = ready_desk()
    for name in ("a", "b"):
        desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), client_order_id=name))
    at = desk.time.now()
    held = tuple(
        r.HeldOrder(
            "", name, "AAPL", Side.BUY, OrderType.LIMIT, Decimal(1), Decimal(0), Decimal(99), None,
            TimeInForce.DAY,
        )
        for name in ("b5cf-0e0c", "863c-58c10f")
    )  # fmt: skip
    desk.wait(10 * SECOND)
    desk.take(c.Reconcile())
    desk.take(
        r.VenueSnapshot("sim", "A", held, (), {}, {"USD": Decimal(10**6)}, None, True, at, at)
    )
    everything = ids(desk.ledger, ANY)
    assert everything[:2] == ["EXT-sim-863c-58c10f", "EXT-sim-b5cf-0e0c"]
    for standing in (Standing.ANY, Standing.OPEN):
        paged, cursor = [], ""
        for _ in everything:
            page = blotter(desk.ledger, OrderFilter(standing=standing), cursor, 1)
            assert isinstance(page, OrderPage)
            paged += [row.id for row in page.orders]
            cursor = page.next_cursor
        assert paged == ids(desk.ledger, OrderFilter(standing=standing))


def many_orders() -> HandPlayed:
    desk = hand_played()
    for number in range(20):
        order_id = desk.buy(str(1 + number), strategy="xy"[number % 2])
        if number % 3 == 0:
            desk.take(r.VenueCancels(order_id, desk.at))
    parent = desk.buy("100", tactic=Tactic("twap", {"duration_s": 600, "slices": 4}))
    for _ in range(5):
        desk.wake(parent)
    return desk


MANY = many_orders()


@given(
    st.integers(1, 30),
    st.sampled_from(["", "x", "y"]),
    st.sampled_from(["", "E-21"]),
    st.sampled_from(Standing),
)
def test_pages_of_any_size_hold_every_match_once_in_order(
    limit: int, strategy: str, parent_id: str, standing: Standing
) -> None:
    ledger = MANY.ledger
    only = OrderFilter(strategy=strategy, parent_id=parent_id, standing=standing)
    seen: list[str] = []
    cursor = ""
    for _ in range(100):
        page = blotter(ledger, only, cursor, limit)
        assert isinstance(page, OrderPage)
        assert len(page.orders) <= limit
        seen += [row.id for row in page.orders]
        cursor = page.next_cursor
        if not cursor:
            break
    assert not cursor
    naive = [
        order.id
        for order in ledger.orders.values()
        if strategy in ("", order.terms.strategy)
        and parent_id in ("", order.terms.parent_id)
        and (standing is Standing.ANY or order.is_open == (standing is Standing.OPEN))
    ]
    assert seen == naive


def test_a_page_goes_on_where_it_stopped_though_orders_came_and_ended_meanwhile() -> None:
    desk = many_orders()
    first = blotter(desk.ledger, OrderFilter(standing=Standing.OPEN), limit=3)
    assert isinstance(first, OrderPage)
    # the very order of the cursor ends
    desk.take(r.VenueCancels(first.next_cursor, desk.at))
    new = desk.buy("1")
    second = blotter(desk.ledger, OrderFilter(standing=Standing.OPEN), first.next_cursor)
    assert isinstance(second, OrderPage)
    assert not {row.id for row in first.orders} & {row.id for row in second.orders}
    assert second.orders[-1].id == new


def test_the_limit_is_held_between_one_and_a_thousand() -> None:
    page = blotter(MANY.ledger, limit=0)
    assert isinstance(page, OrderPage)
    assert len(page.orders) == 1
    page = blotter(MANY.ledger, limit=10**9)
    assert isinstance(page, OrderPage)
    assert len(page.orders) == len(MANY.ledger.orders)
