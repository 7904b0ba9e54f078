"""A backtest: the desk as it trades, on a recorded market, in virtual time."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from holdfast.backtest.driving import Drive, Progress, native
from holdfast.backtest.recorder import Recorder
from holdfast.config import PrincipalSettings, Settings
from holdfast.core.entitled import RESERVED
from holdfast.core.strategies import MANIFEST
from holdfast.journal import Head
from holdfast.main import begin, open_journal, tape_of, wire
from holdfast.main.place import Wired
from holdfast.market.recording import Detail
from holdfast.market.tape import Tape, TapeKind
from holdfast.messages.commands import SetLimits, SubmitPlan
from holdfast.messages.control import SelfTest, StartStrategy
from holdfast.model.ids import AccountId, InstrumentId
from holdfast.model.limits import Limits
from holdfast.model.numbers import Nanos, use_exact_context
from holdfast.model.principal import PrincipalKind, Role
from holdfast.model.scope import Scope
from holdfast.model.times import SECOND_NS
from holdfast.runtime.answers import Answer
from holdfast.runtime.front import put_down_to
from holdfast.runtime.self_test import SelfTester
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.strategies import BadStrategy, Ending, Host, Loaded
from holdfast.strategies.context import Identity

MINUTE_NS = 60 * SECOND_NS
DAY_NS = 24 * 60 * MINUTE_NS
HOUR_S = 3_600
# A market is watched for a while before a plan is made, and until what it needs has fresh
# quotes, but no longer than from before dawn to the open.
WARM_UP_NS = 30 * SECOND_NS
QUOTES_WAIT_MAX_NS = 8 * 60 * MINUTE_NS
# how long what a strategy leaves at the end has to come to rest
SETTLE_NS = 10 * SECOND_NS
ARM_ATTEMPTS_MAX = 10_000


class Asked(msgspec.Struct, frozen=True):
    """What is tried: plans or a strategy, in which account, over which part of the tape."""

    account: AccountId
    plans: tuple[SubmitPlan, ...] = ()
    loaded: Loaded | None = None
    since: Nanos | None = None
    until: Nanos | None = None
    sample_ns: Nanos = 0  # 0: a minute, on a tape of days a day
    ending: Ending = Ending.CANCEL


class Run(msgspec.Struct, frozen=True):
    """What a backtest leaves: the desk with everything in it, and what was written down."""

    asked: Asked
    wired: Wired
    tape: Tape
    recorder: Recorder
    host: Host | None
    answers: tuple[Answer, ...]
    head: Head
    journal_path: str
    began_at: Nanos
    ended_at: Nanos


def run_backtest(
    settings: Settings, asked: Asked, *, epoch: str, progress: Progress | None = None
) -> Run:
    """Run to the end of the tape, or to `until`.

    The same settings, class, plans and data give the same journal, byte for byte. A recording
    order by order is always played from its beginning, since nothing before its first
    message says what the book holds. Raises UnreadableTape, JournalError, and
    BadStrategy for a strategy whose name is taken.
    """
    use_exact_context()
    tape = tape_of(settings)
    if tape is None:
        raise ValueError("a backtest takes a market of kind tape")
    began_at = max(tape.start, asked.since or tape.start)
    played_at = tape.start if tape.kind is TapeKind.ORDER_BY_ORDER else began_at
    ends_at = min((each for each in (asked.until, tape.end) if each is not None), default=None)
    time = VirtualTime(played_at)
    settings = _with_principal(_unhurried(settings, tape), asked)
    journal = open_journal(settings, epoch)
    wired = wire(settings, journal, time, tape)
    begin(wired)
    desk = wired.desk
    sample_ns = asked.sample_ns or _sample_ns(tape)
    recorder = Recorder(desk.ledger, wired.market.quotes, asked.account, sample_ns)
    host = _host(settings, asked, wired, tape)
    drive = Drive(wired, time, recorder, host, ends_at, progress)
    wired.paper.start()
    drive.until(began_at - 1)
    recorder.sample(began_at)
    drive.play_bars(tape)
    answers = _plans(settings, asked, wired, drive, time)
    if host is not None:
        _start(settings, asked, wired, drive, host, ends_at)
    drive.until(ends_at)
    if host is not None:
        host.stop()
    drive.settle(SETTLE_NS)
    desk.drain()
    recorder.sample(time.now())
    desk.snapshot()
    path = settings.desk.journal
    return Run(
        asked, wired, tape, recorder, host, answers, journal.head(), path, began_at, time.now()
    )


def quoted(wired: Wired, needs: Collection[InstrumentId], now: Nanos) -> bool:
    """Tell whether the gate would find the quotes fresh, and both sides are there."""
    age_max = min(each.limits.reference_age_max_ns or 0 for each in wired.settings.accounts)
    quotes, listed = wired.market.quotes, wired.desk.ledger.instruments
    looked_at = [quotes.get(each) for each in listed if each in needs]
    return bool(looked_at or quotes) and all(
        quote is not None and quote.bid and quote.ask and now - quote.at <= age_max
        for quote in looked_at or quotes.values()
    )


def _plans(
    settings: Settings, asked: Asked, wired: Wired, drive: Drive, time: VirtualTime
) -> tuple[Answer, ...]:
    """Submit the plans in their order, once what they need is quoted."""
    if not asked.plans:
        return ()
    desk = wired.desk
    needs = {decision.instrument for plan in asked.plans for decision in plan.plan.decisions}
    patience = time.now() + QUOTES_WAIT_MAX_NS
    drive.until(time.now() + WARM_UP_NS)
    while not quoted(wired, needs, time.now()) and time.now() < patience:
        drive.until(time.now() + SECOND_NS)
        if wired.paper.finished:
            break
    desk.ask(SelfTest(SelfTester(desk, wired.market.quotes).faults()))
    principal = settings.desk.principal
    return tuple(desk.ask(put_down_to(plan, principal)) for plan in asked.plans)


def _start(
    settings: Settings,
    asked: Asked,
    wired: Wired,
    drive: Drive,
    host: Host,
    ends_at: Nanos | None,
) -> None:
    """Let the strategy trade, and tell it all it has heard once the desk is armed."""
    desk, ledger = wired.desk, wired.desk.ledger
    person, strategy = settings.desk.principal, host.who.strategy
    why = "a backtest"
    for command in (
        SetLimits(
            asked.account,
            _manifest(settings, asked.account, len(ledger.instruments)),
            person,
            why,
            Scope(strategy=strategy),
            permanent=True,
        ),
        StartStrategy(strategy, person, why),
    ):
        told = desk.ask(command)
        if told.refusals:
            faults = (f"strategy {strategy}: {each.detail}" for each in told.refusals)
            raise BadStrategy(*faults)
    host.start()
    tester = SelfTester(desk, wired.market.quotes)
    for _ in range(ARM_ATTEMPTS_MAX):
        if not drive.moment() or (ends_at is not None and desk.time.now() >= ends_at):
            break
        if any(quote.bid and quote.ask for quote in wired.market.quotes.values()):
            desk.ask(SelfTest(tester.faults()))
            if ledger.is_armed:
                break
    drive.is_telling = True
    host.turn()


def _host(settings: Settings, asked: Asked, wired: Wired, tape: Tape) -> Host | None:
    if asked.loaded is None:
        return None
    name = asked.loaded.id
    return Host(
        asked.loaded.strategy,
        Identity(name, name, asked.account),
        ask=wired.desk.ask,
        ledger=wired.desk.ledger,
        market=wired.market,
        time=wired.desk.time,
        seed=settings.market.seed,
        native=native(tape),
        ending=asked.ending,
    )


def _with_principal(settings: Settings, asked: Asked) -> Settings:
    """Give the strategy a principal of its own, which may trade its account and nothing else."""
    if asked.loaded is None:
        return settings
    name = asked.loaded.id
    if name in RESERVED or any(each.id == name for each in settings.principals):
        raise BadStrategy(f"strategy name {name} is that of a principal: give the class another")
    own = PrincipalSettings(name, PrincipalKind.STRATEGY, (Role.TRADER,), (asked.account,))
    return replace(settings, principals=(*settings.principals, own))


def _manifest(settings: Settings, account: AccountId, instruments: int) -> Limits:
    """Hold the strategy to what its account is held to, where that says something."""
    sheet = next(each.limits for each in settings.accounts if each.id == account)
    given = {name: getattr(sheet, name) for name in MANIFEST}
    usual = {"instruments_max": instruments, "venues_max": 1}
    found = {
        name: value if value is not None else usual.get(name, 1_000_000_000)
        for name, value in given.items()
    }
    return msgspec.convert(found, Limits, strict=False)


def _unhurried(settings: Settings, tape: Tape) -> Settings:
    """Value what is held each hour on a tape of days, where a quote changes once a day."""
    if not _is_of_days(tape) or settings.desk.mark_every_s >= HOUR_S:
        return settings
    return replace(settings, desk=replace(settings.desk, mark_every_s=HOUR_S))


def _is_of_days(tape: Tape) -> bool:
    return min(recording.detail for recording in tape.recordings) is Detail.DAYS


def _sample_ns(tape: Tape) -> Nanos:
    return DAY_NS if _is_of_days(tape) else MINUTE_NS
