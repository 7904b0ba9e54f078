"""Volume curves over the API."""


def curve(**terms):
    given = {"instrument": "AAPL", "bucket_s": 1800, "volumes": ["900", "400"], "first_s": 48600}
    return {"curve": {**given, **terms}}


def test_a_curve_is_kept_and_replaces_the_one_before_it(served):
    assert served.good("PUT", "/v1/volume-curves", curve()) == {"instrument": "AAPL"}
    served.good("PUT", "/v1/volume-curves", curve(volumes=["1", "2"]))
    assert served.ledger.curves["AAPL"].volumes == (1, 2)


def test_a_curve_that_makes_no_sense_is_refused_by_its_field(served):
    error = served.no(422, "PUT", "/v1/volume-curves", curve(volumes=["0"]))
    assert (error["code"], error["errors"][0]["path"]) == ("INVALID_CURVE", "curve.volumes")
    error = served.no(422, "PUT", "/v1/volume-curves", curve(instrument="NOPE"))
    assert error["code"] == "UNKNOWN_INSTRUMENT"
