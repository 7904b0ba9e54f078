"""The chain hashes entries one by one, so batches do not show in it."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from holdfast.journal.chain import GENESIS, TAG_BYTES, extend, extend_tagged

lines = st.lists(st.binary(max_size=20), max_size=12)


def test_each_hash_is_of_the_one_before_and_the_entry() -> None:
    first = sha256(GENESIS + b"one").digest()
    assert extend(GENESIS, [b"one", b"two"]) == sha256(first + b"two").digest()


@given(lines, st.integers(0, 12))
def test_the_hash_is_the_same_however_entries_are_grouped(entries, at) -> None:
    assert extend(extend(GENESIS, entries[:at]), entries[at:]) == extend(GENESIS, entries)


@given(lines)
def test_tags_are_the_first_bytes_of_every_hash(entries) -> None:
    chain, tags = extend_tagged(GENESIS, entries)
    assert chain == extend(GENESIS, entries)
    each = [extend(GENESIS, entries[: n + 1])[:TAG_BYTES] for n in range(len(entries))]
    assert tags == b"".join(each)
