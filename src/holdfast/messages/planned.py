"""What became of a plan: taken, with an outcome for each decision, or refused whole."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages.fact import Fact
from holdfast.messages.plan import DecisionPlan, ExecutionParams
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import AccountId, InstrumentId, OrderId, PlanId


class DecisionOutcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one decision of a plan."""

    index: int
    instrument: InstrumentId
    order_id: OrderId = ""
    qty: Decimal | None = None
    refusals: tuple[Refusal, ...] = ()
    note: str = ""


class PlanAccepted(Fact, frozen=True):
    """The plan was taken; each decision has its order, or the refusals, or neither (HOLD)."""

    plan: DecisionPlan
    outcomes: tuple[DecisionOutcome, ...]
    params: ExecutionParams = ExecutionParams()


class PlanRefused(Fact, frozen=True):
    """The plan was refused whole."""

    plan_id: PlanId
    account: AccountId
    refusals: tuple[Refusal, ...]
