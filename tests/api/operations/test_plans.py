"""Plans on record over the API."""

from tests.api.served import decision, plan


def test_plans_are_kept_with_what_became_of_them(served):
    for name in ("p1", "p2", "p3"):
        served.good("POST", "/v1/submit-orders", plan(name, decision("5000")))
    page = served.good("GET", "/v1/plans?account=paper&limit=2")
    assert [row["plan"]["plan_id"] for row in page["plans"]] == ["p1", "p2"]
    assert page["plans"][0]["outcomes"][0]["refusals"][0]["code"] == "ORDER_QTY_MAX"
    rest = served.good("GET", f"/v1/plans?limit=2&cursor={page['next_cursor']}")
    assert [row["plan"]["plan_id"] for row in rest["plans"]] == ["p3"]
    assert served.no(422, "GET", "/v1/plans?cursor=-1")["errors"][0]["path"] == "cursor"
