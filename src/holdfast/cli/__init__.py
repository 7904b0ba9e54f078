"""What a person types: `holdfast COMMAND`, for people by default and for programs with --json.

Each command is a file with one function and a line in `commands`; what is costly to import is
imported when a command needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line of this process and end it with the exit code."""
    from holdfast.cli.run import run

    sys.exit(run(sys.argv[1:]))
