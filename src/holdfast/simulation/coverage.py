"""What a campaign must have met: the faults of a single desk, and the rare moments of the list."""

from __future__ import annotations

from collections.abc import Mapping

# what each fault is, by its number in the list of faults
FAULTS: dict[str, str] = {
    "F01": "an ack is lost, the order lives",
    "F02": "a request is lost",
    "F03": "an ack comes after its time-out",
    "F04": "an error after acceptance",
    "F05": "too many requests",
    "F06": "a reject after the accept",
    "F07": "a report told twice",
    "F08": "reports out of order",
    "F11": "overfill",
    "F12": "a trade is busted or corrected",
    "F13": "the stream drops one report",
    "F14": "the stream hangs",
    "F15": "an answer is old, partial, empty or fails",
    "F18": "not found, and there later",
    "F19": "a person acts at the venue",
    "F23": "a halt",
    "F24": "the connection breaks around a request",
    "F25": "a partition one way",
    "F26": "a slow line",
    "F27": "a frame that cannot be read",
    "F29": "the process ends at any point",
    "F32": "a second desk starts",
    "F34": "the clock is set back",
    "F35": "unsynced writes are lost or torn, bits flip",
    "F36": "the disk is full",
    "F37": "a sync fails",
}

SOMETIMES = (
    "crash between intent and send",
    "crash between send and ack",
    "crash between ack and reply to client",
    "recovery with unknown > 0",
    "fill before ack",
    "fill after cancel ack",
    "overfill",
    "bust after filled",
    "replace crossed by fill",
    "breaker opened",
    "breaker half-open",
    "breaker closed",
    "kill during pending replace",
    "snapshot+tail recovery",
    "torn tail",
    "reconcile with out-of-band order",
    "two instances race",
    "orders forgotten",
    "orders recalled",
    "several legs as one order",
)


def unmet(seen: Mapping[str, int]) -> list[str]:
    """Name what a campaign has not met, in the order of the lists."""
    return [name for name in (*FAULTS, *SOMETIMES) if not seen.get(name)]
