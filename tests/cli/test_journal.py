"""Journals from the command line: proved, decided again, shown and given away."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import pytest

from tests.cli.conftest import Demo
from tests.cli.terminal import Done

Here = Callable[..., Done]


@pytest.fixture
def damaged(demo: Demo, tmp_path: Path) -> Path:
    """A copy of the journal with one letter of one entry changed."""
    path = tmp_path / "damaged.db"
    copyfile(demo.journal, path)
    with sqlite3.connect(path) as database:
        row = "SELECT first_seq, entries FROM batches WHERE first_seq > 40 LIMIT 1"
        first, entries = database.execute(row).fetchone()
        changed = entries.replace(b"AAPL", b"AAPM") if b"AAPL" in entries else entries[:-1] + b"\1"
        database.execute("UPDATE batches SET entries = ? WHERE first_seq = ?", (changed, first))
    database.close()
    return path


def test_a_sound_journal_is_told_in_exactly_three_fields(demo: Demo, here: Here) -> None:
    done = here("journal", "verify", demo.journal, "--json")
    assert done.code == 0
    told = demo.told["journal"]
    assert done.json() == {"ok": True, "entries": told["entries"], "hash": told["hash"]}


def test_a_damaged_journal_is_told_with_its_first_bad_entry(damaged: Path, here: Here) -> None:
    done = here("journal", "verify", damaged, "--json")
    assert done.code == 1
    told = done.json()
    assert set(told) == {"ok", "entries", "hash", "first_bad", "detail"}
    assert told["ok"] is False
    assert told["first_bad"] == told["entries"] + 1
    assert here("journal", "verify", damaged).out.startswith("NOT sound: at ")


def test_replay_decides_the_same_again(demo: Demo, here: Here) -> None:
    done = here("journal", "replay", demo.journal, "--json")
    assert done.code == 0
    assert done.json() == {"same_state": True, "differences": []}


def test_replay_of_a_damaged_journal_stops_with_one_line(damaged: Path, here: Here) -> None:
    done = here("journal", "replay", damaged)
    assert done.code == 4
    assert done.err.count("\n") == 1


def test_replay_tells_what_other_rules_would_decide(
    demo: Demo, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    # without its checks the gate lets the same orders pass, so an algo of other slices it is
    from holdfast.algos.common import clock

    monkeypatch.setattr(clock, "_JITTER_STEPS", 1 << 17)
    done = here("journal", "replay", demo.journal, "--json")
    assert done.code == 1
    told = done.json()
    assert told["differences"]
    assert set(told["differences"][0]) == {"seq", "recorded", "decided"}


def test_tail_shows_the_last_entries(demo: Demo, here: Here) -> None:
    lines = here("journal", "tail", demo.journal, "-n", 3, "--json").out.splitlines()
    entries = demo.told["journal"]["entries"]
    assert [json.loads(line)["seq"] for line in lines] == [entries - 2, entries - 1, entries]
    people = here("journal", "tail", demo.journal, "-n", 3).out.splitlines()
    assert [line.split()[0] for line in people] == [
        str(entries - 2),
        str(entries - 1),
        str(entries),
    ]


def test_export_writes_every_entry_and_never_over_a_file(
    demo: Demo, here: Here, tmp_path: Path
) -> None:
    output = tmp_path / "lines.jsonl"
    assert here("journal", "export", demo.journal, "-o", output).code == 0
    lines = output.read_text().splitlines()
    assert len(lines) == demo.told["journal"]["entries"]
    assert here("journal", "export", demo.journal).out.splitlines() == lines
    again = here("journal", "export", demo.journal, "-o", output)
    assert again.code == 2
    assert str(output) in again.err


def test_the_tables_for_people_with_sql_are_filled(demo: Demo) -> None:
    with sqlite3.connect(demo.journal) as database:
        orders = database.execute("SELECT count(*) FROM orders").fetchone()
        trades = database.execute("SELECT count(*) FROM trades").fetchone()
    database.close()
    assert orders == (len(demo.told["orders"]),)
    assert trades == (len(demo.told["fills"]),)


def test_a_path_without_a_journal_is_bad_input(here: Here, tmp_path: Path) -> None:
    for command in ("verify", "replay", "tail", "export"):
        done = here("journal", command, tmp_path / "none.db")
        assert done.code == 2
        assert "must be a journal's file" in done.err
