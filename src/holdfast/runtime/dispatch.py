"""Dispatch: read off an event what must leave, and hand it to its venue or its timer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from holdfast.core.decide import Message
from holdfast.core.ledger import NEVER, Ledger, Order
from holdfast.core.must import InvariantBroken
from holdfast.core.protected import leaving
from holdfast.core.strange import name_there
from holdfast.market.bands import Bands
from holdfast.messages import contingent as o
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import requests as q
from holdfast.messages import spreads as s
from holdfast.messages import watched as w
from holdfast.messages.commands import ReachBand, ReachStop, Wake
from holdfast.messages.control import Lapse
from holdfast.model.band import Band, Reached
from holdfast.model.ids import OrderId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.runtime.exit import Exit
from holdfast.venues import Time, Venue

# before the id of an entry it names the entry's stop, which is watched by itself
_STOP_OF = "stop of "

OnAlert = Callable[[w.AlertRaised | w.AlertEscalated], None]


class Dispatch:
    """The one way out: venues for requests, orders and changes by the exit; the clock for wakes."""

    def __init__(
        self,
        ledger: Ledger,
        venues: Mapping[VenueId, Venue],
        time: Time,
        deliver: Callable[[Message], None],
        bands: Bands | None = None,
    ) -> None:
        self._ledger = ledger
        self._venues = venues
        self._time = time
        self._wake = deliver
        self._bands = bands
        if bands is not None:
            bands.on_reached = lambda name, reached: deliver(_reaching(name, reached))
        self._lapse_at = NEVER
        self._exit = Exit(ledger, time.now, deliver)
        self.approve = self._exit.approve
        self.on_sent: Callable[[], None] | None = None
        self.on_alert: OnAlert | None = None

    @property
    def is_shut(self) -> bool:
        """Tell whether the exit lets nothing leave."""
        return self._exit.is_shut

    def __call__(self, event: e.Event) -> None:
        """Let one durable event take effect."""
        ledger = self._ledger
        match event:
            case e.OrderSent():
                terms = event.terms
                name = ledger.venue_of(terms)
                if terms.max_slippage_bps is not None or event.qty is not None:
                    terms = leaving(event, ledger.listings[name][terms.instrument].tick)
                self._exit.place(self._venue(name), q.PlaceOrder(event.order_id, terms))
                if self.on_sent is not None:
                    self.on_sent()
            case e.CancelSent():
                order = ledger.orders[event.order_id]
                known_as = ledger.chains.known_as(order.id) or _combo_of(order)
                self._venue_of(order).send(
                    q.PullOrder(name_there(order), order.venue_order_id, known_as)
                )
            case e.ReplaceSent():
                order = ledger.orders[event.order_id]
                self._exit.amend(
                    self._venue_of(order),
                    q.AmendOrder(
                        order.id,
                        order.venue_order_id,
                        event.qty,
                        event.limit_price,
                        event.stop_price,
                        event.time_in_force,
                        event.expire_at,
                        event.change_id,
                        event.known_as,
                    ),
                )
            case e.QuerySent():
                order = ledger.orders[event.order_id]
                about = (_combo_of(order), order.venue_order_id)
                self._venue_of(order).send(q.QueryOrder(name_there(order), event.number, *about))
                self._set_lapse()
            case d.AccountQueried():
                venue = self._venue(event.venue)
                venue.send(q.QueryAccount(event.account, event.venue, event.since))
            case d.StrayCancelSent():
                order = ledger.orders[event.order_id]
                self._venue_of(order).send(q.PullOrder(name_there(order), event.venue_order_id))
            case _:
                self._inside(event)

    def _inside(self, event: e.Event) -> None:
        """Let take effect what is for no venue: timers, bands and alerts."""
        match event:
            case e.ParentScheduled():
                self._wait(event.order_id, event.wake_at, event.bands)
            case o.StopWatched():
                self._watch_stop(event.order_id, event.bands)
            case e.ParentStopping() | e.ParentEnded():
                self._wait(event.order_id, None, ())
            case s.SpreadEnded():
                self._unwind(event.spread_id)
            case _:
                self._set_lapse()
                self._alert(event)

    def set_wake(self, order_id: OrderId, at: int) -> None:
        """Have a parent's algo asked at this time."""
        wake = self._wake
        self._time.call_at(at, lambda: wake(Wake(order_id)))

    def _wait(self, order_id: OrderId, at: Nanos | None, bands: tuple[Band, ...]) -> None:
        if at is not None:
            self.set_wake(order_id, at)
        if self._bands is not None:
            order = self._ledger.orders.get(order_id)
            if order is None:
                # over, and packed away in the same batch
                self._bands.forget(order_id)
                return
            self._bands.watch(order_id, order.terms.instrument, bands, self._ledger.at)

    def _watch_stop(self, entry_id: OrderId, bands: tuple[Band, ...]) -> None:
        """Have the stop of an entry looked at at these prices, whoever works the entry itself."""
        if self._bands is not None:
            instrument = self._ledger.orders[entry_id].terms.instrument
            self._bands.watch(f"{_STOP_OF}{entry_id}", instrument, bands, self._ledger.at)

    def _unwind(self, spread_id: OrderId) -> None:
        """Have closed what a multi-leg order left standing alone: with quotes, so by an input."""
        spread = self._ledger.spreads.all.get(spread_id)
        if spread is not None and spread.alone:
            self._wake(s.UnwindSpread(spread_id))

    def _set_lapse(self) -> None:
        """Have the desk told when something ends or is due next; once for each time."""
        at = self._ledger.next_lapse
        if at < self._lapse_at:
            self._lapse_at = at
            self._time.call_at(at, lambda: self._lapse(at))

    def _lapse(self, at: Nanos) -> None:
        """Tell the desk that a time has come, or wait on where what was due is not any more."""
        if at == self._lapse_at:
            self._lapse_at = NEVER
        if self._ledger.next_lapse <= self._time.now():
            self._wake(Lapse())
        else:
            self._set_lapse()

    def _alert(self, event: e.Event) -> None:
        if self.on_alert is not None and isinstance(event, w.AlertRaised | w.AlertEscalated):
            self.on_alert(event)

    def resume(self) -> None:
        """Set the timers that the ledger says are running: what a restart lost."""
        self._set_lapse()
        for spread_id in self._ledger.spreads.all:
            self._unwind(spread_id)
        for order_id, state in self._ledger.parents.items():
            if self._ledger.orders[order_id].is_open:
                self._wait(order_id, state.wake_at, state.bands)

        for entry_id, bracket in self._ledger.brackets.items():
            if bracket.bands:
                self._watch_stop(entry_id, bracket.bands)

    def _venue_of(self, order: Order) -> Venue:
        return self._venue(self._ledger.venue_of(order.terms))

    def _venue(self, name: VenueId) -> Venue:
        venue = self._venues.get(name)
        if venue is None:
            raise InvariantBroken(f"no venue {name!r} is connected")
        return venue


def _combo_of(order: Order) -> str:
    """Name the combo that an order is a leg of, empty for others."""
    combo = order.terms.combo
    return "" if combo is None else combo.id


def _reaching(name: str, reached: Reached) -> ReachBand | ReachStop:
    """Say who is to be asked: an entry's stop, or an algo."""
    if name.startswith(_STOP_OF):
        return ReachStop(name.removeprefix(_STOP_OF), reached)
    return ReachBand(name, reached)
