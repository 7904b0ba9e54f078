"""The gate is measured with every check in force."""

import pytest

from holdfast.bench import bench_desk, gate
from holdfast.model.limits import Limits
from holdfast.risk import CHECKS


def test_the_cost_of_all_checks_is_measured() -> None:
    cost_us, checks = gate.measure(50)
    assert cost_us > 0
    assert checks == len(CHECKS)


def test_a_gate_that_refuses_is_no_measurement(monkeypatch) -> None:
    monkeypatch.setattr(bench_desk, "LIMITS", Limits())
    with pytest.raises(ValueError, match="the gate refused: account BENCH has no limit"):
        gate.measure(1)
