"""Strategies over the API: started with all their limits, or told which they lack."""

PATH = "/v1/strategies/start"
SHEET = {
    "instruments_max": 3,
    "venues_max": 1,
    "order_qty_max": "100",
    "order_value_max": "20000",
    "order_rate_max": 10,
    "position_qty_max": "500",
}


def limit(served, sheet):
    body = {"scope": {"strategy": "s"}, "limits": sheet, "why": "deployed", "permanent": True}
    told = served.good("POST", "/v1/limits", body)
    path = f"/v1/proposals/{told['proposal_id']}/approve"
    served.good("POST", path, {"why": "agreed"}, headers={"x-principal": "second"})


def test_a_strategy_with_all_its_limits_starts(served):
    limit(served, SHEET)
    assert served.good("POST", PATH, {"strategy": "s", "why": "tested"}) == {"strategy": "s"}
    assert served.ledger.strategies_started == {"s": None}
    served.good("POST", PATH, {"strategy": "s"})


def test_one_that_lacks_some_is_told_all_of_them(served):
    sheet = {name: SHEET[name] for name in ("instruments_max", "order_qty_max")}
    limit(served, sheet)
    error = served.no(422, "POST", PATH, {"strategy": "s"})
    assert [each["field"] for each in error["refusals"]] == [
        "limits.venues_max",
        "limits.order_value_max",
        "limits.order_rate_max",
        "limits.position_qty_max",
    ]
    assert served.ledger.strategies_started == {}
