"""Questions for accounts, their answers, and what follows by the clock."""

from decimal import Decimal

import pytest

from holdfast.core import inbox as inbox_module
from holdfast.core.account_questions import FURTHER_BACK_NS
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.events import DiscrepancyFound
from holdfast.model.difference import Action, Kind, Policy, ReconcilePolicy
from holdfast.model.order import Liquidity, OrderType, Side, TimeInForce
from tests.support.desks import OPEN, SECOND, PlayedDesk, ready_desk
from tests.support.pictures import picture

D = Decimal


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def stranger(number: int) -> r.HeldOrder:
    return r.HeldOrder(
        "", f"V{number}", "AAPL", Side.BUY, OrderType.LIMIT, D(1), D(0), D(99), None,
        TimeInForce.DAY,
    )  # fmt: skip


def asked(desk: PlayedDesk) -> list[q.QueryAccount]:
    return [each for each in desk.venue.sent if isinstance(each, q.QueryAccount)]


def kinds(events: list[e.Event]) -> list[type]:
    return [type(event) for event in events]


def test_a_question_asks_from_the_opening_on_and_later_from_the_last_whole_picture_on(
    desk: PlayedDesk,
) -> None:
    desk.take(c.Reconcile())
    desk.wait(300 * SECOND)
    told = desk.take(picture(desk, is_complete=False))
    assert kinds(told) == [d.AccountCompared]
    desk.take(c.Reconcile())
    assert kinds(desk.take(picture(desk))) == [d.AccountCompared]
    desk.take(c.Reconcile())
    assert [each.since for each in asked(desk)][-3:] == [OPEN, OPEN, OPEN + 240 * SECOND]
    desk.check()
    desk.check_decisions()


def test_an_answer_that_failed_is_asked_for_again_after_longer_and_longer_waits(
    desk: PlayedDesk,
) -> None:
    desk.take(c.Reconcile())
    waits = []
    for _ in range(8):
        count = len(asked(desk))
        desk.take(r.VenueSnapshotFails("sim", "A", "504", desk.time.now()))
        before = desk.time.now()
        again = desk.ledger.reconciled.accounts["A"].again_at
        assert again is not None
        desk.wait(again - before)
        assert len(asked(desk)) == count + 1
        waits.append((again - before) // SECOND)
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]
    assert kinds(desk.take(picture(desk)))[-1] is d.AccountCompared
    assert desk.ledger.reconciled.accounts["A"].again_at is None
    desk.check()
    desk.check_decisions()


def test_what_was_too_late_to_judge_is_looked_at_again(desk: PlayedDesk) -> None:
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(5), OrderType.LIMIT, D(99)))
    desk.take(c.Reconcile())
    (compared,) = desk.take(picture(desk))
    assert isinstance(compared, d.AccountCompared)
    assert compared.again_at == desk.time.now() + 5 * SECOND
    count = len(asked(desk))
    desk.wait(5 * SECOND)
    assert len(asked(desk)) == count + 1
    desk.check()


def test_a_picture_that_nothing_waits_for_is_no_younger_than_its_coming(desk: PlayedDesk) -> None:
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(5), OrderType.LIMIT, D(99)))
    # the second answer of two, from a venue whose clock the desk's was set back from
    ahead = desk.time.now() + 300 * SECOND
    told = desk.take(picture(desk, as_of=ahead, at=ahead))
    assert d.DifferenceFound not in kinds(told)
    desk.wait(10 * SECOND)
    told = desk.take(picture(desk, as_of=ahead + 10 * SECOND, at=ahead + 10 * SECOND))
    assert d.DifferenceFound in kinds(told)
    desk.check()
    desk.check_decisions()


def test_where_holdings_differ_a_day_more_is_asked_for_but_nothing_before_the_opening(
    desk: PlayedDesk,
) -> None:
    """What was traded before is in the money that the account was opened with."""
    desk.wait(FURTHER_BACK_NS + 10 * SECOND)
    desk.take(c.Reconcile())
    desk.take(picture(desk))
    since = desk.ledger.reconciled.accounts["A"].since
    desk.take(c.Reconcile())
    desk.take(picture(desk, positions={"AAPL": D(7)}))
    desk.take(c.Reconcile())
    assert asked(desk)[-1].since == max(since - FURTHER_BACK_NS, OPEN)


def test_a_restart_keeps_the_inbox_and_asks_again(desk: PlayedDesk) -> None:
    desk.wait(10 * SECOND)
    desk.take(picture(desk, positions={"AAPL": D(7)}))
    told = desk.restart(is_armed=False)
    # a position differs, so what was traded a day before is looked at again, since the opening
    assert d.AccountQueried("A", "sim", OPEN) in told
    assert [each.kind for each in desk.ledger.discrepancies] == [Kind.POSITION]
    assert desk.ledger.unexplained == {
        "position A AAPL": "desk and venue differ (desk 0, sim 7)",
    }
    name = desk.ledger.discrepancies[0].id
    desk.take(k.SelfTest())
    desk.wait(10 * SECOND)
    desk.take(picture(desk, positions={"AAPL": D(7)}))
    assert not desk.ledger.is_armed
    desk.take(k.ResolveDiscrepancy(name, Action.REPAIR, "a transfer"))
    assert desk.ledger.is_armed
    desk.check()
    desk.check_decisions()


def test_more_differences_than_there_is_room_for_are_counted_once(
    desk: PlayedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "OPEN_MAX", 2)
    desk.wait(10 * SECOND)
    shown = picture(desk, cash={name: D(1) for name in ("EUR", "GBP", "CHF", "JPY", "USD")})
    for _ in range(2):
        desk.take(c.Reconcile())
        desk.take(shown)
        assert len(desk.ledger.reconciled.inbox.open) == 2
        assert desk.ledger.reconciled.inbox.more == 3
    desk.take(c.Reconcile())
    desk.take(picture(desk))
    assert desk.ledger.reconciled.inbox.more == 0
    desk.check()


def test_each_picture_that_shows_a_difference_is_counted(desk: PlayedDesk) -> None:
    desk.wait(10 * SECOND)
    for _ in range(3):
        desk.take(c.Reconcile())
        desk.take(picture(desk, positions={"AAPL": D(7)}))
        desk.wait(SECOND)
    (found,) = desk.ledger.discrepancies
    assert (found.times_seen, found.seen_at - found.found_at) == (3, 2 * SECOND)


def test_a_kind_that_is_set_to_auto_is_mended_only_by_what_the_picture_names(
    desk: PlayedDesk,
) -> None:
    policy = ReconcilePolicy(kinds={Kind.POSITION: Policy.AUTO, Kind.CASH: Policy.ALERT})
    desk.take(c.StartDesk("desk", "E", "build", reconciling=policy))
    desk.wait(10 * SECOND)
    told = desk.take(picture(desk, positions={"AAPL": D(7)}))
    assert kinds(told)[:3] == [d.DifferenceFound, d.PositionAdjusted, d.DifferenceClosed]
    assert desk.ledger.position("A", "AAPL").qty == 7
    told = desk.take(picture(desk, cash={"USD": D(5)}))
    position, cash = told
    assert isinstance(position, d.DifferenceFound)
    assert isinstance(cash, d.DifferenceFound)
    assert (position.policy, position.evidence) == (Policy.AUTO, "desk 7, sim 0 (not named)")
    assert (cash.policy, cash.repair) == (Policy.ALERT, None)
    assert desk.ledger.position("A", "AAPL").qty == 7
    desk.check()
    desk.check_decisions()


def test_what_is_held_for_an_account_of_nobody_counts_for_the_firm(desk: PlayedDesk) -> None:
    desk.take(picture(desk, account="ERR", positions={"AAPL": D(7)}))
    assert desk.ledger.unmapped == {"ERR": {"AAPL": D(7)}}
    desk.take(picture(desk, account="ERR"))
    assert desk.ledger.unmapped == {}
    assert desk.take(r.VenueSnapshotFails("sim", "ERR", "504", desk.time.now())) == []
    desk.check()


def test_strangers_orders_count_against_the_limits_at_once(desk: PlayedDesk) -> None:
    desk.take(picture(desk, orders=tuple(stranger(number) for number in range(3))))
    assert desk.ledger.position("A", "AAPL").buy_open == 3
    assert desk.ledger.accounts["A"].open_value == 3 * 99
    assert desk.ledger.accounts["A"].scope.tally.open_orders == 3
    assert list(desk.ledger.open_orders) == [f"EXT-sim-V{number}" for number in range(3)]
    assert desk.ledger.accounts["A"].client_ids == {}
    desk.check()
    desk.check_decisions()


def test_what_older_journals_tell_without_a_kind_lands_in_the_inbox(desk: PlayedDesk) -> None:
    desk.take(r.VenueCancels("X-1", OPEN))
    (found,) = desk.ledger.discrepancies
    assert (found.kind, found.subject, found.policy) == (Kind.REPORT, "X-1", Policy.ALERT)
    assert DiscrepancyFound in e.Event.__args__


def test_a_restart_before_the_answer_forgets_no_question(desk: PlayedDesk) -> None:
    desk.take(c.Reconcile())
    desk.take(r.VenueSnapshotFails("sim", "A", "504", desk.time.now()))
    desk.restart()
    count = len(asked(desk))
    desk.wait(400 * SECOND)
    assert len(asked(desk)) >= count
    desk.check()


def test_nothing_at_all_is_no_answer_for_an_account_that_has_just_traded_flat(
    desk: PlayedDesk,
) -> None:
    for number, side in enumerate((Side.BUY, Side.SELL)):
        order = c.SubmitOrder("A", "AAPL", side, D(5), client_order_id=f"o{number}")
        desk.take(order)
        fill = r.VenueFills(
            desk.order(f"o{number}").id, f"f{number}", D(5), D(100), D(0), "USD",
            Liquidity.TAKER, desk.time.now(),
        )  # fmt: skip
        desk.take(fill)
    desk.take(c.Reconcile())
    desk.wait(10 * SECOND)
    told = desk.take(picture(desk, cash={}))
    found = [each.kind for each in told if isinstance(each, d.DifferenceFound)]
    assert found == [Kind.UNANSWERED]
    assert not [each for each in told if isinstance(each, d.AccountCompared)]
    desk.check()
