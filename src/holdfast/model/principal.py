"""Who asks: persons, strategies, algos and agents, and what each may do."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from holdfast.model.ids import AccountId, PrincipalId

ANY_ACCOUNT = "*"


class PrincipalKind(StrEnum):
    """What stands behind an order; only a PERSON may decide what takes two persons."""

    PERSON = "PERSON"
    STRATEGY = "STRATEGY"
    ALGO = "ALGO"
    AGENT = "AGENT"


class Role(StrEnum):
    """What a principal may do; none is given by default."""

    TRADER = "TRADER"  # submit and change orders, acknowledge soft blocks, enable strategies
    RISK = "RISK"  # set limits, states and rule modes, authorise single orders, reset kills
    ADMIN = "ADMIN"  # name principals and their roles


class Principal(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A name on orders and commands. `accounts` it may trade; `*` is any, nothing is none.

    `person` is whose key this is, where one person has several: four eyes are two persons.
    """

    id: PrincipalId
    kind: PrincipalKind = PrincipalKind.PERSON
    roles: tuple[Role, ...] = ()
    accounts: tuple[AccountId, ...] = ()
    person: str = ""

    def may_trade(self, account: AccountId) -> bool:
        return ANY_ACCOUNT in self.accounts or account in self.accounts

    @property
    def eyes(self) -> str:
        """Name the person who decides with this key."""
        return self.person or self.id
