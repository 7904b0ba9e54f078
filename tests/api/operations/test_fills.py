"""Fills over the API."""


def test_fills_are_listed_by_order_and_page(served):
    first, second = served.buy("1"), served.buy("2")
    page = served.good("GET", f"/v1/fills?order_id={second}")
    (fill,) = page["fills"]
    assert (fill["order_id"], fill["qty"], fill["fee"]) == (second, "2", "0.01")
    page = served.good("GET", "/v1/fills?limit=1")
    assert [each["order_id"] for each in page["fills"]] == [first]
    rest = served.good("GET", f"/v1/fills?limit=1&cursor={page['next_cursor']}")
    assert [each["order_id"] for each in rest["fills"]] == [second]
    assert rest["next_cursor"] == ""


def test_a_cursor_of_nobody_is_refused(served):
    assert served.no(422, "GET", "/v1/fills?cursor=x/1")["errors"][0]["path"] == "cursor"
