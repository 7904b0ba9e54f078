"""An account at Alpaca as it is set: where it is, and that paper and live do not mix."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.api.faults import Fault, shown
from holdfast.config.settings import AlpacaSettings, Environment, MarketKind, Settings
from holdfast.market.alpaca import AlpacaSource
from holdfast.model.times import SECOND_NS
from holdfast.venues.alpaca import AlpacaAccess, AlpacaRules

_PAPER, _LIVE = "paper-api.alpaca.markets", "api.alpaca.markets"
_DATA = "stream.data.alpaca.markets"
_HOSTS = {Environment.PAPER: _PAPER, Environment.LIVE: _LIVE}
_ALPACAS = tuple(f"https://{host}" for host in _HOSTS.values())
# how the keys of either begin
_KEYS = {Environment.PAPER: "PK", Environment.LIVE: "AK"}
_OTHER = {Environment.PAPER: Environment.LIVE, Environment.LIVE: Environment.PAPER}


def access_of(settings: Settings) -> AlpacaAccess:
    """Return where orders go, and by which keys."""
    alpaca, host = settings.venue.alpaca, _HOSTS[settings.environment]
    return AlpacaAccess(
        alpaca.url or f"https://{host}",
        alpaca.stream_url or f"wss://{host}/stream",
        alpaca.key_id,
        alpaca.key,
    )


def source_of(settings: Settings) -> AlpacaSource:
    """Return where market data comes from: the same host for paper and live trading."""
    alpaca = settings.venue.alpaca
    url = alpaca.data_stream_url or f"wss://{_DATA}/v2/{alpaca.feed}"
    return AlpacaSource(url, alpaca.key_id, alpaca.key)


def alpaca_rules(alpaca: AlpacaSettings) -> AlpacaRules:
    """Return how it is treated, in nanoseconds."""
    return AlpacaRules(look_every_ns=alpaca.look_every_s * SECOND_NS)


def alpaca_faults(settings: Settings) -> Iterator[Fault]:
    """List what makes no sense of an account at Alpaca; keys are never shown."""
    alpaca, environment = settings.venue.alpaca, settings.environment
    for field in ("key_id", "key"):
        if not getattr(alpaca, field):
            yield Fault(f"venue.alpaca.{field}", '""', "is needed where venue.kind is alpaca")
    yield from _mixed(alpaca, environment)
    if settings.market.kind is not MarketKind.GENERATED:
        rule = "is a market of the paper venue: leave market.kind out where venue.kind is alpaca"
        yield Fault("market.kind", shown(settings.market.kind), rule)
    if settings.market.speed != 1:
        rule = "must be 1 where venue.kind is alpaca: that market has its own"
        yield Fault("market.speed", shown(settings.market.speed), rule)
    if len(settings.accounts) != 1:
        rule = "must be one account where venue.kind is alpaca: keys are for one"
        yield Fault("accounts", f"a list of {len(settings.accounts)}", rule)
    if not settings.faults.is_calm:
        rule = "are had by the paper venue alone; a look-alike has knobs of its own"
        yield Fault("faults", "a rehearsal", rule)


def _mixed(alpaca: AlpacaSettings, environment: Environment) -> Iterator[Fault]:
    """List keys and addresses that do not belong together."""
    other = _OTHER[environment]
    if alpaca.key_id.startswith(_KEYS[other]):
        rule = (
            f"must be a key for {environment.lower()}, and this one is for {other.lower()} trading"
        )
        yield Fault("venue.alpaca.key_id", f"{alpaca.key_id[:2]}…", rule)
    for field in ("url", "stream_url"):
        url = getattr(alpaca, field)
        if f"//{_HOSTS[other]}" in url:
            rule = f"is for {other.lower()} trading, and environment is {environment}"
            yield Fault(f"venue.alpaca.{field}", shown(url), rule)
    if alpaca.url and not alpaca.stream_url and not alpaca.url.startswith(_ALPACAS):
        rule = "is needed beside an url that is not Alpaca's own: orders and their news go together"
        yield Fault("venue.alpaca.stream_url", '""', rule)
