"""One venue's matching for all its instruments: orders in, reports out, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from random import Random

from holdfast.exchange.admission import judge_order
from holdfast.exchange.auctions import hold_closing, hold_opening, opening_price, trade_at
from holdfast.exchange.changes import judge_change, make_change, put_back, slide, wanted
from holdfast.exchange.executions import Executions, Positions
from holdfast.exchange.fees import FeeMeter
from holdfast.exchange.floor import Floor
from holdfast.exchange.kinds import ALL, judge_kind
from holdfast.exchange.lots import in_lots
from holdfast.exchange.markets import Markets
from holdfast.exchange.more import Marks, is_plain, more_of
from holdfast.exchange.rejects import No, RejectCode
from holdfast.exchange.rules import ExchangeConfig
from holdfast.exchange.session import Auction, SessionState
from holdfast.exchange.succession import Market
from holdfast.exchange.working import OrderState, WorkingOrder, working_order
from holdfast.messages.reports import (
    Report,
    VenueAccepts,
    VenueRejects,
    VenueRejectsCancel,
    VenueRejectsReplace,
)
from holdfast.messages.requests import AmendOrder, PlaceOrder, PullOrder
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import ONE, Nanos
from holdfast.model.order import Side, TimeInForce
from holdfast.model.quote import MarketEvent, Quote, Trade

Depth = tuple[list[tuple[Decimal, Decimal]], ...]
Reports = list[Report]
Orders = list[WorkingOrder]
States = list[OrderState]
Marked = list[tuple[OrderId, Marks]]
Public = list[Quote | Trade]

_NEVER: Nanos = 1 << 63


class Exchange:
    """A venue in a box, without a clock: every call says when it is.

    What is first heard of an instrument decides how it is matched: quotes or trades (the best
    quote is all that is known), bars, messages of a recorded book, or generated flow. A
    richer source may take over from a poorer one (bars, quotes, recorded book, in this
    order) and takes our waiting orders along; generated and recorded do not mix. The only
    chance is how much of an iceberg is shown, and `rng` draws it.
    """

    def __init__(self, config: ExchangeConfig | None = None, rng: Random | None = None) -> None:
        self.config = config or ExchangeConfig()
        self.abilities = ALL  # what is offered: less, where somebody narrows it
        self._venue = Executions(self.config, rng or Random(0))
        self.instruments: dict[InstrumentId, Instrument] = {}
        self._floors: dict[InstrumentId, Floor] = {}
        self._all = Markets(self._venue)
        self._markets = self._all.by_instrument
        self._handlers = self._all.handlers
        self._fine_lots: dict[InstrumentId, Decimal] = {}  # where a tape's sizes may be finer still
        self._openings: dict[
            InstrumentId, Nanos
        ] = {}  # that wait for a first print, and since when
        self._expires_next: Nanos = _NEVER
        self._id_prefix = f"{self.config.id_prefix}O"

    def list(self, instrument: Instrument, listing: Listing) -> None:
        """Make an instrument tradable; listing it again changes nothing."""
        if instrument.id in self._floors:
            return
        floor = Floor(instrument, listing, self.config)
        self._floors[instrument.id] = floor
        self.instruments[instrument.id] = instrument
        self._all.add(floor)
        if listing.lot < ONE:
            self._fine_lots[instrument.id] = listing.lot

    # --- our orders ------------------------------------------------------------------------

    def place(self, request: PlaceOrder, at: Nanos) -> Reports:
        """Take a new order or reject it; what trades at once is told in the same answer."""
        terms, order_id = request.terms, request.order_id
        plain = is_plain(terms)
        venue = self._venue
        floor = self._floors.get(terms.instrument)
        if floor is None:
            no: No | None = (RejectCode.UNKNOWN_INSTRUMENT, f"{terms.instrument} is not listed")
        elif order_id in venue.open or order_id in venue.closed:
            no = (RejectCode.DUPLICATE_ORDER, f"order id {order_id} was used before")
        elif len(venue.open) >= self.config.open_orders_max:
            no = (RejectCode.TOO_MANY_ORDERS, f"{self.config.open_orders_max} orders are open")
        else:
            market = self._markets[terms.instrument]
            no = None if plain else judge_kind(terms, floor, self.abilities)
            no = no or judge_order(terms, floor, market, self.abilities, at)
        if no is not None or floor is None:
            why = no or (RejectCode.UNKNOWN_INSTRUMENT, terms.instrument)
            return [VenueRejects(order_id, *why, at)]
        order = self._open(request, floor, at)
        out: Reports = [VenueAccepts(order_id, order.venue_order_id, at)]
        if not plain:
            self._begin(order, at, out)
        if floor.is_open and (plain or order.auction is None):
            market.enter(order, at, out)
        else:
            floor.collected(order.auction).append(order)
        return out

    def pull(self, request: PullOrder, at: Nanos) -> Reports:
        """Cancel what is left of an order."""
        order = self._venue.open.get(request.order_id)
        if order is None:
            why = self._why_not_open(request.order_id)
            return [VenueRejectsCancel(request.order_id, *why, at)]
        self._leave(order)
        out: Reports = []
        self._venue.cancel(order, at, "", out)
        self._settle(order, at, out)
        return out

    def amend(self, request: AmendOrder, at: Nanos) -> Reports:
        """Change an order to this total quantity, these prices and this time; what is None stays.

        A new price or a larger quantity loses the place in the queue, a smaller quantity
        keeps it. A quantity no larger than what has traded means that nothing more shall
        trade, so the order is cancelled (`REPLACED_BELOW_FILLED`) and not left working.
        """
        order = self._venue.open.get(request.order_id)
        if order is None:
            why = self._why_not_open(request.order_id)
            return [VenueRejectsReplace(request.order_id, *why, at)]
        market = self._markets[order.floor.instrument_id]
        change = wanted(order, request, market)
        no = judge_change(order, change, market, self.abilities, at)
        if no is not None:
            return [VenueRejectsReplace(request.order_id, *no, at)]
        out: Reports = []
        if change.qty <= order.cum:
            self._leave(order)
            self._venue.cancel(order, at, "REPLACED_BELOW_FILLED", out)
            self._settle(order, at, out)
            return out
        make_change(market, self._venue, order, change, at, out)
        if change.expire_at is not None:
            self._expires_next = min(self._expires_next, change.expire_at)
        return out

    def resume(self, states: Iterable[OrderState], order_count: int, exec_count: int) -> None:
        """Put a stopped venue's open orders back, at the end of their queues, without a report.

        The counts are those of ids handed out before the stop, so that none comes twice.
        """
        self._venue.order_count, self._venue.exec_count = order_count, exec_count
        for state in states:
            self._put_back(state)

    # --- the market ------------------------------------------------------------------------

    def on_market(self, event: MarketEvent) -> Reports:
        """Take a recorded event over; reports are for orders of ours alone."""
        out: Reports = []
        if event.at >= self._expires_next:
            out += self._expire_due(event.at)
        handlers = self._handlers.get(event.instrument)
        if handlers is None:
            return out
        if self._openings and event.instrument in self._openings:
            self._open_by(event, out)
        if self._fine_lots and event.instrument in self._fine_lots:
            event = in_lots(event, self._fine_lots[event.instrument])
        handle = handlers.get(type(event)) or self._all.handler_of(event)
        if handle is not None:
            handle(event, out)
        return out

    def flow_place(
        self,
        instrument: InstrumentId,
        flow_id: int,
        side: Side,
        price: Decimal | None,
        size: Decimal,
        at: Nanos,
    ) -> Reports:
        """Match a generated participant's order; without a price, what is left of it is gone.

        While the instrument is halted or in auction such orders are turned away.
        """
        market = self._all.generated(instrument)
        if flow_id in market.others:
            raise ValueError(f"flow_id {flow_id} must be new in {instrument}")
        out = self._expire_due(at) if at >= self._expires_next else []
        return out + market.flow_place(flow_id, side is Side.BUY, price, size, at)

    def flow_cancel(self, instrument: InstrumentId, flow_id: int, at: Nanos) -> Reports:
        """Cancel a generated order; one that is gone changes nothing."""
        out = self._expire_due(at) if at >= self._expires_next else []
        return out + self._all.generated(instrument).flow_cancel(flow_id, at)

    def quote(self, instrument: InstrumentId) -> Quote | None:
        """Return the public best bid and ask; ours are in it only where flow is generated."""
        market = self._markets.get(instrument)
        return None if market is None else market.quote()

    def depth(self, instrument: InstrumentId, levels: int) -> Depth:
        """Return public bids and asks as (price, size), the best first."""
        market = self._markets.get(instrument)
        return ([], []) if market is None else market.depth(levels)

    def drain_market(self) -> Public:
        """Return public quotes (where the best changed) and trades since the last call.

        At most `market_backlog_max` wait; of more, the oldest are gone.
        """
        public = self._venue.public
        drained = [*public] if public else []
        public.clear()
        return drained

    # --- sessions and time -----------------------------------------------------------------

    def set_session(self, instrument: InstrumentId, state: SessionState, at: Nanos) -> Reports:
        """Halt, collect for an auction, or open; what collecting ends with is an opening."""
        floor = self._floors[instrument]
        was_collecting = floor.state is SessionState.AUCTION
        floor.set_state(state)
        out: Reports = []
        if not floor.is_open:
            return out
        market = self._markets[instrument]
        market.reopen(at, out)
        queued = floor.take_collected(None)
        if was_collecting:
            self._hold_opening(market, queued, at, out)
        for order in queued:
            if order.is_open:
                market.enter(order, at, out)
        return out

    def auction(self, instrument: InstrumentId, auction: Auction, at: Nanos) -> Reports:
        """Hold the auction at a session's open or close, for the orders that wait for it.

        An opening of a recorded market takes place with its first print from `at` on.
        """
        out: Reports = []
        market = self._markets[instrument]
        if auction is Auction.OPENING:
            self._hold_opening(market, (), at, out)
        else:
            hold_closing(market, self._venue, at, out)
        market.settle(at, out)
        return out

    def sessions(self) -> dict[InstrumentId, SessionState]:
        return {name: floor.state for name, floor in self._floors.items()}

    def expire_day_orders(self, at: Nanos) -> Reports:
        """End the day: every DAY order that is open expires, in order of arrival."""
        day = [o for o in self._venue.open.values() if o.terms.time_in_force is TimeInForce.DAY]
        return self._expire(day, at, "DAY")

    # --- what is there ---------------------------------------------------------------------

    def open_orders(self) -> States:
        """Return our open orders in order of arrival."""
        return [order.state() for order in self._venue.open.values()]

    def order(self, order_id: OrderId) -> OrderState | None:
        """Return an order that is open, or that closed not too long ago."""
        order = self._venue.open.get(order_id) or self._venue.closed.get(order_id)
        return None if order is None else order.state()

    @property
    def counts(self) -> tuple[int, int]:
        """How many venue order ids and exec ids have been handed out, for `resume`."""
        return self._venue.order_count, self._venue.exec_count

    @property
    def has_marks(self) -> bool:
        """Tell whether `drain_marks` would return anything."""
        return bool(self._venue.marked)

    def know_positions(self, positions: Positions) -> None:
        """Ask somebody with books what accounts hold; before, what was traded here counts."""
        self._venue.positions = positions

    def take_back(self, order_id: OrderId, qty: Decimal) -> None:
        """Count a trade of an order as undone in what its account holds."""
        order = self._venue.closed.get(order_id)
        if order is not None:
            signed = -qty if order.is_buy else qty
            self._venue.hold(order.floor, order.terms.account, signed)

    def drain_marks(self) -> Marked:
        """Return what has changed of open orders and no report tells, since the last call."""
        return self._venue.drain_marks()

    # --- private ---------------------------------------------------------------------------

    def _open(self, request: PlaceOrder, floor: Floor, at: Nanos) -> WorkingOrder:
        venue = self._venue
        terms = request.terms
        venue.order_count = number = venue.order_count + 1
        venue_order_id = f"{self._id_prefix}{number}"
        order = working_order(
            request.order_id, venue_order_id, terms, floor, at, venue.next_place()
        )
        if not floor.is_free:
            order.meter = FeeMeter(floor.schedule, floor.instrument, order.is_buy)
        venue.open[request.order_id] = order
        if terms.expire_at is not None and terms.time_in_force is TimeInForce.GTD:
            self._expires_next = min(self._expires_next, terms.expire_at)
        return order

    def _begin(self, order: WorkingOrder, at: Nanos, out: Reports) -> None:
        """Give an order what it keeps beyond the plain; let one slide that may not take."""
        self._keep_more(order)
        if order.terms.post_only_slide and order.floor.is_open:
            slide(self._markets[order.floor.instrument_id], self._venue, order, at, out)

    def _keep_more(self, order: WorkingOrder) -> None:
        order.more = more_of(order.terms)
        if order.more is not None and order.more.reduce_only:
            # counted from here on, while whoever knows it knows it all
            self._venue.holding(order)

    def _put_back(self, state: OrderState) -> None:
        floor = self._floors[state.terms.instrument]
        order = self._open(PlaceOrder(state.order_id, state.terms), floor, state.accepted_at)
        self._venue.order_count -= 1  # it keeps the id that it has
        self._keep_more(order)
        put_back(order, state)
        if order.auction is None:
            self._markets[floor.instrument_id].adopt(order)
        else:
            floor.collected(order.auction).append(order)

    def _leave(self, order: WorkingOrder) -> None:
        if order.floor.holds(order):
            order.floor.collected(order.auction).remove(order)
        else:
            self._markets[order.floor.instrument_id].leave(order)

    def _settle(self, order: WorkingOrder, at: Nanos, out: Reports) -> None:
        """Let the public book show that an order of ours changed or left."""
        self._markets[order.floor.instrument_id].settle(at, out)

    def _why_not_open(self, order_id: OrderId) -> No:
        order = self._venue.closed.get(order_id)
        if order is None:
            return RejectCode.UNKNOWN_ORDER, f"no order {order_id}"
        return RejectCode.TOO_LATE, f"order {order_id} is {order.status}"

    def _hold_opening(
        self, market: Market, queued: Sequence[WorkingOrder], at: Nanos, out: Reports
    ) -> None:
        if hold_opening(market, self._venue, queued, at, out):
            self._openings.setdefault(market.floor.instrument_id, at)

    def _open_by(self, event: MarketEvent, out: Reports) -> None:
        """Open a recorded market, if this is its first print since."""
        floor = self._floors[event.instrument]
        price = opening_price(event, self._openings[event.instrument])
        if price is not None and floor.is_open:
            del self._openings[event.instrument]
            orders = floor.take_collected(Auction.OPENING)
            trade_at(self._venue, orders, price, Auction.OPENING, event.at, out)

    def _expire_due(self, at: Nanos) -> Reports:
        """Expire GTD orders whose time has come, and find the next time to look."""
        due, later = self._venue.due(at)
        self._expires_next = _NEVER if later is None else later
        return self._expire(due, at, "GTD")

    def _expire(self, orders: Iterable[WorkingOrder], at: Nanos, why: str) -> Reports:
        out: Reports = []
        for order in orders:
            if order.is_open:  # an earlier one's going may have set off trades
                self._leave(order)
                self._venue.expire(order, at, why, out)
                self._settle(order, at, out)
        return out
