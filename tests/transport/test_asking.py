"""Asking ends in time, with an answer or with what a person can act on."""

import math
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.transport.asking import ask_control
from holdfast.transport.errors import ControlFailed, ControlPathWrong, ControlUnreachable
from holdfast.transport.frames import framed
from tests.transport.users import (
    CALLER_UID,
    DESK_UID,
    effective_user,
    needs_root,
    reachable_by_all,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "control.sock"


@pytest.fixture
def listener(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(0)
        yield listener


def answered(listener: socket.socket, answer: bytes) -> threading.Thread:
    """Give one caller these bytes for an answer, and hang up."""

    def answer_one() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    thread = threading.Thread(target=answer_one)
    thread.start()
    return thread


def test_nobody_is_reached_where_there_is_no_file(path: Path) -> None:
    with pytest.raises(ControlUnreachable, match=r"nobody listens at .*control\.sock"):
        ask_control(path, b"kill", 5)


def test_nobody_is_reached_where_there_is_no_folder_however_long(path: Path) -> None:
    for name in (path / "a" / "b", path.parent / ("d" * 200) / "b"):
        with pytest.raises(ControlUnreachable):
            ask_control(name, b"kill", 5)


def test_nobody_is_reached_at_the_socket_of_a_dead_desk(
    path: Path, listener: socket.socket
) -> None:
    listener.close()
    with pytest.raises(ControlUnreachable):
        ask_control(path, b"kill", 5)


def test_a_file_that_is_no_socket_reaches_nobody(path: Path) -> None:
    path.write_text("a page")
    with pytest.raises(ControlUnreachable):
        ask_control(path, b"kill", 5)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "hung up after 0 bytes"),
        (b"\x00\x00", "hung up after 2 bytes"),
        (framed(b"done")[:-1], "hung up after 7 bytes"),
        (b"HTTP/1.1 200 OK\r\n", "message is 1213486160 bytes"),
    ],
)
def test_nonsense_is_no_answer(
    path: Path, listener: socket.socket, answer: bytes, said: str
) -> None:
    thread = answered(listener, answer)
    with pytest.raises(ControlFailed, match=said):
        ask_control(path, b"kill", 5)
    thread.join()


def test_what_follows_the_answer_is_not_read(path: Path, listener: socket.socket) -> None:
    thread = answered(listener, framed(b"done") + b"more")
    assert ask_control(path, b"kill", 5) == b"done"
    thread.join()


def test_a_desk_that_takes_the_request_and_says_nothing_is_given_up_in_time(
    path: Path, listener: socket.socket
) -> None:
    with pytest.raises(ControlFailed, match=r"no answer from .* within 0\.05 s"):
        ask_control(path, b"kill", 0.05)


def test_a_desk_too_busy_to_take_a_large_request_is_given_up_in_time(
    path: Path, listener: socket.socket
) -> None:
    with pytest.raises(ControlFailed, match="within"):
        ask_control(path, bytes(65536), 0.05)


def test_a_desk_whose_queue_is_full_is_given_up_in_time(
    path: Path, listener: socket.socket
) -> None:
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.connect(str(path))
        with pytest.raises(ControlFailed, match="within"):
            ask_control(path, b"kill", 0.05)


def test_a_caller_waits_for_a_place_in_the_queue(path: Path, listener: socket.socket) -> None:
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.connect(str(path))
        heard: list[bytes] = []
        asking = threading.Thread(target=lambda: heard.append(ask_control(path, b"kill", 20)))
        asking.start()
        first, _ = listener.accept()
        first.close()
        thread = answered(listener, framed(b"done"))
        asking.join()
        thread.join()
    assert heard == [b"done"]


def test_a_request_that_is_too_large_is_not_sent(path: Path) -> None:
    with pytest.raises(ControlFailed, match="message is 65537 bytes"):
        ask_control(path, bytes(65537), 5)


@pytest.mark.parametrize("timeout_s", [0, -1, math.nan, math.inf, 3601])
def test_a_timeout_has_its_limits(path: Path, timeout_s: float) -> None:
    with pytest.raises(ControlFailed, match=r"timeout_s is .*, but must be above 0"):
        ask_control(path, b"kill", timeout_s)


def test_a_path_that_names_no_file_is_refused() -> None:
    with pytest.raises(ControlPathWrong):
        ask_control("\0abstract", b"kill", 5)


@needs_root
@pytest.mark.parametrize(
    ("desk", "caller", "said"),
    [
        (DESK_UID, CALLER_UID, f"served by user {DESK_UID}, but must be by {CALLER_UID} or root"),
        (CALLER_UID, CALLER_UID, "within"),
        (0, CALLER_UID, "within"),
        (DESK_UID, 0, "within"),
    ],
)
def test_a_desk_is_believed_if_it_is_our_own_or_roots_or_we_are_root(
    path: Path, listener: socket.socket, desk: int, caller: int, said: str
) -> None:
    with reachable_by_all(path) as everywhere:
        with effective_user(desk):
            listener.listen()
        with effective_user(caller), pytest.raises(ControlFailed, match=said):
            ask_control(everywhere, b"kill", 0.05)


@needs_root
def test_a_socket_that_is_not_ours_to_open_is_a_failure_and_not_an_absence(
    path: Path, listener: socket.socket
) -> None:
    with reachable_by_all(path) as everywhere:
        path.chmod(0o600)
        with effective_user(CALLER_UID), pytest.raises(ControlFailed, match="Permission denied"):
            ask_control(everywhere, b"kill", 5)
