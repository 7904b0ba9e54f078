"""What makes no sense in a script, by path, so that a rehearsal never does nothing in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from holdfast.venues.faulty.kinds import FAULTS, FaultName, Stage
from holdfast.venues.faulty.plan import befalls
from holdfast.venues.faulty.script import MILLION, FaultEntry, FaultScript, at_a_moment

_LOSING = (
    FaultName.OUTAGE,
    FaultName.STREAM_HANGS,
    FaultName.CUT_BEFORE_SEND,
    FaultName.CUT_MID_SEND,
    FaultName.CUT_AFTER_SEND,
    FaultName.GARBLED,
)


class WrongScript(NamedTuple):
    """One value that cannot be as it is."""

    path: str
    value: object
    rule: str


class ScriptError(ValueError):
    """A script that makes no sense; the message has each fault by its path."""


def checked(script: FaultScript) -> FaultScript:
    """Return the script, with plain names made FaultName; raises ScriptError for nonsense."""
    wrong = [f"{each.path}: {each.value} {each.rule}" for each in script_faults(script)]
    if wrong:
        raise ScriptError("; ".join(wrong))
    return replace(
        script,
        rates={FaultName(name): ppm for name, ppm in script.rates.items()},
        entries=tuple(replace(entry, fault=FaultName(entry.fault)) for entry in script.entries),
    )


def script_faults(script: FaultScript) -> Iterator[WrongScript]:
    """List every value that makes no sense."""
    unknown = [
        *((f"rates.{each}", each) for each in script.rates if each not in FAULTS),
        *(
            (f"script[{place}].fault", each.fault)
            for place, each in enumerate(script.entries)
            if each.fault not in FAULTS
        ),
    ]
    if unknown:
        for path, name in unknown:
            yield WrongScript(path, name, f"must be one of {', '.join(FAULTS)}")
        return
    kinds = {kind for fault in script.rates for kind in befalls(fault)}
    for kind in sorted(kinds, key=lambda kind: kind.__name__):
        at_once = {fault: ppm for fault, ppm in script.rates.items() if kind in befalls(fault)}
        if sum(at_once.values()) > MILLION:
            names = ", ".join(sorted(at_once))
            rule = f"must add up to 1 at most for {kind.__name__}: {names}"
            yield WrongScript("rates", sum(at_once.values()) / MILLION, rule)
            break
    if script.until_ns is not None and script.until_ns <= script.from_ns:
        yield WrongScript("until_ns", script.until_ns, "must be after from_ns")
    for place, entry in enumerate(script.entries):
        for wrong in _entry_faults(entry):
            yield wrong._replace(path=f"script[{place}].{wrong.path}")


def _entry_faults(entry: FaultEntry) -> Iterator[WrongScript]:
    stage = FAULTS[entry.fault].stage
    kinds = sorted(kind.__name__ for kind in befalls(entry.fault))
    if entry.on and entry.on not in kinds:
        yield WrongScript("on", entry.on, f"must be one of {', '.join(kinds)}")
    if entry.at_ns is not None:
        if not at_a_moment(entry.fault):
            rule = "must be left out: this fault befalls a message, not a moment"
            yield WrongScript("at_ns", entry.at_ns, rule)
        for name in ("after_ns", "until_ns", "on", "side"):
            value = getattr(entry, name)
            if value not in ("", None):
                yield WrongScript(name, value, "must be left out beside at_ns")
    if None not in (entry.after_ns, entry.until_ns) and not _is_before(entry):
        yield WrongScript("until_ns", entry.until_ns, "must be after after_ns")
    if entry.loses and entry.fault not in _LOSING:
        yield WrongScript("loses", "true", f"is for {', '.join(_LOSING)}")
    if stage is Stage.SPAN and entry.for_ns == 0:
        yield WrongScript("for_ns", 0, "must be above 0: the fault lasts no time")


def _is_before(entry: FaultEntry) -> bool:
    return (entry.after_ns or 0) < (entry.until_ns or 0)
