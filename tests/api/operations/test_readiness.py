"""The readiness screen over the API."""

from holdfast.messages.control import SelfTest

PATH = "/v1/readiness"


def test_an_armed_desk_says_so(served):
    told = served.good("GET", PATH)
    assert told["armed"]
    assert told["blockers"] == told["kills"] == told["stops"] == []


def test_what_is_in_the_way_is_all_on_one_screen(served):
    served.command(SelfTest({"clock": "3 s off"}))
    served.good("POST", "/v1/kill", {"scope": {"strategy": "s"}, "why": "wild"})
    told = served.good("GET", PATH)
    assert not told["armed"]
    (blocker,) = told["blockers"]
    assert (blocker["name"], blocker["why"], blocker["overridden"]) == ("clock", "3 s off", False)
    assert blocker["since"].startswith("2026-01-05T14:30:0")
    (kill,) = told["kills"]
    assert (kill["scope"], kill["by"], kill["why"]) == ("strategy=s", "trader", "wild")


def test_a_halted_desk_still_says_how_it_stands(served):
    served.desk.engine.halt("a test")
    assert served.good("GET", PATH)["armed"]
