"""Whose orders these are: an account at one venue."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from holdfast.model.ids import AccountId, VenueId


class AccountKind(StrEnum):
    """How buying power is reckoned."""

    CASH = "CASH"
    MARGIN = "MARGIN"


class Account(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An account at one venue; `leverage` multiplies a margin account's equity."""

    id: AccountId
    venue: VenueId
    base_currency: str = "USD"
    kind: AccountKind = AccountKind.MARGIN
    leverage: int = 2
