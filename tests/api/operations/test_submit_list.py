"""Lists of contingent orders over the API: taken whole, refused whole, repeated."""

PATH = "/v1/submit-list"
BUY = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "10"}
LOW = {**BUY, "type": "LIMIT", "limit_price": "180"}
HIGH = {**BUY, "type": "STOP", "stop_price": "210"}


def listed(*orders, **terms):
    return {"orders": list(orders), "contingency": "OCO", **terms}


def test_a_list_is_taken_and_its_members_are_told_in_their_order(served):
    told = served.good("POST", PATH, listed(LOW, HIGH))
    assert told["list_id"] == told["order_ids"][0]
    placed = list(served.venue.placed)
    assert placed == told["order_ids"]
    state = served.ledger.lists.known[told["list_id"]]
    assert (state.contingency, state.mode) == ("OCO", "PARTIAL")


def test_a_list_with_one_bad_member_is_refused_whole_by_path(served):
    error = served.no(422, "POST", PATH, listed(LOW, {**HIGH, "qty": "5000"}))
    assert error["refusals"][0]["field"] == "orders[1].qty"
    assert error["refusals"][0]["code"] == "ORDER_QTY_MAX"
    assert served.venue.placed == []


def test_the_same_list_again_has_the_same_answer_and_another_is_a_conflict(served):
    first = served.good("POST", PATH, listed(LOW, HIGH, client_list_id="l1"))
    again = served.good("POST", PATH, listed(LOW, HIGH, client_list_id="l1"))
    assert (again["order_ids"], again["repeated"]) == (first["order_ids"], True)
    error = served.no(409, "POST", PATH, listed(HIGH, LOW, client_list_id="l1"))
    assert error["code"] == "LIST_ID_CONFLICT"
    assert len(served.venue.placed) == 2


def test_the_child_of_an_oto_waits_for_its_trigger(served):
    child = {**LOW, "side": "SELL", "limit_price": "200"}
    told = served.good("POST", PATH, listed(LOW, child, contingency="OTO", mode="FULL"))
    held = served.ledger.orders[told["order_ids"][1]]
    assert (held.status, len(served.venue.placed)) == ("PENDING_NEW", 1)


def test_a_bad_time_names_its_member(served):
    bad = {**LOW, "time_in_force": "GTD", "expire_at": "tomorrow"}
    error = served.no(422, "POST", PATH, listed(LOW, bad))
    assert error["refusals"][0]["field"] == "orders[1].expire_at"
