"""Sessions of the venue: what trades when, the auctions at the edges, the end of a day."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from holdfast.emulators.alpaca import several_legs
from holdfast.emulators.alpaca.assets import Asset, AssetClass
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.errors import invalid
from holdfast.emulators.alpaca.rules import Hours
from holdfast.exchange import Auction
from holdfast.market.calendars import Session, extended, next_close, next_open, sessions
from holdfast.market.trading_day import NEW_YORK
from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS

NYSE = "XNYS"
# when no new orders for an auction are taken: (from, to) in New York
TURNED_AWAY = {"opg": ((9, 28), (19, 0)), "cls": ((15, 50), (19, 0))}


DAYS_AHEAD = 31 * 86_400 * SECOND_NS  # within which there is a next day of trading


class Hour(StrEnum):
    """What trades now: all, orders with extended hours alone, or none."""

    REGULAR = "regular"
    EXTENDED = "extended"
    CLOSED = "closed"


class Sessions:
    """Opens and closes shares and options; coins never close."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self.by_hand: Hour | None = None  # whatever the clock says

    @property
    def is_regular(self) -> bool:
        """Tell whether the regular session is on."""
        return self.hour is Hour.REGULAR

    @property
    def hour(self) -> Hour:
        """Tell what trades now."""
        if self.by_hand is not None:
            return self.by_hand
        at = self._broker.now
        if self._broker.rules.hours is Hours.ALWAYS or in_session(at):
            return Hour.REGULAR
        return Hour.EXTENDED if _is_in(extended(NYSE, at, at), at) else Hour.CLOSED

    def is_open(self, asset: Asset, is_extended: bool) -> bool:
        """Tell whether an order works now, or waits for the next session."""
        if asset.kind is AssetClass.COIN:
            return True
        hour = self.hour
        return hour is Hour.REGULAR or (is_extended and hour is Hour.EXTENDED)

    def judge_auction(self, time_in_force: str) -> None:
        """Refuse an order for an auction that comes too late for it."""
        window = TURNED_AWAY.get(time_in_force)
        if window is None or self._broker.rules.hours is Hours.ALWAYS:
            return
        if window[0] <= _clock(self._broker.now) < window[1]:
            raise invalid(f"{time_in_force} orders are not accepted at this time")

    def start(self) -> None:
        """Wait for the edges of the session."""
        self._wait_for_open()
        self._wait_for_close()
        self._wait_for_late()

    def open(self) -> None:
        """Hold the opening auction, and let in what has waited."""
        self._auction(Auction.OPENING)
        self._broker.work_waiting()

    def close(self) -> None:
        """Hold the closing auction, and end the day's orders but those with extended hours."""
        self._auction(Auction.CLOSING)
        broker = self._broker
        broker.take(broker.exchange.expire_day_orders(broker.now))
        several_legs.expire(broker)
        broker.hold_back()

    def end(self) -> None:
        """End the day's orders with extended hours, and let the others wait."""
        self._broker.expire_extended()
        self._broker.hold_back()

    # --- private --------------------------------------------------------------------------

    def _wait_for_open(self) -> None:
        def opens() -> None:
            self.open()
            self._wait_for_open()

        self._broker.time.call_at(next_open(NYSE, self._broker.now), opens)

    def _wait_for_close(self) -> None:
        def closes() -> None:
            self.close()
            self._wait_for_close()

        self._broker.time.call_at(next_close(NYSE, self._broker.now), closes)

    def _wait_for_late(self) -> None:
        def ends() -> None:
            self.end()
            self._wait_for_late()

        now = self._broker.now
        days = extended(NYSE, now, now + DAYS_AHEAD)
        self._broker.time.call_at(next(closes for _, closes in days if closes > now), ends)

    def _auction(self, which: Auction) -> None:
        broker = self._broker
        for asset in broker.assets:
            if asset.kind is AssetClass.SHARE:
                broker.take(broker.exchange.auction(asset.symbol, which, broker.now))


def in_session(at: Nanos) -> bool:
    """Tell whether shares trade in New York's regular session."""
    return _is_in(sessions(NYSE, at, at), at)


def local(at: Nanos) -> datetime:
    return datetime.fromtimestamp(at // SECOND_NS, NEW_YORK)


def _clock(at: Nanos) -> tuple[int, int]:
    moment = local(at)
    return moment.hour, moment.minute


def _is_in(spans: tuple[Session, ...], at: Nanos) -> bool:
    return any(opens <= at < closes for opens, closes in spans)
