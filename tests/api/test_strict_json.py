"""JSON without surprises: what is read, and what is not."""

from decimal import Decimal

import pytest

from holdfast.api.faults import Unreadable
from holdfast.api.strict_json import DEPTH_RULE, MEMBERS_RULE, read_json


def faults(body):
    found = read_json(body)
    assert isinstance(found, Unreadable), found
    return {fault.path: fault.rule for fault in found.faults}


def test_numbers_are_exact():
    assert read_json(b'{"a": 0.1, "b": 12345678901234.123456789, "c": 7, "d": -3}') == {
        "a": Decimal("0.1"),
        "b": Decimal("12345678901234.123456789"),
        "c": 7,
        "d": -3,
    }


def test_an_exponent_in_range_is_written_out():
    assert str(read_json(b"1e3")) == "1000"
    assert str(read_json(b"1.5E-3")) == "0.0015"


@pytest.mark.parametrize("text", [b"NaN", b"Infinity", b"-Infinity", b"1e99999999999999999999"])
def test_what_is_no_finite_number_is_refused_by_its_path(text):
    assert faults(b'{"a": [' + text + b"]}") == {"a[0]": "must be a finite number in range"}


def test_a_key_given_twice_is_refused():
    assert faults(b'{"a": {"b": 1, "c": 2, "b": 1}}') == {"a.b": "must not be given twice"}


def test_depth_is_bounded():
    deepest = b'{"a":' * 31 + b"[]" + b"}" * 31
    assert not isinstance(read_json(deepest), Unreadable)
    assert list(faults(b'{"a":' + deepest + b"}").values()) == [DEPTH_RULE]


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_nesting_without_end_is_refused_before_it_costs_anything(opening):
    assert list(faults(opening * 40_000).values()) in ([DEPTH_RULE], [faults(opening)[""]])


def test_width_is_bounded():
    wide = b"[" + b",".join([b"1"] * 1001) + b"]"
    assert faults(b'{"a":' + wide + b"}") == {"a": MEMBERS_RULE}


@pytest.mark.parametrize(
    "text",
    [
        "\\u0000",
        "\\u0001",
        "a\\nb",
        "a\\r\\nb",
        "\\u202e",
        "\\ud800",
        "\\u200b",
        "\\ufeff",
        "\u0085",
    ],
)
def test_control_and_direction_characters_are_refused(text):
    found = faults(b'{"metadata": "' + text.encode() + b'"}')
    assert found == {"metadata": "must hold no control, direction or invisible characters"}


def test_prose_may_have_lines_but_nothing_stranger():
    assert read_json(b'{"rationale": "one\\n\\ttwo"}') == {"rationale": "one\n\ttwo"}
    assert "rationale" in faults(b'{"rationale": "one\\u001b[2J"}')


@pytest.mark.parametrize(
    "name", ["=cmd()", "@x", "a\\u0022", "a'b", "<b>", "a;b", "x" * 65, "ä", " a"]
)
def test_names_are_held_to_their_pattern(name):
    rule = faults(b'{"account": "' + name.encode() + b'"}')["account"]
    assert rule.startswith("must be 1 to 64 letters")


def test_texts_are_bounded_in_bytes():
    assert read_json(b'{"why": "' + b"x" * 1024 + b'"}')
    assert faults(b'{"why": "' + "ä".encode() * 513 + b'"}') == {
        "why": "must have at most 1024 bytes"
    }
    assert list(faults(b'{"' + b"k" * 2000 + b'": 1}')) == [""]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{'a': 1}", b"[1,]", b"\xff\xfe", b"\xef\xbb\xbf{}", b"nul"]
)
def test_what_is_no_json_is_told_apart(body):
    found = read_json(body)
    assert isinstance(found, Unreadable)
    assert found.is_json is False


def test_every_fault_is_listed_up_to_a_bound():
    found = read_json(b"[" + b",".join([b"NaN"] * 500) + b"]")
    assert isinstance(found, Unreadable)
    assert len(found.faults) == 100
