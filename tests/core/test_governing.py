"""The desk's own commands: accounts, instruments, limits, starts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from tests.support.desks import WIDE, PlayedDesk, ready_desk


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def refusal(events: list[e.Event]) -> Refusal:
    (event,) = events
    assert isinstance(event, e.RequestRefused)
    return event.refusals[0]


def test_an_account_opened_again_with_the_same_terms_changes_nothing(desk: PlayedDesk) -> None:
    again = c.OpenAccount(desk.ledger.accounts["A"].account, {"USD": Decimal(5)})
    assert desk.take(again) == []
    assert desk.ledger.accounts["A"].cash == {"USD": Decimal(1_000_000)}


def test_an_account_with_other_terms_is_refused(desk: PlayedDesk) -> None:
    assert refusal(desk.take(c.OpenAccount(Account("A", "other")))).code is Reason.ALREADY_EXISTS


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1E13", "0.0000000001"])
def test_opening_cash_must_be_a_number_in_range(desk: PlayedDesk, amount: str) -> None:
    told = refusal(desk.take(c.OpenAccount(Account("B", "sim"), {"USD": Decimal(amount)})))
    assert (told.code, told.field) == (Reason.INVALID_ORDER, "cash.USD")
    assert amount in told.detail.replace("E-10", "0.0000000001") or told.detail
    assert "B" not in desk.ledger.accounts


def test_an_instrument_listed_again_changes_nothing_and_a_new_listing_is_added(
    desk: PlayedDesk,
) -> None:
    aapl = Instrument("AAPL")
    assert desk.take(c.ListInstrument(aapl, (Listing("AAPL", "sim", "AAPL"),))) == []
    elsewhere = Listing("AAPL", "other", "AAPL.N")
    assert len(desk.take(c.ListInstrument(aapl, (elsewhere,)))) == 1
    assert desk.ledger.listings["other"]["AAPL"] == elsewhere


def test_an_instrument_keeps_its_terms(desk: PlayedDesk) -> None:
    told = refusal(desk.take(c.ListInstrument(Instrument("AAPL", currency="EUR"))))
    assert told.code is Reason.ALREADY_EXISTS


@pytest.mark.parametrize(
    ("instrument", "listing", "field"),
    [
        ({"multiplier": Decimal(0)}, {}, "multiplier"),
        ({"multiplier": Decimal("NaN")}, {}, "multiplier"),
        ({}, {"tick": Decimal(0)}, "listings[0].tick"),
        ({}, {"lot": Decimal(-1)}, "listings[0].lot"),
        ({}, {"lot": Decimal("1E-10")}, "listings[0].lot"),
    ],
)
def test_steps_and_multipliers_are_above_zero_and_in_range(
    desk: PlayedDesk, instrument: dict, listing: dict, field: str
) -> None:
    terms = (Listing("X", "sim", "X", **listing),)
    told = refusal(desk.take(c.ListInstrument(Instrument("X", **instrument), terms)))
    assert (told.code, told.field) == (Reason.INVALID_ORDER, field)
    assert "X" not in desk.ledger.instruments


def test_limits_of_nobody_are_refused(desk: PlayedDesk) -> None:
    assert refusal(desk.take(c.SetLimits("Z", WIDE))).code is Reason.UNKNOWN_ACCOUNT


def test_the_same_limits_again_change_nothing(desk: PlayedDesk) -> None:
    version = desk.ledger.accounts["A"].scope.version
    assert desk.take(c.SetLimits("A", WIDE)) == []
    assert desk.ledger.accounts["A"].scope.version == version


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (Limits(order_qty_max=Decimal(-1)), "limits.order_qty_max"),
        (Limits(price_collar=Decimal("NaN")), "limits.price_collar"),
        (Limits(reference_age_max_ns=-1), "limits.reference_age_max_ns"),
    ],
)
def test_a_limit_is_a_number_and_not_negative(desk: PlayedDesk, limits: Limits, field: str) -> None:
    told = refusal(desk.take(c.SetLimits("A", limits)))
    assert (told.code, told.field) == (Reason.INVALID_LIMIT, field)
    assert desk.ledger.accounts["A"].limits == WIDE


def test_a_later_start_keeps_the_epoch_and_seed_of_the_first(desk: PlayedDesk) -> None:
    desk.take(c.StartDesk("desk", "another", "build2", seed=99))
    assert (desk.ledger.epoch, desk.ledger.seed, desk.ledger.build) == ("E", 7, "build2")
    assert desk.ledger.starts == 2


def test_a_reconcile_of_one_account_asks_about_that_one_alone(desk: PlayedDesk) -> None:
    desk.account("B")
    told = desk.take(c.Reconcile("B"))
    assert [type(event) for event in told] == [d.AccountQueried]
    assert isinstance(told[0], d.AccountQueried)
    assert told[0].account == "B"
