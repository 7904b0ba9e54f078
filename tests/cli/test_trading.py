"""Orders, plans and cancels against one running desk, and what each prints and returns."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import RunningDesk
from tests.cli.terminal import Done, holdfast

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with RunningDesk(tmp_path_factory.mktemp("desk")) as running:
        yield running
        assert running.end() == 0


def state(desk: RunningDesk, order_id: str) -> dict[str, str]:
    rows = desk.ask("orders", "--slices", "--json").json()["orders"]
    found: dict[str, str] = next(row for row in rows if row["id"] == order_id)
    return found


def test_an_order_is_taken_once_for_its_client_order_id(desk: RunningDesk) -> None:
    first = desk.ask("order", "buy", 7, "MSFT", "--limit", "410", "--id", "seven")
    assert first.code == 0
    assert "buy 7 MSFT limit 410" in first.out
    again = desk.ask("order", "buy", 7, "MSFT", "--limit", "410", "--id", "seven", "--json").json()
    assert again["repeated"] is True
    assert first.out.startswith(again["order_id"])
    other = desk.ask("order", "buy", 8, "MSFT", "--limit", "410", "--id", "seven")
    assert (other.code, other.err.split()[1]) == (1, "CLIENT_ORDER_ID_CONFLICT")


def test_types_and_exits_follow_from_the_prices(desk: RunningDesk) -> None:
    def kind(*prices: str) -> str:
        told = desk.ask("order", "buy", 1, "SPY", *prices, "--tif", "gtc", "--json").json()
        row = state(desk, told["order_id"])
        assert row["time_in_force"] == "GTC"
        assert row["principal"] == "operator"
        return row["type"]

    assert kind("--limit", "540") == "LIMIT"
    assert kind("--stop", "560") == "STOP"
    assert kind("--stop", "560", "--limit", "561") == "STOP_LIMIT"
    bracket = ("--limit", "541", "--take-profit", "560", "--stop-loss", "530")
    assert kind(*bracket) == "LIMIT"


@pytest.mark.parametrize(
    ("args", "echo"),
    [
        (("buy", 0, "SPY", "--to-position", 10), "to hold 10 SPY market"),
        (("buy", 0, "SPY", "--quote-qty", 10_000), "buy for 10000 of money SPY market"),
        (("sell", 5, "SPY", "--stop", 999, "--touch"), "sell 5 SPY market if touched 999"),
        (
            ("buy", 5, "SPY", "--peg", "mid", "--limit", 539),
            "buy 5 SPY pegged within 539, pegged to MID",
        ),
        (("buy", 5, "SPY", "--limit", 539, "--at-close"), "buy 5 SPY limit 539 at the close"),
        (("buy", 6, "SPY", "--limit", 539, "--tif", "gtc"), "buy 6 SPY limit 539 gtc"),
        (("sell", 5, "SPY", "--trail", "1%"), "sell 5 SPY trailing stop, trailing by 1 %"),
        (
            ("buy", 8, "SPY", "--max-slippage", 50),
            "buy 8 SPY market, at most 50 bps from the mid at its arrival",
        ),
        (
            ("buy", 5, "SPY", "--when", "SPY >= 999"),
            "buy 5 SPY market, once SPY >= 999 on LAST",
        ),
        (
            ("buy", 7, "SPY", "--algo", "twap", "--for", "10m"),
            "buy 7 SPY market by twap",
        ),
    ],
)
def test_what_is_printed_is_what_was_asked(
    desk: RunningDesk, args: tuple[object, ...], echo: str
) -> None:
    done = desk.ask("order", *args)
    assert done.code == 0, done.err
    order_id, _, told = done.out.splitlines()[0].partition("  ")
    assert told == echo
    desk.ask("cancel", order_id)


def test_an_algo_takes_its_duration_and_slices(desk: RunningDesk) -> None:
    algo = ("--algo", "twap", "--for", "1h30m", "--slices", "9", "--strategy", "slow")
    told = desk.ask("order", "sell", 90, "AAPL", *algo, "--json")
    assert told.code == 0, told.err
    order_id = told.json()["order_id"]
    row = state(desk, order_id)
    assert (row["tactic"], row["strategy"]) == ("twap", "slow")
    story = desk.ask("explain", order_id)
    assert "5400" in story.out
    assert desk.ask("cancel", order_id).code == 0


def test_a_refusal_tells_every_breach_on_its_line_and_as_json(desk: RunningDesk) -> None:
    done = desk.ask("order", "buy", 600_000, "SPY", "--json")
    assert done.code == 1
    codes = [line.split()[1] for line in done.err.splitlines()]
    assert codes[:2] == ["ORDER_QTY_MAX", "ORDER_VALUE_MAX"]
    error = done.json()["error"]
    assert [each["code"] for each in error["refusals"]] == codes
    assert state(desk, error["order_id"])["status"] == "REFUSED"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("buy", "zero", "SPY"), 'qty "zero" must be a decimal number'),
        (("buy", "1", "SPY", "--tif", "opg"), "--tif opg must be day, gtc, gtd, ioc or fok (see "),
        (("buy", "1", "SPY", "--limit", "1e999"), 'limit_price "1e999" must be a decimal number'),
        (("buy", "1", "SPY", "--for", "10m"), "--for and --slices need --algo"),
        (("buy", "1", "SPY", "--algo", "twap", "--for", "soon"), "--for soon must be a duration"),
        (("buy", "-5", "SPY"), "-5 must not be below zero (see holdfast order --help)"),
        (("buy", "1", "SPY", "--when", ""), "--when is empty (see holdfast order --help)"),
        (("buy", "1", "SPY", "--peg", ""), "--peg is empty"),
        (("buy", "1", "SPY", "--until="), "--until is empty"),
        (("hold", "1", "SPY"), "side hold must be buy or sell (see holdfast order --help)"),
    ],
)
def test_bad_input_names_field_value_and_rule(
    desk: RunningDesk, args: tuple[str, ...], expected: str
) -> None:
    done = desk.ask("order", *args)
    assert done.code == 2
    assert expected in done.err
    assert done.err.count("\n") == 1


def test_every_page_of_multi_leg_orders_is_listed(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = ("--leg", "buy:AAPL", "--leg", "sell:MSFT", "--short", "--limit", "-900")
    for qty in (2, 3, 4):
        assert desk.ask("spread", "submit", qty, *pair).code == 0
    told = desk.ask("spread", "list").out
    monkeypatch.setattr("holdfast.cli.server.PAGE_ROWS", 2)
    assert told.count("-S") >= 3
    assert desk.ask("spread", "list").out.count("-S") == told.count("-S")
    assert len(desk.ask("spread", "list", "--json").json()["spreads"]) == told.count("-S")


def test_a_net_limit_that_is_empty_is_not_the_market(desk: RunningDesk) -> None:
    pair = ("--leg", "buy:AAPL", "--leg", "sell:MSFT")
    told = desk.ask("spread", "submit", 1, *pair, "--limit", "")
    assert (told.code, told.err.strip()) == (2, "holdfast: --limit is empty and must be a number")


def test_a_spread_may_work_until_a_time(desk: RunningDesk) -> None:
    spread = ("spread", "submit", 1, "--leg", "buy:AAPL", "--leg", "sell:MSFT", "--short")
    done = desk.ask(*spread, "--limit", "-900", "--tif", "gtd", "--until", "2099-01-01T00:00:00Z")
    # the gate has the last word on borrowing; the time is taken
    assert done.code in (0, 1), done.err
    assert "expire_at" not in done.err
    assert "expire_at" in desk.ask(*spread, "--limit", "-900", "--tif", "gtd").err


def test_a_cancel_says_what_it_stopped(desk: RunningDesk) -> None:
    order_id = desk.ask("order", "buy", 3, "AAPL", "--limit", "185", "--json").json()["order_id"]
    assert desk.ask("cancel", order_id, "--json").json() == {"order_ids": [order_id]}
    assert desk.ask("cancel", "nobody").code == 1
    assert desk.ask("cancel").code == 2
    assert desk.ask("cancel", order_id, "--all").code == 2


def test_cancel_all_keeps_to_its_scope(desk: RunningDesk) -> None:
    mine = [
        desk.ask("order", "buy", 1, name, "--limit", price, "--json").json()["order_id"]
        for name, price in (("AAPL", "184"), ("MSFT", "408"))
    ]
    stopped = desk.ask("cancel", "--all", "--instrument", "AAPL", "--json").json()["order_ids"]
    assert mine[0] in stopped
    assert mine[1] not in stopped
    assert desk.ask("cancel", "--all", "--account", "nobody").code == 1


def test_several_are_cancelled_at_once_and_each_no_is_told(desk: RunningDesk) -> None:
    mine = [
        desk.ask("order", "buy", 1, "AAPL", "--limit", price, "--json").json()["order_id"]
        for price in ("181.5", "181.6")
    ]
    done = desk.ask("cancel", *mine, "nobody", "--json")
    assert done.code == 1
    assert done.json() == {"order_ids": mine}
    assert "UNKNOWN_ORDER" in done.err
    assert desk.ask("cancel", *mine[:1], "--side", "buy").code == 2


def test_a_scope_is_told_by_options(desk: RunningDesk) -> None:
    order_id = desk.ask("order", "buy", 1, "AAPL", "--limit", "181.7", "--json").json()["order_id"]
    scope = ("cancel", "--all", "--type", "limit", "--json")
    assert order_id not in desk.ask(*scope, "--side", "sell").json()["order_ids"]
    assert order_id not in desk.ask(*scope, "--older-than", "1h").json()["order_ids"]
    assert order_id in desk.ask(*scope, "--side", "buy").json()["order_ids"]
    wrong = desk.ask(*scope, "--side", "up")
    assert wrong.code == 2
    assert "side" in wrong.err


def test_a_plan_is_checked_without_a_trace_and_then_submitted(
    desk: RunningDesk, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(
        '{"plan_id": "p1", "account": "paper", "decisions": ['
        '{"instrument": "AAPL", "action": "BUY", "size": {"value": "5"}},'
        '{"instrument": "AAPL", "action": "BUY", "size": {"value": "10001"}}]}'
    )
    before = desk.ask("orders", "--json").out
    checked = desk.ask("plan", "check", plan)
    assert checked.code == 1
    assert "decisions[1] ORDER_QTY_MAX" in checked.out
    for told in ("Rules that did not pass", "Positions", "buying power", "expected cost"):
        assert told in checked.out
    asked = desk.ask("plan", "check", plan, "--json").json()
    assert asked["decisions"][0]["cost"]["fees"] == "0.35"
    assert [each["check"] for each in asked["basket"]] == ["basket"]
    assert desk.ask("orders", "--json").out == before
    told = desk.ask("plan", "submit", plan, "--json")
    assert told.code == 1
    good, bad = told.json()["decisions"]
    assert good["order_id"] and not good["refusals"]
    assert bad["refusals"][0]["code"] == "ORDER_QTY_MAX"
    people = desk.ask("plan", "submit", plan)
    assert "had been submitted before" in people.out


def test_everything_that_can_be_read_is_shown_and_told(desk: RunningDesk) -> None:
    keys = {
        "orders": "orders",
        "fills": "fills",
        "positions": "positions",
        "accounts": "accounts",
        "tca": "cost",
        "portfolio": "protection",
    }
    for command, key in keys.items():
        assert key in desk.ask(command, "--json").json()
        people = desk.ask(command)
        assert (people.code, people.err) == (0, "")
        assert "paper" in people.out or "instrument" in people.out


@pytest.mark.parametrize(
    ("command", "title"),
    [
        (("orders", "--open"), "Orders"),
        (("fills",), "Fills"),
        (("positions",), "Positions"),
        (("tca",), "Cost against the arrival mid"),
    ],
)
def test_what_is_empty_says_none(desk: RunningDesk, command: tuple[str, ...], title: str) -> None:
    done = desk.ask(*command, "--strategy", "nobodys")
    assert (done.code, done.out) == (0, f"{title}: none\n")


def test_reconciling_finds_nothing_new(desk: RunningDesk) -> None:
    done = desk.ask("reconcile", "--wait", "0.5", "--json")
    assert done.code == 0
    told = done.json()
    assert (told["found"], told["discrepancies"]) == ([], 0)


def test_the_doctor_knows_the_desk_that_has_the_port(desk: RunningDesk) -> None:
    port = desk.url.rpartition(":")[2]
    done: Done = holdfast("doctor", "--json", cwd=desk.folder, HOLDFAST__SERVER__PORT=port)
    assert done.code == 0, done.out
    found = {each["check"]: each["detail"] for each in done.json()["checks"]}
    assert found["port"].startswith("a desk answers")
    assert "is sound" in found["journal"]


def test_a_plan_that_is_too_much_together_is_refused_whole(
    desk: RunningDesk, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(
        '{"plan_id": "p9", "account": "paper", "decisions": ['
        '{"instrument": "AAPL", "action": "BUY", "size": {"value": "5"}},'
        '{"instrument": "SPY", "action": "BUY", "size": {"value": "900000"}}]}'
    )
    checked = desk.ask("plan", "check", plan)
    assert checked.code == 1
    assert "the plan BASKET_VALUE_MAX" in checked.out
    before = desk.ask("orders", "--json").out
    told = desk.ask("plan", "submit", plan)
    assert (told.code, told.err.split()[1]) == (1, "BASKET_VALUE_MAX")
    assert desk.ask("orders", "--json").out == before


def test_an_order_is_tried_without_a_trace(desk: RunningDesk) -> None:
    before = desk.ask("orders", "--json").out
    good = desk.ask("order", "buy", 7, "MSFT", "--limit", "410", "--check")
    assert good.code == 0, good.err
    assert "passes" in good.out
    assert "Rules that did not pass" not in good.out
    bad = desk.ask("order", "buy", 10_001, "AAPL", "--check")
    assert bad.code == 1
    assert "Rules that did not pass" in bad.out
    assert desk.ask("order", "buy", 1, "AAPL", "--check", "--json").json()["passed"] is True
    assert desk.ask("orders", "--json").out == before
