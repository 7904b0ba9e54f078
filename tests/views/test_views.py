"""What holds of every view: it reads and never writes, and what it gives is JSON."""

from collections.abc import Callable, Iterator
from decimal import Decimal as D

import msgspec
import pytest

from holdfast.core.breakers import Breaker
from holdfast.core.ledger import freeze
from holdfast.market.last import LastQuotes
from holdfast.messages.spreads import SubmitSpread
from holdfast.messages.watching import Warn
from holdfast.model.circuit import Circuit
from holdfast.model.order import Side, Tactic
from holdfast.model.spread import SpreadLeg, SpreadTerms
from holdfast.views import VIEWS
from holdfast.views.explain import explain
from tests.support.hand_played import HandPlayed, hand_played


def busy() -> HandPlayed:
    """A desk with a position, a bracket, a parent, a refused order and a venue that fails."""
    """A desk with a position, a bracket, a working parent, a refused order and an alert."""
    desk = hand_played()
    entry = desk.buy("10", strategy="s", stop_loss=D(95), take_profit=D(110))
    desk.accept(entry)
    desk.fill(entry, "7", "100", fee="0.1")
    parent = desk.sell("100", tactic=Tactic("twap", {"duration_s": 60, "slices": 3}))
    desk.wake(parent)
    desk.wake(parent)
    desk.fill(desk.ledger.parents[parent].children[0], "3", "99.9", fee="1", currency="EUR")
    desk.buy("9999999")
    desk.ledger.breakers["sim"] = Breaker(Circuit.OPEN, "silent", 0, 5)
    desk.take(Warn("disk", "desk", "it is nearly full"))
    desk.instrument("MSFT")
    desk.quote("9.90", "10.00", "MSFT")
    legs = (SpreadLeg("AAPL", Side.BUY), SpreadLeg("MSFT", Side.BUY, 2))
    desk.take(SubmitSpread(SpreadTerms("A", legs, D(2), D(1), principal="trader")))
    desk.audit()
    return desk


CALLS: dict[str, Callable[[HandPlayed], object]] = {
    "blotter": lambda desk: VIEWS["blotter"](desk.ledger),
    "fills": lambda desk: VIEWS["fills"](desk.ledger),
    "positions": lambda desk: VIEWS["positions"](desk.ledger, desk.quotes),
    "accounts": lambda desk: VIEWS["accounts"](desk.ledger, desk.quotes),
    "protection": lambda desk: VIEWS["protection"](desk.ledger),
    "exposure": lambda desk: VIEWS["exposure"](desk.ledger, desk.quotes),
    "limits": lambda desk: list(VIEWS["limits"](desk.ledger)),
    "explain": lambda desk: list(explain(desk.journal.entries(), "E-1")),
    "tca": lambda desk: VIEWS["tca"](desk.ledger, LastQuotes(), desk.quotes),
    "breakers": lambda desk: VIEWS["breakers"](desk.ledger),
    "readiness": lambda desk: VIEWS["readiness"](desk.ledger),
    "alerts": lambda desk: list(VIEWS["alerts"](desk.ledger)),
    "spreads": lambda desk: VIEWS["spreads"](desk.ledger),
    "watch": lambda desk: VIEWS["watch"](desk.ledger),
    "self_assessment": lambda desk: VIEWS["self_assessment"](desk.journal.entries()),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_changes_nothing_and_says_the_same_twice(name: str) -> None:
    desk = busy()
    before = freeze(desk.ledger)
    assert CALLS[name](desk) == CALLS[name](desk)
    assert freeze(desk.ledger) == before


@pytest.mark.parametrize("name", VIEWS)
def test_what_a_view_gives_is_json_without_a_single_float(name: str) -> None:
    text = msgspec.json.encode(CALLS[name](busy()))
    shown = msgspec.json.decode(text)
    assert shown
    assert not [each for each in leaves(shown) if isinstance(each, float)]


def leaves(node: object) -> Iterator[object]:
    """Walk down to what is neither a list nor an object."""
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else None
    if below is None:
        yield node
    else:
        for each in below:
            yield from leaves(each)
