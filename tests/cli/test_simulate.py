"""`holdfast simulate`, typed."""

import json
from pathlib import Path

from tests.cli.terminal import holdfast


def test_a_range_of_seeds_is_played_and_what_they_met_is_counted(tmp_path: Path) -> None:
    done = holdfast("simulate", "--seeds", "1..4", "--profile", "calm", "--jobs", "1", cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.out.startswith("4 seeds, ")
    assert "0 broken" in done.out


def test_one_seed_tells_its_journal(tmp_path: Path) -> None:
    told = [
        holdfast("simulate", "--seed", "3", "--profile", "calm", "--json", cwd=tmp_path).out
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert json.loads(told[0])["head"]


def test_what_is_no_range_or_profile_is_named(tmp_path: Path) -> None:
    for wrong in (("--seeds", "9..1"), ("--seeds", "x"), ("--profile", "mad"), ("--keep", "a")):
        given = ("--seed", "1", *wrong) if wrong[0] == "--keep" else wrong
        done = holdfast("simulate", *given, cwd=tmp_path)
        assert done.code == 2
        assert f"{wrong[0]} {wrong[1]}" in done.err
