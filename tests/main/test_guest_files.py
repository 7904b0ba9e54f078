"""Users' algos: a file that holds one is loaded, and any other is refused by its setting."""

from __future__ import annotations

import asyncio
from decimal import Decimal, getcontext
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from holdfast.config import AlgoSettings, CustomAlgoSettings, DeskSettings, Settings
from holdfast.core.guests import Guest
from holdfast.main import policies, policies_with, start
from holdfast.main.guest_files import FILE_BYTES_MAX, GuestError, guests_of
from holdfast.messages import commands as c
from holdfast.messages.events import OrderRefused
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import Side, Tactic
from tests.support import desks

SOUND = """
from decimal import getcontext
from holdfast.core.working import Step
getcontext().prec = 2
class Mine:
    on_child = True
    def check(self, terms, listing): return ()
    def start_at(self, terms, at): return at
    def step(self, parent): return Step(wake_at=parent.at + 1_000_000_000)
class Other: pass
"""


def settings(folder: Path, source: str | bytes, kind: str = "Mine") -> AlgoSettings:
    file = folder / "my_algo.py"
    file.write_bytes(source if isinstance(source, bytes) else source.encode())
    return AlgoSettings((CustomAlgoSettings("mine", f"{file}:{kind}"),))


def test_a_sound_file_is_an_algo_by_the_name_of_its_setting(tmp_path: Path) -> None:
    use_exact_context()
    before = getcontext().prec
    found = guests_of(settings(tmp_path, SOUND))
    guest = found["mine"]
    assert isinstance(guest, Guest)
    assert (guest.name, guest.on_child) == ("mine", True)
    assert guest.code == sha256(SOUND.encode()).hexdigest()
    assert getcontext().prec == before, "its file ran in a context of its own"
    assert policies_with(found).algos["mine"] is guest
    assert "mine" not in policies().algos


@pytest.mark.parametrize(
    ("source", "kind", "why"),
    [
        (SOUND, "Yours", "has no class Yours (it has Step, Mine, Other)"),
        ("x = 1", "Mine", "has no class Mine (it has none)"),
        ("Mine = 3", "Mine", "has no class Mine (it has none)"),
        ("def f(:", "Mine", "running it raises SyntaxError in line 1"),
        ("1 / 0", "Mine", "running it raises ZeroDivisionError: division by zero"),
        ("raise SystemExit(2)", "Mine", "running it raises SystemExit: 2"),
        (b"\xff\xfe", "Mine", "running it raises SyntaxError"),
        (SOUND, "Other", "has no method check(terms, listing)"),
        (SOUND.replace("(self, parent)", "(self)"), "Mine", "step must take step(parent)"),
        (SOUND.replace("on_child = True", ""), "Mine", "on_child must be True or False"),
        (
            SOUND.replace("on_child = True", "def __init__(self, size): pass"),
            "Mine",
            "making one without arguments raises TypeError",
        ),
        ("#" * (FILE_BYTES_MAX + 1), "Mine", f"must be at most {FILE_BYTES_MAX} bytes"),
    ],
)
def test_a_file_that_is_no_algo_is_refused_by_its_setting(
    source: str | bytes, kind: str, why: str, tmp_path: Path
) -> None:
    with pytest.raises(GuestError) as refused:
        guests_of(settings(tmp_path, source, kind))
    told = str(refused.value)
    assert told.startswith(f"algos.custom[0].file {tmp_path / 'my_algo.py'}:{kind}: ")
    assert why in told


def test_a_file_that_is_not_there_is_refused_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(GuestError, match="cannot be read: No such file"):
        guests_of(AlgoSettings((CustomAlgoSettings("mine", f"{tmp_path}/none.py:Mine"),)))


def test_a_desk_with_a_file_that_is_no_algo_does_not_start_and_takes_no_journal(
    tmp_path: Path,
) -> None:
    journal = tmp_path / "holdfast.db"
    desk = DeskSettings(journal=str(journal))
    base = Settings(desk=desk, algos=settings(tmp_path, "1 / 0"))
    with pytest.raises(GuestError):
        asyncio.run(start(base))
    assert not journal.exists()


def test_the_example_works_an_order_in_two_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2]
    file = f"{root}/examples/algos/half_and_half.py:HalfAndHalf"
    found = guests_of(AlgoSettings((CustomAlgoSettings("halves", file),)))
    monkeypatch.setattr(desks, "POLICIES", policies_with(found))
    desk = desks.ready_desk()
    order = c.SubmitOrder(
        "A", "AAPL", Side.SELL, Decimal(11), client_order_id="p", tactic=Tactic("halves")
    )
    desk.take(order)
    desk.wait(5 * desks.SECOND)
    children = [
        desk.ledger.orders[each] for each in desk.ledger.parents[desk.order("p").id].children
    ]
    assert [(each.qty, each.limit_price) for each in children] == [
        (Decimal(5), Decimal("99.99")),
        (Decimal(6), Decimal("100.01")),
    ]
    assert desk.ledger.discrepancies == []
    faulty = Tactic("halves", {"speed": 3})
    (refused,) = desk.take(replace(order, client_order_id="q", tactic=faulty))
    assert isinstance(refused, OrderRefused)
    assert refused.refusals[0].detail == "tactic.params: there are none"
    desk.check()
