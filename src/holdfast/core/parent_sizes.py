"""How large a parent is while a change of it waits for what it has given out."""

from __future__ import annotations

from holdfast.core.ledger import Ledger, Order
from holdfast.core.list_facts import list_touched
from holdfast.core.reserve import reserve


def settle_size(ledger: Ledger, parent: Order) -> None:
    """Let a parent shrink as far as what it has given out allows; the rest of a change waits."""
    wanted = parent.pending_qty
    if wanted is not None:
        before, above = parent.qty, parent.terms.parent_id
        parent.qty = max(wanted, ledger.parents[parent.id].committed)
        if parent.qty == wanted:
            parent.pending_qty = None
        if parent.terms.list_id:
            # what its list had no room for meanwhile
            list_touched(ledger, parent)
        if above:
            ledger.parents[above].committed += parent.qty - before
            reserve(ledger, ledger.orders[above])
    reserve(ledger, parent)
