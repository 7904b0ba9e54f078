"""A backtest's report as one page: opens offline, in light and dark, and fetches nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from holdfast.backtest.pictures import costs, drawdowns, equity, prices
from holdfast.backtest.report import Backtest
from holdfast.backtest.style import STYLE
from holdfast.backtest.words import caution, duration, per_cent, shown

ROWS_MAX = 500

# text, and its class: "" is a number, "text" words, "won" or "lost" a gain or a loss
Cell = tuple[str, str]


def page(told: Backtest) -> str:
    """Write the page; every text that came from outside is escaped."""
    what = told.what
    title = what.strategy.rpartition("/")[2] or ", ".join(what.plans)
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="soft">{escape(what.data)} · {what.market} · {_time(what.began)} to '
        f"{_time(what.ended)} UTC · account {escape(what.account)} · seed {what.seed}</p>",
        _params(told),
        _fault(told),
        _cards(told),
        *_plots(told),
        _trips(told),
        _costs(told),
        _refused(told),
        _log(told),
        _list("How the fills were simulated", told.simulated),
        f'<h2>Journal</h2><p class="soft">{told.journal.entries:,} entries, hash '
        f"<code>{told.journal.hash}</code></p><p><code>{escape(told.journal.path)}</code></p>",
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Backtest · {escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _params(told: Backtest) -> str:
    params = " · ".join(f"{name} = {value}" for name, value in told.what.params.items() if value)
    return f'<p class="soft">{escape(params)}</p>' if params else ""


def _fault(told: Backtest) -> str:
    fault = told.fault
    if fault is None:
        return ""
    where = f" at {fault.where}" if fault.where else ""
    said = f"The strategy was stopped in {fault.method}{where}: {fault.error}"
    return f'<p class="fault lost">{escape(said)}</p>'


def _cards(told: Backtest) -> str:
    result, fall, trades, ratios = told.result, told.drawdown, told.trades, told.ratios
    money = told.what.currency
    few = caution(ratios, " · ")
    cards = [
        ("profit", shown(result.profit, 2), f"{money} · {shown(result.return_pct, 3)} %"),
        ("realised", shown(result.realised, 2), "before fees"),
        ("unrealised", shown(result.unrealised, 2), "at the last mids"),
        ("fees", shown(result.fees, 2), money),
        ("max drawdown", shown(fall.amount, 2), f"{per_cent(fall.fraction, 3)} of its peak"),
        ("under water", duration(fall.longest_ns or None), "the longest"),
        ("Sharpe", shown(ratios.sharpe, 2), f"± {shown(ratios.sharpe_error, 2)}{few}"),
        ("Sortino", shown(ratios.sortino, 2), ""),
        ("round trips", str(trades.trips), f"{trades.open_trips} open · {trades.fills} fills"),
        ("win rate", per_cent(trades.win_rate, 1), f"{trades.wins} won · {trades.losses} lost"),
        ("profit factor", shown(trades.profit_factor, 2), "won over lost, after fees"),
        ("a trip", shown(trades.expectancy, 2), f"{duration(trades.duration_mean_ns)} on average"),
        (
            "exposure",
            per_cent(trades.exposure, 1),
            f"of the time · {shown(trades.gross_max, 0)} max",
        ),
        ("turnover", shown(trades.turnover, 2), "times mean equity"),
        ("resting", per_cent(trades.maker_share, 1), "of what was traded"),
    ]
    drawn = "".join(
        f'<div class="card"><span>{name}</span><b>{value}</b><span>{escape(note)}</span></div>'
        for name, value, note in cards
    )
    basis = f"Ratios: {ratios.basis}; samples of nights and weekends are left out."
    return f'<div class="cards">{drawn}</div><p class="legend">{escape(basis)}</p>'


def _plots(told: Backtest) -> Iterable[str]:
    yield _plot("Equity", equity(told), "dashed: the opening cash; time runs from sample to sample")
    yield _plot("Drawdown", drawdowns(told), "per cent below the highest equity before")
    for name, drawn in prices(told):
        legend = "▲ bought · ▼ sold; point at one to read it; the line is the mid"
        yield _plot(f"{escape(name)} and its fills", drawn, legend)
    if any(row.slippage_bps is not None for row in told.cost):
        legend = "orders by slippage against the arrival mid, in basis points; right of 0 is a cost"
        yield _plot("Costs", costs(told), legend)


def _plot(title: str, drawn: str, legend: str) -> str:
    return f'<h2>{title}</h2><div class="plot">{drawn}</div><p class="legend">{legend}</p>'


def _trips(told: Backtest) -> str:
    rows = [
        (
            (trip.instrument, "text"),
            (trip.side.lower(), "text"),
            (_plain(trip.qty), ""),
            (_time(trip.entry_at), "text"),
            ("open" if trip.exit_at is None else _time(trip.exit_at), "text"),
            (_price(trip.entry_px), ""),
            (_price(trip.exit_px), ""),
            _gain(trip.net),
            (shown(trip.fees, 2), ""),
            (shown(trip.mae, 2), ""),
            (shown(trip.mfe, 2), ""),
            (duration(trip.duration_ns), ""),
        )
        for trip in told.trips[-ROWS_MAX:]
    ]
    titles: tuple[str, ...] = (
        "*instrument",
        "*side",
        "qty",
        "*entry",
        "*exit",
        "at",
        "to",
        "net",
        "fees",
    )
    titles += ("worst", "best", "held")
    return _table("Round trips", titles, rows, len(told.trips))


def _costs(told: Backtest) -> str:
    rows = [
        (
            (row.order_id, "text"),
            (row.instrument, "text"),
            (row.side.lower(), "text"),
            (row.tactic or "–", "text"),
            (_plain(row.filled), ""),
            (_price(row.arrival_price), ""),
            (_price(row.avg_px), ""),
            (shown(row.shortfall, 2), ""),
            (shown(row.slippage_bps, 2), ""),
            (shown(row.vwap_bps, 2), ""),
            (shown(row.fees, 2), ""),
        )
        for row in told.cost[-ROWS_MAX:]
    ]
    titles: tuple[str, ...] = (
        "*order",
        "*instrument",
        "*side",
        "*tactic",
        "filled",
        "arrival",
        "avg px",
    )
    titles += ("shortfall", "slippage bps", "to vwap bps", "fees")
    return _table("Cost of each order", titles, rows, len(told.cost))


def _refused(told: Backtest) -> str:
    rows = [
        ((no.who, "text"), (no.code, "text"), (str(no.times), ""), (no.example, "text note"))
        for no in told.refused
    ]
    titles = ("*by", "*code", "times", "*once because")
    return _table("Refused and rejected", titles, rows, len(rows)) if rows else ""


def _log(told: Backtest) -> str:
    if not told.log:
        return ""
    rows = [((_time(line.at), "text"), (line.text, "text note")) for line in told.log[-ROWS_MAX:]]
    total = len(told.log) + told.log_lines_lost
    return _table("What the strategy wrote", ("*at", "*text"), rows, total)


def _table(title: str, titles: Sequence[str], rows: Sequence[Sequence[Cell]], total: int) -> str:
    if not rows:
        return f'<h2>{title}</h2><p class="soft">none</p>'
    head = "".join(
        f'<th class="text">{name[1:]}</th>' if name.startswith("*") else f"<th>{name}</th>"
        for name in titles
    )
    body = "".join(
        "<tr>" + "".join(f'<td class="{kind}">{escape(text)}</td>' for text, kind in row) + "</tr>"
        for row in rows
    )
    shown_of = f" · the last {len(rows):,} of {total:,}" if total > len(rows) else ""
    return (
        f'<h2>{title}<span class="soft">{shown_of}</span></h2><div class="wide"><table><thead>'
        f"<tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _list(title: str, texts: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<h2>{title}</h2><ul>{items}</ul>"


def _gain(number: Decimal | None) -> Cell:
    kind = "" if not number else "won" if number > 0 else "lost"
    return shown(number, 2), kind


def _plain(number: Decimal) -> str:
    text = format(number, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _price(number: Decimal | None) -> str:
    """Write a price with at least two places, and no more than six."""
    if number is None:
        return "–"
    whole, _, part = format(round(number, 6), ",f").partition(".")
    return f"{whole}.{part.rstrip('0'):0<2}"


def _time(at: str) -> str:
    return f"{at[:10]} {at[11:19]}"
