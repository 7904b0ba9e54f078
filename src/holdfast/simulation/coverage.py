"""What a campaign must have met: the faults of a single desk, and the rare moments of the list."""

from __future__ import annotations

from collections.abc import Mapping

# what each fault is, by its number in the list of faults
FAULTS: dict[str, str] = {
    "F11": "overfill",
    "F12": "a trade is busted",
    "F19": "a person acts at the venue",
    "F29": "the process ends at any point",
    "F32": "a second desk starts",
    "F35": "unsynced writes are lost or torn",
    "F36": "the disk is full",
    "F37": "a sync fails",
}

SOMETIMES = (
    "crash between intent and send",
    "crash between send and ack",
    "crash between ack and reply to client",
    "recovery with unknown > 0",
    "bust after filled",
    "kill during pending replace",
    "snapshot+tail recovery",
    "torn tail",
    "two instances race",
)


def unmet(seen: Mapping[str, int]) -> list[str]:
    """Name what a campaign has not met, in the order of the lists."""
    return [name for name in (*FAULTS, *SOMETIMES) if not seen.get(name)]
