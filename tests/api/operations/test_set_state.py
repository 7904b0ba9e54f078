"""Trading states over the API."""

PATH = "/v1/state"
ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "11"}


def state(name, **more):
    return {"scope": {"instrument": "AAPL"}, "state": name, "why": "news", **more}


def test_a_halt_holds_until_it_is_lifted(served):
    told = served.good("POST", PATH, state("HALTED"))
    assert told == {"scope": "instrument=AAPL", "state": "HALTED"}
    assert served.no(422, "POST", "/v1/orders", ORDER)["code"] == "TRADING_HALTED"
    served.good("POST", "/v1/orders", {**ORDER, "instrument": "MSFT"})
    assert served.good("POST", PATH, state("ACTIVE"))["state"] == "ACTIVE"
    served.good("POST", "/v1/orders", ORDER)


def test_what_reduces_passes_a_reducing_scope(served):
    served.buy()
    served.good("POST", PATH, state("REDUCING"))
    assert served.no(422, "POST", "/v1/orders", ORDER)["code"] == "REDUCING_ONLY"
    served.good("POST", "/v1/orders", {**ORDER, "side": "SELL", "qty": "10"})


def test_a_time_that_is_none_or_over_is_refused_by_its_path(served):
    error = served.no(422, "POST", PATH, state("HALTED", until="soon"))
    assert error["errors"][0]["path"] == "until"
    error = served.no(422, "POST", PATH, state("HALTED", until="2001-01-01T00:00:00Z"))
    assert error["errors"][0]["path"] == "until"


def test_nothing_to_lift_is_said(served):
    assert served.no(422, "POST", PATH, state("ACTIVE"))["code"] == "NOTHING_TO_DO"


def test_a_kill_is_not_lifted_by_a_state(served):
    served.good("POST", "/v1/kill", {"scope": {"instrument": "AAPL"}})
    error = served.no(422, "POST", PATH, state("ACTIVE", cause="kill"))
    assert error["code"] == "NOT_OVERRIDABLE"


def test_a_time_that_no_journal_can_hold_is_refused_and_harms_nothing(served):
    until = "9999-12-31T23:59:59Z"
    for path, body in (
        (PATH, state("HALTED", until=until)),
        ("/v1/limits", {"account": "paper", "limits": {}, "why": "x", "until": until}),
        ("/v1/orders", {**ORDER, "time_in_force": "GTD", "expire_at": until}),
    ):
        assert served.no(422, "POST", path, body)["errors"][0]["path"] in ("until", "expire_at")
    served.good("POST", "/v1/orders", ORDER)
    served.is_unharmed()
