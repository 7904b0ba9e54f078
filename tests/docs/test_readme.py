"""Everything that the README shows works as printed: each block is run, in a folder of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
SERVER_PORT = "50051"
# what is typed takes half a minute; a machine that does much else may take its time
RUN_S = 400
# what runs the whole project is left to whoever runs it; that these are there is checked below
MAKES = "make run "
JOBS_LEFT = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCKS if kind == language]


@pytest.fixture
def sandbox(tmp_path: Path) -> Path:
    """Make a folder that looks like the project's to whoever types what the README says."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(command: list[str], folder: Path, **variables: str) -> str:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST")}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**ours, **variables},
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def squeezed(text: str) -> set[str]:
    return {" ".join(line.split()) for line in text.splitlines()}


def test_no_block_is_of_a_kind_that_nobody_runs() -> None:
    bare = README.count("\n```\n") - len(BLOCKS)
    assert {kind for kind, _ in BLOCKS} == {"sh", "text", "python"}
    assert bare == 2, "one picture, which opens and closes with a bare fence"


def test_what_is_made_can_be_made() -> None:
    targets = re.findall(r"make (\w+)", "".join(blocks("sh")))
    assert targets == ["run", "test"]
    for target in targets:
        assert run(["make", "--dry-run", target], ROOT)


@pytest.mark.slow
@pytest.mark.timeout(RUN_S + 20)
def test_what_is_typed_works_in_the_order_it_is_printed(sandbox: Path) -> None:
    port = str(free_port())
    typed = [text.replace(SERVER_PORT, port) for text in blocks("sh") if MAKES not in text]
    script = "set -euo pipefail\n" + JOBS_LEFT + "\n".join(typed)
    said = run(["bash", "-c", script], sandbox, HOLDFAST__SERVER__PORT=port)
    for expected in (
        "decided again: the same state, 0 decided otherwise",
        "BUY 2,000 AAPL at 189.81",
        '"status":"ok"',
        '"repeated":false',
        "cancels sent",
    ):
        assert expected in said


@pytest.mark.slow
def test_the_excerpt_is_what_the_demo_prints(sandbox: Path) -> None:
    (excerpt,) = blocks("text")
    printed = squeezed(run([sys.executable, "-m", "holdfast.cli", "demo"], sandbox, COLUMNS="120"))
    stale = squeezed(excerpt) - printed - {"", "…"}
    assert not stale, f"the demo prints otherwise: {sorted(stale)}"


@pytest.mark.slow
@pytest.mark.parametrize("code", blocks("python"))
def test_a_snippet_runs_and_fills(sandbox: Path, code: str) -> None:
    assert run([sys.executable, "-c", code], sandbox).startswith("FILLED 100 at ")
