"""The section `[faults]`: read, judged by path, and turned into what the venue is made to do."""

from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.api.faults import Unreadable
from holdfast.config import FaultSettings, Settings
from holdfast.config.faults import script_of
from holdfast.config.loading import Loaded, load
from holdfast.config.toml import everything, to_toml
from holdfast.model.order import Side
from holdfast.venues.faulty import FaultEntry, FaultName, FaultScript, Spans

SECOND = 1_000_000_000
WHOLE = """
[faults]
seed = 3
hold_s = 0.5
until_s = 60

[faults.rates]
ack_lost = 0.01

[[faults.script]]
fault = "outage"
at_s = 1.5
for_s = 60
loses = true

[[faults.script]]
fault = "repeated"
on = "VenueFills"
order = "o1"
instrument = "AAPL"
side = "BUY"
after_s = 1
until_s = 2
nth = 2
times = 3
"""


def read(tmp_path: Path, text: str, **environment: str) -> Loaded | Unreadable:
    path = tmp_path / "desk.toml"
    path.write_text(text)
    return load(path, None, environment)


def test_by_default_nothing_goes_wrong():
    assert script_of(Settings().faults) == FaultScript()
    assert Settings().faults.is_calm


def test_all_of_the_section_reaches_the_venue_in_its_own_units(tmp_path):
    loaded = read(tmp_path, WHOLE)
    assert isinstance(loaded, Loaded)
    assert script_of(loaded.settings.faults) == FaultScript(
        rates={FaultName.ACK_LOST: 10_000},
        entries=(
            FaultEntry(FaultName.OUTAGE, at_ns=3 * SECOND // 2, for_ns=60 * SECOND, loses=True),
            FaultEntry(
                FaultName.REPEATED,
                on="VenueFills",
                order_id="o1",
                instrument="AAPL",
                side=Side.BUY,
                after_ns=SECOND,
                until_ns=2 * SECOND,
                nth=2,
                times=3,
            ),
        ),
        spans=Spans(hold_ns=SECOND // 2),
        until_ns=60 * SECOND,
    )


def test_what_is_shown_can_be_read_again(tmp_path):
    loaded = read(tmp_path, WHOLE)
    assert isinstance(loaded, Loaded)
    again = read(tmp_path, to_toml(everything(loaded.settings)))
    assert isinstance(again, Loaded)
    assert again.settings == loaded.settings


def test_the_environment_sets_a_rate(tmp_path):
    loaded = read(tmp_path, "", HOLDFAST__FAULTS__RATES__REPORT_LOST="0.25")
    assert isinstance(loaded, Loaded)
    assert loaded.settings.faults.rates == {"report_lost": Decimal("0.25")}


def test_the_paper_venues_rejection_rate_is_one_of_the_rates():
    rejected = script_of(FaultSettings(), Decimal("0.1")).rates
    assert rejected == {FaultName.REJECTED: 100_000}
    both = script_of(FaultSettings(rates={"rejected": Decimal("0.2")}), Decimal("0.1")).rates
    assert both == {FaultName.REJECTED: 200_000}


@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ("[faults.rates]\nnonsense = 0.1", "faults.rates.nonsense", "is no fault; they are"),
        ("[faults.rates]\noutage = 1.1", "faults.rates.outage", "must be a fraction"),
        ("[faults.rates]\noutage = -0.1", "faults.rates.outage", "must not be negative"),
        ("[faults.rates]\noutage = 0.6\nack_lost = 0.6", "faults.rates", "must add up to 1"),
        (
            "[paper]\nrejection_rate = 0.6\n[faults.rates]\nack_lost = 0.6",
            "faults.rates",
            "must add up to 1",
        ),
        ("[faults]\ndown_s = 10_000_000_000", "faults.down_s", "must be seconds"),
        ("[faults]\nfrom_s = 3\nuntil_s = 2", "faults.until_s", "must be after from_s"),
        ("[faults]\nbogus = 1", "faults.bogus", "is no field here"),
        ('[[faults.script]]\nfault = "bogus"', "faults.script[0].fault", "must be one of"),
        (
            '[[faults.script]]\nfault = "ack_lost"\nat_s = 1.5',
            "faults.script[0].at_s",
            "must be left out",
        ),
        (
            '[[faults.script]]\nfault = "outage"\nat_s = 1\nafter_s = 1',
            "faults.script[0].after_s",
            "must be left out beside at_s",
        ),
    ],
)
def test_what_makes_no_sense_is_told_by_its_path(tmp_path, text, path, rule):
    told = read(tmp_path, text)
    assert isinstance(told, Unreadable)
    assert [each.path for each in told.faults] == [path]
    assert rule in told.faults[0].rule


def test_a_rehearsal_is_refused_where_money_is_real(tmp_path):
    told = read(tmp_path, 'environment = "LIVE"\n' + WHOLE, HOLDFAST_ENABLE_LIVE_TRADING="true")
    assert isinstance(told, Unreadable)
    assert "faults" in [each.path for each in told.faults]
