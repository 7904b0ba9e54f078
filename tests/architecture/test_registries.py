"""Every plug-in stands in its room's registry, is tested, and is told of in the docs."""

import importlib
import inspect
import re

import pytest

from tests.architecture.registries import PLUG_INS_ONLY, REGISTRIES, built_rooms, entries
from tests.architecture.sources import PACKAGE, ROOT, prose


@pytest.fixture(scope="module")
def pages() -> str:
    return "\n".join(text for _, text in prose()).lower()


@pytest.mark.parametrize("room", built_rooms())
def test_a_room_has_its_registry_on_its_front_page(room: str) -> None:
    front = importlib.import_module(f"holdfast.{room}")
    registry = getattr(front, REGISTRIES[room], None)
    assert isinstance(registry, tuple | dict), f"{room} has no {REGISTRIES[room]}"
    assert registry, f"{room}.{REGISTRIES[room]} is empty"


@pytest.mark.parametrize("room", built_rooms())
def test_every_entry_comes_from_a_file_of_its_room_that_says_what_it_is_for(room: str) -> None:
    for entry in entries(room):
        assert entry.module.startswith(f"holdfast.{room}."), f"{entry.module} is not in {room}"
        assert inspect.getdoc(importlib.import_module(entry.module)), f"{entry.module} is silent"


@pytest.mark.parametrize("room", built_rooms())
def test_every_entry_is_tested(room: str) -> None:
    folder = ROOT / "tests" / room.replace(".", "/")
    untested = [
        entry.file
        for entry in entries(room)
        if not (folder / f"test_{entry.file}.py").exists() and not (folder / entry.file).is_dir()
    ]
    assert not untested, f"no tests in {folder.relative_to(ROOT)} for {untested}"


@pytest.mark.parametrize("room", built_rooms())
def test_every_entry_is_documented(room: str, pages: str) -> None:
    silent = [entry.file for entry in entries(room) if not is_named(entry.file, pages)]
    assert not silent, f"no page names {silent} of {room}"


def is_named(file: str, pages: str) -> bool:
    """Look for the file's name as a word, spelled with an underscore, a hyphen or a space."""
    return re.search(rf"\b{file.lower().replace('_', '[-_ ]')}\b", pages) is not None


@pytest.mark.parametrize("room", [room for room in built_rooms() if room in PLUG_INS_ONLY])
def test_every_file_of_the_room_has_its_line_in_the_registry(room: str) -> None:
    files = {path.stem for path in (PACKAGE / room).glob("*.py") if path.stem != "__init__"}
    dead = sorted(files - {entry.file for entry in entries(room)})
    assert not dead, f"{dead} of {room} are in no registry"
