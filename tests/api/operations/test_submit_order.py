"""One order over the API: taken, refused, repeated."""

import json

import pytest

PATH = "/v1/orders"
ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "10"}


def test_an_order_is_taken_and_filled(served):
    told = served.good("POST", PATH, ORDER)
    assert told["repeated"] is False
    assert served.ledger.orders[told["order_id"]].cum_qty == 10


def test_every_breach_is_told_with_measure_and_limit(served):
    error = served.no(422, "POST", PATH, {**ORDER, "qty": "5000"})
    assert [each["code"] for each in error["refusals"]] == [
        "ORDER_QTY_MAX",
        "ORDER_VALUE_MAX",
        "POSITION_LIMIT",
    ]
    assert (error["refusals"][0]["measured"], error["refusals"][0]["limit"]) == ("5000", "1000")
    assert served.ledger.orders[error["order_id"]].status == "REFUSED"
    assert served.venue.placed == []


def test_the_same_again_is_the_same_order_and_other_terms_are_a_conflict(served):
    order = {**ORDER, "client_order_id": "mine"}
    first = served.good("POST", PATH, order)
    again = served.good("POST", PATH, order)
    assert (again["order_id"], again["repeated"]) == (first["order_id"], True)
    error = served.no(409, "POST", PATH, {**order, "qty": "11"})
    assert error["code"] == "CLIENT_ORDER_ID_CONFLICT"
    assert len(served.venue.placed) == 1


def test_the_same_number_written_otherwise_is_the_same_order(served):
    first = served.good("POST", PATH, {**ORDER, "client_order_id": "mine"})
    again = served.good("POST", PATH, {**ORDER, "client_order_id": "mine", "qty": 1e1})
    assert again["order_id"] == first["order_id"]


def test_numbers_are_read_exactly(served):
    order = {**ORDER, "type": "LIMIT", "limit_price": "PRICE"}
    body = json.dumps(order).replace('"PRICE"', "180.10").encode()
    told = served.good("POST", PATH, content=body, headers={"content-type": "application/json"})
    assert str(served.ledger.orders[told["order_id"]].limit_price) == "180.10"


@pytest.mark.parametrize("field", ["parent_id", "exit_of", "role", "principal"])
def test_what_is_the_desks_to_set_is_no_field(served, field):
    error = served.no(422, "POST", PATH, {**ORDER, field: "SLICE"})
    assert error["errors"] == [{"path": field, "value": '"SLICE"', "rule": "is no field here"}]


def test_extended_hours_are_asked_for_and_refused_where_the_venue_lacks_them(served):
    order = {**ORDER, "type": "LIMIT", "limit_price": "180", "extended_hours": True}
    error = served.no(422, "POST", PATH, order)
    (refusal,) = error["refusals"]
    assert (refusal["code"], refusal["field"]) == ("UNSUPPORTED", "extended_hours")
    assert served.venue.placed == []
    assert served.good("POST", PATH, {**order, "extended_hours": False})["order_id"]


def test_an_empty_condition_is_refused_and_not_left_out(served):
    error = served.no(422, "POST", PATH, {**ORDER, "when": ""})
    (fault,) = error["errors"]
    assert fault["path"] == "when"
    assert fault["rule"].startswith("is empty; it is one of: SYMBOL >= PRICE")
    assert served.venue.placed == []
    assert served.good("POST", PATH, {**ORDER, "when": None})["order_id"]


def test_a_refusal_by_the_gate_has_path_value_as_it_was_given_and_rule(served):
    far = {**ORDER, "type": "LIMIT", "limit_price": "250", "qty": 1_000_000}
    error = served.no(422, "POST", PATH, far)
    told = {each["path"]: each["value"] for each in error["errors"]}
    assert told["qty"] == "1000000"
    assert told["limit_price"] == '"250"'
    # what was measured stands with the limit that it is held to
    assert all("measured" in each for each in error["refusals"])
    tactic = {"name": "twap", "params": {"duration_s": 0}}
    (fault,) = served.no(422, "POST", PATH, {**ORDER, "tactic": tactic})["errors"]
    assert fault == {
        "path": "tactic.params.duration_s",
        "value": "0",
        "rule": "must be 1 to 604800",
    }


def test_a_type_that_is_none_names_those_that_may_be_asked(served):
    (fault,) = served.no(422, "POST", PATH, {**ORDER, "type": "MAGIC"})["errors"]
    assert fault["rule"].startswith("must be one of MARKET, LIMIT,")
    assert "MULTI_LEG" not in fault["rule"]
    error = served.no(422, "POST", PATH, {**ORDER, "type": "MULTI_LEG"})
    assert error["errors"][0] == {
        "path": "type",
        "value": '"MULTI_LEG"',
        "rule": "has legs, and is asked for as a multi-leg order (submit-spread)",
    }


def test_gtd_takes_a_time_of_rfc_3339(served):
    gtd = {**ORDER, "type": "LIMIT", "limit_price": "180", "time_in_force": "GTD"}
    told = served.good("POST", PATH, {**gtd, "expire_at": "2026-01-05T16:00:00Z"})
    assert served.ledger.orders[told["order_id"]].terms.expire_at == 1_767_628_800_000_000_000
    error = served.no(422, "POST", PATH, {**gtd, "expire_at": "tomorrow"})
    assert error["errors"][0]["path"] == "expire_at"


def test_an_unknown_account_or_instrument_is_named(served):
    assert served.no(422, "POST", PATH, {**ORDER, "account": "x"})["code"] == "UNKNOWN_ACCOUNT"
    error = served.no(422, "POST", PATH, {**ORDER, "instrument": "x"})
    assert error["code"] == "UNKNOWN_INSTRUMENT"


def test_a_condition_on_an_order_that_nobody_knows_is_told_by_its_text(served):
    when = "AAPL >= 300 or order zzz is FILLED"
    error = served.no(422, "POST", PATH, {**ORDER, "when": when})
    (fault,) = error["errors"]
    assert (error["code"], fault["path"]) == ("UNKNOWN_ORDER", "when")
    assert "zzz is not known" in fault["rule"]
