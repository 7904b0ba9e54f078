"""The portfolio over the API."""


def test_one_answer_holds_the_whole_picture(served):
    served.buy("10", stop_loss="180")
    told = served.good("GET", "/v1/portfolio?account=paper")
    assert [row["account"] for row in told["accounts"]] == ["paper"]
    assert told["positions"][0]["qty"] == "10"
    assert told["exposure"][0]["gross"] == "1900"
    (bracket,) = told["protection"]["brackets"]
    assert (bracket["held"], bracket["stop_qty"]) == ("10", "10")
    assert told["protection"]["unprotected_qty"] == "0"
