"""Where orders stand, with their kin and their fills."""

from holdfast.messages.retention import Forget
from tests.api.served import decision, plan

PATH = "/v1/order-state"

EVER = 2**62


def state(served, order_id):
    (found,) = served.good("POST", PATH, {"order_ids": [order_id]})["orders"]
    return found


def test_a_filled_order_shows_its_fill(served):
    found = state(served, served.buy("10"))
    assert found["order"]["status"] == "FILLED"
    assert (found["order"]["cum_qty"], found["order"]["avg_px"]) == ("10", "190.01")
    (fill,) = found["fills"]
    assert (fill["qty"], fill["price"], fill["liquidity"]) == ("10", "190.01", "TAKER")


def test_an_entry_shows_its_exits(served):
    found = state(served, served.buy("10", stop_loss="180", take_profit="200"))
    assert {each["role"]: each["qty"] for each in found["exits"]} == {
        "STOP_LOSS": "10",
        "TAKE_PROFIT": "10",
    }


def test_a_parent_shows_its_children_and_their_fills(served):
    tactic = {"name": "twap", "params": {"duration_s": 60, "slices": 2, "jitter": "0"}}
    parent = served.buy("10", tactic=tactic)
    served.until(lambda: served.ledger.parents[parent].children)
    found = state(served, parent)
    (child,) = found["children"]
    assert (child["parent_id"], child["role"], child["qty"]) == (parent, "SLICE", "5")
    assert [fill["order_id"] for fill in found["fills"]] == [child["id"]]
    assert found["order"]["cum_qty"] == "5"


def test_unknown_ids_are_listed_and_repeats_told_once(served):
    order_id = served.buy()
    told = served.good("POST", PATH, {"order_ids": ["nope", order_id, order_id, "e-99"]})
    assert [each["order"]["id"] for each in told["orders"]] == [order_id]
    assert told["unknown"] == ["nope", "e-99"]


def test_a_refused_order_is_on_record_with_its_reasons(served):
    served.good("POST", "/v1/submit-orders", plan("p", decision("5000")))
    order = state(served, "e-1")["order"]
    assert order["status"] == "REFUSED"
    assert order["refusals"][0]["code"] == "ORDER_QTY_MAX"


def test_none_or_too_many_ids_are_refused(served):
    (fault,) = served.no(422, "POST", PATH, {"order_ids": []})["errors"]
    assert fault == {
        "path": "order_ids",
        "value": "an empty list",
        "rule": "must have at least 1 member",
    }
    error = served.no(422, "POST", PATH, {"order_ids": ["x"] * 1001})
    assert error["errors"][0]["rule"] == "must have at most 1000 members"


def test_an_order_that_has_left_the_ledger_is_told_as_long_as_it_is_packed(served):
    order_id = served.buy()
    before = state(served, order_id)
    served.command(Forget(EVER, 0, 10, EVER))
    assert order_id not in served.desk.ledger.orders
    assert state(served, order_id) == before
    assert served.good("GET", "/v1/orders")["older"] == 1
    assert served.good("GET", "/v1/fills")["older"] == 1


def test_an_order_that_only_the_journal_remembers_is_named_as_older(served):
    order_id = served.buy()
    for _ in range(2):
        served.command(Forget(EVER, 0, 0, EVER))
    body = {"order_ids": [order_id, "e-77"]}
    told = served.good("POST", "/v1/order-state", body)
    assert (told["unknown"], told["older"]) == ([order_id, "e-77"], [order_id])
