"""The kinds of differences: what each means, what is done about it, and by whom unless set so."""

from __future__ import annotations

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.model.difference import Kind, Policy


class KindRule(msgspec.Struct, frozen=True):
    """One kind in words for people, with who mends it by default."""

    means: str
    done: str
    policy: Policy


KINDS: dict[Kind, KindRule] = {
    Kind.FILL_MISSED: KindRule(
        "the venue has a fill that the desk was never told of",
        "it is booked, once by its exec id, whatever state its order is in",
        Policy.AUTO,
    ),
    Kind.FILL_UNTOLD: KindRule(
        "the desk has a fill that a whole picture of the venue lacks",
        "the venue is asked for the order's fills again; a person may say that it is busted",
        Policy.ASK,
    ),
    Kind.FILL_DIFFERS: KindRule(
        "the venue tells a booked fill with another quantity, price or order",
        "nothing: the venue must correct it, or a person must",
        Policy.ALERT,
    ),
    Kind.ORDER_EXTERNAL: KindRule(
        "somebody else has made an order in the account",
        "it is adopted: counted in exposure and positions, and cancelled by whoever asks for it",
        Policy.AUTO,
    ),
    Kind.ORDER_ABSENT: KindRule(
        "an order that is open with us is not among the venue's open ones",
        "the venue is asked what became of it; it stays reserved until there is an answer, or a"
        " person ends it",
        Policy.ASK,
    ),
    Kind.ORDER_DIFFERS: KindRule(
        "an open order has another quantity, price or id at the venue",
        "the venue's terms are taken over",
        Policy.AUTO,
    ),
    Kind.ORDER_ALIVE: KindRule(
        "an order that is over with us is open at the venue",
        "it is cancelled if a cancel was wanted, else when a person says so",
        Policy.ASK,
    ),
    Kind.ORDER_FORKED: KindRule(
        "one order of ours lives at the venue more than once",
        "all but the one that the desk knows are cancelled by the venue's order id",
        Policy.AUTO,
    ),
    Kind.ORDER_FILLS_DIFFER: KindRule(
        "an order has traded more or less at the venue than its fills come to",
        "the venue is asked for the order's fills again; no fill is made up",
        Policy.AUTO,
    ),
    Kind.POSITION: KindRule(
        "a position differs after every fill is booked and nothing is in flight",
        "the desk's position is adjusted when a person says so, with cause and evidence",
        Policy.ASK,
    ),
    Kind.CASH: KindRule(
        "cash differs by more than the tolerance",
        "the desk's cash is adjusted when a person says so, with cause and evidence",
        Policy.ASK,
    ),
    Kind.BUYING_POWER: KindRule(
        "the venue reckons another buying power than the desk",
        "nothing: the desk's limits hold, and the venue refuses by its own",
        Policy.ALERT,
    ),
    Kind.INSTRUMENT_UNKNOWN: KindRule(
        "the venue has an order, fill or position in an instrument that is not listed",
        "nothing can be counted until the instrument is listed; then the next picture counts it",
        Policy.ALERT,
    ),
    Kind.ACCOUNT_UNKNOWN: KindRule(
        "the venue holds something for an account that is none of ours",
        "it counts for the firm",
        Policy.ALERT,
    ),
    Kind.UNANSWERED: KindRule(
        "the venue did not tell the account, or told it empty where it is not",
        "nothing follows; the venue is asked again, after longer and longer waits",
        Policy.ALERT,
    ),
    Kind.STRAY_REPORT: KindRule(
        "a report names no order of ours",
        "it is kept as evidence, and the accounts are asked for",
        Policy.ALERT,
    ),
    Kind.REPORT: KindRule(
        "a report makes no sense, or something happened that nobody asked for",
        "nothing: a person must look",
        Policy.ALERT,
    ),
}

# what a picture that does not show it does not end: a person does
STANDS_BY_ITSELF = frozenset(
    {
        Kind.REPORT,
        Kind.STRAY_REPORT,
        Kind.ORDER_EXTERNAL,
        Kind.ORDER_DIFFERS,
        Kind.FILL_MISSED,
        Kind.FILL_DIFFERS,
    }
)


def policy_of(ledger: Ledger, kind: Kind) -> Policy:
    """Say who mends a kind on this desk."""
    return ledger.reconciled.policy.kinds.get(kind) or KINDS[kind].policy
