"""The paper venue on generated flow: hours of it in seconds, stopped and started in the middle."""

from decimal import Decimal as D
from random import Random

import pytest

from holdfast.exchange.generated import FlowConfig, Generated
from holdfast.exchange.latency import Latency
from holdfast.exchange.participants import FlowInstrument
from holdfast.messages.requests import PullOrder, QueryPositions
from holdfast.model.order import Side
from holdfast.model.quote import Quote
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import SECOND, START, Bench, fills

MINUTE = 60 * SECOND


def flow(start=START, seed=5):
    one = FlowInstrument("AAPL", D(190))
    return Generated(FlowConfig(instruments=(one,), duration_ns=MINUTE), Random(seed), start)


def trade(bench, seconds, tag):
    """Join the best bid or take the offer each second, and pull what is left a little later."""
    start = bench.time.now()
    for second in range(seconds):
        bench.run(start + second * SECOND)
        quote = bench.exchange.quote("AAPL")
        side = Side.BUY if second % 3 else Side.SELL
        bench.place(f"{tag}{second}", side, 40 + second, str(quote.bid))
        if second >= 4:
            bench.paper.send(PullOrder(f"{tag}{second - 4}", ""))


@pytest.mark.parametrize("latency", [None, Latency(base_ns=400_000, jitter_ns=300_000)])
def test_every_fill_of_a_generated_market_is_told_once_and_adds_up(latency):
    shown = []
    bench = Bench(source=flow(), latency=latency, on_market=shown.append)
    bench.paper.start()
    trade(bench, 50, "o")
    bench.run()
    assert bench.paper.finished
    told = fills(bench.take())
    assert len({fill.exec_id for fill in told}) == len(told) > 20
    bench.paper.send(QueryPositions("A", "PAPER"))
    bench.run()
    assert [held.qty for held in bench.take()[:-1]] == [position_of(told)]
    assert any(isinstance(event, Quote) for event in shown)
    ats = [event.at for event in shown]
    assert ats == sorted(ats)


def test_a_market_that_is_late_beside_an_order_still_has_times_that_only_run():
    shown = []
    bench = Bench(source=flow(), on_market=shown.append)
    bench.paper.start()
    bench.run(START + SECOND)
    # a busy machine: the market's next event is due, and the order is heard before it
    bench.time.advance(START + 5 * SECOND)
    quote = bench.exchange.quote("AAPL")
    bench.place("o1", Side.BUY, 10, str(quote.ask))
    assert shown[-1].at == START + 5 * SECOND
    bench.run(START + 10 * SECOND)
    ats = [event.at for event in shown]
    assert ats == sorted(ats)
    assert ats[-1] > START + 5 * SECOND


def test_a_restart_in_the_middle_of_the_flow_keeps_ids_and_positions_whole(tmp_path):
    told = {}
    for run, tag in enumerate("abc"):
        start = START + run * 10 * SECOND
        store = PaperStore(tmp_path / "paper.db", "none")
        bench = Bench(start, source=flow(start, seed=run), store=store)
        bench.paper.start()
        trade(bench, 10, tag)
        fresh = {fill.exec_id: fill for fill in fills(bench.take())}
        assert not fresh.keys() & told.keys()
        told |= fresh
        assert bench.position() == position_of(told.values())
        bench.paper.close()
    assert len(told) > 5


def position_of(told):
    return sum(fill.qty if int(fill.order_id[1:]) % 3 else -fill.qty for fill in told)
