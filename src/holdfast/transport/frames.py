"""One message as bytes: its length in four bytes, big endian, and then itself."""

from __future__ import annotations

from holdfast.transport.errors import ControlFailed

HEAD_BYTES = 4
MESSAGE_BYTES_MAX = 64 << 10


def framed(message: bytes) -> bytes:
    _refuse_if_large(len(message))
    return len(message).to_bytes(HEAD_BYTES, "big") + message


class Incoming:
    """A frame while it arrives in pieces; too large is known from the head, before any of it."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    @property
    def missing_bytes(self) -> int:
        """Say how much to read next, never past the frame; 0 once it is whole."""
        if len(self._bytes) < HEAD_BYTES:
            return HEAD_BYTES - len(self._bytes)
        size = int.from_bytes(self._bytes[:HEAD_BYTES], "big")
        _refuse_if_large(size)
        return HEAD_BYTES + size - len(self._bytes)

    def add(self, piece: bytes) -> None:
        """Take what was read; nothing read means that the other side hung up."""
        if not piece:
            raise ControlFailed(f"the other side hung up after {len(self._bytes)} bytes of a frame")
        self._bytes += piece

    def message(self) -> bytes:
        return bytes(self._bytes[HEAD_BYTES:])


def _refuse_if_large(size: int) -> None:
    if size > MESSAGE_BYTES_MAX:
        raise ControlFailed(f"message is {size} bytes, but must be at most {MESSAGE_BYTES_MAX}")
