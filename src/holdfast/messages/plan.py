"""Decision plans: what a strategy, a person or an agent wants, before it is sized and checked."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.bracket import BracketTerms
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
    PCT_EQUITY_DRAWDOWN = "PCT_EQUITY_DRAWDOWN"
    PCT_RISK = "PCT_RISK"


class OnBreach(StrEnum):
    """What becomes of a size that the gate's numeric limits do not let pass."""

    REFUSE = "REFUSE"
    CUT = "CUT"


class Size(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An amount in a unit: units, contracts, account currency, or percent of equity (5 is 5 %).

    PCT_EQUITY_DRAWDOWN is a percentage that shrinks as the account falls from its peak, to
    nothing at `drawdown_max`. PCT_RISK is what is lost of equity if `stop_loss` is hit.
    """

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
    notional: Decimal | None = None  # money that it is meant to come to, held against its size
    locate_id: str = ""  # where the shares of a short sale are borrowed
    bracket: BracketTerms | None = None  # several targets, a stop that moves
    extended_hours: bool = False  # it may trade before the open and after the close, too


class DecisionPlan(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A set of decisions for one account, submitted, judged and answered together."""

    plan_id: PlanId
    account: AccountId
    decisions: tuple[Decision, ...]
    strategy: StrategyId = ""
    rationale: str = ""
    created_at: str = ""  # RFC 3339
    notional: Decimal | None = None  # money that all of it is meant to come to


class ExecutionParams(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How to execute a plan where a decision does not say itself.

    With `all_or_nothing` the refusal of one decision refuses the plan. `on_breach` says what
    becomes of a size over a limit; by itself one that was derived (DOLLARS and percentages) is
    cut to what passes, and one in SHARES or CONTRACTS is refused.
    """

    tactic: Tactic | None = None
    time_in_force: TimeInForce | None = None
    max_slippage_bps: Decimal | None = None
    dry_run: bool = False
    all_or_nothing: bool = False
    on_breach: OnBreach | None = None
