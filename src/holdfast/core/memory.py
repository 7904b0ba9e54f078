"""What the desk keeps of orders that are over: first whole, then packed, then as sums alone.

An order and what depends on it (slices, exits, fills) are a family, named by its root. Once it
is over it waits in `closed`; forgotten, it lies packed in `families`, from where whatever names
it again brings it back; dropped from there it lives on in positions, cash and the sums here.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.position import Position
from holdfast.model.ids import (
    AccountId,
    ClientOrderId,
    ExecId,
    InstrumentId,
    OrderId,
    PrincipalId,
    StrategyId,
    VenueId,
)
from holdfast.model.numbers import ZERO

# whose fills a share adds up: as much of an order as a scope can name
Whose = tuple[AccountId, StrategyId, PrincipalId, InstrumentId, VenueId]


class Share(msgspec.Struct, array_like=True, gc=False):
    """What forgotten fills came to: `flow` is the cash that they moved, fees in it included."""

    qty: Decimal = ZERO
    flow: Decimal = ZERO


class Carried(msgspec.Struct, array_like=True):
    """What the forgotten fills of one account did: how many, and to cash and positions.

    Their positions are booked in the order in which they were forgotten. Quantity and cash are
    exact; where realised profit ends and cost begins depends on the order.
    """

    fills: int = 0
    cash: dict[str, Decimal] = {}
    positions: dict[InstrumentId, Position] = {}
    strategies: dict[StrategyId, dict[InstrumentId, Position]] = {}


class Memory(msgspec.Struct):
    """Orders that are over, by how well they are remembered; oldest first in each container."""

    closed: list[OrderId] = []  # roots, in the order in which they ended
    families: dict[OrderId, bytes] = {}  # packed, by their roots
    members: dict[OrderId, OrderId] = {}  # every other order of a packed family, with its root
    execs: dict[str, OrderId] = {}  # of each packed fill or bust, by `exec_key`, its root
    accounts: dict[AccountId, Carried] = {}
    shares: dict[Whose, Share] = {}
    recalled: dict[OrderId, None] = {}  # brought back, so that they stand behind later orders
    forgotten: int = 0  # orders that are not in the ledger now
    dropped: int = 0  # of these, orders that are not even packed any more

    def root_of(self, order_id: OrderId) -> OrderId:
        """Return the root of the packed family that an order is of, empty if there is none."""
        return order_id if order_id in self.families else self.members.get(order_id, "")


def exec_key(account: AccountId, exec_id: ExecId) -> str:
    """Name a fill of an account: exec ids are the venue's, and two accounts may have the same."""
    return f"{account}\0{exec_id}"


class ClientId(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A client order id of a packed family, to be given up with it."""

    account: AccountId
    client_order_id: ClientOrderId


class Label(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What stands on a packed family, readable without unpacking it."""

    client_ids: tuple[ClientId, ...] = ()
    members: tuple[OrderId, ...] = ()
