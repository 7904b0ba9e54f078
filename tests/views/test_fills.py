"""Fills are shown once each, in the order of booking, and a busted one says so."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ledger import Ledger
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.order import Liquidity, Side, Tactic
from holdfast.views.fills import FillFilter, FillPage, FillRow, fills
from tests.support.hand_played import HandPlayed, hand_played

ANY = FillFilter()


def rows(ledger: Ledger, only: FillFilter = ANY) -> tuple[FillRow, ...]:
    page = fills(ledger, only)
    assert isinstance(page, FillPage)
    assert not page.next_cursor
    return page.fills


def test_an_empty_ledger_has_no_fills() -> None:
    assert fills(Ledger()) == FillPage(())


def test_a_fill_is_shown_with_whose_it_is_and_the_venues_time() -> None:
    desk = hand_played()
    order_id = desk.sell("10", strategy="s")
    desk.wait(3)
    desk.fill(order_id, "4", "99.9", fee="0.0007", currency="EUR", liquidity=Liquidity.MAKER)
    assert rows(desk.ledger) == (
        FillRow(
            exec_id="X1", order_id=order_id, parent_id="", account="A", strategy="s",
            instrument="AAPL", side=Side.SELL, qty=Decimal(4), price=Decimal("99.9"),
            liquidity=Liquidity.MAKER, fee=Decimal("0.0007"), fee_currency="EUR",
            at="2012-06-21T13:30:03.000000000Z", busted=False,
        ),
    )  # fmt: skip


def test_a_busted_fill_stays_in_sight_and_is_marked() -> None:
    desk = hand_played()
    order_id = desk.buy("10")
    desk.fill(order_id, "4", "100")
    desk.fill(order_id, "6", "101")
    desk.bust("X1")
    assert [(row.exec_id, row.busted) for row in rows(desk.ledger)] == [("X1", True), ("X2", False)]


def test_filters_keep_what_they_name_and_a_parent_shows_its_childrens_fills() -> None:
    desk = hand_played()
    desk.account("B")
    desk.instrument("MSFT")
    desk.quote("29.9", "30.1", "MSFT")
    parent = desk.buy("100", tactic=Tactic("twap", {"duration_s": 60, "slices": 2}))
    desk.wake(parent)
    desk.wake(parent)
    child = desk.ledger.parents[parent].children[0]
    desk.fill(child, "50", "100")
    other = desk.buy("1", account="B", instrument="MSFT", strategy="s")
    desk.fill(other, "1", "30")

    def shown(only: FillFilter) -> list[str]:
        return [row.exec_id for row in rows(desk.ledger, only)]

    assert shown(FillFilter(order_id=parent)) == ["X1"]
    assert shown(FillFilter(order_id=child)) == ["X1"]
    assert shown(FillFilter(account="B")) == ["X2"]
    assert shown(FillFilter(instrument="MSFT")) == ["X2"]
    assert shown(FillFilter(strategy="s")) == ["X2"]
    assert rows(desk.ledger)[0].parent_id == parent


def two_accounts() -> HandPlayed:
    desk = hand_played()
    desk.account("B/2")
    for number in range(9):
        order_id = desk.buy("2", account=("A", "B/2")[number % 2])
        desk.fill(order_id, "1", "100")
        desk.fill(order_id, "1", "101")
    return desk


TWO = two_accounts()


@given(st.integers(1, 20), st.sampled_from(["", "A", "B/2"]))
def test_pages_of_any_size_hold_every_fill_once(limit: int, account: str) -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(100):
        page = fills(TWO.ledger, FillFilter(account=account), cursor, limit)
        assert isinstance(page, FillPage)
        assert len(page.fills) <= limit
        seen += [row.exec_id for row in page.fills]
        cursor = page.next_cursor
        if not cursor:
            break
    assert not cursor
    naive = [
        exec_id
        for name, state in TWO.ledger.accounts.items()
        if account in ("", name)
        for exec_id in state.fills
    ]
    assert seen == naive


@pytest.mark.parametrize(
    "cursor", ["A", "A/", "A/x", "A/-1", "A/1.5", "C/1", "/3", "A/9999999999999999999", "A/²"]
)
def test_a_cursor_that_no_page_gave_is_refused(cursor: str) -> None:
    refusal = fills(TWO.ledger, cursor=cursor)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (Reason.INVALID_ORDER, "cursor")
    assert cursor in refusal.detail
