"""Who is known to the desk, over the API."""

PATH = "/v1/principals"


def test_everybody_is_told_with_what_they_may(served):
    told = served.good("GET", PATH)["principals"]
    assert [each["id"] for each in told] == ["trader", "second", "ann", "bob"]
    assert told[0]["roles"] == ["TRADER", "RISK", "ADMIN"]
    assert (told[2]["roles"], told[2]["accounts"]) == (["TRADER"], ["*"])


def test_no_caller_has_the_desk_s_own_names(served):
    for name in ("config", "desk", "clock"):
        error = served.no(400, "GET", PATH, headers={"x-principal": name})
        assert error["code"] == "INVALID_HEADER"
