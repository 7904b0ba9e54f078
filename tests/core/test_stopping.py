"""States and kills: what passes, what is cancelled, what lasts, and who may lift it."""

from decimal import Decimal as D

import pytest

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, Tactic
from holdfast.model.principal import Principal, PrincipalKind, Role
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import KILL, Latch, TradingState
from tests.support.desks import SECOND, PlayedDesk, ready_desk

A, AAPL = Scope(account="A"), Scope(instrument="AAPL")
ACTIVE, REDUCING, HALTED = TradingState.ACTIVE, TradingState.REDUCING, TradingState.HALTED
SCOPES = (
    A,
    AAPL,
    FIRM,
    Scope(venue="sim"),
    Scope(trader="trader"),
    Scope(strategy="s"),
    Scope(account="A", instrument="AAPL"),
)


def order(qty: int = 10, side: Side = Side.BUY, **terms: object) -> c.SubmitOrder:
    terms = {"type": OrderType.LIMIT, "limit_price": D(100), "strategy": "s", **terms}
    return c.SubmitOrder("A", "AAPL", side, D(qty), **terms)  # type: ignore[arg-type]


def submit(desk: PlayedDesk, *args: object, **terms: object) -> str:
    """Submit an order and return its id."""
    desk.take(order(*args, **terms))  # type: ignore[arg-type]
    return next(reversed(desk.ledger.orders))


def fill(desk: PlayedDesk, order_id: str, qty: int, exec_id: str) -> list[e.Event]:
    report = r.VenueFills(
        order_id, exec_id, D(qty), D(100), D(0), "USD", Liquidity.TAKER, desk.time.now()
    )
    return desk.take(report)


def hold(desk: PlayedDesk, qty: int = 10) -> None:
    """Hold a long position."""
    fill(desk, submit(desk, qty), qty, f"hold{desk.ledger.seq}")


def codes(desk: PlayedDesk, asked: c.Command) -> list[Reason]:
    """Ask, and return the code that is told first: that of the state, where it refuses."""
    return [each.code for each in desk.desk.ask(asked).refusals[:1]]


def sent(events: list[e.Event]) -> list[type[e.Event]]:
    return [type(event) for event in events]


# --- states ---------------------------------------------------------------------------


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.key)
def test_a_halted_scope_lets_only_orders_pass_that_say_that_they_reduce(scope: Scope) -> None:
    desk = ready_desk()
    hold(desk)
    desk.desk.ask(k.SetState(scope, HALTED, why="news"))
    assert codes(desk, order()) == [Reason.TRADING_HALTED]
    assert codes(desk, order(10, Side.SELL)) == [Reason.TRADING_HALTED]
    assert codes(desk, order(11, Side.SELL, reduce_only=True)) == [Reason.TRADING_HALTED]
    assert codes(desk, order(10, Side.SELL, reduce_only=True)) == []
    desk.check()
    desk.check_decisions()


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.key)
def test_a_reducing_scope_lets_whatever_can_only_reduce_pass(scope: Scope) -> None:
    desk = ready_desk()
    hold(desk)
    desk.desk.ask(k.SetState(scope, REDUCING, why="late"))
    assert codes(desk, order()) == [Reason.REDUCING_ONLY]
    assert codes(desk, order(11, Side.SELL)) == [Reason.REDUCING_ONLY]
    assert codes(desk, order(6, Side.SELL)) == []
    # the first may fill, so the second could open the other side
    assert codes(desk, order(6, Side.SELL)) == [Reason.REDUCING_ONLY]
    assert codes(desk, order(4, Side.SELL)) == []


def test_other_scopes_trade_on() -> None:
    desk = ready_desk()
    desk.account("B")
    desk.instrument("MSFT")
    desk.quote("99.99", "100.01", "MSFT")
    for scope in (Scope(account="B"), Scope(instrument="MSFT"), Scope(strategy="t")):
        desk.desk.ask(k.SetState(scope, HALTED, why="news"))
    assert codes(desk, order()) == []


def test_the_strictest_of_several_stops_holds_until_each_is_lifted() -> None:
    desk = ready_desk()
    desk.desk.ask(k.SetState(A, REDUCING, why="late"))
    desk.desk.ask(k.Kill(A, "trader", "wrong"))
    state = desk.ledger.accounts["A"].scope
    assert state.state is HALTED
    desk.take(k.SetState(A, ACTIVE, "trader", "early"))
    assert (state.state, list(state.stops)) == (HALTED, [KILL])


def test_a_halt_with_an_end_ends_there() -> None:
    desk = ready_desk()
    until = desk.time.now() + 60 * SECOND
    desk.desk.ask(k.SetState(A, HALTED, why="news", until=until))
    assert desk.ledger.accounts["A"].scope.stops["command"].latch is Latch.TIME
    desk.wait(60 * SECOND - 1)
    desk.quote("99.99", "100.01")
    assert codes(desk, order()) == [Reason.TRADING_HALTED]
    desk.wait(1)
    assert codes(desk, order()) == []


def test_a_state_needs_a_reason_and_a_risk_officer() -> None:
    desk = ready_desk()
    trader = Principal("tina", roles=(Role.TRADER,), accounts=("A",))
    desk.ledger.principals["tina"] = trader
    desk.ledger.principals["bot"] = Principal("bot", PrincipalKind.AGENT, (Role.RISK,))
    assert codes(desk, k.SetState(A, HALTED, why=" ")) == [Reason.INVALID_ORDER]
    for name in ("tina", "bot", "nobody"):
        assert codes(desk, k.SetState(A, HALTED, name, "news")) == [Reason.NOT_ENTITLED]
    desk.desk.ask(k.SetState(A, HALTED, "trader", "news"))
    assert codes(desk, k.SetState(A, ACTIVE, "tina", "over")) == [Reason.NOT_ENTITLED]


def test_a_trader_enables_what_waits_for_a_person_and_a_risk_officer_the_days_latch() -> None:
    desk = ready_desk()
    desk.ledger.principals["tina"] = Principal("tina", roles=(Role.TRADER,), accounts=("A",))
    from holdfast.core.stop_facts import scope_stopped
    from holdfast.model.trading import Stop

    for cause, latch in (("repeated", Latch.PERSON), ("loss_limit", Latch.DAY)):
        stop = Stop(cause, HALTED, latch, "desk", "tripped", desk.time.now())
        scope_stopped(desk.ledger, g.ScopeStopped(A, stop))
    day = k.SetState(A, ACTIVE, "tina", "again", cause="loss_limit")
    assert codes(desk, day) == [Reason.NOT_ENTITLED]
    person = k.SetState(A, ACTIVE, "tina", "again", cause="repeated")
    assert codes(desk, person) == []
    assert list(desk.ledger.accounts["A"].scope.stops) == ["loss_limit"]


def test_a_kill_is_never_lifted_by_a_state() -> None:
    desk = ready_desk()
    desk.desk.ask(k.Kill(A, "trader", "wrong"))
    lift = k.SetState(A, ACTIVE, "trader", "fine again", cause=KILL)
    assert codes(desk, lift) == [Reason.NOT_OVERRIDABLE]
    assert codes(desk, k.SetState(A, HALTED, "trader", "x", cause=KILL)) == [Reason.INVALID_ORDER]


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        (Scope(account="a"), Reason.UNKNOWN_ACCOUNT),
        (Scope(instrument="APPL"), Reason.UNKNOWN_INSTRUMENT),
        (Scope(venue="simm"), Reason.NOT_LISTED),
        (Scope(order_id="o"), Reason.UNKNOWN_ORDER),
        (Scope(account="A", order_id="o"), Reason.INVALID_ORDER),
    ],
    ids=str,
)
def test_a_scope_that_is_misspelt_is_not_taken_for_a_job_done(scope: Scope, code: Reason) -> None:
    desk = ready_desk()
    for asked in (k.Kill(scope, "trader", "x"), k.SetState(scope, HALTED, "trader", "x")):
        told = desk.desk.ask(asked)
        assert [each.code for each in told.refusals] == [code]
        assert told.refusals[0].field.startswith("scope.")


# --- kills ----------------------------------------------------------------------------


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.key)
def test_a_kill_stops_first_and_then_cancels_every_open_and_unknown_order(scope: Scope) -> None:
    desk = ready_desk()
    first, second, lost = (submit(desk, 10 + n) for n in range(3))
    desk.take(r.VenueAccepts(second, "V2", desk.time.now()))
    desk.take(r.VenueSilent(lost, "no answer", desk.time.now()))
    assert desk.ledger.orders[lost].status is OrderStatus.UNKNOWN
    events = desk.take(k.Kill(scope, "trader", "wrong prices"))
    assert sent(events) == [g.ScopeStopped, e.CancelSent, e.CancelSent, e.CancelSent]
    assert [event.order_id for event in events[1:]] == [first, second, lost]
    assert [type(each).__name__ for each in desk.venue.sent[-3:]] == ["PullOrder"] * 3
    assert codes(desk, order()) == [Reason.KILLED]
    assert codes(desk, order(1, Side.SELL, reduce_only=True)) == [Reason.KILLED]
    desk.check()
    desk.check_decisions()


def test_a_kill_survives_a_restart() -> None:
    desk = ready_desk()
    desk.desk.ask(k.Kill(FIRM, "trader", "wrong"))
    desk.restart()
    assert list(desk.ledger.kills) == ["firm"]
    assert Reason.KILLED in codes(desk, order())


def test_what_was_killed_before_is_asked_to_go_again() -> None:
    desk = ready_desk()
    submit(desk)
    assert sent(desk.take(k.Kill(A, "trader", "x"))) == [g.ScopeStopped, e.CancelSent]
    assert sent(desk.take(k.Kill(A, "trader", "x"))) == [e.CancelSent]
    desk.take(r.VenueCancels(next(iter(desk.ledger.open_orders)), desk.time.now()))
    assert desk.take(k.Kill(A, "trader", "x")) == []


def test_a_kill_that_lets_reducing_orders_pass_can_be_tightened_and_not_loosened() -> None:
    desk = ready_desk()
    hold(desk)
    out = order(5, Side.SELL, reduce_only=True)
    desk.desk.ask(k.Kill(A, "trader", "x", reducing=True))
    assert codes(desk, out) == []
    assert codes(desk, order(1, Side.SELL)) == [Reason.KILLED]
    desk.desk.ask(k.Kill(A, "trader", "x"))
    desk.desk.ask(k.Kill(A, "trader", "x", reducing=True))
    assert codes(desk, out) == [Reason.KILLED]


def test_a_killed_order_is_not_replaced_and_others_are() -> None:
    desk = ready_desk()
    killed, other = submit(desk), submit(desk, 12)
    for each in (killed, other):
        desk.take(r.VenueAccepts(each, f"V{each}", desk.time.now()))
    desk.desk.ask(k.Kill(Scope(order_id=killed), "trader", "x"))
    desk.take(r.VenueRejectsCancel(killed, "LATE", "", desk.time.now()))
    assert codes(desk, c.ReplaceOrder(killed, qty=D(11))) == [Reason.KILLED]
    assert codes(desk, c.ReplaceOrder(killed, qty=D(9))) == []
    assert codes(desk, c.ReplaceOrder(other, qty=D(13))) == []
    assert codes(desk, order()) == []


def test_a_halted_account_may_take_quantity_away_and_nothing_else() -> None:
    desk = ready_desk()
    order_id = submit(desk)
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    desk.desk.ask(k.SetState(A, HALTED, why="news"))
    dearer = c.ReplaceOrder(order_id, limit_price=D("100.01"))
    assert codes(desk, dearer) == [Reason.TRADING_HALTED]
    assert codes(desk, c.ReplaceOrder(order_id, qty=D(11))) == [Reason.TRADING_HALTED]
    assert codes(desk, c.ReplaceOrder(order_id, qty=D(9))) == []
    assert codes(desk, c.CancelOrder(order_id)) == []


def test_a_killed_parent_stops_its_slices_and_sends_no_more() -> None:
    desk = ready_desk()
    twap = Tactic("twap", {"duration_s": 40, "slices": 4, "jitter": 0})
    parent = desk.desk.ask(order(40, tactic=twap)).order_id
    desk.desk.drain()
    desk.wait(0)
    (child,) = desk.ledger.parents[parent].open_children
    events = desk.take(k.Kill(Scope(strategy="s"), "trader", "x"))
    assert sent(events) == [g.ScopeStopped, e.ParentStopping, e.CancelSent]
    sent_before = len(desk.venue.sent)
    desk.wait(100 * SECOND)
    assert len(desk.venue.sent) == sent_before
    assert sent(desk.take(r.VenueCancels(child, desk.time.now()))) == [
        e.OrderCanceled,
        e.ParentEnded,
    ]
    desk.check()


# --- what is held ---------------------------------------------------------------------


def test_a_kill_takes_the_exits_too_and_tells_what_is_held_without_them() -> None:
    desk = ready_desk()
    entry = submit(desk, 10, stop_loss=D(95), take_profit=D(110))
    fill(desk, entry, 4, "f1")
    events = desk.take(k.Kill(A, "trader", "x"))
    assert sent(events) == [
        g.ScopeStopped,
        e.CancelSent,
        e.BracketEnded,
        e.CancelSent,
        e.CancelSent,
        e.DiscrepancyFound,
    ]
    assert desk.ledger.discrepancies[-1].evidence == "4 AAPL in A"
    late = fill(desk, entry, 2, "f2")
    assert sent(late) == [e.OrderFilled, e.DiscrepancyFound]
    assert desk.ledger.discrepancies[-1].evidence == "6 AAPL in A"
    desk.check()
    desk.check_decisions()


@pytest.mark.parametrize("reducing", [False, True])
def test_a_first_fill_after_the_kill_is_protected_only_where_reducing_orders_pass(
    reducing: bool,
) -> None:
    desk = ready_desk()
    entry = submit(desk, 10, stop_loss=D(95))
    desk.take(k.Kill(A, "trader", "x", reducing=reducing))
    events = fill(desk, entry, 3, "f1")
    if reducing:
        assert sent(events) == [e.OrderFilled, e.OrderSent]
    else:
        assert sent(events) == [e.OrderFilled, e.OrderRefused, e.DiscrepancyFound]
        assert desk.ledger.discrepancies[-1].evidence == Reason.KILLED


def test_an_exit_does_not_grow_under_a_kill_and_that_is_told() -> None:
    desk = ready_desk()
    entry = submit(desk, 10, stop_loss=D(95))
    fill(desk, entry, 3, "f1")
    (stop,) = desk.ledger.brackets[entry].open_exits
    desk.take(r.VenueAccepts(stop, "V", desk.time.now()))
    # the entry alone is killed, so its stop stays and grows
    desk.take(k.Kill(Scope(order_id=entry), "trader", "x"))
    assert sent(fill(desk, entry, 2, "f2")) == [e.OrderFilled, e.ReplaceSent]
    desk.take(r.VenueReplaces(stop, "V", D(5), None, D(95), desk.time.now()))
    desk.ledger.accounts["A"].scope.stops["x"] = desk.ledger.scopes[f"order_id={entry}"].stops[KILL]
    desk.ledger.accounts["A"].scope.state = HALTED
    events = fill(desk, entry, 2, "f3")
    assert sent(events) == [e.OrderFilled, e.DiscrepancyFound]
    told = desk.ledger.discrepancies[-1]
    assert (told.detail, told.evidence) == ("exit STOP_LOSS stays at 5, 7 was refused", "KILLED")


def test_a_mismatch_at_the_exit_kills_the_firm_and_is_told() -> None:
    desk = ready_desk()
    order_id = submit(desk)
    events = desk.take(k.ExitMismatch(order_id, "bytes differ"))
    assert sent(events) == [g.ScopeStopped, e.DiscrepancyFound, e.CancelSent]
    stop = desk.ledger.scopes["firm"].stops[KILL]
    assert (stop.by, stop.lets_reducing) == ("exit", False)
    assert sent(desk.take(k.ExitMismatch(order_id, "bytes differ"))) == [
        e.DiscrepancyFound,
        e.CancelSent,
    ]
