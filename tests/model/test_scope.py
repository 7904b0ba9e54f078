"""Scopes: each has a key of its own."""

import pytest

from holdfast.model.scope import FIRM, Scope

ODD = ["a", "a,b", "a,instrument=b", "a\\\\", "a\\\\,instrument=b", "=", "firm", "a\\\\\\\\,b"]


def test_the_firm_is_the_scope_of_everything() -> None:
    assert FIRM.key == "firm"
    assert Scope(account="A", instrument="ABC").key == "account=A,instrument=ABC"


def test_no_two_scopes_share_a_key() -> None:
    scopes = [Scope(strategy=a) for a in ODD]
    scopes += [Scope(strategy=a, instrument=b) for a in ODD for b in ODD]
    scopes += [Scope(trader=a, instrument=b) for a in ODD for b in ODD]
    assert len({each.key for each in scopes}) == len(scopes)


@pytest.mark.parametrize("name", ODD)
def test_a_scope_takes_in_what_has_its_name_and_nothing_else(name: str) -> None:
    scope = Scope(strategy=name)
    assert scope.takes_in("A", name, "t", "ABC", "sim")
    assert not scope.takes_in("A", name + "x", "t", "ABC", "sim")
