"""What is left of a minute's requests is kept for what cannot wait."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from holdfast.emulators.alpaca import AlpacaEmulator, EmulatorRules
from holdfast.model.times import SECOND_NS
from holdfast.transport.http import Answered, HttpClient, NoAnswer, Outcome
from holdfast.venues.alpaca.allowance import KEPT, LATER_NS, Allowance

AT = 1_700_000_000 * SECOND_NS
RESET = str(1_700_000_030)


class Answers(HttpClient):
    """A client that answers what it is told to."""

    def __init__(self, *outcomes: Outcome) -> None:
        super().__init__("http://127.0.0.1", {})
        self._outcomes = list(outcomes)

    async def ask(self, method: str, path: str, body: bytes | None = None) -> Outcome:
        return self._outcomes.pop(0)


def answered(headers: Mapping[str, str]) -> Answered:
    return Answered(200, b"", headers)


def after(*outcomes: Outcome) -> Allowance:
    async def asked() -> Allowance:
        allowance = Allowance(Answers(*outcomes))
        for _ in outcomes:
            await allowance.ask("GET", "/")
        return allowance

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("left", "reset", "is_short"),
    [
        (str(KEPT), RESET, True),
        (str(KEPT + 1), RESET, False),
        ("0", RESET, True),
        ("0", "1699999999", False),
        ("0", "1800000000", False),
        ("many", RESET, False),
        ("0", "soon", False),
    ],
)
def test_it_is_short_until_the_minute_is_over(left: str, reset: str, is_short: bool) -> None:
    told = answered({"X-RateLimit-Remaining": left, "X-RateLimit-Reset": reset})
    assert after(told).is_short(AT) is is_short


def test_what_does_not_say_changes_nothing() -> None:
    told = answered({"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": RESET})
    assert after().is_short(AT) is False
    assert after(told, answered({}), NoAnswer("cut")).is_short(AT)


def test_the_look_alike_says_what_is_left() -> None:
    async def story() -> bool:
        rules = EmulatorRules(requests_per_minute=KEPT + 1)
        async with AlpacaEmulator(rules) as there:
            keys = {"APCA-API-KEY-ID": rules.key, "APCA-API-SECRET-KEY": rules.secret}
            allowance = Allowance(HttpClient(there.url, keys))
            await allowance.ask("GET", "/v2/account")
            now = there.broker.now
            short = allowance.is_short(now)
            await allowance.close()
            return short

    assert asyncio.run(story())


@pytest.mark.parametrize(
    ("reset", "after_ns"),
    [
        (RESET, 30 * SECOND_NS + LATER_NS),
        ("1699999999", SECOND_NS),
        ("1800000000", SECOND_NS),
        ("soon", SECOND_NS),
    ],
)
def test_what_was_turned_away_is_taken_again_after_the_reset_that_is_told(
    reset: str, after_ns: int
) -> None:
    told = answered({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset})
    allowance = after(told)
    assert allowance.again_at(Answered(429, b"", {}), AT) == AT + after_ns
    assert allowance.again_at(told, AT) == 0
    assert allowance.again_at(NoAnswer("cut"), AT) == 0
