"""A desk at Alpaca: what is listed there and held, its venue, and what it hears of the market."""

from __future__ import annotations

from random import Random

from holdfast.config import Settings
from holdfast.config.alpaca import access_of, alpaca_rules, source_of
from holdfast.main.place import Book, Place
from holdfast.market.alpaca import AlpacaFeed
from holdfast.market.live import Hear, OnGap
from holdfast.transport.http import HttpClient
from holdfast.venues import Time
from holdfast.venues.alpaca import Alpaca
from holdfast.venues.alpaca.access import headers_of
from holdfast.venues.alpaca.asking import Asking, Unread, names_of
from holdfast.venues.alpaca.assets import CALENDAR, is_option, listed
from holdfast.venues.alpaca.wire import SaidAccount, SaidAsset

ALPACA = "ALPACA"


class VenueNotThere(Exception):
    """The venue does not answer, or not as it should; the text says what it said."""


async def book_of(settings: Settings) -> Book:
    """Ask Alpaca for the account and for every instrument of the settings.

    Raises VenueNotThere where it does not answer, takes no such keys, or lists no such thing.
    """
    access = access_of(settings)
    http = HttpClient(access.url, headers_of(access))
    asking = Asking(http.ask)
    try:
        account = await asking.one(SaidAccount, "/v2/account")
        listings = {}
        for name in settings.market.instruments:
            asset = SaidAsset(name)
            if not is_option(name):
                asset = await asking.asset(name)
            listings[name] = listed(name, ALPACA, asset, settings.market.calendar or CALENDAR)
    except Unread as error:
        raise VenueNotThere(f"venue.alpaca.url {access.url}: {error}") from error
    finally:
        await http.close()
    return Book(listings, {account.currency: account.cash})


def alpaca_place(settings: Settings, book: Book, time: Time, hear: Hear, on_gap: OnGap) -> Place:
    """Make the venue of an account at Alpaca and its market, neither connected yet.

    `on_gap` hears of what the market may have missed.
    """
    rng = Random(f"waits of {settings.market.seed}")
    rules = alpaca_rules(settings.venue.alpaca)
    venue = Alpaca(ALPACA, access_of(settings), book.listings, time, rng, rules)
    names = names_of({name: listing for name, (_, listing) in book.listings.items()})
    feed = AlpacaFeed(source_of(settings), names, hear, rng, on_gap=on_gap)
    return Place(ALPACA, venue, feed.start, feed.stop, book=book)
