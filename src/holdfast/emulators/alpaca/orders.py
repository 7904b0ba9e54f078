"""An order as the venue keeps it, and as it tells it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.emulators.alpaca.assets import Asset
from holdfast.emulators.alpaca.errors import Fields
from holdfast.model.numbers import ZERO, Nanos, plain
from holdfast.model.times import rfc3339, rfc3339_or_none

OPEN = frozenset(
    {
        "pending_new",
        "accepted",
        "new",
        "held",
        "partially_filled",
        "pending_cancel",
        "pending_replace",
        "done_for_day",
    }
)
# those in which an order can be replaced
REPLACEABLE = frozenset({"new", "partially_filled", "held", "done_for_day"})


class Order(msgspec.Struct, kw_only=True, eq=False):
    """The venue's record; times are nanoseconds, 0 where it has not happened."""

    id: str
    client_order_id: str
    asset: Asset | None  # None: several legs
    side: str
    type: str
    time_in_force: str
    qty: Decimal | None
    notional: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    hwm: Decimal | None = None
    extended_hours: bool = False
    order_class: str = ""
    position_intent: str | None = None
    ratio_qty: Decimal | None = None
    status: str = "pending_new"
    created_at: Nanos
    updated_at: Nanos = 0
    filled_at: Nanos = 0
    expired_at: Nanos = 0
    canceled_at: Nanos = 0
    failed_at: Nanos = 0
    replaced_at: Nanos = 0
    replaced_by: str | None = None
    replaces: str | None = None
    filled_qty: Decimal = ZERO
    paid: Decimal = ZERO  # price times quantity of all that it has traded
    legs: list[Order] = []
    parent: Order | None = None
    size: Decimal = ZERO  # what it may trade: `qty`, or what `notional` came to
    works_at: str = ""  # the exchange's id of it, empty where it is not there
    seq: int = 0  # in order of arrival
    reserved: Decimal = ZERO  # while a replacement is undecided: what the larger of both needs
    taken: Decimal = ZERO  # by a leg, of what the quote of `taken_at` shows
    taken_at: Nanos = 0

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_buy(self) -> bool:
        return self.side == "buy"

    @property
    def leaves(self) -> Decimal:
        return max(self.size - self.filled_qty, ZERO)

    @property
    def symbol(self) -> str:
        return self.asset.symbol if self.asset is not None else ""

    @property
    def is_complex(self) -> bool:
        """Tell whether it belongs to a bracket, OCO or OTO."""
        return self.order_class in ("bracket", "oco", "oto")

    @property
    def average(self) -> Decimal | None:
        """What it traded at on average, to ten thousandths of a cent; None before it has."""
        if not self.filled_qty:
            return None
        return (self.paid / self.filled_qty).quantize(Decimal("0.000001"))

    def json(self, *, nested: bool = True) -> Fields:
        """Tell the order as every reply and every update does."""
        asset = self.asset
        return {
            "id": self.id,
            "client_order_id": self.client_order_id,
            "created_at": rfc3339(self.created_at),
            "updated_at": rfc3339(self.updated_at or self.created_at),
            "submitted_at": rfc3339(self.created_at),
            "filled_at": rfc3339_or_none(self.filled_at),
            "expired_at": rfc3339_or_none(self.expired_at),
            "canceled_at": rfc3339_or_none(self.canceled_at),
            "failed_at": rfc3339_or_none(self.failed_at),
            "replaced_at": rfc3339_or_none(self.replaced_at),
            "replaced_by": self.replaced_by,
            "replaces": self.replaces,
            "asset_id": asset.id if asset is not None else "",
            "symbol": self.symbol,
            "asset_class": asset.kind.value if asset is not None else "",
            "notional": _text(self.notional),
            "qty": _text(self.qty),
            "filled_qty": plain(self.filled_qty),
            "filled_avg_price": _text(self.average),
            "order_class": self.order_class,
            "order_type": self.type,
            "type": self.type,
            "side": self.side,
            "time_in_force": self.time_in_force,
            "limit_price": _text(self.limit_price),
            "stop_price": _text(self.stop_price),
            "status": self.status,
            "extended_hours": self.extended_hours,
            "legs": [leg.json() for leg in self.legs] if nested and self.legs else None,
            "trail_percent": _text(self.trail_percent),
            "trail_price": _text(self.trail_price),
            "hwm": _text(self.hwm),
            "position_intent": self.position_intent,
            "ratio_qty": _text(self.ratio_qty),
            "subtag": None,
            "source": None,
            "expires_at": None,
        }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
