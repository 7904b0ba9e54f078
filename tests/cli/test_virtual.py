"""Plans in virtual time on recordings of every grain: prices on the tick, quotes that are fresh."""

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from holdfast.cli.coarse_tape import DAYS_AGE_NS, MINUTE_NS, patient, quote_age_ns
from holdfast.cli.demo import demo_settings
from holdfast.cli.virtual import WARM_UP_NS, example_plan, run_virtual
from holdfast.core.ledger import Ledger
from holdfast.market.tape import open_tape
from holdfast.messages.commands import SubmitPlan
from holdfast.messages.plan import Action, Decision, DecisionPlan, Size, SizeUnit
from holdfast.model.ids import InstrumentId
from holdfast.model.order import OrderType
from holdfast.model.quote import Quote

SECOND_NS = 1_000_000_000


def quote(name: str, bid: str, ask: str) -> Quote:
    size = Decimal(100)
    return Quote(name, Decimal(bid), Decimal(ask), size, size, 0)


def decisions(quotes: dict[str, Quote], ticks: dict[str, Decimal]) -> tuple[Decision, ...]:
    return example_plan("paper", quotes, ticks).plan.decisions


def test_the_examples_prices_are_multiples_of_the_tick() -> None:
    tick = Decimal("0.00001")
    (only,) = decisions({"EURUSD": quote("EURUSD", "1.38680", "1.38700")}, {"EURUSD": tick})
    assert only.stop_loss == Decimal("1.36610")
    assert only.take_profit == Decimal("1.40770")


def test_the_example_is_smaller_where_two_thousand_would_cost_too_much() -> None:
    small, big = (
        decisions({"X": quote("X", bid, bid)}, {})[0].size for bid in ("585.63", "7800.00")
    )
    assert small == Size(Decimal(2_000), SizeUnit.SHARES)
    assert big == Size(Decimal(750_000), SizeUnit.DOLLARS)


def write_minutes(path: Path, name: str, first_minute: int = 0) -> None:
    """Forty minutes of a quote near 100 each minute, each of another size."""
    quotes = path / f"{name}_quotes.csv"
    rows = ["timestamp,bid,ask,bid_size,ask_size"]
    for minute in range(first_minute, first_minute + 40):
        rows.append(f"2024-03-04T15:{minute:02}:00Z,99.99,100.01,{500 + minute},500")
    quotes.write_text("\n".join(rows) + "\n")


def plan_of(name: InstrumentId) -> SubmitPlan:
    size = Size(Decimal(10))
    return SubmitPlan(DecisionPlan("p", "paper", (Decision(name, Action.BUY, size=size),)))


def submitted_after(ledger: Ledger, start: int) -> int:
    first = next(iter(ledger.orders.values()))
    return first.created_at - start


def test_a_plan_waits_until_its_own_instrument_is_quoted(tmp_path: Path) -> None:
    write_minutes(tmp_path, "EARLY")
    write_minutes(tmp_path, "LATE", first_minute=5)
    tape = open_tape(tmp_path)
    settings = demo_settings(1, tmp_path, str(tmp_path / "j.db"))
    run = run_virtual(settings, lambda quotes: plan_of("LATE"), epoch="demo1", needs=("LATE",))
    run.wired.desk.close()
    ledger = run.wired.desk.ledger
    assert 300 * SECOND_NS <= submitted_after(ledger, tape.start) <= 311 * SECOND_NS
    assert not run.answer.outcomes[0].refusals


def test_a_plan_does_not_wait_for_what_it_does_not_need(tmp_path: Path) -> None:
    write_minutes(tmp_path, "EARLY")
    write_minutes(tmp_path, "LATE", first_minute=5)
    tape = open_tape(tmp_path)
    settings = demo_settings(1, tmp_path, str(tmp_path / "j.db"))
    run = run_virtual(settings, lambda quotes: plan_of("EARLY"), epoch="demo1", needs=("EARLY",))
    run.wired.desk.close()
    # the quote of the start is old after the warm-up, and the next comes after a minute
    after = submitted_after(run.wired.desk.ledger, tape.start)
    assert WARM_UP_NS < after <= 61 * SECOND_NS


@pytest.mark.parametrize(
    ("data", "age_ns"),
    [
        ("us_equity_l3/AAPL_2012-06-21_first998_message_10.csv", 0),
        ("us_equity_minute/spy/20131007_trade.zip", 2 * MINUTE_NS),
        ("us_equity_daily/lean/daily/spy.zip", DAYS_AGE_NS),
    ],
)
def test_the_gate_takes_references_as_old_as_a_tape_has_them(
    shared: Path, data: str, age_ns: int
) -> None:
    path = shared / "marketdata" / data
    tape = open_tape(path)
    assert quote_age_ns(tape) == age_ns
    settings = demo_settings(1, path, "")
    limit = settings.accounts[0].limits.reference_age_max_ns
    wider = patient(settings, tape).accounts[0].limits.reference_age_max_ns
    assert wider == max(limit or 0, age_ns)


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    ["us_equity_minute/spy/20131007_trade.zip", "us_equity_daily/lean/daily/spy.zip"],
)
def test_the_example_plan_is_filled_on_bars(shared: Path, tmp_path: Path, data: str) -> None:
    path = shared / "marketdata" / data
    settings = patient(demo_settings(7, path, str(tmp_path / "j.db")), open_tape(path))
    run = run_virtual(settings, lambda quotes: example_plan("paper", quotes), epoch="demo7")
    run.wired.desk.close()
    order = run.wired.desk.ledger.orders["demo7-1"]
    assert order.cum_qty == 2_000


@pytest.mark.parametrize(("calendar", "codes"), [("XNYS", []), ("XTKS", ["SESSION_CLOSED"])])
def test_a_market_with_a_calendar_trades_in_its_sessions_alone(
    tmp_path: Path, calendar: str, codes: list[str]
) -> None:
    write_minutes(tmp_path, "ABC")
    settings = demo_settings(1, tmp_path, "")
    settings = replace(settings, market=replace(settings.market, calendar=calendar))
    limit = Decision(
        "ABC", Action.BUY, size=Size(Decimal(10)), order_type=OrderType.LIMIT,
        limit_price=Decimal(98),
    )  # fmt: skip
    plan = SubmitPlan(DecisionPlan("p", "paper", (limit,)))
    run = run_virtual(settings, lambda quotes: plan, epoch="demo1", needs=("ABC",))
    told = [refusal.code for refusal in run.answer.outcomes[0].refusals]
    assert told == codes
