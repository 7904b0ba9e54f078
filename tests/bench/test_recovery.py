"""Starts are measured on a journal that both ways make the same ledger of."""

from holdfast.bench import recovery


def test_a_start_from_a_snapshot_reads_less_and_finds_the_same() -> None:
    found = recovery.measure(300)
    assert found.events == found.without.entries == found.with_snapshot.entries >= 300
    assert found.without.replayed == found.events
    assert 0 < found.with_snapshot.replayed < found.events
    assert found.without.state == found.with_snapshot.state
    assert found.without.ready_s >= found.without.rebuild_s > 0
