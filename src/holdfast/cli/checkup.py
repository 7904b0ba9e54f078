"""What the doctor looks at: each check looks at one thing and never fails as a whole."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from statistics import median

import msgspec

from holdfast.api.faults import Unreadable
from holdfast.api.operation import Nothing
from holdfast.api.operations.health import Status, health
from holdfast.cli.configured import url_of
from holdfast.cli.exits import Stop
from holdfast.cli.server import Server, Unreachable
from holdfast.config import MarketKind, Settings, VenueKind
from holdfast.config.alpaca import access_of
from holdfast.config.loading import load
from holdfast.journal import JournalError
from holdfast.journal.verify import verify
from holdfast.market.tape import open_tape
from holdfast.market.unreadable import UnreadableTape

PYTHON_MIN = (3, 11)
DISK_FREE_BAD = 100 << 20
DISK_FREE_POOR = 2 << 30
FSYNC_TRIES = 30
FSYNC_POOR_MS = 20.0
GIGABYTE = 1 << 30


class Grade(StrEnum):
    """How good a finding is; a poor one is worth knowing, a bad one keeps a desk from running."""

    GOOD = "ok"
    POOR = "note"
    BAD = "BAD"


class Finding(msgspec.Struct, frozen=True):
    """What one check found."""

    check: str
    grade: Grade
    detail: str


def checkup(config: Path | None, profile: str | None, data: Path | None) -> Iterator[Finding]:
    """Look at everything, the settings first; with bad settings the defaults' places are seen."""
    settings = Settings()
    yield _python()
    try:
        found = load(config, profile, os.environ)
    except OSError as error:
        yield Finding("settings", Grade.BAD, f"{error.filename}: {error.strerror}")
    else:
        if isinstance(found, Unreadable):
            for fault in found.faults:
                yield Finding("settings", Grade.BAD, str(fault))
        else:
            settings = found.settings
            yield Finding("settings", Grade.GOOD, str(found.path or "the defaults, without a file"))
    folder = Path(settings.desk.journal or ".").absolute().parent
    checks: tuple[Callable[[], Finding], ...] = (
        lambda: _disk(folder),
        lambda: _fsync(folder),
        lambda: _journal(settings),
        lambda: _port(settings),
        lambda: _data(settings, data),
    )
    for check in checks:
        yield check()
    if settings.venue.kind is VenueKind.ALPACA:
        yield _alpaca(settings)


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info < PYTHON_MIN:
        return Finding("python", Grade.BAD, f"{version} must be at least 3.11")
    return Finding("python", Grade.GOOD, f"{version} on {platform.system()} {platform.machine()}")


def _disk(folder: Path) -> Finding:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("disk", Grade.BAD, f"{folder}: {error.strerror}")
    told = f"{free / GIGABYTE:.1f} GB free at {folder}"
    if free < DISK_FREE_BAD:
        return Finding("disk", Grade.BAD, told)
    return Finding("disk", Grade.GOOD if free >= DISK_FREE_POOR else Grade.POOR, told)


def _fsync(folder: Path) -> Finding:
    """Time a small write with fdatasync: what each commit of a lone order costs."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            took_ms = sorted(_synced_ms(file.fileno()) for _ in range(FSYNC_TRIES))
    except OSError as error:
        return Finding("fsync", Grade.BAD, f"{folder} cannot be written: {error.strerror}")
    middle = median(took_ms)
    told = f"{middle:.2f} ms median, {took_ms[-1]:.2f} ms worst of {FSYNC_TRIES}"
    return Finding("fsync", Grade.GOOD if middle <= FSYNC_POOR_MS else Grade.POOR, told)


def _synced_ms(file: int) -> float:
    began = time.perf_counter()
    os.write(file, bytes(512))
    os.fdatasync(file)
    return (time.perf_counter() - began) * 1e3


def _journal(settings: Settings) -> Finding:
    path = settings.desk.journal
    if not path:
        return Finding("journal", Grade.POOR, "in memory: everything is forgotten at the end")
    if not Path(path).exists():
        return Finding("journal", Grade.GOOD, f"{path} will be made by the first start")
    try:
        found = verify(path)
    except JournalError as error:
        return Finding("journal", Grade.BAD, str(error))
    if not found.ok:
        return Finding("journal", Grade.BAD, f"{path} is not sound: {found.detail}")
    return Finding("journal", Grade.GOOD, f"{path} is sound, {found.entries} entries")


def _port(settings: Settings) -> Finding:
    host, port = settings.server.host, settings.server.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _who_is_there(settings, os.strerror(error.errno or 0))
    return Finding("port", Grade.GOOD, f"{host}:{port} is free")


def _who_is_there(settings: Settings, why: str) -> Finding:
    """Ask whoever has the port: our own desk is good news."""
    url = url_of(settings)
    try:
        found = Server(url).ask(health, Nothing())
    except (Unreachable, Stop):
        return Finding("port", Grade.BAD, f"{url} cannot be listened on: {why}")
    if found.status is Status.HALTED:
        return Finding("port", Grade.BAD, f"the desk at {url} is halted: {found.reason}")
    return Finding("port", Grade.GOOD, f"a desk answers at {url}, {found.open_orders} open orders")


def _alpaca(settings: Settings) -> Finding:
    """Ask Alpaca what a first start asks: the account, and what is listed."""
    # a desk at no venue of its own need not load what trades there
    from holdfast.main.alpaca_desk import VenueNotThere, book_of

    try:
        book = asyncio.run(book_of(settings))
    except VenueNotThere as error:
        return Finding("venue", Grade.BAD, str(error))
    held = ", ".join(f"{amount:,} {currency}" for currency, amount in book.cash.items())
    told = f"{access_of(settings).url} takes the key; cash {held}; lists {', '.join(book.listings)}"
    return Finding("venue", Grade.GOOD, told)


def _data(settings: Settings, data: Path | None) -> Finding:
    market = settings.market
    path = data or (Path(market.tape) if market.kind is MarketKind.TAPE else None)
    if path is None:
        if settings.venue.kind is VenueKind.ALPACA:
            alpaca = settings.venue.alpaca
            streams = alpaca.data_stream_url or f"Alpaca's streams of {alpaca.feed}"
            return Finding("data", Grade.GOOD, f"quotes and prints come from {streams}")
        return Finding("data", Grade.GOOD, "a generated market needs none")
    try:
        tape = open_tape(path)
    except UnreadableTape as error:
        return Finding("data", Grade.BAD, str(error))
    names = ", ".join(each.id for each in tape.instruments[:5])
    return Finding("data", Grade.GOOD, f"{path}: {tape.kind}, {names}")
