"""Whom a limit, a halt or a kill concerns: the orders that a scope takes in."""

from __future__ import annotations

import msgspec

from holdfast.model.ids import AccountId, InstrumentId, OrderId, PrincipalId, StrategyId, VenueId

ScopeKey = str

_FIELDS = ("account", "strategy", "trader", "instrument", "venue", "order_id")


class Scope(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The orders that have every name given here; an empty field means any, and all empty the firm.

    `trader` is the principal who is behind an order. `Scope(account="A1", instrument="ABC")`
    is that instrument in that account.
    """

    account: AccountId = ""
    strategy: StrategyId = ""
    trader: PrincipalId = ""
    instrument: InstrumentId = ""
    venue: VenueId = ""
    order_id: OrderId = ""

    @property
    def key(self) -> ScopeKey:
        """Name the scope in one word, the same for equal scopes: `account=A1,instrument=ABC`."""
        named = [
            f"{field}={_quoted(value)}" for field in _FIELDS if (value := getattr(self, field))
        ]
        return ",".join(named) or "firm"

    @property
    def is_account(self) -> bool:
        """Tell whether it is one whole account, which the account's own state holds."""
        return bool(self.account) and self == Scope(account=self.account)

    def takes_in(
        self,
        account: AccountId,
        strategy: StrategyId,
        trader: PrincipalId,
        instrument: InstrumentId,
        venue: VenueId,
    ) -> bool:
        """Tell whether an order of these is in scope, whatever its id."""
        return (
            self.account in ("", account)
            and self.strategy in ("", strategy)
            and self.trader in ("", trader)
            and self.instrument in ("", instrument)
            and self.venue in ("", venue)
        )


def _quoted(name: str) -> str:
    """Keep a name with a comma from reading like two: no two scopes may share a key."""
    if "," not in name and "\\" not in name:
        return name
    return name.replace("\\", "\\\\").replace(",", "\\,")


FIRM = Scope()
