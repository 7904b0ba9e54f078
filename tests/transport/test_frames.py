"""A frame is whole or not at all, however it was cut, and never large."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.transport.errors import ControlFailed
from holdfast.transport.frames import MESSAGE_BYTES_MAX, Incoming, framed


@given(st.binary(max_size=300), st.integers(1, 7))
def test_a_frame_read_in_pieces_gives_the_message(message: bytes, step: int) -> None:
    sent, frame, at = framed(message), Incoming(), 0
    while missing := frame.missing_bytes:
        piece = sent[at : at + min(step, missing)]
        frame.add(piece)
        at += len(piece)
    assert at == len(sent)
    assert frame.message() == message


def test_the_head_is_the_length_in_four_bytes_big_endian() -> None:
    assert framed(b"kill") == b"\x00\x00\x00\x04kill"


def test_the_largest_message_is_framed_and_one_byte_more_is_not() -> None:
    assert len(framed(bytes(MESSAGE_BYTES_MAX))) == MESSAGE_BYTES_MAX + 4
    with pytest.raises(ControlFailed, match="message is 65537 bytes, but must be at most 65536"):
        framed(bytes(MESSAGE_BYTES_MAX + 1))


def test_a_large_frame_is_refused_by_its_head() -> None:
    frame = Incoming()
    frame.add(b"\xff\xff\xff\xff")
    with pytest.raises(ControlFailed, match="4294967295 bytes"):
        _ = frame.missing_bytes


def test_an_end_inside_a_frame_is_told_with_its_place() -> None:
    frame = Incoming()
    frame.add(framed(b"kill")[:6])
    with pytest.raises(ControlFailed, match="hung up after 6 bytes"):
        frame.add(b"")
