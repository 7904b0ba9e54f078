"""Where a virtual run writes its journal: a new file each time, never one of somebody's desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from holdfast.cli.exits import Code, stop

FOLDER = "holdfast-demo"
RUN = "run-"
RUNS_MAX = 100_000
EPOCH_PREFIX = "demo"


def fresh_journal(named: Path | None) -> Path:
    """Return the path of a journal that does not exist, the one named if there is one."""
    if named is None:
        return _numbered().absolute()
    if named.exists():
        _make_room(named)
    named.parent.mkdir(parents=True, exist_ok=True)
    return named.absolute()


@contextmanager
def no_empty_folder(journal: Path) -> Iterator[None]:
    """Take a run's own folder away again where it came to nothing, not even to a journal."""
    try:
        yield
    finally:
        own = journal.parent
        if own.name.startswith((RUN, f"{FOLDER}-")):
            # a folder with anything in it stays
            with suppress(OSError):
                own.rmdir()
                if own.parent.name == FOLDER:
                    own.parent.rmdir()


def _numbered() -> Path:
    """Take the next free number; where this folder cannot be written, the system's own."""
    try:
        Path(FOLDER).mkdir(exist_ok=True)
        taken = [each.name.removeprefix(RUN) for each in Path(FOLDER).glob(f"{RUN}*")]
        first = 1 + max((int(each) for each in taken if each.isdecimal()), default=0)
        for number in range(first, first + RUNS_MAX):
            folder = Path(FOLDER, f"{RUN}{number:03}")
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            return folder / "journal.db"
    except OSError:
        pass
    return Path(mkdtemp(prefix=f"{FOLDER}-")) / "journal.db"


def _make_room(path: Path) -> None:
    """Remove the journal of an earlier run; anything else is not ours to overwrite."""
    from holdfast.journal import JournalCorrupt, JournalError
    from holdfast.journal import database as db

    try:
        database = db.open_reader(str(path))
        try:
            epoch = db.read_meta(database).get("epoch", "")
        finally:
            database.close()
    except JournalCorrupt:
        epoch = ""
    if not epoch.startswith(EPOCH_PREFIX):
        stop(Code.USAGE, f"--journal {path} must not exist, or be the journal of an earlier run")
    try:
        lock = db.writer_lock(str(path))
    except JournalError as error:
        stop(Code.CANNOT, str(error))
    try:
        db.remove(str(path))
    finally:
        lock.release()
