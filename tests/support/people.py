"""Who trades and governs where a test does not say: its doors name them, as real doors do."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from holdfast.core.entitled import CONFIG
from holdfast.core.ledger import Ledger
from holdfast.messages import commands as c
from holdfast.messages.control import Approve
from holdfast.model.principal import ANY_ACCOUNT, Principal, Role
from holdfast.runtime.answers import Answer
from holdfast.runtime.desk import Desk
from tests.support.arming import TRADER, arm

SECOND = "second"
PEOPLE = (
    *(Principal(name, roles=tuple(Role), accounts=(ANY_ACCOUNT,)) for name in (TRADER, SECOND)),
    *(Principal(name, roles=(Role.TRADER,), accounts=(ANY_ACCOUNT,)) for name in ("ann", "bob")),
)

_Message = TypeVar("_Message", bound=msgspec.Struct)


def named(ledger: Ledger, message: _Message) -> _Message:
    """Put down to the trader what names nobody; a first sheet of limits is the first start's.

    A later sheet may be a raise, so it has a reason and no end.
    """
    if getattr(message, "principal", None) != "":
        return message
    if not isinstance(message, c.SetLimits):
        return replace(message, principal=TRADER)
    state = ledger.scope_of(message.whose)
    if state is not None and not state.version and not ledger.orders_made and ledger.starts == 1:
        return replace(message, principal=CONFIG)
    if message.until is not None:
        return replace(message, principal=TRADER, why=message.why or "test")
    return replace(message, principal=TRADER, why=message.why or "test", permanent=True)


def consent_to(ledger: Ledger, before: int, message: msgspec.Struct) -> Approve | None:
    """Return the second person's yes to limits that nobody in particular has asked for."""
    unsaid = isinstance(message, c.SetLimits) and not message.principal
    return consent(ledger, before) if unsaid else None


def consent(ledger: Ledger, before: int) -> Approve | None:
    """Return the second person's yes to what has been proposed since there were `before`."""
    if ledger.proposals_made == before or not ledger.proposals:
        return None
    return Approve(next(reversed(ledger.proposals)), SECOND, "test")


class PeopledDesk(Desk):
    """The real desk behind a door that names who asks, and has a second person consent."""

    def start(
        self,
        build: str,
        seed: int = 0,
        principals: tuple[Principal, ...] = (),
        *,
        is_armed: bool = True,
    ) -> None:
        """Start, and arm the desk at once, whatever its venue has told."""
        super().start(build, seed, principals)
        if is_armed:
            arm(self.ledger, self.ask)

    def take(self, command: c.Command) -> Answer:
        before = self.ledger.proposals_made
        told = super().take(named(self.ledger, command))
        approve = consent_to(self.ledger, before, command)
        return told if approve is None else super().take(approve)
