"""Tests of sizes in lots, and of quotes that still stand."""

from decimal import Decimal

from holdfast.exchange import Exchange, ExchangeConfig
from holdfast.exchange.rules import QUOTE_REFRESH_NS
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.reports import VenueFills
from holdfast.messages.requests import PlaceOrder
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import Side
from holdfast.model.quote import Quote, Trade

LOT = Decimal("0.00000001")


def exchange(lot: Decimal) -> Exchange:
    made = Exchange(ExchangeConfig(venue="X"))
    made.list(Instrument("BTC"), Listing("BTC", "X", "BTC", lot=lot))
    return made


def quote(at: int, size: str = "5") -> Quote:
    return Quote("BTC", Decimal("99"), Decimal("101"), Decimal(size), Decimal(size), at)


def test_a_size_finer_than_the_lot_is_rounded_down_before_it_can_fill_us() -> None:
    made = exchange(LOT)
    made.on_market(quote(1, "0.012175449"))
    terms = SubmitOrder("A", "BTC", Side.BUY, Decimal("0.01217544"))
    filled = [
        each for each in made.place(PlaceOrder("o1", terms), 2) if isinstance(each, VenueFills)
    ]
    assert sum(each.qty for each in filled) == Decimal("0.01217544")
    assert made.quote("BTC").bid_size == Decimal("0.01217544")
    made.on_market(Trade("BTC", Decimal(101), Decimal("0.000000019"), 3))
    assert [each.size for each in made.drain_market() if isinstance(each, Trade)][-1] == LOT


def test_an_unchanged_quote_is_news_again_after_a_second() -> None:
    made = exchange(Decimal(1))
    for at in (0, 1, QUOTE_REFRESH_NS - 1, QUOTE_REFRESH_NS, QUOTE_REFRESH_NS + 1):
        made.on_market(quote(at))
    assert [each.at for each in made.drain_market()] == [0, QUOTE_REFRESH_NS]
