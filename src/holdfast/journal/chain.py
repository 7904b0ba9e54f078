"""The hash chain over entries: it does not depend on how they were grouped into batches."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

HASH_BYTES = 32
TAG_BYTES = 4
GENESIS = bytes(HASH_BYTES)


def extend(before: bytes, entries: Iterable[bytes]) -> bytes:
    """Return h_n, where h_i = sha256(h_(i-1) || entry_i) and h_0 is `before`."""
    running = before
    for entry in entries:
        running = sha256(running + entry).digest()
    return running


def extend_tagged(before: bytes, entries: Iterable[bytes]) -> tuple[bytes, bytes]:
    """Return h_n and the tags, the first bytes of every h_i: they tell later which entry is bad."""
    running = before
    tags = []
    for entry in entries:
        running = sha256(running + entry).digest()
        tags.append(running[:TAG_BYTES])
    return running, b"".join(tags)
