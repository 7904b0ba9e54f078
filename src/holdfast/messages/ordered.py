"""The shape that all commands but the most frequent one share."""

from __future__ import annotations

import msgspec


class Ordered(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag=True,
    tag_field="command",
):
    """A command: frozen, written by field, told apart by the name of its class."""
