"""With a gate that refuses everything nothing can leave, whichever way it is asked for.

Each way is gone twice, in the same words: with the gate as it is something leaves, and with one
that refuses all of it nothing does. What only reduces is refused as well, exits and slices too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from holdfast.cli.run import run
from holdfast.core import fitting, submitting
from holdfast.core.gate import Verdict
from holdfast.journal.walk import read_file
from holdfast.messages import events as e
from holdfast.messages.plan import Action, Decision, Size, SizeUnit
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import ZERO
from holdfast.model.order import Tactic
from tests.controls.doors import Door
from tests.support.limits import WIDE

Way = Callable[[Door, str], object]
NO = Refusal(Reason.KILLED, "nothing leaves")
SENDS = (e.OrderSent, e.OrderAccepted, e.ReplaceSent)


def _refuse_all(*asked: Any, **named: Any) -> Verdict:
    return Verdict((NO,), ZERO, None)


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Shut the gate from now on, for whoever asks it."""

    def shut_it() -> None:
        for room in (submitting, fitting):
            monkeypatch.setattr(room, "judge", _refuse_all)

    return shut_it


def _fill(door: Door, order_id: str) -> None:
    door.stage.open(order_id)
    door.stage.fill(order_id, "10")


def _bracket(door: Door) -> str:
    entry = door.buy("20", "100.00", stop_loss=Decimal(90), take_profit=Decimal(120))
    return door.yes(entry)


def _covered(door: Door) -> str:
    """Have an entry half filled, its exits at the venue: the next fill resizes them."""
    entry = _bracket(door)
    _fill(door, entry)
    for order in list(door.stage.desk.ledger.orders.values()):
        if order.terms.exit_of:
            door.stage.open(order.id)
    return entry


def _slices(door: Door) -> str:
    tactic = Tactic("twap", {"duration_s": 20, "slices": 4, "jitter": "0"})
    told = door.buy("40", tactic=tactic)
    assert told.ok, told.refusals
    return told.order_id


def _resting(door: Door) -> str:
    order_id = door.yes(door.buy("10", "99.00"))
    door.stage.open(order_id)
    return order_id


def _held(door: Door) -> str:
    door.stage.held("50")
    return ""


def _nothing(door: Door) -> str:
    return ""


def _bought(unit: SizeUnit = SizeUnit.SHARES, size: str = "10") -> Decision:
    return Decision("ABC", Action.BUY, size=Size(Decimal(size), unit))


# what is there before the gate is shut, and what is asked of it afterwards
WAYS: dict[str, tuple[Callable[[Door], str], Way]] = {
    "a market order": (_nothing, lambda door, _: door.buy("10")),
    "a limit order": (_nothing, lambda door, _: door.buy("10", "100.00")),
    "an entry with exits": (_nothing, lambda door, _: door.buy("10", "99.00", stop_loss="90")),
    "a parent": (_nothing, lambda door, _: _slices_and_time(door)),
    "a sale that reduces": (_held, lambda door, _: door.sell("10", "100.00", reduce_only=True)),
    "a change": (_resting, lambda door, order: door.replace(order, qty=Decimal(20))),
    "a change that shrinks": (_resting, lambda door, order: door.replace(order, qty=Decimal(5))),
    "a plan": (_nothing, lambda door, _: door.plan("P", _bought())),
    "a plan of money": (
        _nothing,
        lambda door, _: door.plan("P", _bought(SizeUnit.DOLLARS, "5000")),
    ),
    "a plan that closes": (
        _held,
        lambda door, _: door.plan("P", Decision("ABC", Action.CLOSE)),
    ),
    "slices of a working parent": (_slices, lambda door, _: door.stage.wait(30)),
    "exits of a fill": (_bracket, _fill),
    "exits that grow": (_covered, lambda door, entry: door.stage.fill(entry, "5")),
}


def _slices_and_time(door: Door) -> None:
    tactic = Tactic("twap", {"duration_s": 20, "slices": 2, "jitter": "0"})
    door.buy("40", tactic=tactic)
    door.stage.wait(30)


@pytest.mark.parametrize("way", WAYS)
def test_with_the_gate_as_it_is_something_leaves(door: Door, way: str) -> None:
    assert _left(door, way, lambda: None)


@pytest.mark.parametrize("way", WAYS)
def test_with_a_gate_that_refuses_everything_nothing_leaves(
    door: Door, way: str, shut: Callable[[], None]
) -> None:
    assert _left(door, way, shut) == []
    assert not door.stage.desk.engine.halted


def _left(door: Door, way: str, shut: Callable[[], None]) -> list[object]:
    """Go this way, and return what left for the venue on it that can trade."""
    door.stage.limit(WIDE)
    before, asks = WAYS[way]
    order_id = before(door)
    shut()
    sent = len(door.stage.placed)
    since = door.stage.desk.ledger.seq
    asks(door, order_id)
    said = [
        event
        for entry in door.stage.journal.entries(since + 1)
        for event in entry.events
        if isinstance(event, SENDS)
    ]
    left = list(door.stage.placed[sent:])
    assert bool(said) == bool(left) or all(isinstance(each, e.OrderAccepted) for each in said)
    return left


# --- the command line -----------------------------------------------------------------


def _demo(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], Path]:
    capsys.readouterr()
    run(["demo", "--json", "--seed", "3"])
    told = json.loads(capsys.readouterr().out)
    return told, folder / told["journal"]["path"]


def test_from_the_command_line_nothing_leaves_either(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shut: Callable[[], None],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _demo(tmp_path, capsys)[0]["fills"]
    shut()
    told, journal = _demo(tmp_path, capsys)
    assert told["fills"] == []
    events = [event for entry in read_file(journal) for event in entry.events]
    assert [event for event in events if isinstance(event, SENDS)] == []
    refused = [event for event in events if isinstance(event, e.OrderRefused)]
    assert refused and all(event.refusals == (NO,) for event in refused)
