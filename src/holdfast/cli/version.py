"""`holdfast version`: what is installed, and on what it runs."""

from __future__ import annotations

import platform

from holdfast.cli.options import AsJson


def version(as_json: AsJson = False) -> None:
    """Say which Holdfast this is."""
    from holdfast import __version__

    if as_json:
        from holdfast.cli.printing import print_json

        print_json({"version": __version__, "python": platform.python_version()})
        return
    print(f"holdfast {__version__} on Python {platform.python_version()}")
