"""How long messages are under way."""

from random import Random

import msgspec
import pytest

from holdfast.exchange import Latencies, Latency


def test_without_settings_nothing_takes_time_and_nothing_is_drawn() -> None:
    rng = Random(1)
    before = rng.getstate()
    assert Latency().draw(rng) == 0
    assert rng.getstate() == before


def test_the_delay_lies_between_base_and_base_plus_jitter_and_reaches_both() -> None:
    rng = Random(1)
    drawn = {Latency(base_ns=10, jitter_ns=3).draw(rng) for _ in range(200)}
    assert drawn == {10, 11, 12, 13}


def test_spikes_come_as_often_as_said() -> None:
    rng = Random(1)
    latency = Latency(base_ns=1, spike_ppm=100_000, spike_ns=1_000)
    spikes = sum(latency.draw(rng) == 1_001 for _ in range(10_000))
    assert 900 < spikes < 1_100


def test_the_same_seed_draws_the_same_delays() -> None:
    latency = Latency(base_ns=10, jitter_ns=1_000, spike_ppm=500_000, spike_ns=7)
    first, second = Random(5), Random(5)
    assert [latency.draw(first) for _ in range(50)] == [latency.draw(second) for _ in range(50)]


@pytest.mark.parametrize("text", ['{"base_ns": -1}', '{"spike_ppm": 1000001}', '{"jitter": 1}'])
def test_settings_out_of_range_or_unknown_are_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Latency)


def test_each_direction_has_its_own() -> None:
    both = msgspec.json.decode('{"request": {"base_ns": 5}}', type=Latencies)
    assert (both.request.base_ns, both.report.base_ns) == (5, 0)
