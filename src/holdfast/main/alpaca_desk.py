"""A desk at Alpaca: what is listed there and held, its venue, and what it hears of the market."""

from __future__ import annotations

from pathlib import Path
from random import Random

from holdfast.config import Settings, VenueKind
from holdfast.config.alpaca import access_of, alpaca_rules, source_of
from holdfast.journal import Journal
from holdfast.main.place import Book, Place
from holdfast.market.alpaca import AlpacaFeed
from holdfast.market.live import Hear, OnGap
from holdfast.recovery.replay import rebuild
from holdfast.transport.http import HttpClient
from holdfast.venues import Time
from holdfast.venues.alpaca import Alpaca
from holdfast.venues.alpaca.access import headers_of
from holdfast.venues.alpaca.asking import Asking, Unread, names_of
from holdfast.venues.alpaca.assets import CALENDAR, is_option, listed
from holdfast.venues.alpaca.wire import SaidAccount, SaidAsset

ALPACA = "ALPACA"
_KEYS_REFUSED = ("HTTP 401", "HTTP 403")


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
        field = f"venue.alpaca.url {access.url}"
        account = await asking.one(SaidAccount, "/v2/account")
        listings = {}
        for name in settings.market.instruments:
            asset = SaidAsset(name)
            field = f"market.instruments {name}, asked of {access.url}"
            if not is_option(name):
                asset = await asking.asset(name)
            listings[name] = listed(name, ALPACA, asset, settings.market.calendar or CALENDAR)
    except Unread as error:
        if str(error) in _KEYS_REFUSED:
            field = f"venue.alpaca.key_id {access.key[:2]}… and its key are refused by {access.url}"
        raise VenueNotThere(f"{field}: {error}") from error
    finally:
        await http.close()
    return Book(listings, {account.currency: account.cash})


async def asked_book(settings: Settings) -> tuple[Book | None, VenueNotThere | None]:
    """Ask what is listed, of a desk at Alpaca; without a journal to go by it must answer."""
    if settings.venue.kind is not VenueKind.ALPACA:
        return None, None
    try:
        return await book_of(settings), None
    except VenueNotThere as why:
        if not settings.desk.journal or not Path(settings.desk.journal).exists():
            raise
        return None, why


def book_known(journal: Journal, settings: Settings, why: VenueNotThere) -> Book:
    """Return what a journal knows of the instruments of the settings, where Alpaca is away.

    Raises `why`, and closes the journal, where that is not all: then this is a first start, or
    one with new instruments.
    """
    ledger = rebuild(journal)
    known = ledger.listings.get(ALPACA, {})
    names = settings.market.instruments
    if not names or any(name not in known for name in names):
        journal.close()
        raise why
    listings = {name: (ledger.instruments[name], known[name]) for name in names}
    return Book(listings, {}, missing=str(why))


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
