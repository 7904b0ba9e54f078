"""Frames as the venue writes them: JSON or MessagePack, numbers as numbers, times as its own."""

from __future__ import annotations

import msgspec

from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS, rfc3339

MSGPACK = "application/msgpack"
_TIMESTAMP = -1  # the type that MessagePack gives to times

_json = msgspec.json.Encoder(decimal_format="number")
_packed = msgspec.msgpack.Encoder(decimal_format="number")


def as_json(value: object) -> bytes:
    """Encode for a reply or a JSON stream."""
    return _json.encode(value)


def encode(value: object, *, packed: bool) -> bytes:
    """Encode a frame in the way that its reader has asked for."""
    return _packed.encode(value) if packed else _json.encode(value)


def decode(raw: bytes, *, packed: bool) -> object:
    """Decode a frame of a client; raise msgspec.DecodeError where it is none."""
    decoded: object = msgspec.msgpack.decode(raw) if packed else msgspec.json.decode(raw)
    return decoded


def moment(at: Nanos, *, packed: bool) -> object:
    """Write a time: as text, or as MessagePack's own timestamp of eight bytes."""
    if not packed:
        return rfc3339(at)
    seconds, nanos = divmod(at, SECOND_NS)
    return msgspec.msgpack.Ext(_TIMESTAMP, (nanos << 34 | seconds).to_bytes(8, "big"))
