"""Lists of contingent orders: what their members are to each other, and what one has decided."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.ids import AccountId, OrderId
from holdfast.model.numbers import ZERO

HELD = "held"  # who works the child of an OTO, in place of an algo's name


class ListState(msgspec.Struct, array_like=True, gc=False):
    """One list, named by its first member's id.

    `decided` is the member whose fill or end settled what becomes of the others, and `traded`
    what each member had filled by then: what others fill after that is too much.
    """

    account: AccountId
    client_list_id: str
    contingency: Contingency
    mode: TriggerMode
    members: list[OrderId] = []
    sizes: list[Decimal] = []  # what each was sent with
    decided: OrderId = ""
    traded: tuple[Decimal, ...] = ()
    excess: Decimal = ZERO  # traded beyond what the contingency allows, as far as it was told

    @property
    def is_exclusive(self) -> bool:
        """Tell whether its members trade no more together than the largest of them.

        In FULL mode each may fill in part before one has filled whole.
        """
        if self.contingency is Contingency.OTO:
            return False
        return self.mode is TriggerMode.PARTIAL


class Lists(msgspec.Struct, array_like=True):
    """All lists in memory, and the entries whose exits wait.

    `touched` are the lists of which the input `touched_at` moved a member.
    """

    known: dict[OrderId, ListState] = {}
    client_ids: dict[str, OrderId] = {}  # by `client_key`
    waiting: dict[OrderId, None] = {}  # entries whose exits wait until they are complete
    touched: dict[OrderId, None] = {}
    touched_at: int = 0


def client_key(account: AccountId, client_list_id: str) -> str:
    """Name a list as its caller does: the id is unique in the account."""
    return f"{account}\0{client_list_id}"
