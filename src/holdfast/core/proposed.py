"""What a proposal asks for, in a few words."""

from __future__ import annotations

from holdfast.messages.commands import SetLimits
from holdfast.messages.control import ResetKill, SetPrincipal, SetRuleMode
from holdfast.messages.rulings import Proposable
from holdfast.model.times import rfc3339


def proposed(command: Proposable) -> str:
    """Say what would happen, to whom and until when."""
    match command:
        case SetLimits():
            end = f" until {rfc3339(command.until)[:19]}Z" if command.until is not None else ""
            return f"limits of {command.whose.key}{end}"
        case SetPrincipal():
            return f"rights of {command.holder.id}"
        case ResetKill():
            return f"end of the kill of {command.scope.key}"
        case SetRuleMode():
            end = f" until {rfc3339(command.until)[:19]}Z" if command.until is not None else ""
            return f"{command.mode.lower()} mode of {command.check}{end}"
