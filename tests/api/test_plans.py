"""Plans at the door: every fault by its path, examples that work."""

import json
from pathlib import Path

import jsonschema
import pytest

from holdfast.api.faults import Unreadable
from holdfast.api.plans import PLAN_BYTES_MAX, PlanRequest, read_plan, read_plan_file
from holdfast.api.schema import schema_of
from holdfast.messages import commands as c
from holdfast.messages.commands import SubmitPlan
from holdfast.model.instrument import Instrument, InstrumentKind, Listing
from holdfast.model.numbers import Decimal
from tests.api.served import Served, decision, plan

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples" / "plans").glob("*.json"))


def faults(document, **more):
    found = read_plan(json.dumps(document).encode(), **more)
    assert isinstance(found, Unreadable), found
    return {fault.path: (fault.value, fault.rule) for fault in found.faults}


def test_a_plan_reads_the_same_bare_and_wrapped():
    wrapped = plan("p", decision("1.50"))
    one = read_plan(json.dumps(wrapped).encode(), principal="me")
    other = read_plan(json.dumps(wrapped["decision_plan"]).encode(), principal="me")
    assert isinstance(one, SubmitPlan)
    assert one == other
    assert str(one.plan.decisions[0].size.value) == "1.50"


def test_every_error_of_form_is_listed_by_its_path_in_the_plan():
    bad = plan(
        "p",
        decision("-5", limit_price="1e400", colour="red"),
        {"instrument": "AAPL"},
        {**decision(), "action": "buy", "tactic": 7},
        decision("１２"),
        "AAPL",
    )
    del bad["decision_plan"]["account"]
    bad["execution_params"] = {"dry_run": "yes"}
    assert faults(bad) == {
        "account": ("", "is missing"),
        "decisions[0].size.value": ('"-5"', "must not be negative"),
        "decisions[0].limit_price": (
            '"1e400"',
            "must be a decimal number in plain digits, such as 12.5",
        ),
        "decisions[0].colour": ('"red"', "is no field here"),
        "decisions[1].action": ("", "is missing"),
        "decisions[2].action": (
            '"buy"',
            "must be one of BUY, CLOSE, HOLD, INCREASE, REDUCE, SELL",
        ),
        "decisions[2].tactic": ("7", "must be an object or null"),
        "decisions[3].size.value": (
            '"\\uff11\\uff12"',
            "must be a decimal number in plain digits, such as 12.5",
        ),
        "decisions[4]": ('"AAPL"', "must be an object"),
        "execution_params.dry_run": ('"yes"', "must be true or false"),
    }


def test_with_a_ledger_the_faults_of_sense_are_listed_beside_those_of_form(served):
    bad = plan("p", decision("x"), decision("1", "NONE"), decision("1", order_type="STOP"))
    found = faults(bad, ledger=served.ledger)
    assert found["decisions[0].size.value"][0] == '"x"'
    assert found["decisions[1].instrument"] == ('"NONE"', "is not known (AAPL, MSFT, SPY)")
    assert found["decisions[2].stop_price"] == ("", "is needed by a STOP order")


def test_a_readable_plan_is_judged_by_the_ledger_alone(served):
    good = json.dumps(plan("p", decision("1"))).encode()
    assert isinstance(read_plan(good, ledger=served.ledger), SubmitPlan)
    found = faults(plan("p", decision("0")), ledger=served.ledger)
    assert found == {"decisions[0].size.value": ('"0"', "must be above 0")}


def test_absurd_numbers_in_parameters_and_times_that_are_none_are_refused():
    bad = plan("p", decision(tactic={"name": "twap", "params": {"slice_qty_min": "1E+400"}}))
    bad["decision_plan"]["created_at"] = "yesterday"
    bad["execution_params"] = {"tactic": {"name": "twap", "params": {"jitter": "NaN"}}}
    assert set(faults(bad)) == {
        "created_at",
        "decisions[0].tactic.params.slice_qty_min",
        "execution_params.tactic.params.jitter",
    }


def test_a_document_that_is_too_large_is_not_looked_into():
    found = read_plan(b" " * (PLAN_BYTES_MAX + 1))
    assert isinstance(found, Unreadable)
    assert found.faults[0].rule == "must have at most 262144 bytes"


def test_a_yaml_file_says_the_same_as_a_json_file(tmp_path):
    text = """
    plan_id: p
    account: paper
    decisions:
      - instrument: AAPL
        action: BUY
        size: {value: 1.50}
    """
    (tmp_path / "plan.yaml").write_text(text)
    (tmp_path / "plan.json").write_text(json.dumps(plan("p", decision("1.50"))))
    assert read_plan_file(tmp_path / "plan.yaml") == read_plan_file(tmp_path / "plan.json")


@pytest.fixture
def holding():
    """A desk that also lists the option of the examples."""
    desk = Served()
    option = Instrument(
        "AAPL-20270115-C200",
        kind=InstrumentKind.OPTION,
        multiplier=Decimal(100),
        underlying="AAPL",
        expiry="2027-01-15",
        strike=Decimal(200),
        right="CALL",
    )
    listing = Listing(option.id, "PAPER", option.id)
    desk.command(c.ListInstrument(option, (listing,)))
    desk.quote(option.id, "12.40", "12.60")
    desk.raise_limits()
    yield desk
    desk.close()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid_and_passes_the_gate(holding, path):
    command = read_plan_file(path, holding.ledger)
    assert isinstance(command, SubmitPlan), command
    document = json.loads(path.read_text())
    jsonschema.Draft202012Validator(schema_of(PlanRequest)).validate(document)
    holding.buy("100")
    told = holding.good("POST", "/v1/submit-orders", document)
    assert [each["refusals"] for each in told["decisions"]] == [[]] * len(told["decisions"])


def test_there_is_an_example_of_each_feature():
    decisions = [
        each
        for path in EXAMPLES
        for each in json.loads(path.read_text())["decision_plan"]["decisions"]
    ]
    assert {each["action"] for each in decisions} == {
        "BUY", "SELL", "HOLD", "CLOSE", "INCREASE", "REDUCE",
    }  # fmt: skip
    assert {each["size"]["unit"] for each in decisions if "size" in each} == {
        "SHARES", "CONTRACTS", "DOLLARS", "PCT_EQUITY",
    }  # fmt: skip
    assert {each.get("order_type", "MARKET") for each in decisions} == {
        "MARKET", "LIMIT", "STOP", "STOP_LIMIT",
    }  # fmt: skip
    assert {each.get("time_in_force", "DAY") for each in decisions} == {
        "DAY", "GTC", "GTD", "IOC", "FOK",
    }  # fmt: skip
    assert {each.get("direction") for each in decisions} == {None, "LONG", "SHORT", "FLAT"}


def test_a_fault_without_a_value_reads_as_a_sentence():
    bad = plan("p", {"instrument": "AAPL"})
    found = read_plan(json.dumps(bad).encode())
    assert isinstance(found, Unreadable)
    assert [str(fault) for fault in found.faults] == ["decisions[0].action is missing"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("plan.json", "the file is not JSON: Expecting value at line 1 column 2"),
        ("plan.yaml", "the file is not YAML: while parsing a flow sequence"),
    ],
)
def test_a_file_that_cannot_be_read_is_called_a_file(tmp_path, name, told):
    (tmp_path / name).write_text("[plan")
    found = read_plan_file(tmp_path / name)
    assert isinstance(found, Unreadable)
    assert not found.is_json
    assert str(found.faults[0]).startswith(told)
