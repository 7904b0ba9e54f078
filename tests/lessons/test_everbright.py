"""Everbright, 2013: no answer for 150 s, and a resend logic that took silence for a no."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest

from holdfast import main
from holdfast.exchange import Exchange, ExchangeConfig
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import requests as q
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size
from holdfast.messages.refusals import Reason
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.order import OrderStatus, OrderType, Side, Tactic
from holdfast.model.scope import Scope
from holdfast.risk import CHECKS
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.venues import Deliver
from holdfast.venues.faulty import FaultEntry, FaultName, FaultScript, Faulty
from holdfast.venues.paper import Paper
from tests.architecture.sources import PACKAGE
from tests.controls.rows import learns
from tests.support.desks import SECOND, FakeVenue, PlayedDesk

NAMES = tuple(f"N{number:02}" for number in range(24))
SILENCE_NS = 150 * SECOND
LOST = FaultScript({FaultName.REQUEST_LOST: 1_000_000})
UNANSWERED = FaultScript(
    entries=(FaultEntry(FaultName.PARTITION_IN, at_ns=0, for_ns=24 * 3600 * SECOND),)
)
TWAP = Tactic("twap", {"duration_s": 100, "slices": 2, "jitter": "0"})


class SilentVenue(FakeVenue):
    """The paper venue behind a line that loses everything one way, or both."""

    def __init__(self, faults: FaultScript, time: Callable[[], VirtualTime]) -> None:
        super().__init__()
        self.faults = faults
        self.time = time

    def connect(self, deliver: Deliver) -> None:
        exchange = Exchange(ExchangeConfig(venue=self.name))
        for name in NAMES:
            exchange.list(Instrument(name), Listing(name, self.name, name))
        time = self.time()
        self.line = Faulty(Paper(self.name, exchange, time), time, Random(1), self.faults)
        self.line.connect(deliver)

    def send(self, request: q.Request) -> None:
        self.sent.append(request)
        self.line.send(request)


class SilentDesk(PlayedDesk):
    def __init__(self, faults: FaultScript) -> None:
        self.faults = faults
        super().__init__()
        self.account(cash="100000000")
        for name in NAMES:
            self.instrument(name)
            self.quote("99.99", "100.01", name)

    def restart(self, *, is_armed: bool = True) -> list[e.Event]:
        # the desk makes its clock before it connects its venue
        self.venue = SilentVenue(self.faults, lambda: self.time)
        return super().restart(is_armed=is_armed)

    @property
    def placed(self) -> list[q.PlaceOrder]:
        return [each for each in self.venue.sent if isinstance(each, q.PlaceOrder)]


def basket(desk: SilentDesk) -> None:
    decisions = tuple(
        Decision(
            name,
            Action.BUY,
            size=Size(Decimal(100)),
            order_type=OrderType.LIMIT,
            limit_price=Decimal("99.00"),
        )
        for name in NAMES
    )
    desk.take(c.SubmitPlan(DecisionPlan("basket", "A", decisions, strategy="etf")))
    assert len(desk.placed) == 24


@learns("EV-1")
@pytest.mark.parametrize("faults", [LOST, UNANSWERED], ids=["never arrives", "no answer"])
def test_silence_on_24_children_sends_nothing_new_and_keeps_them_reserved(
    faults: FaultScript,
) -> None:
    desk = SilentDesk(faults)
    basket(desk)
    reserved = desk.ledger.accounts["A"].open_value
    assert reserved == 24 * 100 * 99
    desk.wait(SILENCE_NS)
    assert len(desk.placed) == 24
    orders = list(desk.ledger.orders.values())
    assert [order.status for order in orders] == [OrderStatus.UNKNOWN] * 24
    asked = {each.order_id for each in desk.venue.sent if isinstance(each, q.QueryOrder)}
    assert asked == {order.id for order in orders}
    # they are asked after again, but rarely: three quick questions, then up to thirty seconds apart
    queries = sum(isinstance(each, q.QueryOrder) for each in desk.venue.sent)
    assert 24 * 5 < queries < 24 * 16
    assert desk.ledger.accounts["A"].open_value == reserved
    assert all(desk.ledger.position("A", name).buy_open == 100 for name in NAMES)
    desk.check()
    desk.check_decisions()


def test_a_restart_during_the_silence_sends_nothing_either() -> None:
    desk = SilentDesk(LOST)
    basket(desk)
    desk.wait(SILENCE_NS // 2)
    desk.restart()
    desk.wait(SILENCE_NS)
    assert desk.placed == []
    assert {order.status for order in desk.ledger.orders.values()} == {OrderStatus.UNKNOWN}
    desk.check()


def test_slices_of_unknown_fate_are_not_given_out_again() -> None:
    desk = SilentDesk(LOST)
    for name in NAMES:
        desk.take(c.SubmitOrder("A", name, Side.BUY, Decimal(100), tactic=TWAP))
    desk.wait(10 * SILENCE_NS)
    sent: dict[str, Decimal] = {}
    for request in desk.placed:
        parent = request.terms.parent_id
        sent[parent] = sent.get(parent, Decimal(0)) + request.terms.qty
    # the second half was due by the clock; the first was not tried again
    assert sent == dict.fromkeys(desk.ledger.parents, Decimal(100))
    assert len(desk.placed) == 48
    assert all(state.committed == 100 for state in desk.ledger.parents.values())
    desk.check()


@learns("EV-2")
def test_a_resend_logic_runs_into_the_value_of_a_minute() -> None:
    """26,082 orders in two seconds: what a strategy may order in a minute is its end."""
    desk = SilentDesk(LOST)
    sheet = Limits(value_rate_max=Decimal(1_000_000))
    scope = Scope(strategy="etf")
    desk.take(c.SetLimits("", sheet, scope=scope, why="test", permanent=True))
    for number in range(2_608):
        desk.take(
            c.SubmitOrder(
                "A",
                NAMES[number % 24],
                Side.BUY,
                Decimal(100),
                OrderType.LIMIT,
                Decimal("99.00"),
                strategy="etf",
            )
        )
        desk.wait(SECOND // 1_304)
    value = sum((each.terms.qty * Decimal("99.00") for each in desk.placed), Decimal(0))
    assert value == 101 * 9_900
    last = next(reversed(desk.ledger.orders.values()))
    assert Reason.VALUE_RATE_MAX in {refusal.code for refusal in last.refusals}
    desk.check()


# --- no way round the risk step -------------------------------------------------------


def test_no_setting_takes_a_check_away() -> None:
    assert main.policies().checks == CHECKS
    text = (PACKAGE / "config" / "settings.py").read_text(encoding="utf-8")
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert not names & {"CHECKS", "Policies", "Check"}


@learns("EV-2")
def test_one_file_alone_lets_orders_leave_and_its_one_entrance_asks_the_gate_first() -> None:
    makers = {
        (path.relative_to(PACKAGE).as_posix(), function.name)
        for path in sorted(PACKAGE.rglob("*.py"))
        for function in _functions(path.read_text(encoding="utf-8"))
        if {"OrderSent", "OrderAccepted"} & {_called(call) for call in _calls(function)}
    }
    assert {where for where, _ in makers} == {"core/submitting.py"}
    source = (PACKAGE / "core" / "submitting.py").read_text(encoding="utf-8")
    named = {function.name: function for function in _functions(source)}
    assert _called(_calls(named["place"])[0]) == "judge"
    # what else makes them is called by `place` alone, after it has asked
    others = {name for _, name in makers} - {"place"}
    callers = {
        (name, called)
        for name, function in named.items()
        for called in map(_called, _calls(function))
        if called in others
    }
    assert callers == {("place", other) for other in others}
    assert all(other.startswith("_") for other in others)


def _functions(text: str) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]


def _calls(function: ast.FunctionDef) -> list[ast.Call]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _called(call: ast.Call) -> str:
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
