"""What a backtest was asked for: days and times, cash, and the currency that nobody named."""

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from holdfast.cli.backtest_terms import Terms, asked_of, settings_for
from holdfast.config import AccountSettings, Settings
from holdfast.model.times import parse_rfc3339
from holdfast.strategies import Ending
from tests.support.backtests import seconds, write_quotes

FILE = "class One:\n    def on_start(self, ctx): ...\n"


@pytest.fixture
def terms(tmp_path: Path) -> Terms:
    tape = tmp_path / "tape"
    tape.mkdir()
    write_quotes(tape, seconds(30), "BTCEUR")
    (tmp_path / "one.py").write_text(FILE)
    return Terms(tape, strategy=f"{tmp_path}/one.py:One")


def test_a_day_is_its_midnight_and_a_time_is_itself(terms: Terms) -> None:
    asked = asked_of(
        replace(terms, since="2024-03-04", until="2024-03-04T14:30:20+00:00"), Settings()
    )
    assert asked.since == parse_rfc3339("2024-03-04T00:00:00Z")
    assert asked.until == parse_rfc3339("2024-03-04T14:30:20Z")
    assert (asked.account, asked.ending, asked.sample_ns) == ("paper", Ending.CANCEL, 0)


def test_an_account_that_nobody_described_is_in_the_tapes_currency(terms: Terms) -> None:
    found = settings_for(replace(terms, cash="500"), Settings(), "paper")
    assert [(each.currency, each.cash) for each in found.accounts] == [("EUR", Decimal(500))]
    own = Settings(accounts=(AccountSettings("a", currency="CHF"), AccountSettings("b")))
    found = settings_for(replace(terms, cash="500"), own, "b")
    assert [(each.currency, each.cash) for each in found.accounts] == [
        ("CHF", Decimal(1_000_000)),
        ("USD", Decimal(500)),
    ]


def test_the_seed_is_the_settings_own_until_one_is_given(terms: Terms) -> None:
    assert settings_for(terms, Settings(), "paper").market.seed == Settings().market.seed
    assert settings_for(replace(terms, seed=3), Settings(), "paper").market.seed == 3
