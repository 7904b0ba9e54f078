"""A soak forgets as a server does, and says what it kept."""

from holdfast.bench import soak
from holdfast.config import DeskSettings
from holdfast.core.forgetting import FORGOTTEN_MAX


def test_a_soak_ends_with_no_more_than_it_was_to_keep() -> None:
    settings = DeskSettings(closed_orders_max=10, packed_orders_max=40, snapshot_every_entries=500)
    found = soak.measure(1_000, settings)
    # those that are over leave some at a time
    assert found.held <= 10 + 2 * FORGOTTEN_MAX
    assert found.packed <= 40 + FORGOTTEN_MAX
    assert len(found.resident_mb) == soak.PARTS
    assert 0 < max(found.resident_mb) <= found.peak_mb
    assert found.snapshot_mb > 0
    assert found.forget_p50_ms <= found.forget_max_ms


def test_the_later_parts_of_a_run_are_held_against_its_first_fifth() -> None:
    resident = (50.0, 60.0, 61.0, 62.0, 63.0, 64.0, 65.0, 66.0, 67.0, 64.0)
    found = soak.Soak(10, 1.0, resident, 70.0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert (found.settled_mb, found.later_mb) == (60.0, 67.0)
