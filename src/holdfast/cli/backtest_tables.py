"""A backtest's report on a terminal: the figures first, then trips, costs and every no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Console
from rich.text import Text

from holdfast.backtest.recorder import No
from holdfast.backtest.report import Backtest
from holdfast.backtest.trips import Trip
from holdfast.backtest.words import caution, duration, per_cent, shown
from holdfast.cli.printing import amount, clock, counted, gain, lines, moment, price
from holdfast.cli.refusals import refusal_line, refusal_lines
from holdfast.cli.sheet import Cell, Sheet, left, right
from holdfast.cli.tables import costs_table, outcomes_table, positions_table

TRIPS_SHOWN = 20
COSTS_SHOWN = 20
LOG_SHOWN = 20


def show(told: Backtest, console: Console) -> None:
    """Print the report for people; --json and --html have every row."""
    if told.decisions:
        console.print(outcomes_table(told.decisions), "")
    for refusal in told.refusals:
        console.print(refusal_line(refusal), markup=False)
    why = refusal_lines(told.decisions, console.width)
    if why:
        console.print(why, markup=False)
    console.print(figures_table(told), "")
    console.print(trips_table(told.trips[-TRIPS_SHOWN:]))
    _more(console, len(told.trips), TRIPS_SHOWN, "round trip")
    console.print(positions_table(told.positions), "")
    console.print(costs_table(told.cost[-COSTS_SHOWN:]))
    _more(console, len(told.cost), COSTS_SHOWN, "order")
    if told.refused:
        console.print(refused_table(told.refused), "")
    if told.log:
        _log(told, console)
    for each in told.simulated:
        console.print(lines(each, "  ", console.width), style="dim", markup=False)
    entries = counted(told.journal.entries, "entry", "entries")
    console.print(f"\nJournal: {entries}, hash {told.journal.hash[:16]}…")
    console.print(f"         {told.journal.path}", markup=False)


def figures_table(told: Backtest) -> Sheet:
    """Every figure with its name and, where it needs one, a note."""
    what = told.what
    title = (
        f"{what.strategy or ', '.join(what.plans)} · {moment(what.began)} to {moment(what.ended)}"
    )
    return Sheet(
        title, (*left("figure"), *right("value"), *left("note")), [*_figures(told)], note="note"
    )


def _figures(told: Backtest) -> Iterator[Sequence[Cell]]:
    result, fall, trades, ratios = told.result, told.drawdown, told.trades, told.ratios
    money = told.what.currency
    yield "profit", gain(result.profit), f"{money}, of {amount(result.opening, 2)} at the opening"
    yield "return", _gain_pct(result.return_pct), "of the opening cash"
    yield "realised", gain(result.realised), "before fees"
    yield "unrealised", gain(result.unrealised), "at the last mids"
    yield "fees", amount(result.fees, 2), ""
    yield "drawdown", amount(fall.amount, 2), _fall(told)
    yield "Sharpe", shown(ratios.sharpe, 2), _sharpe(told)
    yield "Sortino", shown(ratios.sortino, 2), ratios.basis
    yield "volatility", per_cent(ratios.volatility), "a year"
    yield "round trips", str(trades.trips), f"{trades.open_trips} more open; {trades.fills} fills"
    yield "win rate", per_cent(trades.win_rate, 1), f"{trades.wins} won, {trades.losses} lost"
    yield "profit factor", shown(trades.profit_factor, 2), _won(told)
    yield (
        "exposure",
        per_cent(trades.exposure, 1),
        f"of the time; {amount(trades.gross_max, 0)} at most",
    )
    yield (
        "turnover",
        shown(trades.turnover, 2),
        f"times equity: {amount(trades.traded_value, 2)} traded",
    )
    yield "resting", per_cent(trades.maker_share, 1), "of what was traded"


def _fall(told: Backtest) -> str:
    fall = told.drawdown
    if fall.trough_at is None:
        return "it never fell below a peak"
    back = (
        "not recovered" if fall.recovered_at is None else f"recovered {moment(fall.recovered_at)}"
    )
    longest = duration(fall.longest_ns)
    return (
        f"{per_cent(fall.fraction, 3)} to {moment(fall.trough_at)}, {back}; {longest} the longest"
    )


def _sharpe(told: Backtest) -> str:
    ratios = told.ratios
    if ratios.sharpe is None:
        return "the sample has no spread of returns"
    return f"± {shown(ratios.sharpe_error, 2)} (one standard error){caution(ratios, '; ')}"


def _won(told: Backtest) -> str:
    trades = told.trades
    each = "" if trades.expectancy is None else f"; {amount(trades.expectancy, 2)} a trip"
    return f"{amount(trades.won, 2)} won, {amount(trades.lost, 2)} lost, after fees{each}"


def _gain_pct(number: Decimal) -> Text:
    found = gain(number, 3)
    found.append(" %")
    return found


def trips_table(rows: Sequence[Trip]) -> Sheet:
    """One row a round trip, the latest last."""
    return Sheet(
        "Round trips",
        (
            *left("instrument", "side"),
            *right("qty"),
            *left("entry", "exit"),
            *right("at", "to", "net", "fees", "worst", "best"),
        ),
        [
            (
                row.instrument,
                row.side,
                amount(row.qty),
                moment(row.entry_at).removesuffix(" UTC"),
                _exit(row),
                price(row.entry_px),
                price(row.exit_px),
                gain(row.net),
                amount(row.fees, 2),
                amount(row.mae, 2),
                amount(row.mfe, 2),
            )
            for row in rows
        ],
        spare=("best", "worst", "fees", "exit"),
    )


def _exit(row: Trip) -> str:
    """Write when a trip was over: the time alone where the day is that of its entry."""
    if row.exit_at is None:
        return "open"
    if row.exit_at[:10] == row.entry_at[:10]:
        return clock(row.exit_at)
    return moment(row.exit_at).removesuffix(" UTC")


def refused_table(rows: Sequence[No]) -> Sheet:
    """One row a kind of no: the desk refuses, the venue rejects."""
    return Sheet(
        "Refused and rejected",
        (*left("by", "code"), *right("times"), *left("once because")),
        [(row.who, row.code, str(row.times), row.example) for row in rows],
        note="once because",
    )


def _more(console: Console, count: int, most: int, what: str) -> None:
    if count > most:
        console.print(f"[dim]the last {most} of {counted(count, what)}: --json has all[/]")
    console.print()


def _log(told: Backtest, console: Console) -> None:
    console.print("[bold]What the strategy wrote[/]")
    for line in told.log[-LOG_SHOWN:]:
        console.print(f"{moment(line.at)}  {line.text}", markup=False)
    _more(console, len(told.log) + told.log_lines_lost, LOG_SHOWN, "line")
