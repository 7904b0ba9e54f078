"""What the doctor and the settings say of a desk at Alpaca, before it is started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import holdfast
from tests.e2e.alpaca_desk import LookAlike

pytestmark = pytest.mark.slow


@pytest.fixture
def there() -> Iterator[LookAlike]:
    with LookAlike() as there:
        yield there


def test_the_doctor_asks_for_the_account_and_what_is_listed(
    there: LookAlike, tmp_path: Path
) -> None:
    path = there.settings(tmp_path)
    told = holdfast("doctor", "-c", path, cwd=tmp_path)
    assert told.code == 0, told.out
    venue = next(line for line in told.out.splitlines() if "venue" in line)
    assert f"{there.emulator.url} takes the key; cash 100,000 USD; lists AAPL" in venue
    assert "quotes and prints come from ws://" in told.out


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('"AAPL"', '"NOPE"', "market.instruments NOPE"),
        ('"PK-TEST"', '"PK-OTHER"', "venue.alpaca.key_id"),
        (
            'url = "http://127.0.0.1:',
            'url = "http://127.0.0.2:',
            "venue.alpaca.url http://127.0.0.2",
        ),
    ],
)
def test_the_doctor_names_what_keeps_a_desk_from_starting(
    there: LookAlike, tmp_path: Path, was: str, now: str, told: str
) -> None:
    path = there.settings(tmp_path)
    path.write_text(path.read_text().replace(was, now))
    done = holdfast("doctor", "-c", path, cwd=tmp_path)
    venue = next(line for line in done.out.splitlines() if line.startswith("BAD"))
    assert (done.code, told in venue) == (1, True), done.out


def test_settings_show_nothing_of_the_paper_market(there: LookAlike, tmp_path: Path) -> None:
    path = there.settings(tmp_path)
    shown = holdfast("config", "show", "-c", path, cwd=tmp_path).out
    assert "[paper]" not in shown
    assert "generated" not in shown
    assert there.emulator.url in shown
    again = tmp_path / "again.toml"
    again.write_text(shown.replace('"****"', '"x"'))
    assert holdfast("config", "show", "-c", again, cwd=tmp_path).out == shown
