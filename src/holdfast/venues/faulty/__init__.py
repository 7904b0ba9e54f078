"""The fault-injecting venue: any other venue, with a line on which things go wrong on purpose."""

from holdfast.venues.faulty.kinds import FAULTS, FaultKind, FaultName, Stage
from holdfast.venues.faulty.script import FaultEntry, FaultScript, Spans
from holdfast.venues.faulty.script_faults import ScriptError
from holdfast.venues.faulty.tally import OnFault
from holdfast.venues.faulty.venue import Faulty

__all__ = [
    "FAULTS",
    "FaultEntry",
    "FaultKind",
    "FaultName",
    "FaultScript",
    "Faulty",
    "OnFault",
    "ScriptError",
    "Spans",
    "Stage",
]
