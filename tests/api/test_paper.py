"""A plan's whole way over HTTP on the paper market, wired as the server wires it."""

import asyncio

import httpx
import pytest
from msgspec.structs import replace

from holdfast import main
from holdfast.api.context import Context
from holdfast.api.rest import app
from holdfast.config import DeskSettings, PaperSettings
from holdfast.core.invariants import audit
from holdfast.model.numbers import use_exact_context
from holdfast.runtime.live import Live
from holdfast.runtime.real_time import RealTime
from tests.api.served import decision, plan
from tests.support.arming import arm
from tests.support.patient import patient

SETTINGS = replace(patient(20), desk=DeskSettings(journal=""), paper=PaperSettings(store=""))


async def trade():
    loop = asyncio.get_running_loop()
    time = RealTime(loop, 1_767_623_400_000_000_000, SETTINGS.market.speed)
    wired = main.wire(SETTINGS, main.open_journal(SETTINGS, "e"), time, None)
    live = Live(wired.desk)
    wired.desk.start("test", 7, main.principals_of(SETTINGS))
    arm(wired.desk.ledger, wired.desk.ask)
    for command in main.opening_commands(SETTINGS, None):
        await live.ask(command)
    for limits in main.opening_limits(SETTINGS):
        await live.ask(limits)
    wired.paper.start()
    transport = httpx.ASGITransport(app(Context(live, wired.market), SETTINGS.server))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        while len((await client.get("/v1/quotes")).json()["quotes"]) < 3:
            await asyncio.sleep(0)
        told = await client.post(
            "/v1/submit-orders", json=plan("p", decision("50"), decision("20", "MSFT"))
        )
        order_ids = told.json()["order_ids"]
        while True:
            state = await client.post("/v1/order-state", json={"order_ids": order_ids})
            orders = [each["order"] for each in state.json()["orders"]]
            if all(each["status"] == "FILLED" for each in orders):
                break
            await asyncio.sleep(0)
        answers = {
            path: (await client.get(f"/v1/{path}")).json()
            for path in (
                "positions",
                "costs",
                "fills",
                "portfolio",
                f"orders/{order_ids[0]}/explain",
            )
        }
        health = (await client.get("/health")).json()
    await live.close()
    return wired.desk.ledger, orders, answers, health


@pytest.mark.slow
def test_a_plan_becomes_orders_fills_positions_and_costs():
    use_exact_context()
    ledger, orders, answers, health = asyncio.run(asyncio.wait_for(trade(), 60))
    assert health["status"] == "ok"
    assert [each["cum_qty"] for each in orders] == ["50", "20"]
    held = {each["instrument"]: each["qty"] for each in answers["positions"]["positions"]}
    assert held == {"AAPL": "50", "MSFT": "20"}
    assert {each["filled"] for each in answers["costs"]["costs"]} == {"50", "20"}
    assert all(each["fee"] != "0" for each in answers["fills"]["fills"])
    assert any(
        "fill" in line["text"] for line in answers[f"orders/{orders[0]['id']}/explain"]["lines"]
    )
    assert list(audit(ledger)) == []
