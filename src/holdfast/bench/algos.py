"""A study of the algos on recorded markets: how they keep their schedule, and what they cost.

Run it as `python -m holdfast.bench.algos --tape PATH --starts 200`. Each parent is worked by a
whole desk on a window of its own; see `algo_windows` for why none meets another, and `algo_runs`
for what is assumed.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from itertools import product

import msgspec

from holdfast.algos import ALGOS
from holdfast.bench.algo_figures import Estimate, Figure, Result, figure
from holdfast.bench.algo_promises import Promise, promises
from holdfast.bench.algo_results import result_of
from holdfast.bench.algo_runs import play
from holdfast.bench.algo_terms import HOUR_PCT, Case, terms_of
from holdfast.bench.algo_windows import Market
from holdfast.market.tape import open_tape
from holdfast.market.usual_volume import usual_volume
from holdfast.model.numbers import ratio, round_down, use_exact_context
from holdfast.model.order import Side
from holdfast.model.times import SECOND_NS
from holdfast.model.volume_curve import VolumeCurve

LEAD_S = 10
GRACE_SHARE = 5  # a fifth of its time is what a parent may take beyond it
TOUCHES = (3, 10)
IMMEDIATE = ""


class Plan(msgspec.Struct, frozen=True):
    """What is studied: of which instrument, how often, which algos at which sizes."""

    tape: str
    instrument: str = ""  # empty: the first of the tape
    starts: int = 200
    seed: int = 7
    duration_s: int = 300
    algos: tuple[str, ...] = ()  # empty: all
    touches: tuple[int, ...] = TOUCHES  # sizes in multiples of the usual best size
    jobs: int = 1
    history: str = ""  # a tape of other days, for the volume curve; empty: time alone


class Study(msgspec.Struct, frozen=True):
    """What came of a plan."""

    plan: Plan
    instrument: str
    hourly_volume: float
    touch: float
    figures: tuple[Figure, ...]
    promises: tuple[Promise, ...]


Sizes = dict[str, Decimal]


def study(plan: Plan) -> Study:
    """Work every parent of the plan and sum up. Raises ValueError where one is refused."""
    use_exact_context()
    market = _market(plan)
    sizes, touch = _sizes(plan, market)
    names = plan.algos or tuple(ALGOS)
    starts = market.starts(plan.starts, plan.seed, LEAD_S * SECOND_NS, _span_ns(plan))
    results = _results(plan, starts, names, sizes)
    span = market.last - market.first - LEAD_S * SECOND_NS - _span_ns(plan)
    block = 1 + len(starts) * _span_ns(plan) // max(span, 1)
    figures = tuple(_figures(plan, results, names, sizes, block))
    return Study(
        plan,
        market.instrument.id,
        float(market.hourly_volume),
        float(touch),
        figures,
        promises(figures, touch=float(touch)),
    )


def _market(plan: Plan) -> Market:
    tape = open_tape(plan.tape)
    return Market(tape, plan.instrument or tape.instruments[0].id)


def _curve(plan: Plan) -> VolumeCurve | None:
    if not plan.history:
        return None
    past = open_tape(plan.history)
    return usual_volume(past.events(), plan.instrument or past.instruments[0].id)


def _span_ns(plan: Plan) -> int:
    return (plan.duration_s + plan.duration_s // GRACE_SHARE) * SECOND_NS


def _sizes(plan: Plan, market: Market) -> tuple[Sizes, Decimal]:
    lot = market.listing.lot
    touch = market.touch()
    sizes = {HOUR_PCT: round_down(ratio(market.hourly_volume, Decimal(100)), lot)}
    for times in plan.touches:
        sizes[f"{times} x the best"] = round_down(touch * times, lot)
    return sizes, touch


def _results(plan: Plan, starts: list[int], names: Sequence[str], sizes: Sizes) -> list[Result]:
    """Share the starts out; what comes back does not depend on how."""
    if plan.jobs <= 1:
        return list(_work(plan, starts, names, sizes))
    parts = [starts[i :: plan.jobs] for i in range(plan.jobs)]
    with ProcessPoolExecutor(plan.jobs) as pool:
        done = [pool.submit(_part, plan, part, names, sizes) for part in parts]
        return [each for part in done for each in part.result()]


def _part(plan: Plan, starts: list[int], names: Sequence[str], sizes: Sizes) -> list[Result]:
    use_exact_context()
    return list(_work(plan, starts, names, sizes))


def _work(plan: Plan, starts: list[int], names: Sequence[str], sizes: Sizes) -> Iterator[Result]:
    market, curve = _market(plan), _curve(plan)
    gc.collect()
    gc.freeze()
    asked = tuple(product((IMMEDIATE, *names), sizes.items(), Side))
    for window in market.windows(starts, LEAD_S * SECOND_NS, _span_ns(plan)):
        mid = market.mid(window.start)
        for algo, (size, qty), side in asked:
            case = Case(algo, side, qty, window.start, plan.duration_s, market.listing, mid, curve)
            outcome = play(window, terms_of(case), plan.seed + window.start, curve)
            yield result_of(case, size, outcome, market)


def _figures(
    plan: Plan, results: list[Result], names: Sequence[str], sizes: Sizes, block: int
) -> Iterator[Figure]:
    for size, qty in sizes.items():
        at_once = [each for each in results if each.algo == IMMEDIATE and each.size == size]
        for algo in (IMMEDIATE, *names):
            mine = [each for each in results if each.algo == algo and each.size == size]
            yield figure(mine, at_once, float(qty), block, plan.seed)


def told(study: Study) -> Iterator[str]:
    """Say a study in lines."""
    plan = study.plan
    yield (
        f"{study.instrument}: {plan.starts} starts x 2 sides, {plan.duration_s} s each, seed "
        f"{plan.seed}; {study.hourly_volume:,.6g} traded an hour, {study.touch:,.6g} at the best"
    )
    yield "costs in bp of the arrival mid, fees included; 95 % confidence by moving-block bootstrap"
    head = "cost", "against vwap", "saves"
    yield f"{'algo':10}{'size':15}{'qty':>9} {head[0]:^22} {head[1]:^22} {head[2]:^22} " + (
        "  fees  filled  share  maker  took s  off plan (worst)"
    )
    for one in study.figures:
        off = "-" if one.track_mean is None else f"{one.track_mean:6.2%} ({one.track_worst:.1%})"
        yield (
            f"{one.algo or 'market':10}{one.size:15}{one.qty:9,.6g} {_told(one.cost)} "
            f"{_told(one.vwap)} {_told(one.saved)} {one.fees:6.2f} {one.filled:7.1%} "
            f"{one.share.mean:6.1%} {one.maker:6.0%} {one.took_s:7.0f}  {off}"
        )
    for each in study.promises:
        yield f"{'kept  ' if each.ok else 'BROKEN'}  {each.what}: {each.told}"


def _told(one: Estimate | None) -> str:
    if one is None:
        return f"{'-':^22}"
    return f"{one.mean:6.2f} [{one.low:6.2f},{one.high:6.2f}]"


def main(argv: Sequence[str] | None = None) -> int:
    """Run, print, and return how many promises are broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tape", required=True, help="a recorded market, file or folder")
    parser.add_argument("--instrument", default="", help="one of the tape; its first without")
    parser.add_argument("--starts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=300, help="that each parent is given")
    parser.add_argument("--algo", action="append", choices=sorted(ALGOS), help="all without")
    parser.add_argument(
        "--touches", type=int, nargs="*", default=TOUCHES, help="sizes in multiples of the best"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the starts")
    parser.add_argument("--history", default="", help="a tape of other days, for the volume curve")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    done = study(
        Plan(
            asked.tape,
            asked.instrument,
            asked.starts,
            asked.seed,
            asked.seconds,
            tuple(asked.algo or ()),
            tuple(asked.touches),
            jobs=asked.jobs,
            history=asked.history,
        )
    )
    if asked.json:
        print(json.dumps(msgspec.to_builtins(done)))
    else:
        print("\n".join(told(done)))
    return sum(not each.ok for each in done.promises)


if __name__ == "__main__":
    sys.exit(min(1, main()))
