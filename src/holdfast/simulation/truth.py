"""What is true at the venue: a broker's books, as simply as they can be kept.

It shares no code with the desk or the exchange, it survives every crash of the desk, and it is
never wrong: what lies is the way between it and the desk. Chance is handed in with each act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random

from msgspec.structs import replace

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.commands import SubmitOrder
from holdfast.model.numbers import Nanos
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, TimeInForce
from holdfast.simulation.held_shares import held_back
from holdfast.simulation.standing import AT_ONCE, Standing, Trade
from holdfast.simulation.wholes import Wholes

_FEE = Decimal("0.01")  # of each unit
_ZERO = Decimal(0)


Say = Callable[[r.Report], None]


class Truth:
    """The venue's books. `say` hears what its stream tells; unheard, it stays in the books.

    With `holds` an open order keeps what it would close from all others.
    """

    def __init__(self, name: str, now: Callable[[], Nanos], holds: bool = False) -> None:
        self._holds = holds
        self.name = name
        self.now = now
        self.say: Say = _to_nobody
        self.orders: dict[str, Standing] = {}
        self.trades: dict[str, Trade] = {}
        self.placed_twice: list[str] = []
        self.changed_as: dict[str, int] = {}  # how often each change was made, by its id
        self.bid: dict[str, Decimal] = {}
        self.ask: dict[str, Decimal] = {}
        self.halted: set[str] = set()
        self.cash_in: dict[str, Decimal] = {}
        self.wholes = Wholes(self)
        self._count = 0

    def _next(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    def known_as(self, order: Standing) -> str:
        """Return a desk's id of an order: of one that is not its own, the one it makes."""
        return f"EXT-{self.name}-{order.venue_order_id}" if order.is_external else order.order_id

    def _find(self, order_id: str) -> Standing | None:
        """Find an order by the client's id, or by the venue's within an id that a desk made."""
        return self.orders.get(order_id.removeprefix(f"EXT-{self.name}-"))

    # --- what the desk asks -----------------------------------------------------------

    def answer(self, request: q.Request, rng: Random) -> list[r.Report]:
        """Do what is asked; the first reports are the answer, fills that come of it follow."""
        match request:
            case q.PlaceOrder():
                return self._place(request, rng)
            case q.PullOrder():
                return self._pull(request.order_id)
            case q.AmendOrder():
                return self._amend(request, rng)
            case q.QueryOrder():
                return self._tell(request.order_id, request.number)
            case q.QueryPositions():
                return self._holdings(request.account)
            case q.QueryAccount():
                return [self._picture(request.account, request.since)]
        raise TypeError(f"no answer to {type(request).__name__}")

    def _place(self, request: q.PlaceOrder, rng: Random) -> list[r.Report]:
        order_id, terms = request.order_id, request.terms
        if order_id in self.orders:
            # a venue would refuse it; that it came at all is what no desk may let happen
            self.placed_twice.append(order_id)
            return [r.VenueRejects(order_id, "DUPLICATE", "this id was used", self.now())]
        if self._holds:
            held = self.positions().get((terms.account, terms.instrument), _ZERO)
            why = held_back(self.orders.values(), held, terms)
            if why:
                return [r.VenueRejects(order_id, "HELD", why, self.now())]
        if terms.combo is not None:
            return self.wholes.place(request, terms.combo, rng)
        order = self.stand(order_id, terms)
        told: list[r.Report] = [r.VenueAccepts(order_id, order.venue_order_id, self.now())]
        told += self._work(order, rng)
        if terms.time_in_force in AT_ONCE and order.is_open:
            order.status = OrderStatus.CANCELED
            told.append(r.VenueCancels(order_id, self.now(), terms.time_in_force, order.cum))
        return told

    def stand(self, order_id: str, terms: SubmitOrder) -> Standing:
        """Enter an order in the books."""
        name, limit, stop = self._next("V"), terms.limit_price, terms.stop_price
        at = self.now()
        order = Standing(order_id, name, terms, terms.qty, limit, stop, placed_at=at)
        self.orders[order_id] = order
        return order

    def _pull(self, order_id: str) -> list[r.Report]:
        order = self._find(order_id)
        if self.wholes.forget(order_id):
            why = "it waits for its other legs"
            return [r.VenueUnreachable(order_id, why, self.now(), unsent=True)]
        if order is None or not order.is_open:
            return [r.VenueRejectsCancel(order_id, "TOO_LATE", "nothing is open", self.now())]
        if order.terms.combo is not None:
            return self.wholes.end(order, "canceled")
        order.status = OrderStatus.CANCELED
        return [r.VenueCancels(order_id, self.now(), cum_qty=order.cum)]

    def _amend(self, request: q.AmendOrder, rng: Random) -> list[r.Report]:
        order = self._find(request.order_id)
        if order is None or not order.is_open or request.qty <= order.cum:
            return [r.VenueRejectsReplace(request.order_id, "TOO_LATE", "not open", self.now())]
        order.qty = request.qty
        order.limit, order.stop = request.limit_price, request.stop_price
        if request.time_in_force is not None:
            lasts = {"time_in_force": request.time_in_force, "expire_at": request.expire_at}
            order.terms = replace(order.terms, **lasts)
        self.changed_as.setdefault(request.change_id, 0)
        self.changed_as[request.change_id] += 1
        order.venue_order_id = self._next("V")
        told: list[r.Report] = [
            r.VenueReplaces(
                request.order_id,
                order.venue_order_id,
                order.qty,
                order.limit,
                order.stop,
                self.now(),
                order.terms.time_in_force,
                order.terms.expire_at,
            )
        ]
        return [*told, *self._work(order, rng)]

    def _tell(self, order_id: str, number: int) -> list[r.Report]:
        order = self._find(order_id)
        if order is None:
            # nor will it be: a leg that waits for others waits no more
            self.wholes.forget(order_id)
            return [r.VenueKnowsNot(order_id, final=True, at=self.now())]
        trades = self.trades_of(order.order_id)
        told: list[r.Report] = [self.fill(each) for each in trades]
        told += [
            r.VenueBusts(each.order_id, each.exec_id, self.now())
            for each in trades
            if each.is_busted
        ]
        told.append(
            r.VenueStates(
                order_id,
                order.venue_order_id,
                order.status,
                order.qty,
                order.cum,
                order.limit,
                order.stop,
                self.now(),
                number,
                order.terms.time_in_force,
                order.terms.expire_at,
            )
        )
        return told

    def _holdings(self, account: str) -> list[r.Report]:
        told: list[r.Report] = [
            r.VenueHolds(self.name, account, instrument, qty, self.now())
            for (whose, instrument), qty in self.positions().items()
            if whose == account
        ]
        return [*told, r.VenueHeldAll(self.name, account, self.now())]

    def _picture(self, account: str, since: Nanos) -> r.VenueSnapshot:
        """Tell an account whole: its open orders, its trades that stand, what it holds and has."""
        return r.VenueSnapshot(
            self.name,
            account,
            tuple(_held_order(o) for o in self.open_orders() if o.terms.account == account),
            tuple(
                self._held_fill(trade)
                for trade in self.trades.values()
                if trade.at >= since
                and not trade.is_busted
                and self.orders[trade.order_id].terms.account == account
            ),
            {name: qty for (whose, name), qty in self.positions().items() if whose == account},
            {"USD": self.cash(account)},
            None,
            is_complete=True,
            as_of=self.now(),
            at=self.now(),
        )

    def _held_fill(self, trade: Trade) -> r.HeldFill:
        order = self.orders[trade.order_id]
        return r.HeldFill(
            "" if order.is_external else order.order_id,
            order.venue_order_id,
            trade.exec_id,
            order.terms.instrument,
            order.terms.side,
            trade.qty,
            trade.price,
            trade.fee,
            "USD",
            Liquidity.TAKER,
            trade.at,
        )

    # --- what the market does ---------------------------------------------------------

    def quote(self, instrument: str, bid: Decimal, ask: Decimal, rng: Random) -> None:
        """Let the market move, and trade what it reaches; told by the stream."""
        self.bid[instrument], self.ask[instrument] = bid, ask
        for order in list(self.orders.values()):
            if order.is_open and order.terms.instrument == instrument:
                for report in self._work(order, rng):
                    self.say(report)

    def _work(self, order: Standing, rng: Random) -> Iterator[r.Report]:
        """Trigger and trade an order as far as the market allows, now or in parts."""
        terms = order.terms
        if terms.combo is not None:
            yield from self.wholes.work(order, rng)
            return
        bid, ask = self.bid.get(terms.instrument), self.ask.get(terms.instrument)
        if bid is None or ask is None or terms.instrument in self.halted:
            return
        is_buy = terms.side is Side.BUY
        if order.stop is not None and not order.triggered:
            if not (ask >= order.stop if is_buy else bid <= order.stop):
                return
            order.triggered = True
            yield r.VenueTriggers(order.order_id, self.now())
        price = ask if is_buy else bid
        if order.limit is not None and (price > order.limit if is_buy else price < order.limit):
            return
        if terms.time_in_force is TimeInForce.FOK or rng.random() < 0.6:
            yield self.trade(order, order.leaves, price)
        elif order.leaves > 1:
            yield self.trade(order, Decimal(rng.randint(1, int(order.leaves) - 1)), price)
        if order.is_open and terms.type in (OrderType.MARKET, OrderType.STOP):
            yield self.trade(order, order.leaves, price)

    def trade(self, order: Standing, qty: Decimal, price: Decimal) -> r.VenueFills:
        """Trade so much of an order, more than is left of it too, and return how it is told."""
        trade = Trade(self._next("X"), order.order_id, qty, price, qty * _FEE, self.now())
        self.trades[trade.exec_id] = trade
        order.cum += qty
        if order.is_open:
            is_whole = order.cum >= order.qty
            order.status = OrderStatus.FILLED if is_whole else OrderStatus.PARTIALLY_FILLED
        return self.fill(trade)

    def bust(self, trade: Trade) -> r.VenueBusts:
        """Take a trade back; what is left of its order stays over if it was over."""
        trade.is_busted = True
        order = self.orders[trade.order_id]
        order.cum -= trade.qty
        if order.status is OrderStatus.PARTIALLY_FILLED and not order.cum:
            order.status = OrderStatus.NEW
        return r.VenueBusts(trade.order_id, trade.exec_id, self.now())

    def correct(self, trade: Trade, price: Decimal) -> r.VenueCorrects:
        """Let a trade have been at another price, under a name of its own from now on."""
        trade.is_busted = True
        new = Trade(self._next("X"), trade.order_id, trade.qty, price, trade.fee, self.now())
        self.trades[new.exec_id] = new
        return r.VenueCorrects(
            trade.order_id, trade.exec_id, new.exec_id, new.qty, new.price, self.now()
        )

    def by_hand(self, terms: SubmitOrder, rng: Random) -> list[r.Report]:
        """Let a person place an order beside the desk; the stream tells of it by the venue's id."""
        venue_order_id = self._next("V")
        order = Standing(
            venue_order_id,
            venue_order_id,
            terms,
            terms.qty,
            terms.limit_price,
            terms.stop_price,
            placed_at=self.now(),
            is_external=True,
        )
        self.orders[venue_order_id] = order
        return [
            r.VenueAccepts(venue_order_id, venue_order_id, self.now()),
            *self._work(order, rng),
        ]

    def cancel(self, order: Standing) -> list[r.Report]:
        """Let a person or the venue itself end an order, of several legs all of it."""
        why = "by the venue"
        if order.terms.combo is not None:
            return self.wholes.end(order, why)
        order.status = OrderStatus.CANCELED
        return [r.VenueCancels(order.order_id, self.now(), why, order.cum)]

    # --- what is in the books ---------------------------------------------------------

    def fill(self, trade: Trade) -> r.VenueFills:
        return r.VenueFills(
            trade.order_id,
            trade.exec_id,
            trade.qty,
            trade.price,
            trade.fee,
            "USD",
            Liquidity.TAKER,
            trade.at,
        )

    def trades_of(self, order_id: str) -> list[Trade]:
        return [each for each in self.trades.values() if each.order_id == order_id]

    def open_orders(self) -> list[Standing]:
        return [each for each in self.orders.values() if each.is_open]

    def positions(self) -> dict[tuple[str, str], Decimal]:
        """Return what each account holds, zeros included."""
        held: dict[tuple[str, str], Decimal] = {}
        for trade in self.trades.values():
            terms = self.orders[trade.order_id].terms
            key = (terms.account, terms.instrument)
            signed = trade.qty if terms.side is Side.BUY else -trade.qty
            held[key] = held.get(key, _ZERO) + (_ZERO if trade.is_busted else signed)
        return held

    def cash(self, account: str) -> Decimal:
        """Return what the account has: what came in, less what its trades cost."""
        cash = self.cash_in.get(account, _ZERO)
        for trade in self.trades.values():
            terms = self.orders[trade.order_id].terms
            if terms.account == account and not trade.is_busted:
                signed = trade.qty if terms.side is Side.BUY else -trade.qty
                cash -= signed * trade.price + trade.fee
        return cash


def _held_order(order: Standing) -> r.HeldOrder:
    return r.HeldOrder(
        "" if order.is_external else order.order_id,
        order.venue_order_id,
        order.terms.instrument,
        order.terms.side,
        order.terms.type,
        order.qty,
        order.cum,
        order.limit,
        order.stop,
        order.terms.time_in_force,
    )


def _to_nobody(report: r.Report) -> None:
    """Tell nobody: the desk is down, and asks when it is back."""
