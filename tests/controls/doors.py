"""Two doors to one desk: the library and REST, asked in the same words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import httpx
import msgspec

from holdfast.api.context import Context
from holdfast.api.rest import app
from holdfast.config import ServerSettings
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import watching as y
from holdfast.messages.plan import Decision, DecisionPlan, ExecutionParams
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.order import OrderType
from holdfast.model.times import rfc3339
from holdfast.runtime.answers import Answer
from holdfast.runtime.engine import Halted
from holdfast.runtime.front import Front
from tests.controls.stage import Stage
from tests.support.people import SECOND, TRADER


class Told(NamedTuple):
    """What a door answered."""

    order_id: str
    refusals: tuple[Refusal, ...]
    repeated: bool = False
    order_ids: tuple[str, ...] = ()
    proposal_id: str = ""
    permit_id: str = ""
    order_hash: str = ""
    unread: tuple[str, ...] = ()  # paths of what the door itself could not read

    @property
    def ok(self) -> bool:
        return not self.refusals and not self.unread

    @property
    def fields(self) -> list[str]:
        """The paths of what is wrong."""
        return [*self.unread, *(each.field for each in self.refusals)]

    @property
    def codes(self) -> list[Reason]:
        return [each.code for each in self.refusals]

    def refusal(self, code: Reason) -> Refusal:
        return next(each for each in self.refusals if each.code is code)


class Door:
    """What a trader and a risk officer can ask; each door says it in its own way."""

    name = ""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.principal = TRADER
        self.connect()

    def connect(self) -> None:
        """Come to the desk as it is now, after a restart too."""
        raise NotImplementedError

    def restart(self) -> None:
        """Crash the desk and start it on its journal."""
        self.stage.restart()
        self.connect()

    # --- asked --------------------------------------------------------------------------

    def buy(self, qty: str, price: str | None = None, **terms: Any) -> Told:
        return self._trade("BUY", qty, price, terms)

    def sell(self, qty: str, price: str | None = None, **terms: Any) -> Told:
        return self._trade("SELL", qty, price, terms)

    def _trade(self, side: str, qty: str, price: str | None, terms: dict[str, Any]) -> Told:
        if price is not None:
            terms = {"type": OrderType.LIMIT, "limit_price": Decimal(price), **terms}
        terms = {"account": "A1", "instrument": "ABC", "side": side, "qty": Decimal(qty), **terms}
        return self.submit(terms)

    def submit(self, terms: Mapping[str, Any]) -> Told:
        return self.submit_all([terms])[0]

    def submit_all(self, orders: Sequence[Mapping[str, Any]]) -> list[Told]:
        """Submit several orders at once, none waiting for another's answer."""
        raise NotImplementedError

    def replace(self, order_id: str, **change: Decimal) -> Told:
        raise NotImplementedError

    def cancel(self, order_id: str) -> Told:
        raise NotImplementedError

    def plan(self, plan_id: str, *decisions: Decision, **more: Any) -> Told:
        raise NotImplementedError

    def govern(self, command: c.Command) -> Told:
        """Ask for what governs the desk, as the principal that the command names."""
        raise NotImplementedError

    def approve(self, proposal_id: str, principal: str = SECOND) -> Told:
        """Consent as a second person."""
        return self.govern(k.Approve(proposal_id, principal, "seen"))

    # --- laws -----------------------------------------------------------------------------

    def yes(self, told: Told) -> str:
        """The desk took it, the journal has it, and it left for the venue: return its id."""
        assert told.ok, told.refusals
        assert told.order_id in [each.order_id for each in self.stage.placed]
        self.stage.check()
        return told.order_id

    def no(self, code: Reason, ask: Callable[..., Told], *asked: Any, **terms: Any) -> Refusal:
        """Ask, and hold that the desk says no for this reason, on record, with nothing sent."""
        before = list(self.stage.placed)
        since = self.stage.desk.ledger.seq
        told = ask(*asked, **terms)
        assert code in told.codes, told
        assert self.stage.placed == before, "something left"
        assert self.stage.journalled(code, since), "the journal has no such refusal"
        self.stage.check()
        return told.refusal(code)

    def is_halted(self, ask: Callable[..., Told], *asked: Any, **terms: Any) -> bool:
        """Ask, and tell whether the desk says that it has halted."""
        try:
            return ask(*asked, **terms).codes == [Reason.DESK_HALTED]
        except Halted:
            return True


class LibraryDoor(Door):
    """`Front`, as a strategy in the same process has it."""

    name = "library"

    def connect(self) -> None:
        self.front = self.stage.run(_front(self.stage))

    def submit_all(self, orders: Sequence[Mapping[str, Any]]) -> list[Told]:
        commands = [c.SubmitOrder(**{"principal": self.principal, **terms}) for terms in orders]
        return [_told(each) for each in self.stage.run(self._ask_all(commands))]

    def replace(self, order_id: str, **change: Decimal) -> Told:
        return self._ask(c.ReplaceOrder(order_id, principal=self.principal, **change))

    def cancel(self, order_id: str) -> Told:
        return self._ask(c.CancelOrder(order_id, self.principal))

    def plan(self, plan_id: str, *decisions: Decision, **more: Any) -> Told:
        params = more.pop("params", ExecutionParams())
        plan = DecisionPlan(plan_id, more.pop("account", "A1"), decisions, **more)
        return self._ask(c.SubmitPlan(plan, params, self.principal))

    def govern(self, command: c.Command) -> Told:
        return self._ask(command)

    def _ask(self, command: c.Command) -> Told:
        return _told(self.stage.run(self._ask_all([command]))[0])

    async def _ask_all(self, commands: Sequence[c.Command]) -> list[Answer]:
        told = await asyncio.gather(*(self.front.ask(each) for each in commands))
        await self.stage.live.settled()
        return list(told)


class RestDoor(Door):
    """The REST application in this process, over HTTP requests."""

    name = "rest"

    def connect(self) -> None:
        made = app(Context(self.stage.live, self.stage.market), ServerSettings())
        transport = httpx.ASGITransport(made, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://desk")

    def submit_all(self, orders: Sequence[Mapping[str, Any]]) -> list[Told]:
        calls = [("POST", "/v1/orders", _body(terms)) for terms in orders]
        return [_read(each) for each in self.stage.run(self._call_all(calls))]

    def replace(self, order_id: str, **change: Decimal) -> Told:
        return self._call("PATCH", f"/v1/orders/{order_id}", _body(change))

    def cancel(self, order_id: str) -> Told:
        return self._call("DELETE", f"/v1/orders/{order_id}")

    def plan(self, plan_id: str, *decisions: Decision, **more: Any) -> Told:
        params = more.pop("params", ExecutionParams())
        plan = DecisionPlan(plan_id, more.pop("account", "A1"), decisions, **more)
        body = {"decision_plan": plan, "execution_params": params}
        return self._call("POST", "/v1/submit-orders", msgspec.to_builtins(body, str_keys=True))

    def govern(self, command: c.Command) -> Told:
        path = GOVERNING[type(command)]
        body = {name: getattr(command, name) for name in command.__struct_fields__}
        asker = body.pop("principal")
        for name in ("proposal_id", "session_id", "alert_id"):
            if f"{{{name}}}" in path:
                path = path.format(**{name: body.pop(name)})
        if body.get("until") is not None:
            body["until"] = rfc3339(body["until"])
        asked = {name: value for name, value in body.items() if value is not None}
        if isinstance(command, y.CloseSession):
            return self._call("DELETE", path, None, asker)
        return self._call("POST", path, msgspec.to_builtins(asked), asker)

    def _call(self, method: str, path: str, body: object = None, principal: str = "") -> Told:
        return _read(self.stage.run(self._call_all([(method, path, body)], principal))[0])

    async def _call_all(
        self, calls: Sequence[tuple[str, str, object]], principal: str = ""
    ) -> list[httpx.Response]:
        headers = {"x-principal": principal or self.principal}
        told = await asyncio.gather(
            *(
                self.client.request(
                    method, path, headers=headers, **({} if body is None else {"json": body})
                )
                for method, path, body in calls
            )
        )
        await self.stage.live.settled()
        return list(told)


# where REST takes what governs the desk
GOVERNING: dict[type, str] = {
    k.Kill: "/v1/kill",
    k.ResetKill: "/v1/reset-kill",
    k.SetState: "/v1/state",
    k.Approve: "/v1/proposals/{proposal_id}/approve",
    k.Acknowledge: "/v1/acknowledge",
    k.Authorize: "/v1/authorize",
    k.SetRuleMode: "/v1/rules",
    k.SetPrincipal: "/v1/principals",
    k.StartStrategy: "/v1/strategies/start",
    c.SetLimits: "/v1/limits",
    y.OpenSession: "/v1/sessions",
    y.Heartbeat: "/v1/sessions/{session_id}/heartbeat",
    y.CloseSession: "/v1/sessions/{session_id}",
    y.AcknowledgeAlert: "/v1/alerts/{alert_id}/acknowledge",
    y.SetDisconnectPolicy: "/v1/disconnect-policies",
    y.SetWatchPolicy: "/v1/watch-policy",
}
DOORS: tuple[type[Door], ...] = (LibraryDoor, RestDoor)


async def _front(stage: Stage) -> Front:
    return Front(stage.live, stage.market.quotes)


def _body(terms: Mapping[str, Any]) -> Any:
    body = dict(terms)
    if "expire_at" in body:
        body["expire_at"] = rfc3339(body["expire_at"])
    return msgspec.to_builtins(body)


def _told(answer: Answer) -> Told:
    refusals = (*answer.refusals, *(no for each in answer.outcomes for no in each.refusals))
    order_id = answer.order_id or next(iter(answer.order_ids), "")
    return Told(
        order_id,
        refusals,
        answer.repeated,
        answer.order_ids,
        answer.proposal_id,
        answer.permit_id,
        answer.order_hash,
    )


def _read(response: httpx.Response) -> Told:
    told = response.json()
    if response.status_code == 200:
        refusals = [no for each in told.get("decisions", ()) for no in each.get("refusals", ())]
        order_ids = tuple(told.get("order_ids", ()))
        order_id = told.get("order_id") or next(iter(order_ids), "")
        return Told(
            order_id,
            _refusals(refusals),
            told.get("repeated", False),
            order_ids,
            told.get("proposal_id", ""),
            told.get("permit_id", ""),
        )
    error = told["error"]
    if error.get("refusals"):
        order_hash = error.get("order_hash", "")
        return Told(error.get("order_id", ""), _refusals(error["refusals"]), order_hash=order_hash)
    assert response.status_code < 500 and error["errors"], response.text
    return Told("", (), unread=tuple(each["path"] for each in error["errors"]))


def _refusals(told: Sequence[object]) -> tuple[Refusal, ...]:
    return msgspec.convert(told, tuple[Refusal, ...])
