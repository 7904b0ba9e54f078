"""What can be set, section by section, with its default and its unit."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec

from holdfast.config.faults import FaultSettings
from holdfast.config.first_limits import FIRST_LIMITS
from holdfast.config.section import Section as _Section
from holdfast.journal import Durability
from holdfast.model.account import AccountKind
from holdfast.model.asking import MILLISECOND_NS, SECOND_NS, Asking
from holdfast.model.difference import Policy
from holdfast.model.ids import ID_LENGTH_MAX, ID_PATTERN
from holdfast.model.limits import Limits
from holdfast.model.principal import ANY_ACCOUNT, PrincipalKind, Role
from holdfast.model.retention import Retention
from holdfast.model.watch import Level
from holdfast.runtime.guard.presets import Preset

_Name = Annotated[str, msgspec.Meta(pattern=ID_PATTERN, max_length=ID_LENGTH_MAX)]
_Currency = Annotated[str, msgspec.Meta(min_length=3, max_length=12)]
_Positive = Annotated[int, msgspec.Meta(ge=1)]
_Weight = Annotated[int, msgspec.Meta(ge=0)]
_Port = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
_Microseconds = Annotated[int, msgspec.Meta(ge=0, le=60_000_000)]

SPEED_MAX = 1_000_000


class Environment(StrEnum):
    """What orders cost: nothing on paper, money live."""

    PAPER = "PAPER"
    LIVE = "LIVE"


class MarketKind(StrEnum):
    """Where the paper market's prices come from."""

    GENERATED = "generated"
    TAPE = "tape"


class FeeScheduleName(StrEnum):
    """What the paper venue charges."""

    NONE = "none"
    US_EQUITY = "us_equity"
    MAKER_TAKER = "maker_taker"


class BarExitsName(StrEnum):
    """Who comes first where one bar crosses a stop and a target; no bar fills both."""

    PATH = "path"
    STOP_FIRST = "stop_first"
    TARGET_FIRST = "target_first"


class AbilitiesName(StrEnum):
    """What the paper venue works by itself: all it can, or no more than the plainest venue."""

    ALL = "all"
    PLAIN = "plain"


class DeskSettings(_Section, frozen=True):
    """The desk and its journal; an empty path keeps the journal in memory.

    `principal` is whom an order or command is put down to that names nobody.
    """

    name: _Name = "desk"
    principal: _Name = "operator"
    journal: str = "holdfast.db"
    durability: Durability = Durability.FSYNC
    snapshot_every_entries: _Positive = 100_000
    # orders that are over: how long and how many are kept whole, and how many packed after that
    closed_orders_kept_s: _Positive = 86_400
    closed_orders_max: _Positive = 10_000
    packed_orders_max: _Positive = 50_000
    reconcile_every_s: _Positive = 300
    # how often what is held is valued, if a quote has changed
    mark_every_s: _Positive = 5
    # how an order that is not answered is asked after: soon, a few times, then rarely
    query_first_ms: _Positive = 100
    query_attempts: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    query_every_max_s: _Positive = 30

    @property
    def asking(self) -> Asking:
        """How often what is not known is asked after."""
        return Asking(
            self.query_first_ms * MILLISECOND_NS,
            self.query_attempts,
            self.query_every_max_s * SECOND_NS,
        )

    @property
    def retention(self) -> Retention:
        """How long and how many orders that are over stay in the ledger."""
        seconds = self.closed_orders_kept_s
        return Retention(seconds * SECOND_NS, self.closed_orders_max, self.packed_orders_max)


class ReconcileSettings(_Section, frozen=True):
    """How accounts are compared with their venues, and who mends what differs.

    What changed within `window_s` of a picture is not judged. `cash_tolerance` is in the
    cash's own currency, `buying_power_tolerance` a fraction.
    """

    window_s: _Positive = 5
    cash_tolerance: Decimal = Decimal("0.01")
    buying_power_tolerance: Decimal = Decimal("0.01")
    position: Policy = Policy.ASK
    cash: Policy = Policy.ASK
    order_alive: Policy = Policy.ASK


class HealthSettings(_Section, frozen=True):
    """When a quote is not believed, and is then no evidence; 0 switches a rule off.

    A crossed quote never is. `jump` is a fraction of the last mid that was believed; a mid
    further off is believed once `jump_quotes` in a row stay there.
    """

    stale_ms: _Weight = 0
    gap_ms: _Weight = 0
    locked_ms: _Weight = 5_000
    frozen_ms: _Weight = 0
    jump: Decimal | None = None
    jump_quotes: _Positive = 5


class MarketSettings(_Section, frozen=True):
    """The paper market: generated from a seed, or replayed from a recorded tape."""

    kind: MarketKind = MarketKind.GENERATED
    tape: str = ""
    seed: Annotated[int, msgspec.Meta(ge=0)] = 7
    # times original speed
    speed: Annotated[int, msgspec.Meta(ge=1, le=SPEED_MAX)] = 1
    instruments: tuple[_Name, ...] = ("AAPL", "MSFT", "SPY")
    # whose sessions every listing has, `XNYS` for instance; without one it trades round the clock
    calendar: str = ""
    # what a generated market's first prices are, in the order of `instruments`
    prices: tuple[Decimal, ...] = (Decimal(190), Decimal(420), Decimal(550))
    health: HealthSettings = HealthSettings()


class PaperSettings(_Section, frozen=True):
    """The paper venue's own books, and how far away it is; an empty store forgets at the end."""

    store: str = "holdfast-paper.db"
    latency_us: _Microseconds = 500
    latency_jitter_us: _Microseconds = 200
    fees: FeeScheduleName = FeeScheduleName.US_EQUITY
    rejection_rate: Decimal = Decimal(0)
    # hold every fill against a second feed of the venue's books
    drop_copy: bool = False
    # which of an entry's exits trades first where one bar of a tape crosses both
    bar_exits: BarExitsName = BarExitsName.PATH
    # with `plain` the desk works in its place what is more than plain
    abilities: AbilitiesName = AbilitiesName.ALL


class VenueKind(StrEnum):
    """Who trades for the desk."""

    PAPER = "paper"
    ALPACA = "alpaca"


class AlpacaFeedName(StrEnum):
    """Which of Alpaca's feeds of stocks is heard: one exchange, or all of them."""

    IEX = "iex"
    SIP = "sip"
    DELAYED_SIP = "delayed_sip"


class AlpacaSettings(_Section, frozen=True):
    """An account at Alpaca, by its `key_id` and its secret `key`.

    Keep both in the environment: `key = "${APCA_API_SECRET_KEY}"`.
    Empty addresses are Alpaca's own, for paper or live trading as `environment` says; a look-alike
    has others (`holdfast emulate alpaca`).
    """

    key_id: str = ""
    key: str = ""
    url: str = ""
    stream_url: str = ""
    data_stream_url: str = ""
    feed: AlpacaFeedName = AlpacaFeedName.IEX
    # how often open orders are looked at beside the stream
    look_every_s: _Positive = 5


class WeightSettings(_Section, frozen=True):
    """What a request to each endpoint counts for; at 0 it is not counted."""

    place: _Weight = 1
    amend: _Weight = 1
    cancel: _Weight = 1
    query: _Weight = 1
    positions: _Weight = 1
    account: _Weight = 1


class LimitSettings(_Section, frozen=True):
    """`count` requests come back each `per_ms`, and at most `burst` leave at once.

    With `by_account` each account has a budget of its own.
    """

    count: _Positive
    burst: _Positive
    per_ms: _Positive = 1_000
    weights: WeightSettings = WeightSettings()
    by_account: bool = False


class GuardSettings(_Section, frozen=True):
    """How a venue is treated: its pace, when it is left alone, and how long that is.

    Without a `preset` the venue's own holds. `limits` stand in place of the preset's.
    A new order waits at most `wait_max_ms` for its turn.
    The breaker opens on `failures_max` in a row, or on `failures_pct` of at least `calls_min`
    within `window_ms`. `attempts` are those of cancels and queries, never of orders. Without
    `beat_ms` and `dead_man_ms` the preset's hold; 0 is none.
    """

    preset: Preset | None = None
    limits: tuple[LimitSettings, ...] = ()
    waiting_max: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1_000
    wait_max_ms: _Positive = 5_000
    failures_max: _Positive = 5
    failures_pct: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    calls_min: _Positive = 20
    window_ms: _Positive = 60_000
    breaker_wait_ms: _Positive = 5_000
    breaker_wait_max_ms: _Positive = 300_000
    probe_ms: _Positive = 5_000
    attempts: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    retry_ms: _Positive = 100
    retry_max_ms: _Positive = 5_000
    beat_ms: Annotated[int, msgspec.Meta(ge=0)] | None = None
    beats_missed_max: _Positive = 3
    dead_man_ms: Annotated[int, msgspec.Meta(ge=0)] | None = None


class VenueSettings(_Section, frozen=True):
    """The venue, and what stands between the desk and it."""

    kind: VenueKind = VenueKind.PAPER
    guard: GuardSettings = GuardSettings()
    alpaca: AlpacaSettings = AlpacaSettings()


class AccountSettings(_Section, frozen=True):
    """An account to open on the first start, with its cash and limits."""

    id: _Name
    kind: AccountKind = AccountKind.MARGIN
    currency: _Currency = "USD"
    leverage: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 2
    cash: Decimal = Decimal(1_000_000)
    # accounts of one group must not trade with each other; without one it is its own
    trade_group: Annotated[str, msgspec.Meta(max_length=ID_LENGTH_MAX)] = ""
    limits: Limits = FIRST_LIMITS


class PrincipalSettings(_Section, frozen=True):
    """Who may do what from the first start on; `person` is whose key it is, by itself its own.

    Afterwards principals change by command alone.
    """

    id: _Name
    kind: PrincipalKind = PrincipalKind.PERSON
    roles: tuple[Role, ...] = tuple(Role)
    accounts: tuple[str, ...] = (ANY_ACCOUNT,)
    person: str = ""


class ServerSettings(_Section, frozen=True):
    """Where the server listens: loopback unless somebody decides otherwise."""

    host: str = "127.0.0.1"
    port: _Port = 50051
    body_bytes_max: Annotated[int, msgspec.Meta(ge=1_024, le=64 << 20)] = 262_144


class ChannelSettings(_Section, frozen=True):
    """A way to a person: an address of apprise, such as `json://host/path` or `mailto://…`.

    Keep secrets in the environment: `url = "${ALERTS_URL}"`. Where it is told, a channel goes by
    its name.
    """

    name: _Name
    url: str
    level: Level = Level.FIRST


class AlertSettings(_Section, frozen=True):
    """Who is told of what; a served desk writes alerts to its log as well."""

    channels: Annotated[tuple[ChannelSettings, ...], msgspec.Meta(max_length=20)] = ()


class CustomAlgoSettings(_Section, frozen=True):
    """An algo of the user's own: the `name` that orders know it by, and where it is.

    `file` is a path and the name of a class in it: `my_algo.py:MyAlgo`.
    """

    name: _Name
    file: Annotated[str, msgspec.Meta(pattern=r"^.+\.py:[A-Za-z_][A-Za-z0-9_]*$", max_length=4_096)]


class AlgoSettings(_Section, frozen=True):
    """Algos beside those of the house; their code runs in the desk's process."""

    custom: Annotated[tuple[CustomAlgoSettings, ...], msgspec.Meta(max_length=50)] = ()


class Settings(_Section, frozen=True):
    """Everything that is configured; limits and accounts live in the ledger once they are set."""

    environment: Environment = Environment.PAPER
    desk: DeskSettings = DeskSettings()
    reconcile: ReconcileSettings = ReconcileSettings()
    market: MarketSettings = MarketSettings()
    paper: PaperSettings = PaperSettings()
    faults: FaultSettings = FaultSettings()
    venue: VenueSettings = VenueSettings()
    accounts: tuple[AccountSettings, ...] = (AccountSettings("paper"),)
    # two persons, since what loosens a control takes two
    principals: tuple[PrincipalSettings, ...] = (
        PrincipalSettings("operator"),
        PrincipalSettings("second"),
    )
    server: ServerSettings = ServerSettings()
    alerts: AlertSettings = AlertSettings()
    algos: AlgoSettings = AlgoSettings()
