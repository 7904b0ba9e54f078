"""Whose orders these are: an account at one venue."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from holdfast.model.ids import AccountId, VenueId
from holdfast.model.order import SelfTrade


class AccountKind(StrEnum):
    """How buying power is reckoned."""

    CASH = "CASH"
    MARGIN = "MARGIN"  # `leverage` times equity
    REG_T = "REG_T"  # Regulation T: half of a position's value, at first
    PORTFOLIO = "PORTFOLIO"  # the worst of a set of moves


class Account(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An account at one venue; `leverage` multiplies a margin account's equity.

    Accounts of one `trade_group` must not trade with each other; without one an account is
    its own group. `self_trade` says what becomes of an order that would, unless it says so itself.
    """

    id: AccountId
    venue: VenueId
    base_currency: str = "USD"
    kind: AccountKind = AccountKind.MARGIN
    leverage: int = 2
    trade_group: str = ""
    self_trade: SelfTrade = SelfTrade.EXPIRE_TAKER
