"""The command line as its users have it: a process, its output, its exit code."""

import json
import os
import pty
import re
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

COMMAND = (sys.executable, "-m", "holdfast.cli")
WAIT_S = 60
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Done(NamedTuple):
    """A command that has ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    return {**kept, **more}


def holdfast(*args: object, cwd: Path, **env: str) -> Done:
    """Run a command to its end, in a process of its own."""
    done = subprocess.run(
        [*COMMAND, *map(str, args)],
        cwd=cwd,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def on_a_terminal(columns: int, *args: object, cwd: Path) -> list[str]:
    """Run a command on a terminal of this width; return what it shows, colours taken off."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (50, columns))
    env = {name: value for name, value in environment(TERM="xterm").items() if name != "COLUMNS"}
    told = bytearray()
    with subprocess.Popen(
        [*COMMAND, *map(str, args)], cwd=cwd, env=env, stdin=its, stdout=its, stderr=its
    ) as process:
        os.close(its)
        # Linux tells of the end of a terminal by an error
        with suppress(OSError):
            while more := os.read(ours, 65_536):
                told += more
    os.close(ours)
    assert process.returncode == 0, told
    return ESCAPES.sub("", told.decode()).replace("\r", "").splitlines()
