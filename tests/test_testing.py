"""Rules for the tests themselves (docs/testing.md)."""

import re

from hypothesis import settings

from tests.project_files import ROOT, relative, tracked
from tests.properties import FEW, MANY


def test_number_of_examples_is_set_in_one_place() -> None:
    sources = [path for path in tracked() if path.is_relative_to(ROOT / "tests") and path.suffix == ".py"]
    setting = {relative(path) for path in sources if re.search(r"\bmax_examples=", path.read_text(encoding="utf-8"))}
    assert setting == {"tests/properties.py"}


def test_properties_are_tried_with_few_examples_here_and_many_in_the_bench() -> None:
    assert (settings.get_profile("few").max_examples, settings.get_profile("many").max_examples) == (FEW, MANY)
    assert MANY >= 100 * FEW
    assert settings().max_examples in (FEW, MANY)
