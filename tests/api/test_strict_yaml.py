"""YAML as strict as JSON."""

from decimal import Decimal

import pytest

from holdfast.api.faults import Unreadable
from holdfast.api.strict_yaml import read_yaml


def test_what_json_could_say_is_read_exactly():
    text = b"""
    a: 0.10
    b: [1, -2, 1.5e3, true, null, ~]
    c: {d: yes, e: 2026-01-05, f: "7", g: 007, h: 1_000, i: .5}
    """
    assert read_yaml(text) == {
        "a": Decimal("0.10"),
        "b": [1, -2, Decimal(1500), True, None, None],
        # what is no number of JSON and no word of it stays text
        "c": {"d": "yes", "e": "2026-01-05", "f": "7", "g": "007", "h": "1_000", "i": ".5"},
    }
    assert str(read_yaml(b"0.10")) == "0.10"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b"a: &x [1]\nb: *x", "aliases are not allowed"),
        (b"a: !!python/object/apply:os.system [id]", "tags are not allowed"),
        (b"a: !!int '3'", "tags are not allowed"),
        (b"? [1, 2]\n: 3", "a key must be text"),
        (b"a: [1", "is not YAML"),
        (b"\xff", "must be UTF-8"),
        (b"--- 1\n--- 2", "is not YAML"),
        (b"[" * 60_000, "must"),
    ],
)
def test_what_json_could_not_say_is_refused(text, rule):
    found = read_yaml(text)
    assert isinstance(found, Unreadable), found
    assert rule in found.faults[0].rule


def test_a_key_given_twice_is_refused():
    found = read_yaml(b"a: 1\nb: 2\na: 3")
    assert isinstance(found, Unreadable)
    assert [(fault.path, fault.rule) for fault in found.faults] == [
        ("a", "must not be given twice")
    ]


def test_nan_is_only_a_word_here_and_no_amount():
    assert read_yaml(b"a: .nan") == {"a": ".nan"}
