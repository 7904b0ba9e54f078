"""A trader who never stops: orders of every kind over REST, and what was answered to each."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from threading import Event, Thread
from typing import Any

import httpx

Json = dict[str, Any]

QTY_MAX = 30
PAUSE_S = 0.03
CENT = Decimal("0.01")


@dataclass
class Asked:
    """A request with its id, and the orders it was answered with; `order_ids` None: no answer."""

    path: str
    body: Json
    client_order_ids: tuple[str, ...]
    order_ids: tuple[str, ...] | None = None
    refused: bool = False


@dataclass
class Book:
    """Everything that was ever asked, over all lives of the desk."""

    asked: list[Asked] = field(default_factory=list)

    @property
    def acknowledged(self) -> dict[str, str]:
        """Return our ids with the desk's, of every order that was answered."""
        return {
            ours: theirs
            for each in self.asked
            if each.order_ids is not None
            for ours, theirs in zip(each.client_order_ids, each.order_ids, strict=True)
        }

    @property
    def in_doubt(self) -> list[Asked]:
        """Return what the desk died over."""
        return [each for each in self.asked if each.order_ids is None]


class Trader(Thread):
    """Sends one request after the other until the desk is gone or `enough` is set."""

    def __init__(self, name: str, url: str, rng: Random, book: Book) -> None:
        super().__init__(name=name, daemon=True)
        self.enough = Event()
        self.broken: list[str] = []
        self._rng = rng
        self._book = book
        self._count = 0
        self._client = httpx.Client(base_url=url, timeout=20, trust_env=False)

    def run(self) -> None:
        try:
            with self._client:
                mids = self._mids()
                while not self.enough.is_set():
                    self._one(mids)
                    self.enough.wait(PAUSE_S * self._rng.random())
        except httpx.TransportError:
            # the desk has died; what was under way stays in doubt
            return

    def _mids(self) -> dict[str, Decimal]:
        while not self.enough.is_set():
            rows = self._client.get("/v1/quotes").json()["quotes"]
            mids = {row["instrument"]: Decimal(row["mid"]) for row in rows if row["mid"]}
            if len(mids) == 3:
                return mids
            self.enough.wait(0.01)
        return {}

    def _one(self, mids: dict[str, Decimal]) -> None:
        kind = self._rng.random()
        if kind < 0.08:
            self._change(mids)
        elif kind < 0.16:
            self._plan(mids)
        else:
            instrument = self._rng.choice(sorted(mids))
            order = self._order(instrument, mids[instrument])
            self._submit(Asked("/v1/orders", order, (order["client_order_id"],)))

    def _order(self, instrument: str, mid: Decimal) -> Json:
        rng = self._rng
        side = rng.choice(("BUY", "SELL"))
        order = {
            "account": "paper",
            "instrument": instrument,
            "side": side,
            "qty": str(rng.randint(1, QTY_MAX)),
            "client_order_id": self._next("o"),
        }
        kind = rng.random()
        if kind < 0.45:
            price = mid + CENT * rng.randint(-8, 8)
            order |= {"type": "LIMIT", "limit_price": str(price.quantize(CENT))}
        if 0.3 < kind < 0.6:
            order |= _bracket(side, mid, rng)
        if kind > 0.9:
            seconds = rng.choice((30, 60, 120))
            order |= {"tactic": {"name": "twap", "params": {"duration_s": seconds, "slices": 10}}}
            order |= {"qty": str(rng.randint(20, 60)), **_bracket(side, mid, rng)}
        return order

    def _plan(self, mids: dict[str, Decimal]) -> None:
        plan_id = self._next("p")
        decisions = [
            {
                "instrument": name,
                "action": "BUY",
                "size": {"value": str(self._rng.randint(1, QTY_MAX))},
                **_bracket("BUY", mid, self._rng),
            }
            for name, mid in sorted(mids.items())[: self._rng.randint(1, 3)]
        ]
        body = {"decision_plan": {"plan_id": plan_id, "account": "paper", "decisions": decisions}}
        ours = tuple(f"{plan_id}:{index}" for index in range(len(decisions)))
        self._submit(Asked("/v1/submit-orders", body, ours))

    def _change(self, mids: dict[str, Decimal]) -> None:
        """Cancel or replace something; whatever the answer, the order must stay what it is."""
        known = [each.order_ids for each in self._book.asked[-50:] if each.order_ids]
        if not known:
            return
        order_id = self._rng.choice(known)[0]
        if self._rng.random() < 0.5:
            self._client.delete(f"/v1/orders/{order_id}")
        else:
            qty = str(self._rng.randint(1, QTY_MAX))
            self._client.patch(f"/v1/orders/{order_id}", json={"qty": qty})

    def _submit(self, asked: Asked) -> None:
        self._book.asked.append(asked)
        answer(self._client, asked, self.broken)

    def _next(self, kind: str) -> str:
        self._count += 1
        return f"{self.name}-{kind}{self._count}"


def answer(client: httpx.Client, asked: Asked, broken: list[str]) -> bool:
    """Ask, and write down what was answered; return whether the desk said it knew it already."""
    reply = client.post(asked.path, json=asked.body)
    told = reply.json()
    if reply.status_code == 200:
        ids = tuple(row["order_id"] for row in told.get("decisions", (told,)))
    elif reply.status_code == 422 and told["error"].get("order_id"):
        ids = (told["error"]["order_id"],)
        asked.refused = True
    else:
        broken.append(f"{asked.body}: {reply.status_code} {reply.text}")
        return False
    if asked.order_ids not in (None, ids):
        broken.append(f"{asked.client_order_ids} were {asked.order_ids}, now {ids}")
    asked.order_ids = ids
    return bool(told.get("repeated"))


def _bracket(side: str, mid: Decimal, rng: Random) -> Json:
    near = mid * rng.choice((5, 20, 200)) / 10_000
    down, up = (mid - near).quantize(CENT), (mid + near).quantize(CENT)
    stop, target = (down, up) if side == "BUY" else (up, down)
    return {"stop_loss": str(stop), "take_profit": str(target)}
