"""Every story, told by its file and title, is played on a real desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.story import Story

FOLDER = Path(__file__).parent
Told = list[tuple[int, str]]


def stories() -> Iterator[object]:
    """Split each file at its titles; what stands before the first is every story's beginning."""
    for path in sorted(FOLDER.glob("*.story")):
        opening: Told = []
        found: dict[str, Told] = {}
        title = ""
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if line.startswith("# "):
                title = line.removeprefix("# ")
                assert title not in found, f"{path.name} tells {title!r} twice"
                found[title] = []
            elif line.strip() and not line.startswith("//"):
                (found[title] if title else opening).append((number, line))
        for name, lines in found.items():
            yield pytest.param(path, opening + lines, id=f"{path.stem}: {name}")


@pytest.mark.parametrize(("path", "lines"), list(stories()))
def test_a_story_goes_as_it_is_told(path: Path, lines: Told) -> None:
    story = Story()
    for number, line in lines:
        try:
            story.play(line)
        except Exception as error:
            raise AssertionError(f"{path.name}:{number}: {line}\n{error!r}") from error
    story.played.check_decisions()
