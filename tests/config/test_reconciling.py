"""How accounts are compared, as the settings say it."""

from decimal import Decimal

import pytest

from holdfast.config import ReconcileSettings, Settings
from holdfast.config.reconciling import reconcile_policy
from holdfast.config.sense import sense_faults
from holdfast.model.difference import Kind, Policy, ReconcilePolicy


def test_what_is_left_out_is_as_the_core_has_it() -> None:
    assert reconcile_policy(ReconcileSettings()) == ReconcilePolicy()


def test_what_is_set_is_said_and_nothing_else() -> None:
    told = reconcile_policy(ReconcileSettings(window_s=7, position=Policy.AUTO))
    assert told.window_ns == 7_000_000_000
    assert told.kinds == {Kind.POSITION: Policy.AUTO}


@pytest.mark.parametrize("tolerance", ["-1", "NaN"])
def test_a_tolerance_below_zero_is_named_by_its_path(tolerance: str) -> None:
    settings = Settings(reconcile=ReconcileSettings(cash_tolerance=Decimal(tolerance)))
    (fault,) = sense_faults(settings, {})
    assert (fault.path, fault.rule) == ("reconcile.cash_tolerance", "must not be negative")
