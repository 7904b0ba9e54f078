"""A desk that runs as its users have it: a process of its own, at a port of its own."""

import re
import signal
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Self

from holdfast.cli.run import run
from tests.cli.terminal import COMMAND, Done, environment

LISTENING = re.compile(r"holdfast: listening on (http://\S+) ")
END_S = 30


class RunningDesk:
    """`holdfast serve` in a folder, from its first line to its end."""

    def __init__(
        self, folder: Path, *args: object, command: tuple[str, ...] = COMMAND, **env: str
    ) -> None:
        self.folder = folder
        self._log = (folder / "log.jsonl").open("a")
        self.process = subprocess.Popen(
            [*command, "serve", "--port", "0", *map(str, args)],
            cwd=folder,
            env=environment(**env),
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert self.process.stdout is not None
        self.greeting = self.process.stdout.readline()
        found = LISTENING.match(self.greeting)
        assert found, (self.greeting, self.log)
        self.url = found[1]

    @property
    def log(self) -> str:
        return (self.folder / "log.jsonl").read_text()

    def ask(self, *args: object) -> Done:
        """Run another command against this desk, in this process."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run([*map(str, args), "--url", self.url])
        return Done(code, out.getvalue(), err.getvalue())

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait, and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(END_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self._log.close()
            if self.process.stdout is not None:
                self.process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGKILL)
