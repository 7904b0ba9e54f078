"""Bands: who is asked at which price, once, and at no cost to anybody else."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from holdfast.market.bands import SWEEP_MIN, Bands
from holdfast.market.last import LastQuotes
from holdfast.model.band import Band, BandSource, Reached
from holdfast.model.quote import Quote, Trade

D = Decimal


class Played:
    """Bands over a market that a test moves by hand."""

    def __init__(self) -> None:
        self.at = 0
        self.market = LastQuotes()
        self.doubted: set[str] = set()
        self.bands = Bands(
            self.market.quotes,
            self.market.prices,
            lambda: self.at,
            lambda name: name in self.doubted,
        )
        self.market.tell(self.bands)
        self.told: list[tuple[str, Reached]] = []
        self.bands.on_reached = lambda order_id, reached: self.told.append((order_id, reached))

    def quote(self, bid: str, ask: str, name: str = "X") -> list[str]:
        self.at += 1
        self.market.on_event(Quote(name, D(bid), D(ask), D(1), D(1), self.at))
        return self.heard()

    def trade(self, price: str, name: str = "X") -> list[str]:
        self.at += 1
        self.market.on_event(Trade(name, D(price), D(1), self.at))
        return self.heard()

    def heard(self) -> list[str]:
        told = [order_id for order_id, _ in self.told]
        self.told.clear()
        return told


def test_each_source_meets_its_own_price() -> None:
    played = Played()
    for source in BandSource:
        played.bands.watch(source.value, "X", (Band(source, None, D(10)),), 0)
    assert played.quote("9", "10") == ["ASK"]
    assert played.quote("9.5", "10.5") == ["MID"]
    assert played.quote("10", "11") == ["BID"]
    assert played.trade("10") == ["LAST", "MARK"]


def test_a_mark_that_is_told_stands_in_place_of_the_last_price() -> None:
    played = Played()
    played.bands.on_mark("X", D(5))
    played.bands.watch("o", "X", (Band(BandSource.MARK, None, D(10)),), 0)
    assert played.trade("11") == []
    played.bands.on_mark("X", D(10))
    assert played.heard() == ["o"]


def test_what_is_met_is_told_once_until_it_is_asked_for_again() -> None:
    played = Played()
    band = (Band(BandSource.BID, D(9), D(11)),)
    played.bands.watch("o", "X", band, 0)
    assert played.quote("9", "12") == ["o"]
    assert played.quote("8", "12") == []
    played.bands.watch("o", "X", band, played.at)
    assert played.heard() == []
    assert played.quote("8", "12.5") == ["o"]


def test_a_price_that_came_between_the_decision_and_the_wait_is_told_at_once() -> None:
    played = Played()
    played.bands.watch("other", "X", (Band(BandSource.BID, None, D(99)),), 0)
    decided_at = played.at
    played.quote("12", "13")
    played.bands.watch("o", "X", (Band(BandSource.BID, None, D(11)),), decided_at)
    assert played.heard() == ["o"]
    played.bands.watch("o", "X", (Band(BandSource.BID, None, D(11)),), played.at)
    assert played.heard() == []


def test_bands_on_two_instruments_are_one_wait() -> None:
    played = Played()
    bands = (Band(BandSource.BID, None, D(11)), Band(BandSource.ASK, D(5), None, "Y"))
    played.bands.watch("o", "X", bands, 0)
    assert played.quote("4", "5", "Y") == ["o"]
    assert played.quote("11", "12") == []
    assert len(played.bands) == 0


def test_a_price_that_is_doubted_meets_nothing_and_loses_nothing() -> None:
    played = Played()
    played.bands.watch("o", "X", (Band(BandSource.BID, D(9)),), 0)
    played.doubted.add("X")
    assert played.quote("1", "12") == []
    played.doubted.clear()
    assert played.quote("9", "12") == ["o"]


def test_who_asks_again_and_again_leaves_nothing_behind() -> None:
    played = Played()
    for step in range(SWEEP_MIN * 10):
        played.bands.watch("o", "X", (Band(BandSource.BID, D(-step), D(1000 + step)),), 0)
    source = played.bands.books["X"].sources[BandSource.BID]
    assert len(source.highs.heap) <= SWEEP_MIN + 1
    assert len(source.lows.heap) <= SWEEP_MIN + 1


_PRICES = st.integers(1, 20)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), _PRICES, _PRICES, st.sampled_from((0, 1, 2))),
        max_size=40,
    )
)
def test_the_index_tells_what_looking_at_every_order_would(
    steps: list[tuple[str, int, int, int]],
) -> None:
    played = Played()
    naive: dict[str, Band] = {}
    played.quote("10", "10")
    for name, one, other, what in steps:
        if what == 0:
            band = Band(BandSource.BID, D(min(one, other)) - 30, D(max(one, other)))
            played.bands.watch(name, "X", (band,), played.at)
            if played.heard() != [name]:
                naive[name] = band
            else:
                naive.pop(name, None)
        elif what == 1:
            played.bands.forget(name)
            naive.pop(name, None)
        else:
            met = [each for each, band in naive.items() if band.is_met(D(one))]
            assert sorted(played.quote(str(one), "50")) == sorted(met)
            for each in met:
                del naive[each]
