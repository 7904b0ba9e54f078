"""US regulatory fees by trade date: SEC section 31, FINRA TAF and the options regulatory fee."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal

import msgspec

from holdfast.model.numbers import ZERO, Nanos

# Trade dates are New York's. US sessions run from 04:00 to 20:00 there, four or five hours
# behind UTC, so five hours back is the right date at any session time of the year.
_DATE_LAG_NS = 5 * 3_600 * 1_000_000_000
_DAY_NS = 86_400 * 1_000_000_000
_EPOCH = date(1970, 1, 1).toordinal()
_MILLION = Decimal(1_000_000)


class DatedRate(msgspec.Struct, frozen=True):
    """A rate from this trade date on; `cap` is the most that one trade pays."""

    since: str  # yyyy-mm-dd
    rate: Decimal
    cap: Decimal | None = None


def _rates(*rows: tuple[str, str] | tuple[str, str, str]) -> tuple[DatedRate, ...]:
    return tuple(
        DatedRate(row[0], Decimal(row[1]), Decimal(row[2]) if len(row) == 3 else None)
        for row in rows
    )


SECTION_31 = _rates(
    ("2011-01-21", "19.20"),
    ("2012-02-21", "18.00"),
    ("2012-04-01", "22.40"),
    ("2013-05-25", "17.40"),
    ("2014-03-18", "22.10"),
    ("2015-02-14", "18.40"),
    ("2016-02-16", "21.80"),
    ("2017-07-04", "23.10"),
    ("2018-05-22", "13.00"),
    ("2019-04-16", "20.70"),
    ("2020-02-18", "22.10"),
    ("2021-02-25", "5.10"),
    ("2022-05-14", "22.90"),
    ("2023-02-27", "8.00"),
    ("2024-05-22", "27.80"),
    ("2025-05-14", "0.00"),
    ("2026-04-04", "20.60"),
)
"""US dollars per million of sale proceeds (15 U.S.C. 78ee; SEC fee rate advisories).

Dates and rates checked against the SEC's or FINRA's notices or reports of them: 2011-01-21
(SEC release 2010-255), 2012-02-21 (advisory #5 for fiscal 2012), 2014-03-18 (FINRA notice
3/3/14), 2018-05-22 (FINRA notice 5/7/18), 2020-02-18, 2021-02-25, 2025-05-14 (34-102779).
Rate checked there and date from memory of the advisories: 2012-04-01, 2013-05-25,
2016-02-16, 2017-07-04, 2019-04-16, 2024-05-22. Neither confirmed: 2015-02-14, 2022-05-14,
2023-02-27, 2026-04-04.
"""

TAF_EQUITY = _rates(
    ("2011-07-01", "0.000090", "4.50"),
    ("2012-03-01", "0.000095", "4.75"),
    ("2012-07-01", "0.000119", "5.95"),
    ("2022-01-01", "0.000130", "6.49"),
    ("2023-01-01", "0.000145", "7.27"),
    ("2024-01-01", "0.000166", "8.30"),
    ("2026-01-01", "0.000195", "9.79"),
)
"""US dollars per share sold, with the cap per trade (FINRA By-Laws, Schedule A, section 1).

Checked: 2011-07-01 (Regulatory Notice 11-27), 2012-03-01 (12-06). Rates of 2012-07-01
(SR-FINRA-2012-023), 2023 and 2024 and the caps of 2012 and 2024 checked in brokers' fee
pages, their dates not. Not confirmed: 2022-01-01, the cap of 2023, 2026-01-01.
"""

TAF_OPTION = _rates(
    ("2011-07-01", "0.002"),
    ("2022-01-01", "0.00218"),
    ("2023-01-01", "0.00244"),
    ("2024-01-01", "0.00279"),
    ("2026-01-01", "0.00329"),
)
"""US dollars per option contract sold (FINRA By-Laws, Schedule A, section 1); no cap.

Rates of 2023 and 2024 checked in brokers' fee pages; the others are not confirmed.
"""

ORF = _rates(
    ("2010-02-01", "0.014"),
    ("2017-02-01", "0.0378"),
    ("2019-02-01", "0.0379"),
    ("2025-03-03", "0.02815"),
)
"""US dollars per option contract, bought or sold: the sum over all exchanges that charge it.

From Interactive Brokers' published totals (knowledge base, "Options Regulatory Fee") on the
days on which they were published. Each exchange changes its own part, mostly in February
and August, so between these dates the total is that of the last publication, not exact.
"""


def sec_section_31(proceeds: Decimal, at: Nanos) -> Decimal:
    """Return the exact, unrounded fee on the proceeds of a sale at this time."""
    row = rate_on(SECTION_31, at)
    return ZERO if row is None else proceeds * row.rate / _MILLION


def finra_taf(qty: Decimal, at: Nanos, *, is_option: bool = False) -> Decimal:
    """Return the exact, unrounded fee on a sale of this many shares or contracts."""
    row = rate_on(TAF_OPTION if is_option else TAF_EQUITY, at)
    if row is None:
        return ZERO
    fee = qty * row.rate
    return fee if row.cap is None else min(fee, row.cap)


def options_orf(contracts: Decimal, at: Nanos) -> Decimal:
    """Return the exact, unrounded fee on a purchase or sale of this many contracts."""
    row = rate_on(ORF, at)
    return ZERO if row is None else contracts * row.rate


def rate_on(table: tuple[DatedRate, ...], at: Nanos) -> DatedRate | None:
    """Return the row in force on the trade date of `at`; None before the table begins."""
    day = (at - _DATE_LAG_NS) // _DAY_NS
    found = bisect_right(_DAYS[table], day)
    return table[found - 1] if found else None


_DAYS = {
    table: [date.fromisoformat(row.since).toordinal() - _EPOCH for row in table]
    for table in (SECTION_31, TAF_EQUITY, TAF_OPTION, ORF)
}
