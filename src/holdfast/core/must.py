"""The third kind of no: a contradiction of our own, which stops the desk."""

from __future__ import annotations


class InvariantBroken(Exception):
    """Our bug: the desk stops sending and calls a person."""


def must(holds: bool, what: str) -> None:
    """Stop the desk unless this holds; unlike `assert` it survives -O."""
    if not holds:
        raise InvariantBroken(what)
