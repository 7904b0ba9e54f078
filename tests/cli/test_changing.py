"""Changes, acknowledgements and the start of a strategy, against a desk that runs."""

from collections.abc import Iterator

import pytest

from tests.cli.running import RunningDesk

pytestmark = pytest.mark.slow
TRIES = 60


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with RunningDesk(tmp_path_factory.mktemp("desk")) as running:
        yield running
        assert running.end() == 0


def order_of(desk: RunningDesk, qty: int) -> str:
    told = desk.ask("order", "buy", qty, "AAPL", "--limit", "180", "--json").json()
    return str(told["order_id"])


def test_an_order_is_changed_and_may_be_asked_for_again(desk: RunningDesk) -> None:
    order_id = order_of(desk, 10)
    asked = ("change", order_id, "--qty", 12, "--limit", "181", "--id", "c1")
    done = desk.ask(*asked)
    told = f"change of {order_id} is taken; follow it with: holdfast explain {order_id}\n"
    assert (done.code, done.out, done.err) == (0, told, "")
    assert desk.ask(*asked).out == f"change of {order_id} had been taken before\n"
    rows = desk.ask("orders", "--json").json()["orders"]
    (row,) = [each for each in rows if each["id"] == order_id]
    assert (row["qty"], row["limit_price"]) == ("12", "181")


def test_a_change_of_the_time_in_force_names_what_is_wrong(desk: RunningDesk) -> None:
    order_id = order_of(desk, 11)
    assert desk.ask("change", order_id, "--tif", "gtc").code == 0
    done = desk.ask("change", order_id, "--tif", "gtd", "--until", "soon")
    assert (done.code, "expire_at soon" in done.err) == (1, True)
    assert "time_in_force" in desk.ask("change", order_id, "--tif", "often").err


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "change needs --qty, --limit, --stop, --tif or --until"),
        (("--qty", "many"), "qty"),
        (("--limit", ""), "limit_price"),
        (("--until", ""), "--until is empty and must be a time of RFC 3339"),
    ],
)
def test_what_makes_no_change_is_a_fault_of_usage(
    desk: RunningDesk, args: tuple[str, ...], told: str
) -> None:
    done = desk.ask("change", "o1", *args)
    assert (done.code, told in done.err) == (2, True)


def test_an_order_that_nobody_knows_is_not_changed(desk: RunningDesk) -> None:
    done = desk.ask("change", "nobody", "--qty", 5)
    assert (done.code, "nobody is not known" in done.err) == (1, True)


def test_a_look_alike_passes_once_it_is_acknowledged(desk: RunningDesk) -> None:
    # half a second apart at most, which two commands are not on a machine that is busy
    again = ("order", "buy", 2, "AAPL", "--limit", "180", "--json")
    told = (desk.ask(*again).json() for _ in range(TRIES))
    refused = next(each["error"] for each in told if "error" in each)["refusals"][0]
    assert refused["code"] == "LOOK_ALIKE"
    block_id = refused["block_id"]
    assert "why" in desk.ask("acknowledge", block_id).err
    done = desk.ask("acknowledge", block_id, "--why", "both are meant")
    assert (done.code, done.out.startswith(f"{block_id} is acknowledged: permit ")) == (0, True)


def test_a_strategy_without_limits_does_not_start(desk: RunningDesk) -> None:
    done = desk.ask("start-strategy", "momentum", "--why", "tested")
    assert (done.code, "MANIFEST limits.order_qty_max" in done.err) == (1, True)
