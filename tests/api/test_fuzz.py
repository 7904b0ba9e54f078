"""Whatever is sent, the answer is never a 500 and the desk is never harmed."""

import json
import random

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from holdfast.api.openapi import schema_bytes
from holdfast.api.operations import OPERATIONS
from tests.api.served import Served, decision, plan

EXAMPLES = 15
NASTY = [
    None, True, 0, -1, 2**63, 2**64, 1e308, "", " ", "NaN", "1e400", "-0", "0.1", "x" * 1025,
    "AAPL", "paper", [], {}, [[]], "\x00", "é", "e-1", "../..", "=1+1", "9" * 400,
]  # fmt: skip
PATHS = [(each.method, each.path) for each in OPERATIONS]
BODIES = [
    plan("p", decision("1", tactic={"name": "twap", "params": {"duration_s": 60}})),
    {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "1", "metadata": {"a": "b"}},
    {"order_ids": ["e-1"]},
    {"account": "paper", "limits": {"order_qty_max": "1"}, "why": "x"},
    {"qty": "1", "limit_price": "5"},
]
calm = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def fuzzed():
    desk = Served()
    yield desk
    desk.is_unharmed()
    desk.close()


def told(served, method, path, **more):
    response = served.ask(method, path, **more)
    assert response.status_code < 500, (method, path, more, response.text)
    text = response.text
    for inside in ("Traceback", "site-packages", "holdfast/", ".py", "msgspec", "starlette"):
        assert inside not in text or inside in str(more) or path == "/schema"
    assert response.headers["content-type"] == "application/json"
    return response


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=str)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_requests_drawn_from_the_schema_are_answered(fuzzed, operation, mode):
    document = schemathesis.openapi.from_dict(json.loads(schema_bytes(OPERATIONS)))
    described = document[operation.path][operation.method]

    @given(case=described.as_strategy(generation_mode=mode))
    @calm
    def send(case):
        made = case.as_transport_kwargs(base_url="http://desk")
        more = {key: made[key] for key in ("params", "json", "headers") if key in made}
        if isinstance(made.get("data"), str | bytes):
            more["content"] = made["data"]
        more["headers"] = {
            name: value
            for name, value in dict(more.get("headers") or {}).items()
            if value.isascii() and value.isprintable()
        }
        told(fuzzed, made["method"], made["url"], **more)

    send()
    fuzzed.is_unharmed()


@given(st.binary(max_size=200), st.sampled_from(PATHS))
@settings(max_examples=60, deadline=None)
def test_bytes_of_any_kind_are_answered(fuzzed, body, where):
    method, path = where
    told(fuzzed, method, path.replace("{order_id}", "e-1"), content=body,
         headers={"content-type": "application/json"})  # fmt: skip


@given(st.recursive(
    st.sampled_from(NASTY) | st.text(max_size=20) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
), st.sampled_from(PATHS))  # fmt: skip
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_values_of_any_kind_are_answered(fuzzed, value, where):
    method, path = where
    told(fuzzed, method, path.replace("{order_id}", "e-1"), content=json.dumps(value).encode(),
         headers={"content-type": "application/json"})  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_good_requests_with_one_thing_wrong_are_answered(fuzzed, seed):
    """Replace, drop or double parts of bodies that would be taken as they are."""
    rng = random.Random(seed)
    for _ in range(60):
        body = spoiled(rng, json.loads(json.dumps(rng.choice(BODIES))))
        method, path = rng.choice([each for each in PATHS if each[0] in ("POST", "PATCH")])
        told(fuzzed, method, path.replace("{order_id}", "e-1"), content=json.dumps(body).encode(),
             headers={"content-type": "application/json"})  # fmt: skip
    fuzzed.restore_limits()
    fuzzed.is_unharmed()


def spoiled(rng, value):
    """Change one place of a document."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(sorted(value))
        if rng.random() < 0.1:
            del value[key]
        else:
            value[key] = spoiled(rng, value[key])
        return value
    if isinstance(value, list) and value and rng.random() < 0.85:
        place = rng.randrange(len(value))
        value[place] = spoiled(rng, value[place])
        return value
    return rng.choice(NASTY)
