"""Build each peer's own virtual environment from its lock file, once per version of that file."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS_DIR = ROOT / ".peers"


def peer_python(peer: str) -> Path:
    """Return the peer's interpreter, after building its environment if the lock is a new one."""
    home = PEERS_DIR / peer
    python = home / "bin" / "python"
    lock = HERE / "requirements" / f"{peer}.lock"
    ready = home / f".ready-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if ready.exists() and python.exists():
        return python
    print(f"bench-peers: building {peer} in {home.relative_to(ROOT)}", file=sys.stderr, flush=True)
    # Cleared first: packages of an older lock must not linger in what is measured.
    venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(home)
    pip = [str(python), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    # Twice quiet: a mirror's warnings are not ours to show; errors still are.
    # The lock is the whole list; vnpy's windows and charts are left out of it on purpose.
    subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", str(lock)], check=True)
    ready.touch()
    return python
