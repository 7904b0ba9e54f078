"""The pages that follow from code are as the code says."""

from pathlib import Path

import pytest

from holdfast.api.pages import MEANINGS, examples_of, operations_page, plans_page
from holdfast.api.plans import PlanRequest
from holdfast.api.schema import schema_of

ROOT = Path(__file__).resolve().parents[2]
HINT = "run `python -m holdfast.api.pages` in the project's folder"


@pytest.mark.parametrize(
    ("page", "text"),
    [("PLANS.md", plans_page(examples_of(ROOT))), ("API.md", operations_page())],
)
def test_a_page_is_up_to_date(page, text):
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == text, HINT


def test_every_field_of_a_plan_has_a_meaning_and_none_is_left_over():
    parts = schema_of(PlanRequest)["$defs"]
    for name, meanings in MEANINGS.items():
        assert set(meanings) == set(parts[name]["properties"]), name
    described = {name for name, part in parts.items() if "properties" in part}
    assert described == set(MEANINGS)
