"""What no schema can say of settings: values that must fit each other, and the live switch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from holdfast.algos import ALGOS
from holdfast.api.faults import Fault, shown
from holdfast.config.alpaca import alpaca_faults
from holdfast.config.faults import fault_settings_faults
from holdfast.config.settings import (
    AlgoSettings,
    Environment,
    GuardSettings,
    MarketKind,
    MarketSettings,
    Settings,
    VenueKind,
)
from holdfast.core.entitled import RESERVED
from holdfast.market.calendars import known
from holdfast.model.principal import ANY_ACCOUNT
from holdfast.transport.notify import NoSuchAddress, masked, sender

LIVE_SWITCH = "HOLDFAST_ENABLE_LIVE_TRADING"
LOG_CHANNEL = "log"  # the channel that a served desk has by itself


def sense_faults(settings: Settings, environment: Mapping[str, str]) -> Iterator[Fault]:
    """List what makes no sense together."""
    yield from _venue_faults(settings, environment)
    yield from _market_faults(settings.market, settings.venue.kind)
    if settings.paper.rejection_rate > 1:
        rate = shown(settings.paper.rejection_rate)
        yield Fault("paper.rejection_rate", rate, "must be a fraction, at most 1")
    if settings.paper.store and settings.paper.store == settings.desk.journal:
        rule = "must be another file than desk.journal: the venue's books are its own"
        yield Fault("paper.store", shown(settings.paper.store), rule)
    yield from _guard_faults(settings.venue.guard)
    for name in ("cash_tolerance", "buying_power_tolerance"):
        tolerance = getattr(settings.reconcile, name)
        if not (tolerance.is_finite() and tolerance >= 0):
            yield Fault(f"reconcile.{name}", shown(tolerance), "must not be negative")
    jump = settings.market.health.jump
    if jump is not None and jump <= 0:
        rule = "must be a fraction above 0"
        yield Fault("market.health.jump", shown(jump), rule)
    names = [account.id for account in settings.accounts]
    if not names:
        yield Fault("accounts", "a list of 0", "must have at least one account")
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Fault(f"accounts[{place}].id", shown(name), "must not be given twice")
    yield from _algo_faults(settings.algos)
    yield from _principal_faults(settings)
    yield from _channel_faults(settings)


def _venue_faults(settings: Settings, environment: Mapping[str, str]) -> Iterator[Fault]:
    """Judge who trades, and what is rehearsed with it."""
    yield from live_faults(settings.environment, environment, settings.venue.kind)
    if settings.venue.kind is VenueKind.ALPACA:
        yield from alpaca_faults(settings)
    yield from fault_settings_faults(settings.faults, settings.paper.rejection_rate)
    if settings.environment is Environment.LIVE and not settings.faults.is_calm:
        yield Fault("faults", "a rehearsal", "must be left out where environment is LIVE")


def _guard_faults(guard: GuardSettings) -> Iterator[Fault]:
    for place, limit in enumerate(guard.limits):
        for name in limit.weights.__struct_fields__:
            weight = getattr(limit.weights, name)
            if weight > limit.burst:
                path = f"venue.guard.limits[{place}].weights.{name}"
                rule = f"must be at most the burst, {limit.burst}: it would never leave in time"
                yield Fault(path, shown(weight), rule)
    for least, most in (("breaker_wait_ms", "breaker_wait_max_ms"), ("retry_ms", "retry_max_ms")):
        if getattr(guard, most) < getattr(guard, least):
            rule = f"must be at least {least}, {getattr(guard, least)}"
            yield Fault(f"venue.guard.{most}", shown(getattr(guard, most)), rule)


def _algo_faults(algos: AlgoSettings) -> Iterator[Fault]:
    names = [each.name for each in algos.custom]
    for place, name in enumerate(names):
        path = f"algos.custom[{place}].name"
        if name in ALGOS:
            yield Fault(path, shown(name), "is an algo of the house")
        if name in names[:place]:
            yield Fault(path, shown(name), "must not be given twice")


def _principal_faults(settings: Settings) -> Iterator[Fault]:
    names = [principal.id for principal in settings.principals]
    accounts = [account.id for account in settings.accounts]
    for place, principal in enumerate(settings.principals):
        path = f"principals[{place}]"
        if principal.id in names[:place]:
            yield Fault(f"{path}.id", shown(principal.id), "must not be given twice")
        if principal.id in RESERVED:
            yield Fault(f"{path}.id", shown(principal.id), "is what the desk calls itself")
        for nth, account in enumerate(principal.accounts):
            if account not in accounts and account != ANY_ACCOUNT:
                rule = f"must be * or one of the accounts: {', '.join(accounts)}"
                yield Fault(f"{path}.accounts[{nth}]", shown(account), rule)
    if settings.desk.principal not in names:
        rule = f"must be one of the principals: {', '.join(names) or 'none'}"
        yield Fault("desk.principal", shown(settings.desk.principal), rule)


def _channel_faults(settings: Settings) -> Iterator[Fault]:
    names = [channel.name for channel in settings.alerts.channels]
    for place, channel in enumerate(settings.alerts.channels):
        path = f"alerts.channels[{place}]"
        if channel.name in names[:place] or channel.name == LOG_CHANNEL:
            yield Fault(f"{path}.name", shown(channel.name), "must be a name of its own")
        try:
            sender(channel.url)
        except NoSuchAddress as error:
            # never the address itself: it holds secrets
            yield Fault(f"{path}.url", masked(channel.url), f"must be an address: {error}")


def live_faults(
    wanted: str, environment: Mapping[str, str], venue: VenueKind = VenueKind.PAPER
) -> Iterator[Fault]:
    """Hold live trading to two independent switches, and to a venue that can."""
    if wanted != Environment.LIVE:
        return
    if environment.get(LIVE_SWITCH) != "true":
        rule = f"needs {LIVE_SWITCH}=true in the environment as well"
        yield Fault("environment", shown(Environment.LIVE), rule)
    if venue is VenueKind.PAPER:
        rule = "needs a live venue, and none is configured: there is only the paper venue"
        yield Fault("environment", shown(Environment.LIVE), rule)


def _market_faults(market: MarketSettings, venue: VenueKind) -> Iterator[Fault]:
    if market.calendar and not known(market.calendar):
        rule = "must be the name of a calendar, such as XNYS or 24/7"
        yield Fault("market.calendar", shown(market.calendar), rule)
    if market.kind is MarketKind.TAPE:
        if not market.tape:
            yield Fault("market.tape", '""', 'must name a recording where kind is "tape"')
        return
    names, prices = market.instruments, market.prices
    if not names:
        yield Fault("market.instruments", "a list of 0", "must have at least one instrument")
    # a real market has prices of its own
    if venue is VenueKind.PAPER and len(prices) != len(names):
        rule = f"must have a price for each of the {len(names)} instruments"
        yield Fault("market.prices", shown(prices), rule)
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Fault(f"market.instruments[{place}]", shown(name), "must not be given twice")
    for place, price in enumerate(prices):
        if price <= Decimal(0):
            yield Fault(f"market.prices[{place}]", shown(price), "must be above 0")
