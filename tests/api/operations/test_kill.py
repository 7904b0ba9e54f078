"""Kill over the API."""

PATH = "/v1/kill"


def resting(served, **more):
    return served.buy(type="LIMIT", limit_price="185", **more)


def order(**more):
    return {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "11", **more}


def test_what_is_open_in_scope_is_cancelled_and_nothing_new_passes(served):
    mine, other = resting(served, strategy="s"), resting(served, qty="12")
    told = served.good("POST", PATH, {"scope": {"strategy": "s"}, "why": "wild"})
    assert told == {"scope": "strategy=s", "order_ids": [mine]}
    assert not served.ledger.orders[mine].is_open
    assert served.ledger.orders[other].is_open
    error = served.no(422, "POST", "/v1/orders", order(strategy="s"))
    assert error["code"] == "KILLED"
    assert error["refusals"][0]["scope"] == "strategy=s"
    served.good("POST", "/v1/orders", order())


def test_an_empty_scope_is_the_firm(served):
    resting(served)
    assert served.good("POST", PATH, {"scope": {}})["scope"] == "firm"
    assert not served.ledger.open_orders
    assert served.no(422, "POST", "/v1/orders", order())["code"] == "KILLED"


def test_a_scope_must_be_said(served):
    assert served.no(422, "POST", PATH, {})["errors"][0]["path"] == "scope"


def test_a_misspelt_scope_is_not_taken_for_a_job_done(served):
    error = served.no(422, "POST", PATH, {"scope": {"account": "papre"}})
    assert (error["code"], error["errors"][0]["path"]) == ("UNKNOWN_ACCOUNT", "scope.account")


def test_who_reduces_may_go_on_where_the_kill_says_so(served):
    held = served.buy()
    assert served.ledger.orders[held].status == "FILLED"
    served.good("POST", PATH, {"scope": {"account": "paper"}, "reducing": True})
    out = {"side": "SELL", "qty": "10", "reduce_only": True}
    served.good("POST", "/v1/orders", order(**out))


def test_a_kill_goes_before_everything_that_waits(served):
    """Ten thousand commands wait, so another would be turned away."""
    import asyncio

    from holdfast.messages.commands import CancelOrder
    from holdfast.runtime.live import WAITING_MAX

    async def story():
        waiting = [
            asyncio.ensure_future(served.live.ask(CancelOrder("nothing")))
            for _ in range(WAITING_MAX)
        ]
        await asyncio.sleep(0)
        seq = served.ledger.seq
        response = await served.client.post(PATH, json={"scope": {}, "why": "now"})
        assert response.status_code == 200, response.text
        killed_at = next(
            entry.seq
            for entry in served.journal.entries(seq)
            if "Kill" in type(entry.asked).__name__
        )
        await asyncio.gather(*waiting)
        return killed_at - seq

    assert served.run(story()) <= 1_001
