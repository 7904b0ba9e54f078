"""A socket file is one desk's, its owner's alone, and never put in the place of anything else."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.transport.errors import ControlFailed, ControlPathWrong, ControlTaken
from holdfast.transport.socket_file import SocketFile, address, peer_uid

NOBODY_UID = 65534
LEAVE_A_SOCKET = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "control.sock"


def stale(path: Path) -> None:
    """Leave a socket as a killed process does."""
    subprocess.run([sys.executable, "-c", LEAVE_A_SOCKET, path], check=True)
    assert path.is_socket()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_file_is_its_owners_alone_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        file = SocketFile(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    file.remove()


def test_the_file_goes_and_the_lock_is_free_again(path: Path) -> None:
    SocketFile(path).remove()
    assert not path.exists()
    SocketFile(path).remove()


def test_a_stale_socket_is_replaced(path: Path) -> None:
    stale(path)
    file = SocketFile(path)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(path))
    file.remove()


def test_a_second_desk_is_refused_and_the_first_stays(path: Path) -> None:
    file = SocketFile(path)
    with pytest.raises(ControlTaken, match=f"open in another desk .process {os.getpid()}"):
        SocketFile(path)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(path))
    file.remove()


def test_a_listener_that_knows_no_lock_is_left_alone(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(str(path))
        stranger.listen()
        with pytest.raises(ControlTaken, match="another process listens"):
            SocketFile(path)
        assert path.is_socket()


def test_a_listener_whose_queue_is_full_is_left_alone(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as stranger, socket.socket(socket.AF_UNIX) as waiting:
        stranger.bind(str(path))
        stranger.listen(0)
        waiting.connect(str(path))
        with pytest.raises(ControlTaken):
            SocketFile(path)
        assert path.is_socket()


def test_a_socket_of_another_kind_is_left_alone(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
        stranger.bind(str(path))
        with pytest.raises(ControlTaken):
            SocketFile(path)


def test_a_foreign_file_is_refused_and_kept(path: Path) -> None:
    path.write_text("precious")
    with pytest.raises(ControlPathWrong, match="must be free, but is a file that is no socket"):
        SocketFile(path)
    assert path.read_text() == "precious"


def test_a_link_to_a_stale_socket_is_refused_and_kept(path: Path, tmp_path: Path) -> None:
    stale(tmp_path / "other.sock")
    path.symlink_to(tmp_path / "other.sock")
    with pytest.raises(ControlPathWrong, match="no socket"):
        SocketFile(path)
    assert path.is_symlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a file away takes root")
def test_a_stale_socket_of_another_user_is_refused_and_kept(path: Path) -> None:
    stale(path)
    os.chown(path, NOBODY_UID, -1)
    with pytest.raises(ControlPathWrong, match=f"socket of user {NOBODY_UID}"):
        SocketFile(path)
    assert path.is_socket()


@pytest.mark.skipif(os.geteuid() == 0, reason="root owns the root folder")
def test_a_folder_of_root_is_refused() -> None:
    with pytest.raises(ControlPathWrong, match="folder / belongs to user 0"):
        SocketFile("/control.sock")


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a folder away takes root")
def test_a_folder_of_another_user_is_refused(path: Path) -> None:
    os.chown(path.parent, NOBODY_UID, -1)
    with pytest.raises(ControlPathWrong, match=f"belongs to user {NOBODY_UID}, but must to 0"):
        SocketFile(path)


def test_a_folder_that_all_may_write_is_refused(path: Path) -> None:
    path.parent.chmod(0o777)
    with pytest.raises(ControlPathWrong, match="may be written by all"):
        SocketFile(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ControlPathWrong, match="none must exist"):
        SocketFile(tmp_path / "none" / "control.sock")


@pytest.mark.parametrize("name", ["", "/", "folder/", "..", "\0abstract"])
def test_a_path_that_names_no_file_is_refused(name: str) -> None:
    with pytest.raises(ControlPathWrong, match="must name a file"):
        SocketFile(name)


def test_a_path_of_any_depth_is_served(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 200) / ("e" * 200)
    deep.mkdir(parents=True)
    file = SocketFile(deep / "control.sock")
    assert stat.S_IMODE((deep / "control.sock").stat().st_mode) == 0o600
    with pytest.raises(ControlTaken):
        SocketFile(deep / "control.sock")
    with socket.socket(socket.AF_UNIX) as caller, address(file.path) as short:
        caller.connect(short)
    file.remove()
    assert not (deep / "control.sock").exists()


def test_a_path_of_107_bytes_is_taken_as_it_is_and_one_of_108_is_shortened() -> None:
    for length, is_same in ((107, True), (108, False)):
        path = "/tmp/" + "/" * (length - 6) + "x"
        with address(path) as short:
            assert (short == path) is is_same


def test_a_file_name_too_long_for_any_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ControlPathWrong, match=r"file name of path .* bytes too long"):
        SocketFile(tmp_path / ("s" * 120))


def test_a_failed_start_leaves_nothing_behind_but_the_lock_file(tmp_path: Path) -> None:
    for _ in range(3):
        with pytest.raises(ControlFailed):
            SocketFile(tmp_path / ("s" * 120))
    assert [each.suffix for each in tmp_path.iterdir()] == [".lock"]


def test_a_change_of_the_working_directory_moves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = SocketFile("control.sock")
    monkeypatch.chdir("/")
    file.remove()
    assert not (tmp_path / "control.sock").exists()


def test_a_file_that_took_our_place_is_not_removed(path: Path) -> None:
    file = SocketFile(path)
    path.rename(path.with_name("ours"))
    path.write_text("theirs")
    file.remove()
    assert path.read_text() == "theirs"


def test_the_kernel_tells_who_is_at_the_other_end() -> None:
    one, other = socket.socketpair()
    with one, other:
        assert peer_uid(one) == os.getuid()
