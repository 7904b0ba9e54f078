"""The fixture F0 of the controls: account A1 flat, ABC at 99.99/100.01, and limits to break."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.account import Account, AccountKind
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import plain
from holdfast.model.order import Liquidity, OrderType, SelfTrade, Side
from holdfast.model.quote import Quote, Trade
from tests.support.desks import SECOND, PlayedDesk
from tests.support.limits import WIDE
from tests.support.people import named

LIMITS = replace(
    WIDE,
    order_qty_max=Decimal(1_000),
    order_value_max=Decimal(50_000),
    price_collar=Decimal("0.05"),
    position_qty_max=Decimal(1_500),
    reference_age_max_ns=5 * SECOND,
)
PASSED: Mapping[Reason, Refusal] = {}


class F0(PlayedDesk):
    """A real desk; with leverage 2 its 50,000 carry a gross exposure of 100,000.

    Own orders are not kept apart, so that a test of another check may set them at one price.
    """

    def __init__(
        self,
        cash: str = "50000",
        kind: AccountKind = AccountKind.MARGIN,
        multiplier: str = "1",
        self_trade: SelfTrade = SelfTrade.NONE,
    ) -> None:
        super().__init__()
        account = Account("A1", "sim", kind=kind, self_trade=self_trade)
        self.take(c.OpenAccount(account, {"USD": Decimal(cash)}))
        self.take(c.SetLimits("A1", LIMITS))
        listing = Listing("ABC", "sim", "ABC")
        instrument = Instrument("ABC", multiplier=Decimal(multiplier))
        self.take(c.ListInstrument(instrument, (listing,)))
        self.quote("99.99", "100.01", "ABC")
        self.execs = 0

    def limit(self, **changed: object) -> None:
        self.take(c.SetLimits("A1", replace(LIMITS, **changed)))

    def buy(self, qty: str, price: str | None = None, **terms: object) -> Mapping[Reason, Refusal]:
        return self._submit(Side.BUY, qty, price, terms)

    def sell(self, qty: str, price: str | None = None, **terms: object) -> Mapping[Reason, Refusal]:
        return self._submit(Side.SELL, qty, price, terms)

    def held(self, qty: str, price: str = "100.00") -> None:
        """Come to a position: short where qty is negative."""
        side = Side.BUY if Decimal(qty) > 0 else Side.SELL
        left = abs(Decimal(qty))
        while left:
            some = min(left, Decimal(400))
            assert self._submit(side, str(some), price, {}) == PASSED
            self.fill(str(some), price)
            left -= some

    def accept(self, order_id: str) -> None:
        self.take(r.VenueAccepts(order_id, f"V{order_id}", self.time.now()))

    def fill(self, qty: str, price: str, fee: str = "0") -> None:
        """Fill some of the last order."""
        self.execs += 1
        self.take(
            r.VenueFills(
                self.last.id, f"X{self.execs}", Decimal(qty), Decimal(price), Decimal(fee), "USD",
                Liquidity.TAKER, self.time.now(),
            )
        )  # fmt: skip

    @property
    def last(self):
        return next(reversed(self.ledger.orders.values()))

    def unquoted(self) -> None:
        """Take the quote away, as before the first one of a day."""
        self.quotes.clear()

    def one_sided(self, *, bid: str = "0", ask: str = "0") -> None:
        size = Decimal(100)
        quote = Quote("ABC", Decimal(bid), Decimal(ask), size, size, self.time.now())
        self.quotes["ABC"] = quote

    def trades_at(self, mid: str, half_spread: str = "0.01") -> None:
        """Let the market go there, and remember that it did."""
        half = Decimal(half_spread)
        self.quote(str(Decimal(mid) - half), str(Decimal(mid) + half), "ABC")
        self.past.on_quote(self.quotes["ABC"])

    def prints(self, price: str) -> None:
        """Let somebody trade at this price."""
        self.past.on_trade(Trade("ABC", Decimal(price), Decimal(1), self.time.now()))

    def _submit(
        self, side: Side, qty: str, price: str | None, terms: dict
    ) -> Mapping[Reason, Refusal]:
        """Submit, and return the refusals by code; what the journal says must hold as well."""
        limit = None if price is None else Decimal(price)
        if "type" not in terms and price is not None:
            terms["type"] = OrderType.LIMIT
        order = c.SubmitOrder("A1", "ABC", side, Decimal(qty), limit_price=limit, **terms)
        self.take(order)
        self.check()
        made = self.last
        assert made.terms == named(self.ledger, order)
        assert made.is_open is (made.refusals == ())
        return {refusal.code: refusal for refusal in made.refusals}


def numbers(refusal: Refusal) -> tuple[str, str, str]:
    """Measured, limit and headroom, as text."""
    return (str(refusal.measured), str(refusal.limit), str(refusal.headroom))


def figures(refusal: Refusal) -> tuple[str, str, str]:
    """Measured, limit and headroom, as people write them."""
    told = (refusal.measured, refusal.limit, refusal.headroom)
    measured, limit, headroom = (plain(each) for each in told if each is not None)
    return measured, limit, headroom
