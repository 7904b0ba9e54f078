"""What people are given says the same as the journal, in words."""

import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.journal import Durability, JournalCorrupt
from holdfast.journal.export import export, tail
from holdfast.journal.people import line
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages.commands import Command
from holdfast.messages.entry import Entry
from holdfast.messages.events import OrderAccepted, OrderFilled, OrderRefused, OrderSent
from holdfast.messages.reports import Report
from tests.journal.lines import batch, order, wake, write
from tests.journal.messages_strategy import entries, strategy
from tests.journal.unnamed import entry_of


@given(entries(), strategy(Report), strategy(Command))
def test_an_entry_can_be_made_again_from_its_line(entry: Entry, report, command) -> None:
    for asked, told in ((command, None), (None, report)):
        one = msgspec.structs.replace(entry, command=asked, report=told)
        assert entry_of(line(one)) == one


@pytest.mark.parametrize("kind", [OrderSent, OrderAccepted, OrderRefused, OrderFilled])
@given(data=st.data())
def test_an_input_that_its_first_event_holds_is_shown_as_if_it_were_written(kind, data) -> None:
    once = Entry(1, 2, (), None, None, [data.draw(strategy(kind))])
    twice = msgspec.structs.replace(once, command=once.asked, report=once.told)
    assert (once.asked is None) == (kind is OrderFilled)
    assert line(once) == line(twice)
    assert entry_of(line(once)) == twice


def test_an_order_reads_like_an_order() -> None:
    said = json.loads(line(order(3)))
    assert said["at"] == "2012-06-21T13:30:00.000000003Z"
    assert said["command"]["command"] == "SubmitOrder"
    assert said["command"]["limit_price"] == "585.25"
    assert "take_profit" not in said["command"]
    assert said["events"][0]["event"] == "OrderSent"
    assert said["events"][0]["terms"]["qty"] == "3"


def test_numbers_are_written_without_exponents() -> None:
    big = msgspec.structs.replace(order(1).command, qty=Decimal("1E+3"))
    assert json.loads(line(Entry(1, 2, (), big, None, [])))["command"]["qty"] == "1000"


def test_export_gives_every_entry_in_order(tmp_path: Path) -> None:
    write(tmp_path / "j.sqlite", 50, 7, order)
    assert [entry_of(each) for each in export(tmp_path / "j.sqlite")] == [
        order(seq) for seq in range(1, 51)
    ]
    assert len(list(export(tmp_path / "j.sqlite", 41))) == 10


def test_export_stops_at_damage(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    write(path, 6, 2)
    file = bytearray(path.read_bytes())
    file[file.index(b"o4")] ^= 1
    path.write_bytes(file)
    lines = export(path)
    assert json.loads(next(lines))["seq"] == 1
    with pytest.raises(JournalCorrupt, match="entry 4"):
        list(lines)


def test_tail_gives_the_last_ones(tmp_path: Path) -> None:
    write(tmp_path / "j.sqlite", 20, 6)
    for count, seqs in ((0, []), (3, [18, 19, 20]), (99, list(range(1, 21)))):
        assert [json.loads(each)["seq"] for each in tail(tmp_path / "j.sqlite", count)] == seqs


def test_tail_goes_on_with_what_a_running_desk_writes(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "j.sqlite", Durability.OS)
    journal.append(batch(1, 3))
    lines = tail(tmp_path / "j.sqlite", 1, follow=True)
    assert entry_of(next(lines)) == wake(3)
    journal.append(batch(4, 5))
    assert [entry_of(next(lines)).seq for _ in range(2)] == [4, 5]
    lines.close()
    journal.close()
