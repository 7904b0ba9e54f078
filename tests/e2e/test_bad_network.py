"""Clients of a real server over a network that cuts, loses, garbles, repeats and delays.

`HOLDFAST_NETWORK_SEEDS` says how many requests are put through a fault each; the seed is printed.
"""

from __future__ import annotations

import json
import os
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import parse_headers
from random import Random
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.cli.running import RunningDesk
from tests.support.tcp_proxy import (
    AFTER_SEND,
    BEFORE_SEND,
    CLEAN,
    DEAF,
    MUTE,
    TWICE,
    Leg,
    Ordeal,
    TcpProxy,
    drawn,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

SEEDS = int(os.environ.get("HOLDFAST_NETWORK_SEEDS", "40"))
PATIENCE_S = 0.5
LATE_S = 20
AT_ONCE = 8


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with RunningDesk(tmp_path_factory.mktemp("network")) as running:
        yield running
        assert running.end() == 0


def order(name: str, qty: int) -> dict[str, str]:
    """Make an order that rests far from the market; no two alike come near each other."""
    return {
        "account": "paper",
        "instrument": "AAPL",
        "side": "BUY",
        "qty": str(qty),
        "type": "LIMIT",
        "limit_price": "182",
        "client_order_id": name,
    }


def network(desk: RunningDesk, *ordeals: Ordeal) -> TcpProxy:
    """Put one ordeal after the other between client and desk, and none after the last."""
    to = urlsplit(desk.url)
    assert to.hostname and to.port
    left = [*ordeals]
    return TcpProxy((to.hostname, to.port), lambda _: left.pop(0) if left else CLEAN)


def ask(url: str, body: dict[str, str], patience_s: float = LATE_S) -> httpx.Response | None:
    """Ask once; None where no good answer came."""
    try:
        with httpx.Client(base_url=url, timeout=patience_s, trust_env=False) as client:
            told = client.post("/v1/orders", json=body)
            told.json()
    except (httpx.TransportError, ValueError):
        return None
    return told


def answers_to_one_piece(
    port: int, body: dict[str, str], count: int
) -> list[tuple[int, dict[str, Any]]]:
    """Send a request in one piece, as httpx does not; return the answers that come for it."""
    content = json.dumps(body).encode()
    head = (
        "POST /v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    told = []
    with socket.create_connection(("127.0.0.1", port), LATE_S) as line:
        line.sendall(head.encode() + content)
        with line.makefile("rb") as reader:
            for _ in range(count):
                status = int(reader.readline().split()[1])
                headers = parse_headers(reader)
                told.append((status, json.loads(reader.read(int(headers["Content-Length"])))))
    return told


def held(desk: RunningDesk) -> Counter[str]:
    """Count what the desk holds by our ids, open or not, and tell of no order without one."""
    rows = httpx.get(f"{desk.url}/v1/orders?limit=1000", trust_env=False).json()["orders"]
    assert len(rows) < 1_000, "there may be more"
    return Counter(row["client_order_id"] for row in rows)


FAULTS = {
    "cut before it was sent": (BEFORE_SEND, False),
    "cut in the middle of the request": (Ordeal(up=Leg(cut_at=150)), False),
    "cut before the reply": (AFTER_SEND, True),
    "cut in the middle of the reply": (Ordeal(down=Leg(cut_at=20)), True),
    "the reply lost, the line open": (DEAF, True),
    "the request lost, the line open": (MUTE, False),
    "the reply garbled": (Ordeal(down=Leg(garbled_at=(0,))), True),
    "the request garbled": (Ordeal(up=Leg(garbled_at=(0,))), False),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_who_had_no_answer_asks_again_and_has_one_order(fault: str, desk: RunningDesk) -> None:
    ordeal, has_arrived = FAULTS[fault]
    number = [*FAULTS].index(fault)
    body = order(f"lost-{number}", 1 + number)
    with network(desk, ordeal) as net:
        first = ask(net.url, body, PATIENCE_S)
        assert first is None or first.status_code == 400
        again = ask(net.url, body)
    assert again is not None
    assert again.status_code == 200, again.text
    assert again.json().get("repeated", False) is has_arrived
    third = ask(desk.url, body)
    assert third is not None
    assert third.json()["order_id"] == again.json()["order_id"]
    assert held(desk)[body["client_order_id"]] == 1


def test_a_request_whose_bytes_come_twice_is_one_order(desk: RunningDesk) -> None:
    body = order("twice", 20)
    with network(desk, TWICE) as net:
        told = answers_to_one_piece(net.port, body, 2)
    assert [status for status, _ in told] == [200, 200]
    (_, first), (_, second) = told
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert first["order_id"] == second["order_id"]
    again = ask(desk.url, body)
    assert again is not None
    assert again.json()["repeated"] is True
    assert held(desk)["twice"] == 1


def test_the_same_request_from_many_at_once_is_one_order_with_one_answer(
    desk: RunningDesk,
) -> None:
    for number in range(6):
        body = order(f"together-{number}", 30 + number)
        gate = Barrier(AT_ONCE)

        def one(_: int, body: dict[str, str] = body, gate: Barrier = gate) -> Any:
            with httpx.Client(base_url=desk.url, timeout=LATE_S, trust_env=False) as client:
                gate.wait()
                return client.post("/v1/orders", json=body).json()

        with ThreadPoolExecutor(AT_ONCE) as callers:
            told = [*callers.map(one, range(AT_ONCE))]
        assert len({each["order_id"] for each in told}) == 1
        assert sum(not each.get("repeated") for each in told) == 1
        assert held(desk)[f"together-{number}"] == 1


def test_one_id_with_two_contents_at_once_is_one_order_and_a_conflict(desk: RunningDesk) -> None:
    bodies = [order("either", 60), order("either", 61)]
    gate = Barrier(2)

    def one(body: dict[str, str]) -> tuple[int, Any]:
        with httpx.Client(base_url=desk.url, timeout=LATE_S, trust_env=False) as client:
            gate.wait()
            answer = client.post("/v1/orders", json=body)
            return answer.status_code, answer.json()

    with ThreadPoolExecutor(2) as callers:
        told = sorted(callers.map(one, bodies), key=lambda each: each[0])
    assert [status for status, _ in told] == [200, 409]
    assert told[1][1]["error"]["code"] == "CLIENT_ORDER_ID_CONFLICT"


def test_no_fault_of_the_network_makes_two_orders_of_one_or_none(desk: RunningDesk) -> None:
    before = held(desk)
    seed = int(os.environ.get("HOLDFAST_NETWORK_SEED", "1"))
    rng = Random(seed)
    answers: Counter[str] = Counter()
    for number in range(SEEDS):
        name = f"s{number}"
        body = order(name, 1 + number % 40)
        ordeal = drawn(rng)
        with network(desk, ordeal, drawn(rng)) as net:
            first = ask(net.url, body, PATIENCE_S)
            second = ask(net.url, body, PATIENCE_S)
        last = ask(desk.url, body)
        assert last is not None
        assert last.status_code == 200, (seed, number, ordeal, last.text)
        for each in (first, second):
            answers["none" if each is None else str(each.status_code)] += 1
            if each is not None and each.status_code == 200 and "order_id" in each.json():
                assert each.json()["order_id"] == last.json()["order_id"], (seed, number, ordeal)
    after = held(desk) - before
    assert after == {f"s{number}": 1 for number in range(SEEDS)}
    print(f"{SEEDS} requests, seed {seed}: answers {dict(answers)}, one order each")
