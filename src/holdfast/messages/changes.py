"""Events of changes that carry an id of their own, or that wait for the answer to another."""

from __future__ import annotations

from holdfast.messages.commands import ReplaceOrder
from holdfast.messages.fact import Fact
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import ClientOrderId, OrderId


class ChangeNamed(Fact, frozen=True):
    """A change of the order was taken under the caller's own id, which names the order too."""

    order_id: OrderId
    change: ReplaceOrder


class ChangeQueued(Fact, frozen=True):
    """A change waits for the answer to the one in flight; `change` holds all that is still wanted.

    One waits for an order: what this takes the place of is wanted no more, but for what it
    names and this does not.
    """

    order_id: OrderId
    change: ReplaceOrder


class ChangeDropped(Fact, frozen=True):
    """The change that waited was not sent when its turn came; the order is as it was."""

    order_id: OrderId
    client_order_id: ClientOrderId
    refusals: tuple[Refusal, ...]


Change = ChangeNamed | ChangeQueued | ChangeDropped
