"""What a fill costs."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import Exchange, ExchangeConfig, FeeSchedule
from holdfast.exchange.fees import FeeMeter
from holdfast.messages.reports import VenueFills
from holdfast.model.instrument import Instrument, InstrumentKind, Listing
from holdfast.model.order import Liquidity
from tests.exchange.builders import BUY, SELL, ask_for, quote

DAY_NS = 86_400 * 10**9
IN_2012 = 15_512 * DAY_NS + 15 * 3_600 * 10**9  # 2012-06-21 15:00 UTC
IN_2024 = 19_900 * DAY_NS + 15 * 3_600 * 10**9  # 2024-06-26 15:00 UTC
SHARE = Instrument("ABC")
OPTION = Instrument("ABC C", InstrumentKind.OPTION, multiplier=Decimal(100))


def charge(
    schedule: FeeSchedule,
    *trades: tuple[int | str, str],
    instrument: Instrument = SHARE,
    is_buy: bool = True,
    liquidity: Liquidity = Liquidity.TAKER,
    at: int = IN_2012,
) -> list[Decimal]:
    meter = FeeMeter(schedule, instrument, is_buy)
    return [meter.charge(Decimal(q), Decimal(p), liquidity, at) for q, p in trades]


def test_a_rate_per_share_is_rounded_half_up_to_the_cent() -> None:
    per_share = FeeSchedule(per_unit=Decimal("0.005"))
    assert charge(per_share, (200, "10")) == [Decimal("1.00")]
    assert charge(per_share, (3, "10")) == [Decimal("0.02")]


def test_the_minimum_of_an_order_is_charged_once_over_all_its_fills() -> None:
    schedule = FeeSchedule(per_unit=Decimal("0.005"), order_min=Decimal(1))
    assert charge(schedule, (100, "10"), (50, "10"), (100, "10")) == [
        Decimal("1.00"),
        Decimal("0.00"),
        Decimal("0.25"),
    ]


def test_the_maximum_in_percent_of_the_value_beats_the_minimum() -> None:
    schedule = FeeSchedule(
        per_unit=Decimal("0.005"), order_min=Decimal(1), order_max_pct=Decimal(1)
    )
    assert charge(schedule, (10, "0.50")) == [Decimal("0.05")]


def test_contracts_are_charged_each_and_basis_points_count_the_multiplier() -> None:
    assert charge(FeeSchedule(per_unit=Decimal("0.65")), (3, "1.20"), instrument=OPTION) == [
        Decimal("1.95")
    ]
    assert charge(FeeSchedule(taker_bps=Decimal(10)), (3, "1.20"), instrument=OPTION) == [
        Decimal("0.36")
    ]


def test_makers_and_takers_have_their_own_rates_and_a_rebate_is_negative() -> None:
    schedule = FeeSchedule(maker_bps=Decimal("-0.5"), taker_bps=Decimal(4), quantum=Decimal("1E-8"))
    assert charge(schedule, ("0.5", "60000")) == [Decimal(12)]
    assert charge(schedule, ("0.5", "60000"), liquidity=Liquidity.MAKER) == [Decimal("-1.5")]


def test_regulatory_fees_fall_on_sales_each_rounded_up_to_the_cent() -> None:
    schedule = FeeSchedule(us_regulatory=True)
    assert charge(schedule, (1_000, "585")) == [Decimal(0)]
    # SEC: 585,000 x 22.40 per million = 13.104; TAF: 1,000 x 0.000095 = 0.095 in June 2012.
    assert charge(schedule, (1_000, "585"), is_buy=False) == [Decimal("13.21")]


def test_the_options_regulatory_fee_falls_on_both_sides() -> None:
    schedule = FeeSchedule(us_regulatory=True)
    assert charge(schedule, (10, "2.00"), instrument=OPTION, at=IN_2024) == [Decimal("0.38")]
    # SEC: 2,000 x 27.80 per million = 0.0556; TAF: 10 x 0.00279 = 0.0279; ORF: 0.379.
    sold = charge(schedule, (10, "2.00"), instrument=OPTION, is_buy=False, at=IN_2024)
    assert sold == [Decimal("0.06") + Decimal("0.03") + Decimal("0.38")]


def test_other_kinds_of_instrument_pay_no_us_regulatory_fee() -> None:
    schedule = FeeSchedule(us_regulatory=True)
    coin = Instrument("BTC", InstrumentKind.CRYPTO_SPOT)
    assert charge(schedule, (1, "60000"), instrument=coin, is_buy=False) == [Decimal(0)]


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(1, 9_999)), min_size=1, max_size=6),
    st.booleans(),
)
def test_an_order_pays_the_same_in_one_piece_as_in_many(
    pieces: list[tuple[int, int]], is_buy: bool
) -> None:
    schedule = FeeSchedule(
        per_unit=Decimal("0.0035"),
        taker_bps=Decimal("0.3"),
        order_min=Decimal("0.35"),
        order_max_pct=Decimal(1),
        us_regulatory=True,
    )
    trades = [(qty, str(Decimal(cents) / 100)) for qty, cents in pieces]
    paid = charge(schedule, *trades, is_buy=is_buy)
    assert all(fee >= 0 for fee in paid)
    units = [(1, price) for qty, price in trades for _ in range(qty)]
    assert sum(charge(schedule, *units, is_buy=is_buy)) == sum(paid)


def test_reports_carry_the_fee_of_the_schedule_for_their_kind_of_instrument() -> None:
    config = ExchangeConfig(
        fees=FeeSchedule(per_unit=Decimal("0.01")),
        fees_by_kind={InstrumentKind.OPTION: FeeSchedule(per_unit=Decimal("0.65"))},
    )
    paid = []
    for instrument in (SHARE, Instrument("ABC", InstrumentKind.OPTION, currency="EUR")):
        exchange = Exchange(config)
        exchange.list(instrument, Listing("ABC", "PAPER", "ABC"))
        exchange.on_market(quote("1", "2"))
        for side in (BUY, SELL):
            fill = exchange.place(ask_for(f"{side}", side, 10), IN_2012)[1]
            assert isinstance(fill, VenueFills)
            paid.append((fill.fee, fill.fee_currency))
    assert paid == [(Decimal("0.10"), "USD")] * 2 + [(Decimal("6.50"), "EUR")] * 2
