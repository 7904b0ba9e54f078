"""The codec gives back what it was given, and the same bytes everywhere."""

import os
import subprocess
import sys
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.journal import JournalCorrupt
from holdfast.journal.entry import decode, encode, mark
from holdfast.messages.commands import Command, SubmitOrder
from holdfast.messages.entry import Entry
from holdfast.messages.events import Event
from holdfast.messages.reports import Report, VenueCancels, VenueExpires
from holdfast.model.order import Side
from tests.journal.lines import order, wake
from tests.journal.messages_strategy import entries, kinds, strategy


@given(entries())
def test_any_entry_comes_back_as_it_was(entry: Entry) -> None:
    line = encode(entry)
    assert decode(line) == entry
    assert encode(decode(line)) == line


@pytest.mark.parametrize("kind", kinds(Command))
@given(data=st.data())
def test_every_command_comes_back(kind, data) -> None:
    entry = Entry(1, 2, (), data.draw(strategy(kind)), None, [])
    assert decode(encode(entry)) == entry


@pytest.mark.parametrize("kind", kinds(Report))
@given(data=st.data())
def test_every_report_comes_back(kind, data) -> None:
    entry = Entry(1, 2, (), None, data.draw(strategy(kind)), [])
    assert decode(encode(entry)) == entry


@pytest.mark.parametrize("kind", kinds(Event))
@given(data=st.data())
def test_every_event_comes_back(kind, data) -> None:
    entry = Entry(1, 2, (), None, None, [data.draw(strategy(kind))])
    assert decode(encode(entry)) == entry


@pytest.mark.parametrize("kind", [VenueCancels, VenueExpires])
def test_an_end_that_was_written_without_what_had_traded_is_read(kind) -> None:
    told = kind("o1", 3, "DAY")
    fields = msgspec.msgpack.decode(encode(Entry(1, 2, (), None, told, [])))
    assert fields[4].pop() is None
    assert decode(msgspec.msgpack.encode(fields)).report == told


def test_decimals_keep_the_zeros_they_were_written_with() -> None:
    terms = SubmitOrder("A1", "AAPL", Side.BUY, Decimal("100.00"))
    entry = decode(encode(Entry(1, 2, (), terms, None, [])))
    assert str(entry.command.qty) == "100.00"


def test_a_dict_keeps_its_order_so_that_what_is_read_back_freezes_like_what_is_live() -> None:
    metadata = {"b": "2", "a": "1"}
    terms = SubmitOrder("A1", "AAPL", Side.BUY, Decimal(1), metadata=metadata)
    read = decode(encode(Entry(1, 2, (), terms, None, [])))
    assert isinstance(read.command, SubmitOrder)
    assert list(read.command.metadata or ()) == ["b", "a"]


def test_the_bytes_are_the_same_under_every_hash_seed() -> None:
    program = (
        "from tests.journal.lines import order\n"
        "from holdfast.journal.entry import encode\n"
        "print(encode(order(7)).hex())"
    )
    for seed in ("0", "1", "4711"):
        ran = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == encode(order(7)).hex()


def test_a_mark_is_the_seq_and_time_of_an_entry() -> None:
    entry = order(41)
    assert (mark(encode(entry)).seq, mark(encode(entry)).at) == (41, entry.at)


@given(st.binary(max_size=64))
def test_noise_is_an_entry_or_refused_as_corrupt(noise: bytes) -> None:
    for reader in (decode, mark):
        try:
            reader(noise)
        except JournalCorrupt:
            continue


def test_every_shortened_entry_is_refused() -> None:
    line = encode(wake(1))
    for length in range(len(line)):
        with pytest.raises(JournalCorrupt):
            decode(line[:length])
