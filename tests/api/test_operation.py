"""Operations whatever the protocol: what is told, when, and what a sick desk answers."""

import asyncio

import pytest

from holdfast.api.operation import Refused, Scope, perform
from holdfast.api.operations import OPERATIONS
from holdfast.api.operations.health import health
from holdfast.api.operations.orders import OrdersRequest, orders
from holdfast.api.operations.submit_order import submit_order
from holdfast.api.order_request import OrderRequest
from holdfast.core.policy import Check
from holdfast.journal import JournalBroken
from holdfast.model.numbers import Decimal
from holdfast.model.order import Side

ORDER = OrderRequest("paper", "AAPL", Side.BUY, Decimal(1))


def codes(reply):
    assert isinstance(reply, Refused), reply
    return [refusal.code for refusal in reply.refusals]


def test_a_steady_flow_of_orders_does_not_hold_up_a_read(served):
    async def story():
        stop = asyncio.Event()

        async def flow():
            while not stop.is_set():
                await perform(submit_order, served.context, ORDER)

        flows = [asyncio.create_task(flow()) for _ in range(8)]
        for _ in range(5):
            page = await asyncio.wait_for(perform(orders, served.context, OrdersRequest()), 5)
            assert page.orders
        stop.set()
        await asyncio.gather(*flows)

    # something to see from the first read on
    served.buy()
    served.run(story())
    served.is_unharmed()


def test_a_broken_journal_halts_the_desk_and_nobody_is_told_what_was_not_kept(served):
    def broken(batch):
        raise JournalBroken("the disk is gone")

    async def story():
        append, served.journal.append = served.journal.append, broken
        served.quote_all()
        told = await perform(submit_order, served.context, ORDER)
        assert codes(told) == ["DESK_HALTED"]
        assert codes(await perform(orders, served.context, OrdersRequest())) == ["DESK_HALTED"]
        well = await perform(health, served.context, health.request())
        assert "the disk is gone" in well.reason
        served.journal.append = append

    served.run(story())


def test_a_bug_in_the_core_halts_the_desk_and_answers_the_caller(served, monkeypatch):
    """A caller must not wait for ever, and nothing may follow half an input."""
    seen = []
    served.loop.set_exception_handler(lambda loop, context: seen.append(context["exception"]))

    def bug(order):
        raise ZeroDivisionError("a bug")

    policies = served.desk.engine.policies
    broken = type(policies)((Check("bug", (), bug),), policies.sizers, policies.algos)
    monkeypatch.setattr(served.desk.engine, "policies", broken)
    told = served.run(asyncio.wait_for(perform(submit_order, served.context, ORDER), 5))
    assert codes(told) == ["DESK_HALTED"]
    assert isinstance(seen[0], ZeroDivisionError)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_an_operation_that_changes_nothing_has_the_scope_of_reading(operation):
    changes = {
        "submit-orders": Scope.TRADE,
        "submit-order": Scope.TRADE,
        "submit-list": Scope.TRADE,
        "submit-batch": Scope.TRADE,
        "submit-spread": Scope.TRADE,
        "pause": Scope.TRADE,
        "resume": Scope.TRADE,
        "amend": Scope.TRADE,
        "cancel-orders": Scope.CANCEL,
        "set-volume-curve": Scope.TRADE,
        "replace": Scope.TRADE,
        "cancel": Scope.CANCEL,
        "cancel-all": Scope.CANCEL,
        "set-limits": Scope.RISK,
        "reconcile": Scope.RISK,
        "resolve-discrepancy": Scope.RISK,
        "split": Scope.RISK,
        "approve": Scope.RISK,
        "acknowledge": Scope.TRADE,
        "authorize": Scope.RISK,
        "set-principal": Scope.RISK,
        "set-rule-mode": Scope.RISK,
        "start-strategy": Scope.TRADE,
        "kill": Scope.CANCEL,
        "reset-kill": Scope.RISK,
        "set-state": Scope.RISK,
        "acknowledge-alert": Scope.TRADE,
        "open-session": Scope.TRADE,
        "heartbeat": Scope.TRADE,
        "close-session": Scope.TRADE,
        "set-disconnect-policy": Scope.RISK,
        "set-watch-policy": Scope.RISK,
        "override-blocker": Scope.RISK,
    }
    assert operation.scope is changes.get(operation.name, Scope.READ)
