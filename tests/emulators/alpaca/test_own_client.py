"""Alpaca's own client takes the look-alike for Alpaca, and ccxt does: each in an environment."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, STDOUT
from contextlib import suppress
from pathlib import Path

import pytest

from holdfast.emulators.alpaca import AlpacaEmulator
from holdfast.model.times import SECOND_NS
from tests.conftest import missing
from tests.emulators.alpaca.playing import D

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "tests" / "clients"
NOON = 1_780_934_400 * SECOND_NS  # a Monday of June 2026

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


async def said(script: str, *arguments: str, client: str = "alpaca") -> list[str]:
    """Run a script in its client's environment; return what it printed."""
    python = ROOT / ".clients" / client / "bin" / "python"
    if not python.exists():
        missing(f"{python} is not there: bash requirements/clients.sh")
    command = [str(python), "-W", "ignore", str(SCRIPTS / client / script), *arguments]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=STDOUT)
    out, _ = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, out.decode()
    return out.decode().splitlines()


def quoted(venue: AlpacaEmulator) -> None:
    venue.quote("AAPL", D("100.00"), D("100.02"))
    venue.quote("MSFT", D("400.00"), D("400.10"))
    venue.quote("BTC/USD", D(60_000), D(60_001))


def test_it_trades() -> None:
    async def story() -> list[str]:
        async with AlpacaEmulator() as venue:
            quoted(venue)
            return await said("trade.py", venue.url)

    assert asyncio.run(story())[-3:] == ["cancel_all", "positions", "history"]


def test_it_hears_trade_updates() -> None:
    async def story() -> list[str]:
        async with AlpacaEmulator() as venue:
            quoted(venue)
            return await said("updates.py", venue.url, venue.trading_stream)

    told = asyncio.run(story())
    assert told == ["pending_new AAPL None None", "new AAPL None None", "fill AAPL 2.0 100.02"]


async def going_on(venue: AlpacaEmulator) -> None:
    """Quote and trade again and again, so that who comes late sees something too."""
    for step in range(10_000):
        venue.trade("AAPL", D("100.01"), D(10))
        venue.quote("AAPL", D("100.00"), D("100.02"), D(100 + step))
        await asyncio.sleep(0.05)


def test_it_reads_market_data_and_hears_it() -> None:
    async def story() -> list[str]:
        async with AlpacaEmulator(origin=NOON, speed=60) as venue:
            quoted(venue)
            moving = asyncio.create_task(going_on(venue))
            told = await said("data.py", venue.url, venue.data_stream)
            moving.cancel()
            with suppress(asyncio.CancelledError):
                await moving
            return told

    told = asyncio.run(story())
    assert told[0] == "rest"
    assert sorted(told[1:]) == ["Bar", "Quote", "Trade"]


def test_another_client_trades_coins() -> None:
    async def story() -> list[str]:
        async with AlpacaEmulator() as venue:
            quoted(venue)
            venue.trade("BTC/USD", D(60_000), D(1))
            return await said("trade.py", venue.url, client="ccxt")

    assert asyncio.run(story()) == ["markets", "market", "limit", "account"]
