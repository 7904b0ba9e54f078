"""What the paper venue says that it works, and what it rejects where it works less."""

from decimal import Decimal as D
from random import Random

import pytest
from msgspec.structs import replace

from holdfast import main
from holdfast.config import AbilitiesName, DeskSettings, PaperSettings, Settings
from holdfast.messages.requests import AmendOrder
from holdfast.model.abilities import PLAIN, Instruction
from holdfast.model.instructions import Trail, TriggerSource
from holdfast.model.order import OrderType, TimeInForce
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.venues import Declares
from holdfast.venues.faulty import FaultScript, Faulty
from tests.venues.bench import START, Bench, kinds, quote


def test_it_declares_more_than_a_plain_venue_works():
    abilities = Bench().paper.abilities
    assert set(PLAIN.types) < set(abilities.types)
    assert set(PLAIN.times) <= set(abilities.times)
    assert set(PLAIN.instructions) < set(abilities.instructions)
    assert abilities.replaces


@pytest.mark.parametrize("group", ["types", "times", "instructions"])
def test_abilities_stand_in_the_order_of_their_enumerations(group):
    kinds_of = {"types": OrderType, "times": TimeInForce, "instructions": Instruction}[group]
    declared = getattr(Bench().paper.abilities, group)
    assert declared == tuple(each for each in kinds_of if each in declared)


@pytest.mark.parametrize(
    "terms",
    [
        {"type": OrderType.TRAILING_STOP, "trail": Trail(D(1))},
        {"type": OrderType.MARKET_IF_TOUCHED, "stop_price": D(90)},
        {"type": OrderType.STOP, "stop_price": D(90), "trigger": TriggerSource.MID},
        {"limit": "90", "display_qty": D(5)},
        {"limit": "90", "all_or_none": True},
    ],
)
def test_a_narrowed_venue_rejects_what_it_lacks_and_works_the_rest(terms):
    bench = Bench(abilities=PLAIN)
    bench.place("o1", **terms)
    (no,) = bench.take()
    assert (kinds([no]), no.code) == (["Rejects"], "UNSUPPORTED")
    bench.paper.push(quote())
    bench.place("o2")
    assert kinds(bench.take()) == ["Accepts", "Fills"]


def test_a_venue_that_replaces_nothing_rejects_every_change():
    bench = Bench(abilities=replace(PLAIN, replaces=False))
    bench.place("o1", limit="90")
    bench.take()
    bench.paper.send(AmendOrder("o1", "", D(20), None, None))
    (no,) = bench.take()
    assert (kinds([no]), no.code) == (["RejectsReplace"], "UNSUPPORTED")


def test_a_line_with_faults_declares_what_the_venue_behind_it_does():
    bench = Bench(abilities=PLAIN)
    faulty = Faulty(bench.paper, bench.time, Random(1), FaultScript())
    assert isinstance(faulty, Declares)
    assert faulty.abilities == PLAIN


@pytest.mark.parametrize("name", [*AbilitiesName])
def test_settings_say_how_much_the_paper_venue_works(name):
    paper = PaperSettings(store="", abilities=name)
    settings = Settings(desk=DeskSettings(journal=""), paper=paper)
    journal = main.open_journal(settings, "e")
    venue = main.wire(settings, journal, VirtualTime(START), None).paper
    assert (venue.abilities == PLAIN) is (name is AbilitiesName.PLAIN)
    assert (TimeInForce.OPG in venue.abilities.times) is (name is AbilitiesName.ALL)
