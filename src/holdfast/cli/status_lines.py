"""The screen of `holdfast status`, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from holdfast.api.control_channel import Told
from holdfast.cli.printing import moment
from holdfast.model.trading import Latch
from holdfast.model.watch import Severity
from holdfast.runtime.guard import VenueOutlook
from holdfast.views.readiness import Readiness, StopRow

_ENDS = {
    Latch.PERSON: "until a person lifts it",
    Latch.DAY: "until the next trading day",
    Latch.TIME: "for a time",
    Latch.TWO_PERSONS: "until two persons end it",
}


def status_lines(told: Told, is_running: bool) -> Iterator[Text]:
    """Say whether it is armed, then all that stands in the way, is raised, in shadow or waits."""
    screen = told.readiness
    if not is_running:
        yield Text("no desk runs; this is what its journal says", "yellow")
    if told.faults:
        yield Text(f"REHEARSAL: faults are injected on purpose: {told.faults}", "bold magenta")
    if told.halted:
        yield Text(f"HALTED: {told.halted}", "bold red")
    if screen.armed and is_running:
        yield Text("ARMED", "green")
    else:
        yield Text("NOT ARMED: only orders that reduce pass", "bold red")
    yield from map(Text, _blockers(screen))
    yield from _alerts(told)
    for row in screen.kills:
        passes = "reduce_only orders pass" if row.lets_reducing else "nothing passes but cancels"
        yield Text(f"KILLED {row.scope}: {_stop(row)}; {passes}", "bold red")
    for row in screen.stops:
        yield Text(f"{row.state} {row.scope} by {row.cause}: {_stop(row)}", "yellow")
    yield from _links(told)
    for raised in screen.raises:
        yield Text(f"limits of {raised.scope} hold for a time: until {moment(raised.until)}")
    for shadow in screen.shadows:
        until = f" until {moment(shadow.until)}" if shadow.until else ""
        yield Text(f"shadow {shadow.check}: it records and does not refuse{until}", "yellow")
    for proposal in screen.proposals:
        lapses = f"lapses {moment(proposal.expires_at)}"
        yield Text(
            f"waits for a second person: {proposal.proposal_id}, {proposal.what},"
            f" by {proposal.by}: {proposal.why}; {lapses}"
        )


def _alerts(told: Told) -> Iterator[Text]:
    """Show what nobody has answered for."""
    for alert in told.alerts:
        again = f" ×{alert.count}" if alert.count > 1 else ""
        late = ", ESCALATED" if alert.escalated_at else ""
        about = f"{alert.kind} {alert.subject}{again}: {alert.text}"
        if alert.is_over:
            # it waits for an answer all the same
            yield Text(f"OVER, and unanswered: ALERT {alert.alert_id} {about}")
            continue
        style = "bold red" if alert.severity is Severity.CRITICAL else "yellow"
        yield Text(f"ALERT {alert.alert_id} {about} (since {moment(alert.raised_at)}{late})", style)


def _blockers(screen: Readiness) -> Iterator[str]:
    for each in screen.blockers:
        answered = ", overridden" if each.overridden else ""
        yield f"  {each.name}: {each.why} (since {moment(each.since)}{answered})"
    if screen.awaited:
        more = screen.awaited_count - len(screen.awaited)
        tail = f" and {more} more" if more else ""
        yield f"  awaited: {', '.join(screen.awaited)}{tail}"


def _links(told: Told) -> Iterator[Text]:
    for each in told.breakers:
        times = f"since {moment(each.since)}, tried again {moment(each.until)}"
        yield Text(f"breaker {each.state} of {each.link}: {each.why} ({times})", "bold red")
    for venue in told.venues:
        yield Text(f"venue {venue.venue}: {_venue(venue)}")
    for feed in told.feeds:
        style = "yellow" if feed.faulty else ""
        yield Text(f"feed {feed.feed}: {feed.instruments} quoted, {feed.faulty} at fault", style)
        for name, why in feed.faults.items():
            yield Text(f"  {name}: {why}", style)


def _venue(venue: VenueOutlook) -> str:
    waiting = ", ".join(f"{count} in {lane}" for lane, count in venue.waiting.items() if count)
    told = [f"breaker {venue.breaker}", f"waiting {waiting}" if waiting else "nothing waits"]
    if venue.tokens is not None:
        told.append(f"{venue.tokens} tokens")
    if venue.dropped:
        told.append(f"{venue.dropped} questions dropped")
    if venue.offset_ms is not None:
        told.append(f"clock {venue.offset_ms:+} ms")
    if venue.silent_ms is not None:
        told.append(f"last sign of life {venue.silent_ms} ms ago")
    return ", ".join(told)


def _stop(row: StopRow) -> str:
    ends = f"until {moment(row.until)}" if row.until else _ENDS[row.latch]
    return f"{row.why} (by {row.by or 'nobody'}, since {moment(row.since)}, {ends})"
