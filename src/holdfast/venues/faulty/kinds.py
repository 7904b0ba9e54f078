"""Every fault that can be had on purpose, by its readable name, with its number and what it does.

The numbers are those of the project's list of faults; `X01` and `X02` are our own.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Stage(StrEnum):
    """When it is decided whether a fault happens."""

    SEND = "send"  # as an order, a cancel or a change leaves
    ASK = "ask"  # as a query leaves
    TELL = "tell"  # as a report comes
    SPAN = "span"  # a state of the line for a while; by chance it begins as a request leaves
    TRUTH = "truth"  # the venue's own doing, where it offers that; by chance after a report


class FaultName(StrEnum):
    """What a script and the settings call a fault."""

    REJECTED = "rejected"
    OUTAGE = "outage"
    ACK_LOST = "ack_lost"
    REQUEST_LOST = "request_lost"
    ACK_LATE = "ack_late"
    ERROR_AFTER_ACCEPT = "error_after_accept"
    RATE_LIMITED = "rate_limited"
    BANNED = "banned"
    REJECTED_AFTER_ACCEPT = "rejected_after_accept"
    REPEATED = "repeated"
    REORDERED = "reordered"
    FILL_AFTER_CANCEL = "fill_after_cancel"
    FILL_IN_REPLACE = "fill_in_replace"
    OVERFILL = "overfill"
    BUST = "bust"
    CORRECTION = "correction"
    REPORT_LOST = "report_lost"
    STREAM_HANGS = "stream_hangs"
    QUERY_STALE = "query_stale"
    QUERY_PARTIAL = "query_partial"
    QUERY_EMPTY = "query_empty"
    QUERY_FAILS = "query_fails"
    ID_REUSED = "id_reused"
    CHANGE_FORKED = "change_forked"
    NOT_FOUND_YET = "not_found_yet"
    OUTSIDE_ORDER = "outside_order"
    OUTSIDE_CANCEL = "outside_cancel"
    OUTSIDE_FILL = "outside_fill"
    UNSETTLED = "unsettled"
    SPLIT = "split"
    TICK_CHANGED = "tick_changed"
    HALT = "halt"
    CUT_BEFORE_SEND = "cut_before_send"
    CUT_MID_SEND = "cut_mid_send"
    CUT_AFTER_SEND = "cut_after_send"
    PARTITION_OUT = "partition_out"
    PARTITION_IN = "partition_in"
    SLOW = "slow"
    GARBLED = "garbled"


class FaultKind(msgspec.Struct, frozen=True):
    """A fault's number, when it is decided, and what it does, in a sentence."""

    id: str
    stage: Stage
    does: str


_F = FaultName
_SEND, _ASK, _TELL, _SPAN, _TRUTH = Stage.SEND, Stage.ASK, Stage.TELL, Stage.SPAN, Stage.TRUTH

FAULTS: dict[FaultName, FaultKind] = {
    _F.REJECTED: FaultKind("X01", _SEND, "The venue says no without looking, code FAULT."),
    _F.OUTAGE: FaultKind(
        "X02", _SPAN, "Nothing leaves, provably; what the venue says comes when it ends."
    ),
    _F.ACK_LOST: FaultKind("F01", _SEND, "The request counts, and its answer never comes."),
    _F.REQUEST_LOST: FaultKind("F02", _SEND, "The request never arrives, and nobody says so."),
    _F.ACK_LATE: FaultKind("F03", _SEND, "The answer comes after its time-out was told."),
    _F.ERROR_AFTER_ACCEPT: FaultKind(
        "F04", _SEND, "The request counts, and is answered at once by 504 alone."
    ),
    _F.RATE_LIMITED: FaultKind(
        "F05", _SPAN, "429 with a time to wait: nothing is taken until then."
    ),
    _F.BANNED: FaultKind("F05", _SPAN, "418 and no time to wait: nothing is taken for a while."),
    _F.REJECTED_AFTER_ACCEPT: FaultKind(
        "F06", _SEND, "The order is accepted, and then rejected after all."
    ),
    _F.REPEATED: FaultKind("F07", _TELL, "A report is told twice, the second time later."),
    _F.REORDERED: FaultKind("F08", _TELL, "A report is overtaken by the order's next one."),
    _F.FILL_AFTER_CANCEL: FaultKind("F09", _TELL, "A fill is told after the order's cancel."),
    _F.FILL_IN_REPLACE: FaultKind(
        "F10", _SEND, "A change takes so long that the order fills meanwhile, on old or new terms."
    ),
    _F.OVERFILL: FaultKind("F11", _TRUTH, "The order fills for more than was ordered."),
    _F.BUST: FaultKind("F12", _TRUTH, "A fill is taken back."),
    _F.CORRECTION: FaultKind("F12", _TRUTH, "A fill is corrected, under a new exec id."),
    _F.REPORT_LOST: FaultKind("F13", _TELL, "One report is never told, and all else goes on."),
    _F.STREAM_HANGS: FaultKind(
        "F14", _SPAN, "Reports stop while requests arrive, then come at once or are lost."
    ),
    _F.QUERY_STALE: FaultKind("F15", _ASK, "The answer to a query is old when it comes."),
    _F.QUERY_PARTIAL: FaultKind("F15", _ASK, "Part of the answer to a query is missing."),
    _F.QUERY_EMPTY: FaultKind("F15", _ASK, "A query for an account is answered by nothing."),
    _F.QUERY_FAILS: FaultKind("F15", _ASK, "A query fails."),
    _F.ID_REUSED: FaultKind("F16", _TRUTH, "The venue uses an id a second time."),
    _F.CHANGE_FORKED: FaultKind("F17", _TRUTH, "One change becomes two live orders."),
    _F.NOT_FOUND_YET: FaultKind(
        "F18", _ASK, "A young order is not found, and found later: the answer is not final."
    ),
    _F.OUTSIDE_ORDER: FaultKind("F19", _TRUTH, "Somebody places an order beside the desk."),
    _F.OUTSIDE_CANCEL: FaultKind("F19", _TRUTH, "Somebody cancels an order beside the desk."),
    _F.OUTSIDE_FILL: FaultKind("F19", _TRUTH, "Somebody trades in the account beside the desk."),
    _F.UNSETTLED: FaultKind("F20", _TRUTH, "A trade fails to settle."),
    _F.SPLIT: FaultKind("F21", _TRUTH, "The instrument splits while orders rest."),
    _F.TICK_CHANGED: FaultKind("F22", _TRUTH, "The tick or the fee changes."),
    _F.HALT: FaultKind("F23", _TRUTH, "The instrument is halted, and opened again."),
    _F.CUT_BEFORE_SEND: FaultKind(
        "F24", _SEND, "The connection breaks before the request leaves, provably."
    ),
    _F.CUT_MID_SEND: FaultKind(
        "F24", _SEND, "The connection breaks within the request, which never arrives."
    ),
    _F.CUT_AFTER_SEND: FaultKind(
        "F24", _SEND, "The connection breaks after the request, before its answer."
    ),
    _F.PARTITION_OUT: FaultKind("F25", _SPAN, "Requests are lost while reports come."),
    _F.PARTITION_IN: FaultKind("F25", _SPAN, "Requests arrive while reports are lost."),
    _F.SLOW: FaultKind("F26", _SPAN, "Everything takes longer, and only so much may wait."),
    _F.GARBLED: FaultKind("F27", _TELL, "A frame cannot be read: lost, and the line is cut."),
}
