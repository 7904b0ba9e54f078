"""Names of things: every id is text, made once and never reused."""

from __future__ import annotations

AccountId = str
InstrumentId = str
VenueId = str
OrderId = str
ClientOrderId = str
VenueOrderId = str
ExecId = str
StrategyId = str
PrincipalId = str
PlanId = str

ID_LENGTH_MAX = 64
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9 ._:/@#+=-]{0,63}$"
