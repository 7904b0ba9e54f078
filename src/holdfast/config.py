"""Settings: addresses, names of secrets and sizes, read once from one TOML or YAML file."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.journal import Durability
from holdfast.model.account import AccountKind
from holdfast.model.limits import Limits


class _Section(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The shape of every section: unknown keys are refused."""


class Environment(StrEnum):
    """What orders cost: nothing on paper, money live."""

    PAPER = "PAPER"
    LIVE = "LIVE"


class MarketKind(StrEnum):
    """Where the paper market's prices come from."""

    GENERATED = "generated"
    TAPE = "tape"


class DeskSettings(_Section, frozen=True):
    """The desk and its journal; an empty path keeps the journal in memory."""

    name: str = "desk"
    journal: str = "holdfast.db"
    durability: Durability = Durability.FSYNC
    snapshot_every_entries: int = 100_000
    reconcile_every_s: int = 300


class MarketSettings(_Section, frozen=True):
    """The paper market: generated from a seed, or replayed from a recorded tape."""

    kind: MarketKind = MarketKind.GENERATED
    tape: str = ""
    seed: int = 7
    speed: int = 1  # times original speed
    instruments: tuple[str, ...] = ("AAPL", "MSFT", "SPY")
    # what a generated market's first prices are, in the order of `instruments`
    prices: tuple[Decimal, ...] = (Decimal(190), Decimal(420), Decimal(550))


class PaperSettings(_Section, frozen=True):
    """The paper venue's own books, and how far away it is; an empty store forgets at the end."""

    store: str = "holdfast-paper.db"
    latency_us: int = 500
    latency_jitter_us: int = 200
    fees: str = "us_equity"
    rejection_rate: Decimal = Decimal(0)


class AccountSettings(_Section, frozen=True):
    """An account to open on the first start, with its cash and limits."""

    id: str
    kind: AccountKind = AccountKind.MARGIN
    currency: str = "USD"
    leverage: int = 2
    cash: Decimal = Decimal(1_000_000)
    limits: Limits = Limits(
        order_qty_max=Decimal(10_000),
        order_value_max=Decimal(2_000_000),
        price_collar=Decimal("0.05"),
        position_qty_max=Decimal(20_000),
        reference_age_max_ns=10_000_000_000,
    )


class ServerSettings(_Section, frozen=True):
    """Where the server listens: loopback unless somebody decides otherwise."""

    host: str = "127.0.0.1"
    port: int = 50051
    body_bytes_max: int = 262_144


class Settings(_Section, frozen=True):
    """Everything that is configured; limits and accounts live in the ledger once they are set."""

    environment: Environment = Environment.PAPER
    desk: DeskSettings = DeskSettings()
    market: MarketSettings = MarketSettings()
    paper: PaperSettings = PaperSettings()
    accounts: tuple[AccountSettings, ...] = (AccountSettings("paper"),)
    server: ServerSettings = ServerSettings()
