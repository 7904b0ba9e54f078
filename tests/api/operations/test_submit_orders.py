"""Plans over the API: sized, sent, refused and repeated."""

from tests.api.served import decision, plan

PATH = "/v1/submit-orders"


def test_each_decision_is_answered_with_its_order(served):
    told = served.good("POST", PATH, plan("p1", decision("10"), decision("5", "MSFT")))
    first, second = told["decisions"]
    assert told["order_ids"] == [first["order_id"], second["order_id"]]
    assert (first["qty"], second["qty"]) == ("10", "5")
    assert served.ledger.position("paper", "AAPL").qty == 10
    assert served.ledger.position("paper", "MSFT").qty == 5


def test_the_gates_refusal_of_one_decision_leaves_the_others_alone(served):
    told = served.good("POST", PATH, plan("p1", decision("5000"), decision("5")))
    refused, taken = told["decisions"]
    assert served.ledger.orders[refused["order_id"]].status == "REFUSED"
    assert refused["order_ids"] == []
    breach = refused["refusals"][0]
    assert breach["code"] == "ORDER_QTY_MAX"
    assert (breach["measured"], breach["limit"]) == ("5000", "1000")
    assert taken["refusals"] == []
    assert served.ledger.position("paper", "AAPL").qty == 5


def test_the_same_plan_again_has_the_same_answer_and_no_second_order(served):
    first = served.good("POST", PATH, plan("p1", decision()))
    again = served.good("POST", PATH, plan("p1", decision()))
    assert again["repeated"] is True
    assert again["order_ids"] == first["order_ids"]
    assert len(served.venue.placed) == 1


def test_another_plan_under_a_known_id_is_a_conflict(served):
    served.good("POST", PATH, plan("p1", decision("10")))
    error = served.no(409, "POST", PATH, plan("p1", decision("11")))
    assert error["code"] == "PLAN_ID_CONFLICT"


def test_a_bad_plan_is_refused_whole_with_every_error_by_its_path(served):
    bad = plan(
        "p1",
        decision("10"),
        decision("10", "NONE"),
        {"instrument": "AAPL", "action": "BUY"},
        decision("10", order_type="LIMIT"),
    )
    error = served.no(422, "POST", PATH, bad)
    assert [each["path"] for each in error["errors"]] == [
        "decisions[1].instrument",
        "decisions[2].size",
        "decisions[3].limit_price",
    ]
    assert error["errors"][0]["value"] == '"NONE"'
    assert error["errors"][0]["rule"] == "is not known (AAPL, MSFT, SPY)"
    assert served.venue.placed == []


def test_a_dry_run_sends_nothing_and_writes_nothing(served):
    before = served.journal.head()
    told = served.good("POST", PATH, plan("p1", decision(), execution_params={"dry_run": True}))
    assert told["dry_run"] is True
    assert told["order_ids"] == []
    assert told["decisions"][0]["qty"] == "10"
    assert served.journal.head() == before
    assert "p1" not in served.ledger.accounts["paper"].plans


def test_the_principal_of_the_request_stands_behind_the_orders(served):
    headers = {"x-principal": "second"}
    told = served.good("POST", PATH, plan("p1", decision()), headers=headers)
    assert served.ledger.orders[told["order_ids"][0]].terms.principal == "second"


def test_a_decision_may_have_any_type_that_its_fields_can_say(served):
    told = served.good(
        "POST",
        PATH,
        plan(
            "p1",
            decision("1", order_type="LIMIT_IF_TOUCHED", limit_price="180", stop_price="181"),
            decision("1", order_type="MARKET_IF_TOUCHED", stop_price="180"),
            decision("1", order_type="TRAILING_STOP"),
            decision("1", order_type="MULTI_LEG"),
        ),
    )
    refused = [
        [(each["field"], each["code"]) for each in told["refusals"]] for told in told["decisions"]
    ]
    assert refused == [
        [],
        [],
        [("trail", "INVALID_ORDER")],
        [("type", "UNSUPPORTED")],
    ]
