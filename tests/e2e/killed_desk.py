"""The real server as a process in a folder of its own, to be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any

import httpx

from tests.cli.terminal import COMMAND, environment

START_WAIT_S = 30
STOP_WAIT_S = 30
SPEED = 20

CONFIG = """
[desk]
journal = "journal.db"
durability = "{durability}"
snapshot_every_entries = 400

[market]
speed = {speed}
seed = 11

[paper]
store = "paper.db"

[server]
port = 0
"""


class KilledDesk:
    """One desk over many lives; `url` changes with each, since the port is whichever is free."""

    def __init__(self, folder: Path, durability: str) -> None:
        self.folder = folder
        self.lives = 0
        self.url = ""
        self._process: subprocess.Popen[str] | None = None
        config = CONFIG.format(durability=durability, speed=SPEED)
        (folder / "holdfast.toml").write_text(config, encoding="utf-8")

    def launch(self) -> None:
        """Start the process and do not wait for it."""
        self.lives += 1
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "serve"],
                cwd=self.folder,
                env=environment(PYTHONHASHSEED="random"),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def listening(self) -> str:
        """Wait for the line that says where it listens, and return the address."""
        process = self.process
        assert process.stdout is not None
        late = Timer(START_WAIT_S, process.kill)
        late.start()
        line = process.stdout.readline()
        late.cancel()
        assert "listening on" in line, f"life {self.lives} did not start: {self.log()}"
        self.url = line.split("listening on ")[1].split()[0]
        return self.url

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process

    def kill(self) -> None:
        """End it as a power switch would: no handler runs."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it in good order and return its exit code."""
        return self._end(signal.SIGTERM)

    def remains(self, name: str) -> Path:
        """Copy what the dead desk left, so that looking at it changes nothing."""
        morgue = self.folder / f"morgue-{name}"
        shutil.rmtree(morgue, ignore_errors=True)
        morgue.mkdir()
        for file in self.folder.glob("*.db*"):
            # the control socket is left behind, too, and nobody needs a copy of it
            if file.is_file():
                shutil.copy2(file, morgue / file.name)
        return morgue

    def log(self) -> str:
        """Return the end of what it logged."""
        return (self.folder / "log.jsonl").read_text(encoding="utf-8")[-3_000:]

    def client(self) -> httpx.Client:
        """Make a client that no proxy setting of the machine leads astray."""
        return httpx.Client(base_url=self.url, timeout=20, trust_env=False)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask for what must succeed."""
        with self.client() as client:
            answer = client.request(method, path, json=body)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json()

    def _end(self, how: signal.Signals) -> int:
        process = self.process
        with suppress(ProcessLookupError):
            os.kill(process.pid, how)
        try:
            process.communicate(timeout=STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        return process.returncode
