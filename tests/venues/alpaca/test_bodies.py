"""What the adapter sends: bodies that Alpaca's own client would send, or plain words why not."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path

import msgspec
import pytest

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.requests import AmendOrder
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.instrument import Listing
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.venues.alpaca import encode
from tests.conftest import missing
from tests.venues.alpaca.legs import HIGH, LISTINGS, LOW, NAME, placed

ROOT = Path(__file__).resolve().parents[3]
LISTING = Listing("AAPL", "ALPACA", "AAPL")
COIN = Listing("BTC-USD", "ALPACA", "BTC/USD")
T, F = OrderType, TimeInForce
PRICES: dict[OrderType, dict[str, object]] = {
    T.MARKET: {},
    T.LIMIT: {"limit_price": D("150.25")},
    T.STOP: {"stop_price": D("140.5")},
    T.STOP_LIMIT: {"stop_price": D("140.5"), "limit_price": D("140.25")},
    T.TRAILING_STOP: {"trail": Trail(D("1.5"))},
    T.MARKET_ON_CLOSE: {},
    T.LIMIT_ON_CLOSE: {"limit_price": D("150.25")},
}


def asked(kind: OrderType = T.MARKET, time: TimeInForce = F.DAY, **more: object) -> SubmitOrder:
    terms = {**PRICES.get(kind, {}), "type": kind, "time_in_force": time, **more}
    return SubmitOrder("A", "AAPL", Side.BUY, D(10), **terms)  # type: ignore[arg-type]  # names


def every_call() -> Iterator[encode.Call]:
    """Say all that can be said: types, times, sides, whole and broken quantities, changes."""
    sides, sizes = (Side.BUY, Side.SELL), (D(10), D("2.000000001"))
    for kind, time, side, qty in itertools.product(PRICES, F, sides, sizes):
        for listing in (LISTING, COIN):
            terms = msgspec.structs.replace(asked(kind, time), side=side, qty=qty)
            told = encode.place("d1-7", terms, listing)
            if isinstance(told, encode.Call):
                yield told
    for trail in (Trail(D(2), TrailUnit.PERCENT), Trail(D(25), TrailUnit.TICKS)):
        told = encode.place("d1-8", asked(T.TRAILING_STOP, F.GTC, trail=trail), LISTING)
        assert isinstance(told, encode.Call)
        yield told
    for limit, opens in itertools.product(("3", "-1.25", "0", None), (True, False, None)):
        legs = [placed(symbol, 1 + (symbol == LOW), limit, opens=opens) for symbol in (LOW, HIGH)]
        told = encode.order_of(legs, LISTINGS)
        assert isinstance(told, encode.Call)
        yield told
    for time_in_force in (None, F.DAY, F.GTC):
        for prices in ((D("150.5"), None), (None, D("140.5")), (D("150.5"), D("140.5"))):
            request = AmendOrder("d1-7", "V1", D(12), *prices, time_in_force, None, "d1-7.1")
            for now in (D(12), D(10)):
                told = encode.amend(request, "V1", D(12), now)
                assert isinstance(told, encode.Call)
                yield told


@pytest.mark.slow
def test_every_body_is_what_its_own_client_would_send(tmp_path: Path) -> None:
    python = ROOT / ".clients" / "alpaca" / "bin" / "python"
    if not python.exists():
        missing(f"{python} is not there: bash requirements/clients.sh")
    calls = list(every_call())
    lines = [
        json.dumps({"method": each.method, "body": json.loads(each.body or b"{}")})
        for each in calls
    ]
    path = tmp_path / "bodies"
    path.write_text("\n".join(lines), encoding="utf-8")
    script = ROOT / "tests" / "clients" / "alpaca" / "bodies.py"
    done = subprocess.run(
        [python, "-W", "ignore", script, path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == len(calls) > 150


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (asked(T.PEGGED), "type PEGGED"),
        (asked(T.LIMIT, F.GTD, expire_at=5), "time_in_force GTD"),
        (asked(T.STOP, F.IOC), "time_in_force IOC does not go with STOP"),
        (asked(T.LIMIT, post_only=True), "post_only True"),
        (asked(T.LIMIT, display_qty=D(5)), "display_qty 5"),
        (asked(qty_min=D(5)), "qty_min 5"),
        (asked(T.TRAILING_STOP, trail=Trail(D(1), activation_price=D(9))), "activation_price"),
        (msgspec.structs.replace(asked(T.MARKET, F.OPG), qty=D("1.5")), "qty 1.5 must be whole"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_it_has_no_words_for_is_named(terms: SubmitOrder, words: str) -> None:
    told = encode.place("d1-7", terms, LISTING)
    assert isinstance(told, encode.Unsayable)
    assert words in told.detail


def test_several_legs_are_one_order_at_a_net_price() -> None:
    told = encode.order_of([placed(LOW), placed(HIGH, limit="3", opens=False)], LISTINGS)
    assert isinstance(told, encode.Call)
    assert json.loads(told.body or b"") == {
        "order_class": "mleg",
        "qty": "2",
        "type": "limit",
        "limit_price": "3",
        "time_in_force": "day",
        "client_order_id": NAME,
        "legs": [
            {
                "symbol": LOW,
                "ratio_qty": "1",
                "side": "buy",
                "position_intent": "buy_to_open",
            },
            {
                "symbol": HIGH,
                "ratio_qty": "1",
                "side": "sell",
                "position_intent": "sell_to_close",
            },
        ],
    }


def test_several_legs_that_it_has_no_words_for_are_named() -> None:
    low, high = placed(LOW), placed(HIGH)
    lasting = msgspec.structs.replace(
        high, terms=msgspec.structs.replace(high.terms, time_in_force=F.GTC)
    )
    for legs, listings, words in (
        ([low], LISTINGS, "legs 1 of 2"),
        ([low, lasting], LISTINGS, "time_in_force GTC"),
        ([low, high], {}, f"{LOW} is not listed here"),
    ):
        told = encode.order_of(legs, listings)
        assert isinstance(told, encode.Unsayable)
        assert words in told.detail


def test_an_id_that_is_too_long_is_named() -> None:
    told = encode.place("d" * 129, asked(), LISTING)
    assert isinstance(told, encode.Unsayable)
    assert "128" in told.detail


def test_a_quantity_that_stays_is_not_said() -> None:
    request = AmendOrder("d1-7", "V1", D(12), D(150), None, None, None, "d1-7.1")
    told = encode.amend(request, "V1", D(12), D(12))
    assert isinstance(told, encode.Call)
    assert json.loads(told.body or b"") == {"limit_price": "150", "client_order_id": "d1-7.1"}


@pytest.mark.parametrize(
    ("client_order_id", "replaces", "order_id"),
    [
        ("d1-7", None, "d1-7"),
        ("0a1b2c3d-7", None, "0a1b2c3d-7"),
        ("0a1b2c3d-7.12", "V1", "0a1b2c3d-7"),
        # a change replaces something, and what others number may do so too
        ("0a1b2c3d-7.12", None, ""),
        ("0a1b2c3d-7.x", "V1", ""),
        ("bot-7.12", "V1", ""),
        ("bot.1", None, ""),
        ("bot.1", "V1", ""),
        ("bot", None, ""),
        ("5680c4bc-9ac1-4a12-a44c-df427ba53032", None, ""),
        ("5680c4bc-9ac1-4a12-a44c-112742753032", None, ""),
    ],
)
def test_which_ids_desks_give(client_order_id: str, replaces: str | None, order_id: str) -> None:
    assert encode.given_by_a_desk(client_order_id, replaces) == order_id
