"""What the gate would say, and that asking changes nothing."""

from decimal import Decimal as D

from msgspec.structs import replace

from holdfast.core.ledger import RuleSetting, freeze
from holdfast.messages import commands as c
from holdfast.model.trading import RuleMode
from holdfast.risk import CHECKS
from tests.api.served import LIMITS, decision, plan

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


def test_a_check_in_shadow_says_so_and_refuses_nothing(served):

    served.ledger.rule_modes["order_qty"] = RuleSetting(RuleMode.SHADOW)
    told = served.good("POST", PATH, plan("w", decision("1001", order_type="MARKET")))
    found = verdict(told, "order_qty")
    assert (found["passed"], found["mode"], found["code"]) == (False, "SHADOW", "ORDER_QTY_MAX")
    assert told["passed"] is True


def test_a_check_that_lets_an_order_pass_unjudged_is_listed_too(served):
    served.buy("10")
    told = served.good("POST", PATH, plan("w", decision("10", action="SELL")))
    power = verdict(told, "buying_power")
    assert (power["passed"], power["measured"]) == (True, None)
    assert power["detail"] == "an order like this passes it unjudged"


def test_the_plan_as_a_whole_is_measured_and_may_be_refused_with_all_verdicts(served):
    served.command(c.SetLimits("paper", replace(LIMITS, basket_value_max=D(4_000))))
    asked = plan("w", decision("10"), decision("10", "MSFT"))
    told = served.good("POST", PATH, asked)
    assert [each["passed"] for each in told["decisions"]] == [True, True]
    (basket,) = told["basket"]
    assert (basket["code"], basket["limit"]) == ("BASKET_VALUE_MAX", "4000")
    assert basket["measured"] == "6405.315"
    assert (told["passed"], told["refusals"][0]["code"]) == (False, "BASKET_VALUE_MAX")
    error = served.no(422, "POST", "/v1/submit-orders", asked)
    assert error["refusals"][0]["code"] == "BASKET_VALUE_MAX"
    assert served.venue.placed == []


def test_all_or_nothing_is_refused_whole_by_the_path_of_each_decision(served):
    asked = plan("w", decision("10"), decision("1001"), execution_params={"all_or_nothing": True})
    told = served.good("POST", PATH, asked)
    assert told["passed"] is False
    assert told["refusals"][0]["field"] == "decisions[1].qty"
    served.no(422, "POST", "/v1/submit-orders", asked)
    assert served.venue.placed == []


def test_a_portfolio_may_be_given_and_its_faults_have_paths(served):
    held = [{"instrument": "AAPL", "qty": "1495", "avg_px": "150"}]
    state = {"cash": "100000", "positions": held}
    told = served.good("POST", PATH, plan("w", decision("6"), portfolio_state=state))
    assert [each["code"] for each in told["decisions"][0]["refusals"]] == ["POSITION_LIMIT"]
    state = {"cash": "-1", "positions": [{"instrument": "AAPL", "qty": "NaN"}]}
    error = served.no(422, "POST", PATH, plan("w", decision("6"), portfolio_state=state))
    fields = [each["path"] for each in error["errors"]]
    assert fields == ["portfolio_state.cash", "portfolio_state.positions[0].qty"]
    state = {"cash": "1", "positions": [{"instrument": "NONE", "qty": "1", "avg_px": "1"}]}
    error = served.no(422, "POST", PATH, plan("w", decision("6"), portfolio_state=state))
    assert error["refusals"][0]["field"] == "portfolio_state.positions[0].instrument"
