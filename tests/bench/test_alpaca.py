"""What an adapter adds is measured with every order answered."""

from __future__ import annotations

from holdfast.bench import alpaca


def test_both_ways_are_measured_beside_the_bare_line() -> None:
    found = alpaca.run(60)
    assert found["orders"] == 60
    for name in ("first_byte_us", "bare_first_byte_us", "frame_to_report_us"):
        assert 0 < found[f"{name}_p50"] <= found[f"{name}_p99"]
