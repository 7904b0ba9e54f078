"""Decision plans: what a strategy, a person or an agent wants, before it is sized and checked."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.ids import AccountId, InstrumentId, PlanId, StrategyId
from holdfast.model.order import OrderType, Tactic, TimeInForce


class Action(StrEnum):
    """What to do with the position in the instrument."""

    BUY = "BUY"
    SELL = "SELL"
    HOLD = "HOLD"
    CLOSE = "CLOSE"
    INCREASE = "INCREASE"
    REDUCE = "REDUCE"


class Direction(StrEnum):
    """The side of the market that the decision wants to be on."""

    LONG = "LONG"
    SHORT = "SHORT"
    FLAT = "FLAT"


class SizeUnit(StrEnum):
    """How much is asked, in which unit."""

    SHARES = "SHARES"
    CONTRACTS = "CONTRACTS"
    DOLLARS = "DOLLARS"
    PCT_EQUITY = "PCT_EQUITY"


class Size(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An amount in a unit: units, contracts, account currency, or percent of equity (5 is 5 %)."""

    value: Decimal
    unit: SizeUnit = SizeUnit.SHARES


class Decision(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One instrument, what to do in it, how much and how.

    Prices are in the instrument's currency per unit. HOLD needs no size; CLOSE without a
    size closes all.
    """

    instrument: InstrumentId
    action: Action
    direction: Direction | None = None
    size: Size | None = None
    order_type: OrderType = OrderType.MARKET
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    expire_at: str = ""  # RFC 3339, for GTD
    stop_loss: Decimal | None = None
    stop_loss_limit: Decimal | None = None
    take_profit: Decimal | None = None
    max_slippage_bps: Decimal | None = None
    tactic: Tactic | None = None
    rationale: str = ""
    confidence: Decimal | None = None  # 0 to 1, kept with the order, not acted on


class DecisionPlan(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A set of decisions for one account, submitted, judged and answered together."""

    plan_id: PlanId
    account: AccountId
    decisions: tuple[Decision, ...]
    strategy: StrategyId = ""
    rationale: str = ""
    created_at: str = ""  # RFC 3339


class ExecutionParams(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How to execute a plan where a decision does not say itself."""

    tactic: Tactic | None = None
    time_in_force: TimeInForce | None = None
    max_slippage_bps: Decimal | None = None
    dry_run: bool = False
