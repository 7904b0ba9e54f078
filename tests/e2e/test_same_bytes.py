"""One seed and one market make one journal, and the journal alone tells the whole story again."""

from pathlib import Path
from typing import Any

import pytest

from holdfast import __version__
from holdfast.core.invariants import audit
from holdfast.core.ledger import Ledger, freeze
from holdfast.journal.sqlite import SqliteJournal
from holdfast.journal.walk import read_file
from holdfast.main import policies
from holdfast.model.numbers import use_exact_context
from holdfast.recovery.replay import apply_entries, rebuild, redecide
from holdfast.views.protection import protection
from tests.cli.terminal import holdfast

pytestmark = pytest.mark.slow

TAPE = "marketdata/us_equity_l3/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz"


def demo(folder: Path, tape: Path | None, seed: int = 5, hash_seed: str = "0") -> dict[str, Any]:
    data = ("--data", tape) if tape else ()
    folder.mkdir()
    done = holdfast("demo", "--json", "--seed", seed, *data, cwd=folder, PYTHONHASHSEED=hash_seed)
    assert done.code == 0, done.err
    told: dict[str, Any] = done.json()
    return told


@pytest.fixture(scope="module", params=["generated", "tape"])
def market(request: pytest.FixtureRequest, shared: Path) -> Path | None:
    return shared / TAPE if request.param == "tape" else None


@pytest.fixture(scope="module")
def first(market: Path | None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return demo(tmp_path_factory.mktemp("first") / "run", market)


def test_hash_seed_folder_and_repetition_change_nothing(
    first: dict[str, Any], market: Path | None, tmp_path: Path
) -> None:
    others = [
        demo(tmp_path / "a b", market, hash_seed="1"),
        demo(tmp_path / "elsewhere", market, hash_seed="4294967295"),
        demo(tmp_path / "random", market, hash_seed="random"),
    ]
    paths = {told["journal"].pop("path") for told in others}
    assert len(paths) == 3
    kept = {name: value for name, value in first["journal"].items() if name != "path"}
    assert all(told == {**first, "journal": kept} for told in others)


def test_another_seed_makes_another_journal(
    first: dict[str, Any], market: Path | None, tmp_path: Path
) -> None:
    hashes = {demo(tmp_path / str(seed), market, seed)["journal"]["hash"] for seed in (6, 7)}
    assert len(hashes | {first["journal"]["hash"]}) == 3


def test_the_journal_is_sound_and_decides_the_same_again(
    first: dict[str, Any], tmp_path: Path
) -> None:
    path = first["journal"]["path"]
    verified = holdfast("journal", "verify", path, "--json", cwd=tmp_path)
    entries, hashed = first["journal"]["entries"], first["journal"]["hash"]
    assert verified.json() == {"ok": True, "entries": entries, "hash": hashed}
    replayed = holdfast("journal", "replay", path, "--json", cwd=tmp_path, PYTHONHASHSEED="77")
    assert replayed.json() == {"same_state": True, "differences": []}
    assert (verified.code, replayed.code) == (0, 0)


def test_snapshot_and_tail_are_the_whole_journal_applied(first: dict[str, Any]) -> None:
    use_exact_context()
    path = first["journal"]["path"]
    whole = apply_entries(Ledger(), read_file(Path(path)))
    journal = SqliteJournal(path, "os", build=__version__)
    try:
        assert journal.latest_snapshot() is not None
        assert freeze(rebuild(journal)) == freeze(whole)
    finally:
        journal.close()
    assert audit(whole) == ()


def test_after_every_entry_the_books_add_up_and_nothing_is_without_its_stop(
    first: dict[str, Any],
) -> None:
    use_exact_context()
    ledger = Ledger()
    for entry in read_file(Path(first["journal"]["path"])):
        apply_entries(ledger, (entry,))
        assert audit(ledger) == ()
        assert protection(ledger).unprotected_qty == 0
    assert redecide(read_file(Path(first["journal"]["path"])), policies()).differences == ()
