"""The blotter over the API."""


def pages(served, path, key, query=""):
    cursor, found = "", []
    while True:
        page = served.good("GET", f"{path}?limit=2&cursor={cursor}{query}")
        found.append(page[key])
        cursor = page["next_cursor"]
        if not cursor:
            return found


def test_pages_neither_repeat_nor_miss_an_order(served):
    made = [served.buy() for _ in range(5)]
    found = pages(served, "/v1/orders", "orders")
    assert [len(page) for page in found] == [2, 2, 1]
    assert [row["id"] for page in found for row in page] == made


def test_filters_are_fields_of_the_query(served):
    served.buy()
    resting = served.buy(type="LIMIT", limit_price="185", strategy="s")
    for query in ("standing=open", "strategy=s", "instrument=AAPL&standing=open"):
        page = served.good("GET", f"/v1/orders?{query}")
        assert [row["id"] for row in page["orders"]] == [resting]
    assert served.good("GET", "/v1/orders?instrument=MSFT")["orders"] == []


def test_what_is_wrong_with_a_query_is_named(served):
    error = served.no(422, "GET", "/v1/orders?limit=0&standing=half&colour=red")
    assert {each["path"]: each["rule"] for each in error["errors"]} == {
        "limit": "must be at least 1",
        "standing": "must be one of any, closed, open",
        "colour": "is no field here",
    }
    assert served.no(422, "GET", "/v1/orders?limit=ten")["errors"][0]["path"] == "limit"
    assert served.no(422, "GET", "/v1/orders?cursor=nope")["errors"][0]["path"] == "cursor"
    error = served.no(422, "GET", "/v1/orders?account=a&account=b")
    assert error["errors"][0]["rule"] == "is given twice"
