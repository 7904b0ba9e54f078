"""Draw docs/lifecycle.md from the tables of core/lifecycle.py.

`python -m tests.docs.lifecycle_page` writes it anew; a test says when that was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from holdfast.core.ledger import TERMINAL
from holdfast.core.lifecycle import ENDED, FILLS, FOUND, MOVES, WORKING
from holdfast.messages import events as e
from holdfast.model.order import OrderStatus as S
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "lifecycle.md"

MEANINGS = {
    S.PENDING_NEW: "Taken by the desk, which works it itself: a parent before its first step.",
    S.SENT: "On its way: the journal has it, the venue has not answered.",
    S.NEW: "The venue has it, nothing has traded. Of a parent: its algo works.",
    S.PARTIALLY_FILLED: "Some of it has traded, and the rest still may.",
    S.FILLED: "All of it has traded.",
    S.PENDING_REPLACE: "A change is on its way; the worse of old and new is reserved.",
    S.PENDING_CANCEL: "A cancel is on its way; until the venue answers, the order may still trade.",
    S.CANCELED: "Over by a cancel; what had traded stays.",
    S.REJECTED: "Over by the venue's no, or because it provably never arrived.",
    S.EXPIRED: "Over because its time ran out.",
    S.REFUSED: "Over by our own no, before anything was sent.",
    S.UNKNOWN: "Nobody knows whether the venue has it. It stays reserved and is asked after, "
    "and only what the venue proves ends this.",
}

VERBS: dict[type[e.Fact], str] = {
    e.OrderOpened: "opened",
    e.OrderRejected: "rejected",
    e.CancelSent: "cancel sent",
    e.CancelRejected: "cancel rejected",
    e.OrderCanceled: "canceled",
    e.OrderExpired: "expired",
    e.ReplaceSent: "replace sent",
    e.OrderReplaced: "replaced",
    e.ReplaceRejected: "replace rejected",
    e.OrderTriggered: "triggered",
    e.OrderUnknown: "unknown",
    e.ParentScheduled: "scheduled",
    e.ParentStopping: "stopping",
}
# Where a venue has the order, or may have it: what all of these share is drawn once.
AT_VENUE = tuple(status for status in S if status in FOUND)

Edge = tuple[str, str]


def page() -> str:
    """Return the whole page."""
    return "\n".join((*_opening(), *_diagram(), *_statuses(), *_moves(), *_fills(), *_ends()))


def _opening() -> Iterator[str]:
    yield "# The life of an order"
    yield ""
    yield "Drawn from the tables of `src/holdfast/core/lifecycle.py` by"
    yield "`.venv/bin/python -m tests.docs.lifecycle_page`. A move that is in none of them is a"
    yield "fault of the desk, and stops it. The diagram leaves out what changes no status, late"
    yield "fills of orders that are over, and how parents end; the tables below have everything."
    yield ""


def _diagram() -> Iterator[str]:
    inner: dict[Edge, list[str]] = {}
    outer: dict[Edge, list[str]] = {}
    for start, end, verb in _changes():
        if start in AT_VENUE and end in AT_VENUE:
            _note(inner, (start, end), verb)
        elif start in AT_VENUE and _is_shared(end, verb):
            _note(outer, ("AT_VENUE", end), verb)
        else:
            _note(outer, (start, end), verb)
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    state AT_VENUE {"
    yield "        [*] --> SENT: sent"
    for (start, end), verbs in inner.items():
        yield f"        {start} --> {end}: {', '.join(verbs)}"
    yield "    }"
    yield "    [*] --> PENDING_NEW: accepted"
    yield "    [*] --> AT_VENUE"
    yield "    [*] --> REFUSED: refused"
    for (start, end), verbs in outer.items():
        yield f"    {start} --> {end}: {', '.join(verbs)}"
    yield "```"
    yield ""


def _note(edges: dict[Edge, list[str]], edge: Edge, verb: str) -> None:
    verbs = edges.setdefault(edge, [])
    if verb not in verbs:
        verbs.append(verb)


def _is_shared(end: S, verb: str) -> bool:
    """Tell whether every status at the venue has this change, so that one arrow says it all."""
    starts = {start for start, to, by in _changes() if to is end and by == verb}
    return starts >= set(AT_VENUE)


def _changes() -> Iterator[tuple[S, S, str]]:
    """Yield each change of status: from, to, and the word for what brought it."""
    for event, moves in MOVES.items():
        for start, end in moves.items():
            if start is not end:
                yield start, end, VERBS[event]
    yield from _changes_by_fill()
    yield from _changes_by_finding()


def _changes_by_fill() -> Iterator[tuple[S, S, str]]:
    for start, (partial, complete) in FILLS.items():
        if start not in TERMINAL:
            if partial is not start:
                yield start, partial, "fill"
            yield start, complete, "last fill"


def _changes_by_finding() -> Iterator[tuple[S, S, str]]:
    for start, ends in FOUND.items():
        for end in S:
            if end in ends and (end in TERMINAL or start is S.UNKNOWN):
                yield start, end, "found"


def _statuses() -> Iterator[str]:
    yield "| status | over | meaning |"
    yield "|---|---|---|"
    for status in S:
        yield f"| `{status}` | {'yes' if status in TERMINAL else ''} | {MEANINGS[status]} |"
    yield ""


def _moves() -> Iterator[str]:
    yield "## Moves"
    yield ""
    yield f"`{WORKING}`* means as its fills say: `FILLED` or `PARTIALLY_FILLED` if they say so,"
    yield "`SENT` if the venue has not named the order yet, else `NEW`."
    yield ""
    yield "| event | moves | leaves as it is |"
    yield "|---|---|---|"
    for event, moves in MOVES.items():
        changed = "; ".join(
            f"{_names(starts)} → `{end}`{'*' if end is WORKING else ''}"
            for end, starts in _by_end(moves).items()
        )
        kept = _names([start for start, end in moves.items() if start is end])
        yield f"| `{event.__name__}` | {changed} | {kept} |"
    yield ""


def _by_end(moves: Mapping[S, S]) -> dict[S, list[S]]:
    found: dict[S, list[S]] = {}
    for start, end in moves.items():
        if start is not end:
            found.setdefault(end, []).append(start)
    return found


def _names(statuses: list[S]) -> str:
    return ", ".join(f"`{status}`" for status in statuses)


def _fills() -> Iterator[str]:
    yield "## Fills"
    yield ""
    yield "A fill reaches every order that could have left, also one that is over: the position"
    yield "has it in any case. While a replace that would grow the order is in flight, its answer"
    yield "decides whether the order is filled."
    yield ""
    yield "| status | after a part | after the last |"
    yield "|---|---|---|"
    for status in S:
        if status in FILLS:
            partial, complete = FILLS[status]
            yield f"| `{status}` | `{partial}` | `{complete}` |"
    yield ""


def _ends() -> Iterator[str]:
    yield "## Found and ended"
    yield ""
    yield "Asked after an order, a venue may prove it to be (`OrderFound`):"
    yield ""
    yield from _targets(FOUND)
    yield ""
    yield "The desk ends a parent once its children have ended (`ParentEnded`):"
    yield ""
    yield from _targets(ENDED)
    yield ""


def _targets(table: Mapping[S, frozenset[S]]) -> Iterator[str]:
    yield "| from | to |"
    yield "|---|---|"
    rows: dict[str, list[S]] = {}
    for start, ends in table.items():
        rows.setdefault(_names([end for end in S if end in ends]), []).append(start)
    for ends_named, starts in rows.items():
        yield f"| {_names(starts)} | {ends_named} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
