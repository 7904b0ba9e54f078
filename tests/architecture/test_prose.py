"""Pages and sources speak of the project, never of the machine it was written on."""

import re

import pytest

from tests.architecture.sources import ROOT, prose, python_files

OF_A_MACHINE = re.compile(
    # Somebody's folders, and somebody's registry.
    r"(?<![\w.}/$])/(?:root|work|opt|home/\w+|Users/\w+|mnt)/"
    r"|--(?:extra-)?index-url|--find-links|--trusted-host|pypi\.[\w.]+/simple"
)
OF_A_WORKPLACE = re.compile(
    r"\b(?:as an ai|ai[- ]generated|language model|chatgpt|copilot|sub-?agents?"
    r"|helper agents?|this (?:chat|conversation|prompt|brief))\b",
    re.IGNORECASE,
)
# Rules about words have to spell the words.
SPELLERS = {"tests/architecture/test_prose.py"}


def strangers(text: str) -> list[str]:
    return [
        f"{number}: {found.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for rule in (OF_A_MACHINE, OF_A_WORKPLACE)
        if (found := rule.search(line))
    ]


def test_pages_and_sources_name_no_machine_and_no_workplace() -> None:
    texts = [*prose(), *((each.where, each.text) for each in python_files("src", "tests", "bench"))]
    found = [
        f"{where}:{line}"
        for where, text in texts
        if where not in SPELLERS
        for line in strangers(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "lock", ["dev.lock", "runtime.lock", "clients/alpaca.lock", "clients/ccxt.lock"]
)
def test_lock_files_name_packages_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    allowed = re.compile(
        r"[a-z0-9-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    #.*|"
    )
    assert [line for line in lines if not allowed.fullmatch(line)] == []
    assert strangers("\n".join(lines)) == []


@pytest.mark.parametrize("text", ["see /root/x", "in `/work/main`", "pip --find-links y"])
def test_a_stranger_is_seen(text: str) -> None:
    assert strangers(text)
