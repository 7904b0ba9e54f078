"""What a self-assessment consists of, each part in the order in which it happened."""

from __future__ import annotations

import msgspec

from holdfast.model.limits import Limits
from holdfast.model.principal import Principal
from holdfast.model.trading import Latch, TradingState


class LimitsInForce(msgspec.Struct, frozen=True):
    """The sheet of one scope at the end of the period, and who answers for it."""

    scope: str
    limits: Limits
    version: int
    since: str
    by: str
    why: str
    approved_by: str
    until: str | None  # a temporary raise; then the sheet before it holds again


class LimitChange(msgspec.Struct, frozen=True):
    """A sheet that was set in the period, or came back because a temporary one ended."""

    at: str
    scope: str
    loosened: tuple[str, ...]  # names of limits; all others were tightened or left
    tightened: tuple[str, ...]
    by: str
    why: str
    approved_by: str
    until: str | None
    lapsed: bool


class Breach(msgspec.Struct, frozen=True):
    """How often a limit of a scope was met; `scope` is empty where no scope set it."""

    code: str
    scope: str
    count: int
    first: str
    last: str


class Stopped(msgspec.Struct, frozen=True):
    """A scope that was stopped in the period or at its beginning, and how that ended."""

    scope: str
    cause: str
    state: TradingState
    latch: Latch
    at: str
    by: str
    why: str
    orders_cancelled: int
    lifted_at: str | None = None
    lifted_by: str = ""
    lifted_why: str = ""
    approved_by: str = ""


class ModeChange(msgspec.Struct, frozen=True):
    """A check that was set to record only, or to refuse again."""

    at: str
    check: str
    mode: str
    by: str
    why: str
    until: str | None
    approved_by: str


class PermitUse(msgspec.Struct, frozen=True):
    """A soft block acknowledged or a single order authorised, and what became of it."""

    id: str
    kind: str  # ACKNOWLEDGED by the trader, or AUTHORISED by a second person
    codes: tuple[str, ...]
    at: str
    by: str
    why: str
    order_id: str  # that used it, empty if none did
    ended_at: str | None


class RoleChange(msgspec.Struct, frozen=True):
    """A principal whose rights were set in the period."""

    at: str
    holder: Principal
    by: str
    why: str
    approved_by: str


class Start(msgspec.Struct, frozen=True):
    """A run of the desk, when it was armed, and which blockers a person took on themselves."""

    at: str
    build: str
    armed_at: str | None
    faults: dict[str, str]  # of its last self-test before that
    overrides: tuple[str, ...]


class Discrepancy(msgspec.Struct, frozen=True):
    """Where ledger and venue differed."""

    at: str
    subject: str
    detail: str


class Shortcoming(msgspec.Struct, frozen=True):
    """What a reviewer must answer for."""

    code: str
    detail: str


class SelfAssessment(msgspec.Struct, frozen=True):
    """The report; `hash` is of everything else in it, so that a rerun can be compared.

    The period is from `since`, included, to `until`, not included; `seq` is the last entry read.
    """

    desk: str
    since: str
    until: str
    seq: int
    entries: int  # of the period
    limits: tuple[LimitsInForce, ...]
    limit_changes: tuple[LimitChange, ...]
    breaches: tuple[Breach, ...]
    shadow_breaches: tuple[Breach, ...]
    stops: tuple[Stopped, ...]
    kill_tests: tuple[Stopped, ...]
    rule_modes: tuple[ModeChange, ...]
    permits: tuple[PermitUse, ...]
    principals: tuple[Principal, ...]
    role_changes: tuple[RoleChange, ...]
    starts: tuple[Start, ...]
    discrepancies: tuple[Discrepancy, ...]
    findings: tuple[Shortcoming, ...] = ()
    hash: str = ""
