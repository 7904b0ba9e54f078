"""`holdfast parent`: an order that is worked is paused, resumed and amended on a running desk."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.cli.running import RunningDesk

pytestmark = pytest.mark.slow

SIZES = count(60)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with RunningDesk(tmp_path_factory.mktemp("desk")) as running:
        yield running
        assert running.end() == 0


@pytest.fixture
def order_id(desk: RunningDesk) -> Iterator[str]:
    algo = ("--algo", "twap", "--for", "1h", "--slices", "6")
    # sizes of their own, since an order just like the one before is held for a look-alike
    told = desk.ask("order", "buy", next(SIZES), "SPY", "--limit", "550", *algo, "--json")
    assert told.code == 0, told.err
    found = str(told.json()["order_id"])
    yield found
    assert desk.ask("cancel", found).code == 0


def test_a_parent_is_paused_once_and_goes_on(desk: RunningDesk, order_id: str) -> None:
    paused = desk.ask("parent", "pause", order_id, "--json")
    assert (paused.code, paused.json()) == (0, {"order_id": order_id, "order_ids": []})
    assert desk.ask("parent", "resume", order_id).out == f"{order_id} goes on\n"
    told = desk.ask("parent", "pause", order_id, "--cancel")
    assert told.code == 0
    assert told.out.startswith(f"{order_id} is paused")
    assert desk.ask("parent", "resume", order_id, "--json").json() == {"order_id": order_id}


def test_total_limit_and_parameters_are_amended(desk: RunningDesk, order_id: str) -> None:
    params = ("--param", "slices=12", "--param", "jitter=0.1")
    done = desk.ask("parent", "amend", order_id, "--qty", 72, "--limit", "551", *params)
    assert (done.code, done.out) == (0, f"{order_id} is amended\n"), done.err
    rows = desk.ask("orders", "--json").json()["orders"]
    row = next(each for each in rows if each["id"] == order_id)
    assert (row["qty"], row["limit_price"]) == ("72", "551")
    assert desk.ask("parent", "amend", order_id, "--qty", 73, "--json").json() == {
        "order_id": order_id
    }


def test_what_the_desk_refuses_is_told_with_its_code(desk: RunningDesk, order_id: str) -> None:
    wrong = desk.ask("parent", "amend", order_id, "--param", "slices=-1")
    assert wrong.code == 1
    assert "INVALID_TACTIC tactic.params.slices" in wrong.err
    for what in (("pause",), ("resume",), ("amend", "--qty", "5")):
        done = desk.ask("parent", what[0], "nobody", *what[1:])
        assert (done.code, "UNKNOWN_ORDER" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("args", "rule"),
    [
        ((), "amend needs --qty, --limit, --stop or --param NAME=VALUE"),
        (("--qty", "some"), 'qty "some" must be a decimal number'),
        (("--param", "slices"), "--param slices must be NAME=VALUE"),
        (("--param", "a=1", "--param", "a=2"), "--param a must be given once"),
    ],
)
def test_bad_input_is_told_before_a_desk_is_asked(
    desk: RunningDesk, args: tuple[str, ...], rule: str
) -> None:
    done = desk.ask("parent", "amend", "any", *args)
    assert done.code == 2
    assert rule in done.err
