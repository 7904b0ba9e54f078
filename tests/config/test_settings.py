"""What settings come to, where they are written in people's units."""

import msgspec
import pytest

from holdfast.config import Settings
from holdfast.model.asking import MILLISECOND_NS, SECOND_NS, UNHURRIED, Asking


def test_the_pace_of_questions_is_that_of_the_desk_unless_it_is_set() -> None:
    assert Settings().desk.asking == UNHURRIED


def test_the_pace_of_questions_is_set_in_milliseconds_and_seconds() -> None:
    text = "[desk]\nquery_first_ms = 250\nquery_attempts = 5\nquery_every_max_s = 60\n"
    settings = msgspec.toml.decode(text, type=Settings)
    assert settings.desk.asking == Asking(250 * MILLISECOND_NS, 5, 60 * SECOND_NS)


@pytest.mark.parametrize(
    "line", ["query_first_ms = 0", "query_attempts = 0", "query_attempts = 11"]
)
def test_a_pace_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode(f"[desk]\n{line}\n", type=Settings)
