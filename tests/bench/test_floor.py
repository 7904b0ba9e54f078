"""Floors are measured on the bytes of real orders."""

from pathlib import Path

from holdfast.bench import floor
from holdfast.messages import events as e


def test_the_sample_holds_what_real_orders_journal() -> None:
    entries = floor.sample_entries()
    assert len(entries) == floor.ENTRIES_PER_ORDER * 500
    assert [type(entry.events[0]) for entry in entries[:3]] == [
        e.OrderSent,
        e.OrderOpened,
        e.OrderFilled,
    ]


def test_every_floor_is_measured(tmp_path: Path) -> None:
    entries = floor.sample_entries()
    assert floor.encode_and_chain(entries, 50) > 0
    assert floor.write_and_sync(entries, group=4, commits=2) > 0
    assert floor.store_quotes(100) > 0


def test_files_are_measured_where_they_are_told_to_be(tmp_path: Path, monkeypatch) -> None:
    assert floor.bench_folder() == tmp_path
    monkeypatch.delenv("HOLDFAST_BENCH_DIR")
    assert floor.bench_folder() == Path()
