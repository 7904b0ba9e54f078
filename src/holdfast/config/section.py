"""The shape of every section of the settings."""

from __future__ import annotations

import msgspec


class Section(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Unknown keys are refused."""
