"""What an operation is given: the desk, the market it sees, and who asks."""

from __future__ import annotations

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.market.last import LastQuotes
from holdfast.model.ids import PrincipalId
from holdfast.runtime.live import Live


class Context(msgspec.Struct, frozen=True):
    """One per server, with the principal of each request put in by its protocol."""

    live: Live
    market: LastQuotes
    environment: str = "PAPER"
    principal: PrincipalId = "operator"

    @property
    def ledger(self) -> Ledger:
        return self.live.desk.ledger
