"""Settings from file, profile and environment, and every fault of them at once."""

from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.api.faults import Unreadable
from holdfast.config import MarketKind, Settings
from holdfast.config.loading import Loaded, load
from holdfast.config.toml import everything, to_toml

GOOD = """
[desk]
name = "one"
journal = "${FOLDER}/one.db"

[market]
instruments = ["AAPL"]
prices = [190.25]

[server]
port = "${PORT:-8080}"

[[accounts]]
id = "alpha"
cash = "250000.50"

[profiles.fast.market]
speed = 10

[profiles.other.market]
instruments = ["IBM", "BAC"]
prices = [180, 30]
"""

WRONG = """
environment = "LIVE"
[desk]
name = "two words are fine"
journal = "${NOWHERE}/x.db"
bogus = 1
[market]
speed = 0
prices = [nan, -1, 3.5]
[[accounts]]
id = "a"
cash = 1e30
[[accounts]]
id = "b"
limits = {order_qty_max = "x"}
[profiles.prod.server]
port = 99999
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(GOOD)
    return path


def good(found: Loaded | Unreadable) -> Loaded:
    assert isinstance(found, Loaded), [str(each) for each in found.faults]
    return found


def faults(found: Loaded | Unreadable) -> list[str]:
    assert isinstance(found, Unreadable)
    return [str(each) for each in found.faults]


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = good(load(None, None, {}))
    assert found.settings == Settings()
    assert found.path is None


def test_the_file_of_this_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "holdfast.toml").write_text('[desk]\nname = "here"')
    monkeypatch.chdir(tmp_path)
    assert good(load(None, None, {})).settings.desk.name == "here"


def test_variables_are_put_in_and_read_as_the_type_that_is_needed(file: Path) -> None:
    settings = good(load(file, None, {"FOLDER": "/data"})).settings
    assert settings.desk.journal == "/data/one.db"
    assert settings.server.port == 8080
    assert settings.accounts[0].cash == Decimal("250000.50")
    assert settings.market.prices == (Decimal("190.25"),)
    assert good(load(file, None, {"FOLDER": "", "PORT": "9"})).settings.server.port == 9


def test_a_missing_variable_is_named_with_the_path_that_needs_it(file: Path) -> None:
    assert faults(load(file, None, {})) == ["desk.journal ${FOLDER} is not set in the environment"]


def test_two_dollars_are_one(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text('[desk]\njournal = "$${x}.db"')
    assert good(load(path, None, {})).settings.desk.journal == "${x}.db"


def test_a_profile_is_laid_over_the_rest(file: Path) -> None:
    environment = {"FOLDER": "f"}
    fast = good(load(file, "fast", environment)).settings.market
    assert (fast.speed, fast.instruments) == (10, ("AAPL",))
    other = good(load(file, "other", environment)).settings.market
    assert (other.speed, other.instruments) == (1, ("IBM", "BAC"))


def test_a_profile_that_is_not_there_is_named_beside_those_that_are(file: Path) -> None:
    assert faults(load(file, "slow", {"FOLDER": "f"})) == [
        'profile "slow" must be one of those in the file: fast, other'
    ]


def test_the_environment_has_the_last_word(file: Path) -> None:
    found = good(
        load(
            file,
            "fast",
            {
                "FOLDER": "f",
                "HOLDFAST__MARKET__SPEED": "20",
                "HOLDFAST__MARKET__INSTRUMENTS": "X, Y",
                "HOLDFAST__MARKET__PRICES": "1,2.5",
                "HOLDFAST__ACCOUNTS__0__LIMITS__ORDER_QTY_MAX": "5",
                "HOLDFAST__SERVER__HOST": "::1",
            },
        )
    )
    assert found.settings.market.speed == 20
    assert found.settings.market.instruments == ("X", "Y")
    assert found.settings.market.prices == (Decimal(1), Decimal("2.5"))
    assert found.settings.accounts[0].limits.order_qty_max == 5
    assert found.settings.server.host == "::1"
    assert "HOLDFAST__MARKET__SPEED" in found.overrides


def test_a_wrong_variable_is_named_beside_its_path(file: Path) -> None:
    environment = {"FOLDER": "f", "HOLDFAST__SERVER__PORT": "high", "HOLDFAST__SERVER__PROT": "1"}
    assert faults(load(file, None, environment)) == [
        'server.port (HOLDFAST__SERVER__PORT) "high" must be a whole number',
        'server.prot (HOLDFAST__SERVER__PROT) "1" is no field here',
    ]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(WRONG)
    told = faults(load(path, None, {}))
    for expected in (
        "desk.journal ${NOWHERE} is not set in the environment",
        "desk.bogus 1 is no field here",
        "market.speed 0 must be at least 1",
        "market.prices[0] nan must be a finite number in range",
        "market.prices[1] -1 must not be negative",
        "accounts[0].cash 1E+30 must have at most 12 digits before the point",
        "profiles.prod.server.port 99999 must be at most 65535",
        'environment "LIVE" needs HOLDFAST_ENABLE_LIVE_TRADING=true in the environment as well',
    ):
        assert expected in told
    assert any(line.startswith("accounts[1].limits.order_qty_max") for line in told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[market]\nkind = 'tape'", 'market.tape "" must name a recording where kind is "tape"'),
        ("[market]\nprices = [1]", "market.prices a list of 1 must have a price for each of the 3"),
        ("[market]\nprices = [1, 0, 2]", "market.prices[1] 0 must be above 0"),
        ("[market]\ninstruments = ['A','A']\nprices = [1,1]", 'market.instruments[1] "A" must not'),
        ("[paper]\nrejection_rate = 1.5", "paper.rejection_rate 1.5 must be a fraction"),
        ("[paper]\nstore = 'holdfast.db'", "paper.store"),
        ("[paper]\nfees = 'free'", 'paper.fees "free" must be one of maker_taker, none, us_equity'),
        ("accounts = []", "accounts a list of 0 must have at least one account"),
        (
            "[[accounts]]\nid='a'\n[[accounts]]\nid='a'",
            'accounts[1].id "a" must not be given twice',
        ),
        ("[[accounts]]\nkind='CASH'", "accounts[0].id is missing"),
        ("[desk]\nprincipal = 'eve'", 'desk.principal "eve" must be one of the principals'),
        ("principals = []", 'desk.principal "operator" must be one of the principals: none'),
        (
            "[[principals]]\nid='operator'\n[[principals]]\nid='operator'",
            'principals[1].id "operator" must not be given twice',
        ),
        (
            "[[principals]]\nid='operator'\n[[principals]]\nid='config'",
            'principals[1].id "config" is what the desk calls itself',
        ),
        (
            "[[principals]]\nid='operator'\naccounts=['B']",
            'principals[0].accounts[0] "B" must be * or one of the accounts: paper',
        ),
        (
            "[[algos.custom]]\nname='twap'\nfile='a.py:A'",
            'algos.custom[0].name "twap" is an algo of the house',
        ),
        (
            "[algos]\ncustom=[{name='a',file='a.py:A'},{name='a',file='b.py:B'}]",
            'algos.custom[1].name "a" must not be given twice',
        ),
        ("[[algos.custom]]\nname='a'\nfile='a.py'", 'algos.custom[0].file "a.py"'),
        ("desk = 3", "desk 3 must be an object"),
        ("server = {port = 1979-05-27}", 'server.port "1979-05-27" must be a whole number'),
        ("profiles = 3", "profiles 3 must be a table of profiles"),
        ("a = 1\na = 2", "the file must be TOML: Cannot overwrite a value"),
        ("[desk]\nname = 'a\\u202eb'", "desk.name"),
    ],
)
def test_what_makes_no_sense_is_told_by_its_path(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text)
    told = faults(load(path, None, {}))
    assert len(told) == 1, told
    assert told[0].strip().startswith(expected)


def test_yaml_says_the_same_as_toml(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "desk.yaml"
    path.write_text(
        "desk: {name: one, journal: '${FOLDER}/one.db'}\n"
        "market: {instruments: [AAPL], prices: [190.25]}\n"
        "server: {port: 8080}\n"
        "accounts:\n  - {id: alpha, cash: '250000.50'}\n"
    )
    environment = {"FOLDER": "f"}
    same = good(load(file, None, environment)).settings
    assert good(load(path, None, environment)).settings == same


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    for name in ("e.toml", "e.yaml"):
        (tmp_path / name).write_text("")
        assert good(load(tmp_path / name, None, {})).settings == Settings()


def test_live_needs_both_switches_and_a_venue(tmp_path: Path) -> None:
    path = tmp_path / "live.toml"
    path.write_text('environment = "LIVE"')
    both = faults(load(path, None, {"HOLDFAST_ENABLE_LIVE_TRADING": "true"}))
    assert both == [
        'environment "LIVE" needs a live venue, and none is configured: '
        "there is only the paper venue"
    ]
    assert len(faults(load(path, None, {"HOLDFAST_ENABLE_LIVE_TRADING": "yes"}))) == 2


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text("#" * 300_000)
    assert faults(load(path, None, {})) == ["the file must have at most 262144 bytes"]


def test_what_is_shown_can_be_read_again(file: Path, tmp_path: Path) -> None:
    settings = good(load(file, "fast", {"FOLDER": 'a "quoted" \\ folder'})).settings
    shown = tmp_path / "shown.toml"
    shown.write_text(to_toml(everything(settings)))
    assert good(load(shown, None, {})).settings == settings
    assert settings.market.kind is MarketKind.GENERATED
