"""Facts of governance: who may, what waits for consent, what was let through, what has lapsed."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.messages import rulings as g


def principal_set(ledger: Ledger, event: g.PrincipalSet) -> None:
    ledger.principals[event.holder.id] = event.holder
