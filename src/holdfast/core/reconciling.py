"""What a venue's picture of an account says of ours: adopt, book, then compare what is left.

The venue is right about fills, so those are booked whatever else holds. Nothing follows from
the absence of a thing but a question, and nothing at all from a picture that failed, is not
whole, is older than one that was compared, or is empty where the account is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core import compared_holdings, compared_orders
from holdfast.core.account_questions import again_at
from holdfast.core.adopting import adopt_orders, book_fills
from holdfast.core.comparison import Comparison
from holdfast.core.forgetting import recall_named
from holdfast.core.kinds import STANDS_BY_ITSELF
from holdfast.core.ledger import AccountState, Ledger
from holdfast.core.noticing import notice
from holdfast.core.policy import Policies
from holdfast.core.readiness import account_key, looked_at_again, told
from holdfast.core.reconciled import Asked
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.stamp import Stamp
from holdfast.model.difference import DifferenceState, Kind
from holdfast.model.ids import AccountId, VenueId
from holdfast.model.numbers import ZERO

EMPTY = "the venue tells nothing at all of an account that is not empty"
_UNTOLD = "the venue has not told the account"


def compare(
    ledger: Ledger, report: r.VenueSnapshot, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Take a picture of an account; the same picture again changes nothing."""
    state = ledger.accounts.get(report.account)
    if state is None:
        yield from _of_nobody(ledger, report)
        return
    if _is_empty_by_error(state, ledger, report):
        yield from _untold(ledger, report.account, report.venue, EMPTY, stamp)
        return
    yield from recall_named(ledger, report)
    picture = _comparison(ledger, report, stamp, policies, state)
    if not picture.is_stale:
        yield from adopt_orders(picture)
    yield from book_fills(picture)
    was_asked = picture.asked.asked_at is not None
    if picture.is_stale:
        return
    if report.is_complete:
        yield from compared_orders.compare(picture)
        yield from compared_holdings.compare(picture)
        yield from _ended(picture)
    if was_asked:
        yield _compared(picture)
    if report.is_complete:
        yield from told(ledger, account_key(report.account))
        yield from looked_at_again(ledger)


def fails(
    ledger: Ledger, report: r.VenueSnapshotFails, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Conclude nothing: a failed answer is no answer, and is asked for again."""
    if report.account not in ledger.accounts:
        return ()
    return _untold(ledger, report.account, report.venue, report.detail, stamp)


def _untold(
    ledger: Ledger, account: AccountId, venue: VenueId, detail: str, stamp: Stamp
) -> Iterator[e.Event]:
    yield from notice(ledger, Kind.UNANSWERED, account, account, _UNTOLD, f"{venue}: {detail}")
    asked = ledger.reconciled.accounts.get(account)
    if asked is not None and asked.asked_at is not None:
        yield d.AccountUntold(account, venue, detail, again_at(ledger, account, stamp.at))


def _comparison(
    ledger: Ledger,
    report: r.VenueSnapshot,
    stamp: Stamp,
    policies: Policies,
    state: AccountState,
) -> Comparison:
    asked = ledger.reconciled.accounts.get(report.account) or Asked()
    # whatever the venue's clock says, a picture is no younger than its coming, and it may be as
    # old as its question, where one still waits
    arrived = stamp.at if asked.asked_at is None else asked.asked_at
    taken = min(report.as_of, arrived)
    return Comparison(
        ledger,
        report,
        stamp,
        policies,
        state,
        asked,
        quiet=taken - ledger.reconciled.policy.window_ns,
        traded_quiet=report.as_of - ledger.reconciled.policy.window_ns,
        is_stale=report.as_of < asked.as_of,
    )


def _is_empty_by_error(state: AccountState, ledger: Ledger, report: r.VenueSnapshot) -> bool:
    """Tell an answer that is empty because something went wrong there.

    A venue that means it names its zeros, or the cash that is left.
    """
    if report.orders or report.fills or report.positions or report.cash:
        return False
    if any(position.qty for position in state.positions.values()):
        return True
    account = report.account
    asked = ledger.reconciled.accounts.get(account)
    last = next(reversed(state.fills.values()), None)
    if asked is not None and last is not None and last.traded_at >= asked.asked_since:
        # flat by now, and what made it so is what was asked for
        return True
    return any(
        ledger.orders[order_id].terms.account == account
        and (ledger.orders[order_id].venue_order_id or order_id in ledger.questions.ending)
        for order_id in ledger.open_orders
    )


def _compared(picture: Comparison) -> d.AccountCompared:
    report = picture.report
    is_done = report.is_complete and not picture.is_held_back
    again = None if is_done else again_at(picture.ledger, report.account, picture.stamp.at)
    return d.AccountCompared(
        report.account,
        report.venue,
        report.as_of,
        report.is_complete,
        len(report.orders),
        len(report.fills),
        len(report.positions),
        len(report.cash),
        picture.omitted,
        again,
    )


def _ended(picture: Comparison) -> Iterator[d.DifferenceClosed]:
    """Close what this whole picture does not show any more."""
    inbox = picture.ledger.reconciled.inbox
    for key, name in tuple(inbox.standing.items()):
        known = inbox.get(name)
        if known is None or key in picture.standing or known.kind in STANDS_BY_ITSELF:
            continue
        if known.account == picture.report.account:
            yield d.DifferenceClosed(name, DifferenceState.GONE, "", "desk and venue agree")
    for known in tuple(inbox.open.values()):
        if known.kind is Kind.STRAY_REPORT and _is_explained(picture, known.subject):
            yield d.DifferenceClosed(known.id, DifferenceState.GONE, "", "its order is adopted")


def _is_explained(picture: Comparison, subject: str) -> bool:
    exec_id = subject.rpartition("fill ")[2]
    return (
        subject in picture.ledger.reconciled.aliases
        or subject in picture.ledger.orders
        or exec_id in picture.state.fills
    )


def _of_nobody(ledger: Ledger, report: r.VenueSnapshot) -> Iterator[e.Event]:
    """Let what is held for an account that is none of ours count for the firm."""
    counted = ledger.unmapped.get(report.account, {})
    names = report.positions if not report.is_complete else {**counted, **report.positions}
    for name in names:
        qty = report.positions.get(name, ZERO)
        if counted.get(name, ZERO) != qty:
            yield g.UnmappedHeld(report.venue, report.account, name, qty)
    if any(report.positions.values()):
        detail = f"{report.venue} holds something for an account that is none of ours"
        evidence = ", ".join(f"{qty} {name}" for name, qty in report.positions.items() if qty)
        account = report.account
        yield from notice(ledger, Kind.ACCOUNT_UNKNOWN, account, account, detail, evidence)
