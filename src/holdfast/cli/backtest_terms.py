"""What a backtest was asked for, read and judged before anything is run."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec
from msgspec.structs import replace

from holdfast.backtest.run import Asked
from holdfast.cli.exits import Code, stop
from holdfast.cli.plan import read_plan
from holdfast.config import MarketKind, Settings
from holdfast.journal import Durability
from holdfast.market.tape import open_tape
from holdfast.model.ids import AccountId
from holdfast.model.numbers import Nanos
from holdfast.model.times import RFC3339_RULE, SECOND_NS, parse_moment, rfc3339
from holdfast.strategies import BadStrategy, Ending, Loaded, load_strategy

# a report shows every order, so the desk remembers more of them than one that runs for months
ORDERS_KEPT_MAX = 1_000_000
KEPT_S = 100 * 365 * 86_400


class Terms(msgspec.Struct, frozen=True):
    """The command line as it came."""

    data: Path
    plans: tuple[Path, ...] = ()
    strategy: str = ""
    params: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    account: str = ""
    cash: str = ""
    seed: int | None = None
    at_end: str = "cancel"
    every_s: int = 0


def asked_of(terms: Terms, settings: Settings) -> Asked:
    """Read what is to be tried, or stop and name the option, the value and the rule."""
    if bool(terms.plans) == bool(terms.strategy):
        stop(Code.USAGE, "a backtest takes either --plan or --strategy")
    if terms.params and not terms.strategy:
        stop(Code.USAGE, f"--param {terms.params[0]} takes a --strategy")
    if terms.at_end not in list(Ending):
        stop(Code.USAGE, f"--at-end {terms.at_end} must be {', '.join(Ending)}")
    since, until = _moment("--from", terms.since), _moment("--to", terms.until)
    _judge_span(terms, since, until)
    return Asked(
        account=_account(terms, settings),
        plans=tuple(read_plan(path) for path in terms.plans),
        loaded=_loaded(terms) if terms.strategy else None,
        since=since,
        until=until,
        sample_ns=terms.every_s * SECOND_NS,
        ending=Ending(terms.at_end),
    )


def settings_for(terms: Terms, settings: Settings, account: AccountId) -> Settings:
    """Settings of a run that leaves nothing but its journal."""
    seed = settings.market.seed if terms.seed is None else terms.seed
    tape = str(terms.data)
    accounts = settings.accounts
    if accounts == Settings().accounts:
        # nobody has said in which currency: it is the tape's
        money = open_tape(terms.data).instruments[0].currency
        accounts = tuple(replace(each, currency=money) for each in accounts)
    if terms.cash:
        cash = _cash(terms.cash)
        accounts = tuple(
            replace(each, cash=cash) if each.id == account else each for each in accounts
        )
    return replace(
        settings,
        desk=replace(
            settings.desk,
            durability=Durability.OS,
            closed_orders_kept_s=KEPT_S,
            closed_orders_max=ORDERS_KEPT_MAX,
        ),
        market=replace(settings.market, kind=MarketKind.TAPE, tape=tape, seed=seed),
        paper=replace(settings.paper, store=""),
        accounts=accounts,
    )


def _moment(option: str, text: str) -> Nanos | None:
    if not text:
        return None
    # a day is its midnight in UTC
    at = parse_moment(f"{text}T00:00:00Z" if len(text) == len("yyyy-mm-dd") else text)
    if at is None:
        stop(Code.USAGE, f"{option} {text} must be a day (yyyy-mm-dd), or {RFC3339_RULE}")
    return at


def _judge_span(terms: Terms, since: Nanos | None, until: Nanos | None) -> None:
    tape = open_tape(terms.data)
    if since is not None and until is not None and since >= until:
        stop(Code.USAGE, f"--from {terms.since} must be before --to {terms.until}")
    if until is not None and until <= tape.start:
        stop(Code.USAGE, f"--to {terms.until} must be after the tape's start {rfc3339(tape.start)}")
    if since is None:
        return
    end = tape.end
    if end is None:
        # only reading it tells; what lies before the begin has to be read in any case
        end = 0
        for event in tape.events():
            end = event.at
            if end > since:
                return
    if since >= end:
        stop(Code.USAGE, f"--from {terms.since} must be before the tape's end {rfc3339(end)}")


def _account(terms: Terms, settings: Settings) -> AccountId:
    known = [each.id for each in settings.accounts]
    if terms.account and terms.account not in known:
        stop(Code.USAGE, f"--account {terms.account} must be one of {', '.join(known)}")
    return terms.account or known[0]


def _cash(text: str) -> Decimal:
    try:
        cash = Decimal(text)
    except InvalidOperation:
        cash = Decimal("NaN")
    if not cash.is_finite() or cash <= 0:
        stop(Code.USAGE, f"--cash {text} must be a number above zero")
    return cash


def _loaded(terms: Terms) -> Loaded:
    params: dict[str, str] = {}
    for text in terms.params:
        name, equals, value = text.partition("=")
        if not equals or not name:
            stop(Code.USAGE, f"--param {text} must be NAME=VALUE")
        if name in params:
            stop(Code.USAGE, f"--param {name} must be given once")
        params[name] = value
    try:
        return load_strategy(terms.strategy, params)
    except BadStrategy as bad:
        stop(Code.USAGE, *bad.faults)
