"""Space set aside beside the journal, so that cancels can be written when the disk is full."""

from __future__ import annotations

import os
from contextlib import suppress


class Reserve:
    """Hold `<path>.reserve`, real blocks that are given back to the disk when it runs out."""

    def __init__(self, path: str, size_bytes: int) -> None:
        self._name = f"{path}.reserve"
        self._size_bytes = size_bytes
        self.is_held = False

    @property
    def is_missing(self) -> bool:
        """Tell that space was asked for and is not held."""
        return self._size_bytes > 0 and not self.is_held

    def hold(self) -> bool:
        """Set the space aside; False where the disk has not so much left."""
        if self._size_bytes <= 0:
            return False
        try:
            file = os.open(self._name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                os.posix_fallocate(file, 0, self._size_bytes)
            finally:
                os.close(file)
        except OSError:
            self.give_back()
            return False
        self.is_held = True
        return True

    def give_back(self) -> None:
        self.is_held = False
        with suppress(OSError):
            os.unlink(self._name)
