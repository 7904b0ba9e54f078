"""Proposals in a few words: what would happen, to whom and until when."""

import pytest

from holdfast.core.proposed import proposed
from holdfast.messages.commands import SetLimits
from holdfast.messages.control import ResetKill, SetPrincipal, SetRuleMode
from holdfast.messages.rulings import Proposable
from holdfast.model.limits import Limits
from holdfast.model.principal import Principal
from holdfast.model.scope import Scope
from holdfast.model.trading import RuleMode


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (SetLimits("A", Limits()), "limits of account=A"),
        (SetPrincipal(Principal("ann")), "rights of ann"),
        (ResetKill(Scope(strategy="s")), "end of the kill of strategy=s"),
        (
            SetRuleMode("spread", RuleMode.SHADOW, until=10**18),
            "shadow mode of spread until 2001-09-09T01:46:40Z",
        ),
    ],
)
def test_a_proposal_is_told_in_words(command: Proposable, words: str) -> None:
    assert proposed(command) == words
