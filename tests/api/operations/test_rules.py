"""The checks of the gate over the API."""

from holdfast.risk import CHECKS


def test_every_check_is_told_with_its_rows_in_the_order_in_which_they_run(served):
    rules = served.good("GET", "/v1/rules")["rules"]
    assert [(each["check"], each["rows"]) for each in rules] == [
        (check.name, list(check.rows)) for check in CHECKS
    ]
    assert {each["mode"] for each in rules} == {"ENFORCED"}
    standing = next(each for each in rules if each["check"] == "attribution")
    assert (standing["stands"], standing["is_soft"], standing["until"]) == (True, False, "")
