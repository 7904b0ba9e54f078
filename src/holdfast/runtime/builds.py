"""Which builds may follow which on one journal: an older one must not decide for a newer."""

from __future__ import annotations

from holdfast.journal import JournalError


class BuildTooOld(JournalError):
    """The journal was written by a newer build, whose rules and words this one does not have."""


def refuse_older(written_by: str, build: str) -> None:
    """Raise BuildTooOld where `build` is older than the one that wrote the journal last.

    Builds whose names are no dotted numbers have no order, so they are let through.
    """
    before, now = _numbers(written_by), _numbers(build)
    if before is not None and now is not None and now < before:
        raise BuildTooOld(f"the journal was written by build {written_by}, this one is {build}")


def _numbers(build: str) -> tuple[int, ...] | None:
    parts = build.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else None
