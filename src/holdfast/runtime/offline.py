"""Write a command into the journal of a desk that does not run: the next start finds it there."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.journal import Journal
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.model.numbers import Nanos
from holdfast.recovery.replay import rebuild
from holdfast.runtime.answers import Answer, answer
from holdfast.runtime.engine import Engine


def record(
    journal: Journal, policies: Policies, command: c.Command, now: Callable[[], Nanos]
) -> tuple[Answer, Ledger]:
    """Decide a command as its desk would, durably; nothing leaves, since no venue is connected.

    What it would have sent, cancels above all, the desk sends as it starts.
    """
    ledger = rebuild(journal)
    engine = Engine(ledger, policies, journal, now, {}, _leaves_later)
    told = answer(ledger, command, engine.take(command))
    engine.commit()
    return told, ledger


def _leaves_later(event: e.Event) -> None:
    """Let nothing leave."""
