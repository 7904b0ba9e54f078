"""What is typed at `holdfast limits set`, read or refused with the rule that it breaks."""

import pytest

from holdfast.api.faults import Json
from holdfast.cli.exits import Code, Stop
from holdfast.cli.limit_terms import changed, scope_named


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("order_qty_max=10000", "10000"),
        ("open_orders_max=5", 5),
        ("open_orders_max=1.5", "1.5"),
        ("order_qty_max=none", None),
        ("reference_age_max_ns=10s", 10_000_000_000),
        ("duplicate_window_ns=500ms", 500_000_000),
        ("duplicate_window_ns=0.5s", 500_000_000),
        ("velocity_pause_ns=2m", 120_000_000_000),
        ("velocity_pause_ns=7", 7),
        ("velocity_pause_ns=1.5.2s", "1.5.2s"),
        ("velocity_pause_ns=-1s", "-1s"),
        ("velocity_pause_ns=0.0000000001s", "0.0000000001s"),
        ("velocity_pause_ns=.s", ".s"),
        ("velocity_pause_ns=s", "s"),
        ("restricted=AAPL,MSFT", ["AAPL", "MSFT"]),
        ("allowed=empty", []),
        ("locate_needed=true", True),
        ("locate_needed=maybe", "maybe"),
    ],
)
def test_a_change_is_read_by_the_kind_of_its_limit(typed: str, value: Json) -> None:
    (read,) = changed([typed]).values()
    assert (read, type(read)) == (value, type(value))


def test_every_wrong_change_is_told_with_what_is_wrong_with_it() -> None:
    with pytest.raises(Stop) as ended:
        changed(["nosuch=1", "order_qty_max=", "price_collar=1", "price_collar=2"])
    assert ended.value.code is Code.USAGE
    unknown, empty, twice = ended.value.lines
    assert unknown.startswith("nosuch must be one of order_qty_max, ")
    assert empty.startswith("order_qty_max= must be order_qty_max=VALUE")
    assert twice == "price_collar must be named once"


def test_a_scope_is_named_in_any_order() -> None:
    assert scope_named("firm", ()) == {}
    named = scope_named("strategy=s,account=A", ())
    assert list(named.items()) == [("account", "A"), ("strategy", "s")]


@pytest.mark.parametrize("text", ["account", "colour=red", "account=A,account=B", "order_id=o-1"])
def test_a_scope_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Stop, match=f"--scope {text} must be firm or NAME=VALUE of account"):
        scope_named(text, ())
