"""Short ways to say orders, quotes and reports in tests of the exchange."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from holdfast.exchange import Exchange, ExchangeConfig
from holdfast.exchange.more import Marks
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.reports import Report, VenueFills
from holdfast.messages.requests import AmendOrder, PlaceOrder, PullOrder
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.quote import Bar, BookAction, BookMessage, Quote, Trade

ABC = "ABC"
BUY, SELL = Side.BUY, Side.SELL
IOC, FOK, GTC, DAY = TimeInForce.IOC, TimeInForce.FOK, TimeInForce.GTC, TimeInForce.DAY


def dec(number: str | int) -> Decimal:
    return Decimal(number)


def venue(config: ExchangeConfig | None = None, *, instrument: str = ABC) -> Exchange:
    """An exchange that lists one share with a tick of a cent."""
    exchange = Exchange(config)
    exchange.list(Instrument(instrument), Listing(instrument, "PAPER", instrument))
    return exchange


def ask_for(
    order_id: str,
    side: Side,
    qty: str | int,
    limit: str | None = None,
    *,
    stop: str | None = None,
    tif: TimeInForce = TimeInForce.DAY,
    account: str = "A",
    instrument: str = ABC,
    post_only: bool = False,
    expire_at: int | None = None,
) -> PlaceOrder:
    """The request for an order; its type follows from the prices that are given."""
    types = {
        (False, False): OrderType.MARKET,
        (True, False): OrderType.LIMIT,
        (False, True): OrderType.STOP,
        (True, True): OrderType.STOP_LIMIT,
    }
    terms = SubmitOrder(
        account,
        instrument,
        side,
        dec(qty),
        types[limit is not None, stop is not None],
        limit_price=None if limit is None else dec(limit),
        stop_price=None if stop is None else dec(stop),
        time_in_force=tif,
        post_only=post_only,
        expire_at=expire_at,
    )
    return PlaceOrder(order_id, terms)


def ask_kind(
    order_id: str,
    side: Side,
    qty: str | int,
    kind: str,
    limit: str | None = None,
    stop: str | None = None,
    **more: Any,
) -> PlaceOrder:
    """The request for an order of a named type, with whatever else its terms say."""
    terms = SubmitOrder(
        more.pop("account", "A"),
        more.pop("instrument", ABC),
        side,
        dec(qty),
        OrderType[kind],
        limit_price=None if limit is None else dec(limit),
        stop_price=None if stop is None else dec(stop),
        **more,
    )
    return PlaceOrder(order_id, terms)


def pull(order_id: str) -> PullOrder:
    return PullOrder(order_id, "")


def amend(
    order_id: str, qty: str | int, limit: str | None = None, stop: str | None = None
) -> AmendOrder:
    return AmendOrder(
        order_id,
        "",
        dec(qty),
        None if limit is None else dec(limit),
        None if stop is None else dec(stop),
    )


def quote(
    bid: str, ask: str, bid_size: str | int = 100, ask_size: str | int = 100, at: int = 1
) -> Quote:
    return Quote(ABC, dec(bid), dec(ask), dec(bid_size), dec(ask_size), at)


def trade(
    price: str,
    size: str | int,
    at: int = 1,
    *,
    aggressor: Side | None = None,
    hidden: bool = False,
) -> Trade:
    return Trade(ABC, dec(price), dec(size), at, aggressor, hidden)


def bar(o: str, h: str, low: str, c: str, volume: str | int = 10_000, at: int = 60) -> Bar:
    return Bar(ABC, dec(o), dec(h), dec(low), dec(c), dec(volume), at, 60)


def book(
    action: str, book_id: int, side: Side, price: str, size: str | int = 0, at: int = 1
) -> BookMessage:
    return BookMessage(ABC, BookAction[action], book_id, side, dec(price), dec(size), at)


def flow(
    exchange: Exchange, flow_id: int, side: Side, price: str | None, size: str | int, at: int = 1
) -> list[Report]:
    """An order of the generated flow, at the market where it has no price."""
    return exchange.flow_place(ABC, flow_id, side, None if price is None else dec(price),
                               dec(size), at)  # fmt: skip


def in_flow(*orders: tuple[int, Side, str, int]) -> Exchange:
    """An exchange whose generated book holds these: id, side, price, size."""
    exchange = venue()
    for flow_id, side, price, size in orders:
        flow(exchange, flow_id, side, price, size)
    return exchange


def marks_of(exchange: Exchange, order_id: str) -> Marks:
    """What an order that moves by itself has reached."""
    state = exchange.order(order_id)
    assert state is not None
    assert state.marks is not None
    return state.marks


def fills(reports: Iterable[Report]) -> list[tuple[str, str, str]]:
    """The fills among reports, as (order id, quantity, price)."""
    return [(r.order_id, str(r.qty), str(r.price)) for r in reports if isinstance(r, VenueFills)]


def names(reports: Iterable[Report]) -> list[str]:
    """What kinds of report they are, without the `Venue` before each."""
    return [type(report).__name__.removeprefix("Venue") for report in reports]


def details(reports: Iterable[Report]) -> list[str]:
    """What cancels and expiries say of themselves."""
    return [d for r in reports if (d := getattr(r, "detail", "")) and not hasattr(r, "code")]


def codes(reports: Iterable[Report]) -> list[str]:
    """The codes of the venue's noes."""
    return [str(code) for r in reports if (code := getattr(r, "code", None)) is not None]
