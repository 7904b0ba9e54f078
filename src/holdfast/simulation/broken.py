"""A law that did not hold: the finding of a simulation."""

from __future__ import annotations


class Broken(Exception):
    """The desk broke a law; `law` is its number in the list of invariants."""

    def __init__(self, law: str, detail: str) -> None:
        super().__init__(f"{law}: {detail}")
        self.law = law
        self.detail = detail


def hold(law: str, condition: bool, detail: str) -> None:
    """Raise Broken unless the condition holds."""
    if not condition:
        raise Broken(law, detail)
