"""A venue in a few lines: it takes every order and fills what crosses its quote."""

from decimal import Decimal

from holdfast.messages import reports as r
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side


class FakeVenue:
    """Limits rest until a test moves the quotes away under them; nothing is ever lost."""

    name = "PAPER"

    def __init__(self, quotes, time):
        self.quotes = quotes
        self.time = time
        self.placed = []
        self.open = {}
        self.silent = False
        self.fills = []
        self._fills = 0

    def connect(self, deliver):
        self._deliver = deliver

    def close(self):
        """Nothing to let go of."""

    def send(self, request):
        if not self.silent:
            getattr(self, f"_{type(request).__name__}")(request)

    def _PlaceOrder(self, request):
        self.placed.append(request.order_id)
        at, terms = self.time.now(), request.terms
        self._deliver(r.VenueAccepts(request.order_id, f"v-{request.order_id}", at))
        price = self._crossing(terms)
        if price is None:
            self.open[request.order_id] = terms
            return
        self._fills += 1
        numbers = (terms.qty, price, Decimal("0.01"), "USD", Liquidity.TAKER, at)
        order_id, exec_id = request.order_id, f"x{self._fills}"
        fill = r.HeldFill(
            order_id, f"v-{order_id}", exec_id, terms.instrument, terms.side, *numbers
        )
        self.fills.append((terms.account, fill))
        self._deliver(r.VenueFills(order_id, exec_id, *numbers))

    def _crossing(self, terms):
        quote = self.quotes[terms.instrument]
        touch = quote.ask if terms.side is Side.BUY else quote.bid
        if terms.type is OrderType.MARKET:
            return touch
        if terms.type is not OrderType.LIMIT:
            return None
        crosses = (
            terms.limit_price >= touch if terms.side is Side.BUY else terms.limit_price <= touch
        )
        return touch if crosses else None

    def _PullOrder(self, request):
        self.open.pop(request.order_id, None)
        self._deliver(r.VenueCancels(request.order_id, self.time.now()))

    def _AmendOrder(self, request):
        self._deliver(
            r.VenueReplaces(
                request.order_id,
                f"v-{request.order_id}",
                request.qty,
                request.limit_price,
                request.stop_price,
                self.time.now(),
            )
        )

    def _QueryOrder(self, request):
        terms = self.open.get(request.order_id)
        if terms is None:
            self._deliver(r.VenueKnowsNot(request.order_id, True, self.time.now()))
        else:
            self._deliver(
                r.VenueStates(
                    request.order_id,
                    f"v-{request.order_id}",
                    OrderStatus.NEW,
                    terms.qty,
                    Decimal(0),
                    terms.limit_price,
                    terms.stop_price,
                    self.time.now(),
                )
            )

    def _QueryAccount(self, request):
        """Tell what is open, traded and held; of money it knows nothing."""
        at = self.time.now()
        orders = tuple(
            r.HeldOrder(
                order_id, f"v-{order_id}", terms.instrument, terms.side, terms.type, terms.qty,
                Decimal(0), terms.limit_price, terms.stop_price, terms.time_in_force,
            )
            for order_id, terms in self.open.items()
            if terms.account == request.account
        )  # fmt: skip
        fills = tuple(fill for account, fill in self.fills if account == request.account)
        held = dict.fromkeys(self.quotes, Decimal(0))
        for fill in fills:
            held[fill.instrument] += fill.qty if fill.side is Side.BUY else -fill.qty
        told = r.VenueSnapshot(
            request.venue, request.account, orders, fills, held, {}, None, True, as_of=at, at=at
        )
        self._deliver(told)
