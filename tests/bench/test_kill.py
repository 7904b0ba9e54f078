"""The kill under full load is measured, and a byte that left too late is no figure but a fault."""

import pytest

from holdfast.bench import kill

pytestmark = pytest.mark.slow
SLOW = 250  # requests a second, which a machine can make that is busy with other tests


@pytest.mark.parametrize("way", kill.WAYS)
def test_no_byte_that_adds_risk_leaves_after_the_durable_record_of_the_kill(way: str) -> None:
    """By its sequence, whatever the clock says: `measure` raises where one did."""
    (told,) = kill.measure(way, 1, SLOW)
    assert told.way == way
    assert told.waited >= kill.WAITING, "the lanes were full"
    assert told.open > kill.WAITING
    assert 0 <= told.last_byte_ms <= told.answered_ms


def test_a_byte_that_leaves_too_late_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kill, "_seq_of_the_kill", lambda desk: 1)
    with pytest.raises(ValueError, match="left after the durable record"):
        kill.measure("library", 1, SLOW)
