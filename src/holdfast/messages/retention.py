"""Orders that are over leave the ledger, and come back when something names them."""

from __future__ import annotations

from holdfast.messages.fact import Fact
from holdfast.messages.ordered import Ordered
from holdfast.model.ids import AccountId, OrderId, PlanId
from holdfast.model.numbers import Nanos


class Forget(Ordered, frozen=True):
    """Let the ledger forget what has been over for long, or is more than it is to hold.

    Orders that ended at `until` or later stay: what they caused may not have left yet.
    """

    closed_ns: Nanos
    closed_max: int
    packed_max: int
    until: Nanos


class PlanNamed(Fact, frozen=True):
    """A plan by its id, which is unique in its account."""

    account: AccountId
    plan_id: PlanId


class OrdersForgotten(Fact, frozen=True):
    """These orders leave the ledger with all that depends on them, packed; their sums stay.

    `kept` were looked at and are still needed. The oldest `dropped` packed families go, too:
    what a venue says of those is for a person, and their client order ids are free again.
    """

    order_ids: tuple[OrderId, ...]
    kept: tuple[OrderId, ...] = ()
    dropped: int = 0
    plans: tuple[PlanNamed, ...] = ()


class OrdersRecalled(Fact, frozen=True):
    """Something names an order that was forgotten: it is back as it was, with its family."""

    order_id: OrderId


Retention = OrdersForgotten | OrdersRecalled
