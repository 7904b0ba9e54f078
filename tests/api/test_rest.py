"""The HTTP door: what is refused, how it is told, and that the desk is unharmed by it."""

import asyncio
import json

import pytest

from holdfast.runtime.live import Busy
from tests.api.served import Served, decision, plan

JSON = {"content-type": "application/json"}
ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "1"}
ORDERS = "/v1/orders"


def path_and_rule(error):
    return {each["path"]: each["rule"] for each in error["errors"]}


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/nothing", 404, None),
        ("GET", "/v1/orders/e-1/../../etc", 404, None),
        ("GET", "/v1/orders/", 404, None),
        ("GET", "//v1/orders", 404, None),
        ("PUT", "/v1/orders", 405, {"GET", "HEAD", "POST"}),
        ("POST", "/health", 405, {"GET", "HEAD"}),
        ("GET", "/v1/orders/e-1", 405, {"DELETE", "PATCH"}),
    ],
)
def test_what_is_no_operation_is_told_in_the_same_shape(served, method, path, status, allow):
    response = served.ask(method, path)
    assert response.status_code == status
    assert set(response.json()) == {"error", "correlation_id"}
    if allow is not None:
        assert set(response.headers["allow"].split(", ")) == allow


def test_every_answer_has_the_headers_that_keep_browsers_out(served):
    for response in (
        served.ask("GET", "/health"),
        served.ask("GET", "/schema"),
        served.ask("GET", "/nothing"),
        served.ask("POST", ORDERS, {}),
    ):
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert len(response.headers["x-correlation-id"]) == 16
        assert "access-control-allow-origin" not in response.headers


def test_a_correlation_id_is_taken_over_if_it_can_stand_in_a_log(served):
    told = served.ask("GET", "/health", headers={"x-correlation-id": "mine-7"})
    assert told.headers["x-correlation-id"] == "mine-7"
    told = served.ask("GET", "/health", headers={"x-correlation-id": "<script>"})
    assert told.headers["x-correlation-id"] != "<script>"


def test_head_is_get_without_a_body(served):
    assert served.ask("HEAD", "/health").status_code == 200


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonp"]
)
def test_a_body_of_another_type_is_not_read(served, kind):
    headers = {} if kind is None else {"content-type": kind}
    response = served.ask("POST", ORDERS, content=json.dumps(ORDER), headers=headers)
    assert response.status_code == 415
    assert served.venue.placed == []


def test_a_compressed_body_is_not_unpacked(served):
    headers = {**JSON, "content-encoding": "gzip"}
    response = served.ask("POST", ORDERS, content=b"\x1f\x8b", headers=headers)
    assert response.status_code == 415


def test_a_type_with_its_charset_is_read(served):
    headers = {"content-type": "application/json; charset=utf-8"}
    assert served.ask("POST", ORDERS, content=json.dumps(ORDER), headers=headers).status_code == 200


@pytest.mark.parametrize("body", ["", "{", "not json", "NULL", "{'a': 1}"])
def test_wrong_json_is_a_bad_request(served, body):
    error = served.no(400, "POST", ORDERS, content=body, headers=JSON)
    assert error["code"] == "INVALID_JSON"
    served.is_unharmed()


@pytest.mark.parametrize("body", ["null", "[]", "1", '"x"', "true", "[[[]]]"])
def test_json_that_is_no_object_is_unprocessable(served, body):
    error = served.no(422, "POST", ORDERS, content=body, headers=JSON)
    assert error["errors"][0]["rule"] == "must be an object"


def test_a_body_of_ten_megabytes_is_cut_off_while_it_is_read(served):
    sent = 0

    async def chunks():
        nonlocal sent
        for _ in range(160):
            sent += 65_536
            yield b" " * 65_536

    error = served.no(413, "POST", ORDERS, content=chunks(), headers=JSON)
    assert error["errors"][0]["rule"] == "must have at most 262144 bytes"
    # four chunks are allowed, the fifth is one too many, and one more may be on its way
    assert sent <= 6 * 65_536
    served.is_unharmed()


@pytest.mark.parametrize("length", ["262145", "9" * 400, "-1", "x", "１"])
def test_a_length_that_is_announced_too_large_is_not_waited_for(served, length):
    headers = [(b"content-type", b"application/json"), (b"content-length", length.encode())]
    response = served.ask("POST", ORDERS, content=b"{}", headers=headers)
    assert response.status_code == 413


def test_the_limit_of_a_body_is_the_setting():
    served = Served(body_bytes_max=100)
    body = json.dumps({**ORDER, "correlation_id": "x" * 60})
    assert served.ask("POST", ORDERS, content=body, headers=JSON).status_code == 413
    assert served.ask("POST", ORDERS, content=json.dumps(ORDER), headers=JSON).status_code == 200
    served.close()


@pytest.mark.parametrize(
    ("qty", "rule"),
    [
        ("NaN", "must be a finite number in range"),
        ("Infinity", "must be a finite number in range"),
        ("-Infinity", "must be a finite number in range"),
        ("1e400", "must have at most 12 digits before the point"),
        ("1e99999999999999999999999", "must be a finite number in range"),
        ("9" * 400, "must have at most 12 digits before the point"),
        ("9" * 5000, "must have at most 12 digits before the point"),
        ("-5", "must not be negative"),
        ("-0", "must not be negative"),
        ("-0.0", "must not be negative"),
        ("0.30000000000000004", "must have at most 9 decimal digits"),
        ('"NaN"', "must be a decimal number in plain digits, such as 12.5"),
        ('"１２"', "must be a decimal number in plain digits, such as 12.5"),
        ('"1_000"', "must be a decimal number in plain digits, such as 12.5"),
        ('"+1"', "must be a decimal number in plain digits, such as 12.5"),
        ("true", "must be a number or a decimal number as text"),
        ("null", "must be a number or a decimal number as text"),
        ("[1]", "must be a number or a decimal number as text"),
    ],
)
def test_absurd_numbers_are_refused_by_field_value_and_rule(served, qty, rule):
    body = json.dumps({**ORDER, "qty": "QTY"}).replace('"QTY"', qty)
    error = served.no(422, "POST", ORDERS, content=body, headers=JSON)
    (fault,) = error["errors"]
    assert fault["path"] == "qty"
    assert fault["value"]
    assert fault["rule"] == rule
    assert served.venue.placed == []
    served.is_unharmed()


def test_zero_is_the_gates_to_refuse(served):
    error = served.no(422, "POST", ORDERS, {**ORDER, "qty": "0"})
    assert error["refusals"][0]["code"] == "INVALID_ORDER"


@pytest.mark.parametrize(
    "body",
    [
        '{"a":' * 50_000,
        "[" * 200_000,
        '{"order_ids": [' + ",".join(['"x"'] * 50_000) + "]}",
        '{"order_ids": ["' + "x" * 200_000 + '"]}',
        "{" + ",".join(f'"k{index}": 1' for index in range(20_000)) + "}",
        '{"order_ids": ["a"], "order_ids": ["b"]}',
        '{"order_ids": ["\\ud800"]}',
        '{"order_ids": ["a\\u0000b"]}',
    ],
)
def test_documents_meant_to_hurt_are_refused(served, body):
    response = served.ask("POST", "/v1/order-state", content=body, headers=JSON)
    assert response.status_code in (400, 422)
    assert len(response.content) < 50_000
    served.is_unharmed()


def test_a_plan_of_a_thousand_wrong_decisions_names_a_hundred(served):
    error = served.no(422, "POST", "/v1/submit-orders", plan("p", *[decision("x")] * 1000))
    assert len(error["errors"]) == 100
    assert error["errors"][99]["path"] == "decisions[99].size.value"
    assert "and 99 more" in error["message"]


def test_a_plan_of_a_thousand_decisions_is_taken_whole(served):
    one = decision("1", order_type="LIMIT", limit_price="150")
    told = served.good("POST", "/v1/submit-orders", plan("p", *[one] * 1000))
    assert len(told["order_ids"]) == 1000
    error = served.no(422, "POST", "/v1/submit-orders", plan("q", *[one] * 1001))
    assert error["errors"][0]["path"] == "decisions"


def test_the_principal_must_be_a_name(served):
    error = served.no(400, "GET", "/health", headers={"x-principal": "a;b"})
    assert error["errors"][0]["path"] == "header x-principal"


def test_a_query_without_end_is_refused(served):
    assert served.ask("GET", "/v1/orders?account=" + "x" * 9000).status_code == 414
    assert served.no(422, "GET", "/v1/orders?account=%00")["errors"][0]["path"] == "account"


def test_a_busy_desk_asks_to_come_again(served, monkeypatch):
    async def busy(command):
        raise Busy("10000 commands wait")

    monkeypatch.setattr(served.live, "ask", busy)
    response = served.ask("POST", ORDERS, ORDER)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.json()["error"]["code"] == "DESK_BUSY"


def test_what_fails_inside_is_told_without_its_inside(served, monkeypatch, capsys):
    async def bug(command):
        raise ZeroDivisionError("secret /path/to/somewhere.py")

    monkeypatch.setattr(served.live, "ask", bug)
    response = served.ask("POST", ORDERS, ORDER)
    assert response.status_code == 500
    told = response.json()
    assert told["error"] == {
        "code": "INTERNAL",
        "message": "the request failed; the log has more",
        "errors": [],
    }
    logged = "".join(capsys.readouterr())
    assert told["correlation_id"] in logged
    assert "secret" in logged
    monkeypatch.undo()
    served.is_unharmed()


def test_a_read_is_told_only_once_what_it_saw_is_durable(served):
    """The journal is held up; the order is in the ledger, and yet nobody may be told."""
    journal = served.journal

    async def story():
        gate = asyncio.Event()
        loop = asyncio.get_running_loop()
        append = journal.append

        def held_up(batch):
            asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(10)
            append(batch)

        journal.append = held_up
        served.quote_all()
        client = served.client
        order = asyncio.create_task(client.post(ORDERS, json={**ORDER, "client_order_id": "x"}))
        while not served.ledger.orders:
            await asyncio.sleep(0)
        read = asyncio.create_task(client.get(ORDERS))
        for _ in range(50):
            await asyncio.sleep(0)
        assert not read.done()
        assert not order.done()
        gate.set()
        assert len((await read).json()["orders"]) == 1
        assert (await order).status_code == 200
        journal.append = append

    served.run(story())
