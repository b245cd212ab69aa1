"""The documents can fail: their examples run, and they name every key that a file may hold."""

import json
import re
from pathlib import Path

import pytest

from tests.criteria.build import REFERENCE, reference
from thanthien.core.numbers_vi import parse_number_vi
from thanthien.criteria import definition_reader
from thanthien.criteria.answers_json import parse_values_file, result_to_json
from thanthien.criteria.compiling import CompiledIndicator, compile_set
from thanthien.criteria.scoring import score_indicator
from thanthien.criteria.values import Ratio
from thanthien.criteria.yaml_io import dump_set, load_set

DOCS = REFERENCE.parents[3] / "docs"


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)


def test_example_set_is_what_export_writes() -> None:
    (example,) = blocks("criteria-format.md", "yaml")
    assert dump_set(load_set(example)) == example


def test_example_values_give_the_result_shown() -> None:
    definition = load_set(blocks("criteria-format.md", "yaml")[0])
    values_text, shown_text = blocks("values-format.md", "json")
    values, problems = parse_values_file(definition, json.loads(values_text))
    assert problems == []
    result, shown = result_to_json(values.score(), values.answers), json.loads(shown_text)
    assert {key: result[key] for key in ("level", "level_low", "level_high")} == {
        key: shown[key] for key in ("level", "level_low", "level_high")
    }
    for part, name in ((result["total"], shown["total"]), (result["indicators"]["A1"], shown["indicators"]["A1"])):  # type: ignore[index]
        assert {key: part[key] for key in name} == name


def stated_keys() -> list[str]:
    """Every key that the reader knows, from the texts in which it lists them."""
    source = Path(definition_reader.__file__).read_text(encoding="utf-8")
    lists = re.findall(r'"((?:[a-z_]+!? )*[a-z_]+! ?(?:[a-z_]+!? ?)*)"', source)
    return sorted({key for keys in lists for key in re.findall(r"[a-z_]+", keys)})


def test_every_key_is_documented() -> None:
    text = (DOCS / "criteria-format.md").read_text(encoding="utf-8")
    keys = stated_keys()
    assert len(keys) > 40
    assert [key for key in keys if f"`{key}`" not in text] == []


RATIOS = [i for i in compile_set(reference(), "xa").indicators if i.definition.input == "ratio"]


@pytest.mark.parametrize("indicator", RATIOS, ids=lambda indicator: indicator.code)
def test_reference_example_tells_what_the_engine_gives(indicator: CompiledIndicator) -> None:
    found = re.match(r"([\d.]+)/([\d.]+) [^;]*?(?:;[^;]*?)?([\d,]+) điểm", indicator.definition.example)
    assert found is not None
    numerator, denominator, points = (parse_number_vi(text.replace(".", "")) for text in found.groups())
    assert score_indicator(indicator, Ratio(numerator, denominator)).points == points
