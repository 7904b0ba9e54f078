"""What a timer brings: things that end by themselves, questions to ask again, exits to send."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.asking import ask_again
from holdfast.core.lapsing import lapsed
from holdfast.core.ledger import Ledger
from holdfast.core.linking import resume_exits
from holdfast.core.policy import Policies
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages.stamp import Stamp


def lapse(ledger: Ledger, command: k.Lapse, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Say what is over and do what is due, on a timer's word: early or twice it finds nothing."""
    yield from lapsed(ledger, stamp)
    for name in ledger.questions.due(stamp.at):
        yield from ask_again(ledger, name, stamp)
        if ledger.questions.exits.get(name, stamp.at + 1) <= stamp.at:
            yield from resume_exits(ledger, name, stamp, policies)
