"""Self-trade prevention, in every kind of market."""

import pytest

from holdfast.exchange import Exchange, ExchangeConfig, SelfTrade
from holdfast.messages.reports import Report
from tests.exchange.builders import BUY, FOK, SELL, ask_for, book, fills, names, quote, venue


def quoted(mode: SelfTrade) -> Exchange:
    exchange = venue(ExchangeConfig(self_trade=mode))
    exchange.on_market(quote("9.00", "11.00"))
    return exchange


def recorded(mode: SelfTrade) -> Exchange:
    exchange = venue(ExchangeConfig(self_trade=mode))
    exchange.on_market(book("ADD", 1, BUY, "9.00", 100))
    exchange.on_market(book("ADD", 2, SELL, "11.00", 100))
    return exchange


MARKETS = pytest.mark.parametrize("market", [quoted, recorded])


def meet(exchange: Exchange, resting: int, taking: int, account: str = "A") -> list[Report]:
    exchange.place(ask_for("maker", SELL, resting, "10.00"), 2)
    return exchange.place(ask_for("taker", BUY, taking, "10.00", account=account), 3)


def ends(reports: list[Report]) -> list[tuple[str, str]]:
    return list(
        zip(names(reports), (str(getattr(r, "order_id", "")) for r in reports), strict=True)
    )


@MARKETS
def test_without_prevention_an_account_trades_with_itself(market: type) -> None:
    reports = meet(market(SelfTrade.NONE), 10, 4)
    assert sorted(fills(reports)) == [("maker", "4", "10.00"), ("taker", "4", "10.00")]


@MARKETS
def test_two_accounts_trade_with_each_other_under_any_mode(market: type) -> None:
    for mode in SelfTrade:
        assert len(fills(meet(market(mode), 10, 4, account="B"))) == 2


@MARKETS
def test_expire_taker_cancels_the_new_order_alone(market: type) -> None:
    exchange = market(SelfTrade.EXPIRE_TAKER)
    assert ends(meet(exchange, 10, 4)) == [("Accepts", "taker"), ("Cancels", "taker")]
    assert [state.order_id for state in exchange.open_orders()] == ["maker"]


@MARKETS
def test_expire_maker_cancels_the_resting_order_and_the_new_one_goes_on(market: type) -> None:
    exchange = market(SelfTrade.EXPIRE_MAKER)
    assert ends(meet(exchange, 10, 4)) == [("Accepts", "taker"), ("Cancels", "maker")]
    assert [state.order_id for state in exchange.open_orders()] == ["taker"]


@MARKETS
def test_expire_both_cancels_both(market: type) -> None:
    exchange = market(SelfTrade.EXPIRE_BOTH)
    assert ends(meet(exchange, 10, 4)) == [
        ("Accepts", "taker"),
        ("Cancels", "maker"),
        ("Cancels", "taker"),
    ]
    assert exchange.open_orders() == []


@MARKETS
@pytest.mark.parametrize(
    ("resting", "taking", "told", "left"),
    [
        (10, 4, [("Replaces", "maker"), ("Cancels", "taker")], [("maker", 6)]),
        (4, 10, [("Cancels", "maker"), ("Replaces", "taker")], [("taker", 6)]),
        (5, 5, [("Cancels", "maker"), ("Cancels", "taker")], []),
    ],
)
def test_decrement_takes_the_overlap_off_both(
    market: type,
    resting: int,
    taking: int,
    told: list[tuple[str, str]],
    left: list[tuple[str, int]],
) -> None:
    exchange = market(SelfTrade.DECREMENT)
    assert ends(meet(exchange, resting, taking))[1:] == told
    assert [(s.order_id, s.qty) for s in exchange.open_orders()] == left


@MARKETS
def test_fill_or_kill_does_not_count_on_the_accounts_own_orders(market: type) -> None:
    exchange = market(SelfTrade.EXPIRE_MAKER)
    exchange.place(ask_for("maker", SELL, 10, "10.00"), 2)
    reports = exchange.place(ask_for("taker", BUY, 5, "10.00", tif=FOK), 3)
    assert names(reports) == ["Accepts", "Cancels"]
