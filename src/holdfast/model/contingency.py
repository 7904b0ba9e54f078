"""How orders of one list depend on each other, in the words of FIX ContingencyType."""

from __future__ import annotations

from enum import StrEnum


class Contingency(StrEnum):
    """What the fill of one member means for the others.

    OCO (1): it cancels them. OTO (2): that of the first sends the rest. OUO (3, absolute): it
    shrinks them by its quantity.
    """

    OCO = "OCO"
    OTO = "OTO"
    OUO = "OUO"


class TriggerMode(StrEnum):
    """When a fill counts: each at once, for its quantity, or only the one that completes."""

    PARTIAL = "PARTIAL"
    FULL = "FULL"
