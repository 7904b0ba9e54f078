"""The settings that a command runs with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.api.faults import Unreadable
from holdfast.cli.exits import Code, stop
from holdfast.config import Settings
from holdfast.config.loading import DEFAULT_FILE, Loaded, load

if TYPE_CHECKING:
    from holdfast.cli.server import Server


def loaded(path: Path | None, profile: str | None) -> Loaded:
    """Read the settings, or stop with every fault on a line of its own."""
    found = load(path, profile, os.environ)
    if isinstance(found, Unreadable):
        where = path or (DEFAULT_FILE if Path(DEFAULT_FILE).exists() else "settings")
        stop(Code.USAGE, *(f"{where}: {fault}" for fault in found.faults))
    return found


def settings_of(path: Path | None, profile: str | None) -> Settings:
    """Read the settings alone."""
    return loaded(path, profile).settings


def url_of(settings: Settings) -> str:
    """Say where the desk of these settings answers; one that listens everywhere also does here."""
    host = settings.server.host
    if host in ("0.0.0.0", "::", ""):
        host = "127.0.0.1"
    bracketed = f"[{host}]" if ":" in host else host
    return f"http://{bracketed}:{settings.server.port}"


def server_of(path: Path | None, profile: str | None, url: str, principal: str = "") -> Server:
    """Find the desk at the address that is given, else at that of the settings."""
    from holdfast.cli.server import Server

    return Server(url or url_of(settings_of(path, profile)), principal)
