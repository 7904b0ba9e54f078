"""Parents under way: what is asked of them, and what happened to them."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages.fact import Fact
from holdfast.messages.ordered import Ordered
from holdfast.model.ids import OrderId, PrincipalId
from holdfast.model.order import Param, Tactic


class PauseOrder(Ordered, frozen=True):
    """Let a parent give out no more until it is resumed; its children go on, or are cancelled."""

    order_id: OrderId
    principal: PrincipalId = ""
    cancel_children: bool = False


class ResumeOrder(Ordered, frozen=True):
    """Let a paused parent go on: what was due meanwhile it catches up as its tactic says."""

    order_id: OrderId
    principal: PrincipalId = ""


class AmendParent(Ordered, frozen=True):
    """Change a parent under way; what is None stays.

    `qty` is the new total, never less than what has been given out. `params` are laid over those
    of its tactic, name by name.
    """

    order_id: OrderId
    qty: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    params: dict[str, Param] | None = None
    principal: PrincipalId = ""


class ParentPaused(Fact, frozen=True):
    """The parent gives out no more until it is resumed."""

    order_id: OrderId
    by: PrincipalId


class ParentResumed(Fact, frozen=True):
    """The parent goes on."""

    order_id: OrderId
    by: PrincipalId


class ParentAmended(Fact, frozen=True):
    """From now on the parent is for this quantity at these prices, worked by this tactic.

    What it has not given out is reserved at `reserve_price`.
    """

    order_id: OrderId
    qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    reserve_price: Decimal
    tactic: Tactic | None = None


Asked = PauseOrder | ResumeOrder | AmendParent
Underway = ParentPaused | ParentResumed | ParentAmended
