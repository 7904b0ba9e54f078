"""Two users that are not root, for tests that root alone can run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DESK_UID = 65533
CALLER_UID = 65534

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user takes root")


@contextmanager
def effective_user(uid: int) -> Iterator[None]:
    """Be another user; the kernel tells the other end of a socket the effective one."""
    before = os.geteuid()
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(before)


@contextmanager
def reachable_by_all(path: Path) -> Iterator[str]:
    """Open a socket to all users, also below folders that are closed to them."""
    path.parent.chmod(0o711)
    path.chmod(0o666)
    folder = os.open(path.parent, os.O_PATH)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
