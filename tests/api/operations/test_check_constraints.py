"""What the gate would say, and that asking changes nothing."""

from holdfast.core.ledger import freeze
from holdfast.risk import CHECKS
from tests.api.served import decision, plan

PATH = "/v1/check-constraints"


def verdict(told, check, index=0):
    (found,) = [each for each in told["decisions"][index]["checks"] if each["check"] == check]
    return found


def test_every_check_tells_its_measure_whether_it_passes_or_not(served):
    told = served.good("POST", PATH, plan("w", decision("1001", order_type="MARKET")))
    (only,) = told["decisions"]
    assert [each["check"] for each in only["checks"]] == [check.name for check in CHECKS]
    assert told["passed"] is only["passed"] is False
    assert verdict(told, "order_qty") == {
        "check": "order_qty", "passed": False, "mode": "ENFORCED", "code": "ORDER_QTY_MAX",
        "detail": "qty 1001 is over the largest of one order",
        "measured": "1001", "limit": "1000", "headroom": "1000",
        "scope": "account=paper", "soft": False,
    }  # fmt: skip
    power = verdict(told, "buying_power")
    # a margin account carries twice its equity; 1,001 at the ask of 190.01 plus 5 %
    assert (power["passed"], power["limit"], power["measured"]) == (True, "2000000", "199710.0105")
    assert power["headroom"] == "2000000"
    position = verdict(told, "position_limit")
    assert (position["measured"], position["limit"]) == ("1001", "1500")


def test_a_limit_price_is_measured_against_the_collar(served):
    told = served.good(
        "POST", PATH, plan("w", decision("1", order_type="LIMIT", limit_price="199.5"))
    )
    collar = verdict(told, "price_collar")
    assert (collar["passed"], collar["measured"], collar["limit"]) == (True, "0.05", "0.05")
    assert collar["headroom"] == "0.05"


def test_a_later_decision_sees_what_an_earlier_one_would_reserve(served):
    told = served.good("POST", PATH, plan("w", decision("900"), decision("900")))
    first, second = told["decisions"]
    assert first["passed"] is True
    assert second["passed"] is False
    assert [each["code"] for each in second["refusals"]] == ["POSITION_LIMIT"]
    assert verdict(told, "position_limit", 1)["measured"] == "1800"


def test_a_decision_is_sized_and_valued(served):
    five_percent = {**decision(), "size": {"value": "5", "unit": "PCT_EQUITY"}}
    (only,) = served.good("POST", PATH, plan("w", five_percent))["decisions"]
    # 50,000 over the ask of 190.01, in whole shares, never more
    assert (only["qty"], only["side"]) == ("263", "BUY")
    assert only["note"].startswith("rounded down")
    assert only["price"] == "199.5105"


def test_nothing_is_sent_kept_or_journaled(served):
    served.buy(stop_loss="180", take_profit="200")
    before, head, sent = freeze(served.ledger), served.journal.head(), len(served.venue.placed)
    close = {"instrument": "AAPL", "action": "CLOSE"}
    twap = decision("50", "MSFT", tactic={"name": "twap", "params": {"duration_s": 60}})
    told = served.good("POST", PATH, plan("w", close, decision("5"), twap))
    assert told["passed"] is True
    assert told["decisions"][0]["qty"] == "10"
    assert freeze(served.ledger) == before
    assert served.journal.head() == head
    assert len(served.venue.placed) == sent


def test_what_the_preview_says_is_what_the_desk_then_does(served):
    asked = plan("w", decision("900"), decision("900"), decision("0.5"), decision("10", "MSFT"))
    said = served.good("POST", PATH, asked)["decisions"]
    done = served.good("POST", "/v1/submit-orders", asked)["decisions"]
    for before, after in zip(said, done, strict=True):
        assert before["qty"] == after["qty"]
        assert [each["code"] for each in before["refusals"]] == [
            each["code"] for each in after["refusals"]
        ]


def test_a_plan_that_was_taken_before_is_told_as_it_was(served):
    served.good("POST", "/v1/submit-orders", plan("w", decision("7")))
    told = served.good("POST", PATH, plan("w", decision("7")))
    assert told["repeated"] is True
    assert told["decisions"][0]["qty"] == "7"
    error = served.no(409, "POST", PATH, plan("w", decision("8")))
    assert error["code"] == "PLAN_ID_CONFLICT"


def test_an_order_that_makes_no_sense_meets_no_check(served):
    told = served.good(
        "POST", PATH, plan("w", decision("1", order_type="LIMIT", limit_price="190.001"))
    )
    (only,) = told["decisions"]
    assert only["checks"] == []
    assert [each["code"] for each in only["refusals"]] == ["TICK"]


def test_an_account_without_limits_is_refused_for_each_one_missing(served):
    body = plan("w", decision("1"))
    body["decision_plan"]["account"] = "other"
    (only,) = served.good("POST", PATH, body)["decisions"]
    codes = {each["check"]: each["code"] for each in only["checks"]}
    assert codes["order_qty"] == codes["position_limit"] == "LIMIT_MISSING"
    assert codes["buying_power"] == "BUYING_POWER"
