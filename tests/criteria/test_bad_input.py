"""Whatever stands in a file, the answer is a list of problems, never a crash."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.build import other_set, reference
from thanthien.criteria.answers_json import ValuesFile, parse_values_file, result_to_json
from thanthien.criteria.definition_io import definition_from_json, definition_to_json
from thanthien.criteria.problems import DefinitionError
from thanthien.criteria.values import ValueProblem
from thanthien.criteria.yaml_io import load_set

TREES = [definition_to_json(sheet) for sheet in (reference(), other_set("dat-khong-dat"))]
VALUES: dict[str, Any] = {
    "unit_kind": "xa",
    "held_before": [1],
    "gates": {"ky-luat-nguoi-dung-dau": False},
    "answers": {
        "1.1.1": {"bodies": {"so-tu-phap": {"value": {"numerator": "43", "denominator": "48"}}}},
        "1.2.1": {"value": {"items": {"cong-vu": True}}},
        "1.2.4": {"not_applicable": {"reason": "Không có"}},
        "2.1.1": {"deviation": {"points": "2", "reason": "Biên bản"}, "value": {"passed": True}},
        "2.4.1": {"value": {"number": "4"}},
        "3.1.2": {"value": {"option": "tot"}},
        "3.2.3": {"value": {"counts": {"khien-trach": 1}}},
    },
}
NUMBERS = [0, -1, 10**30, 0.5, float("nan")]
TEXTS = ["", " ", "x", "no", "60%", "-5", "1e9", "Đ\u0323", "\x00"]
SHAPES = [None, True, False, [], ["x"], [[]], {}, {"x": 1}, {"": None}]
ODD = st.sampled_from([*NUMBERS, *TEXTS, *SHAPES])


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        found += places(child, (*path, key))
    return found


@st.composite
def spoiled(draw: st.DrawFn, trees: list[Any]) -> Any:
    """One of the trees with one to three values replaced by odd ones."""
    tree = copy.deepcopy(draw(st.sampled_from(trees)))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(tree)))
        holder = tree
        for key in way:
            holder = holder[key]
        holder[last] = copy.deepcopy(draw(ODD))
    return tree


def problems_of(tree: Any) -> list[Any]:
    """What is wrong with a tree; for a good one, that it can't be written and read again."""
    try:
        definition = definition_from_json(tree)
    except DefinitionError as error:
        return error.problems
    assert definition_from_json(definition_to_json(definition)) == definition
    return ["none"]


@given(spoiled(TREES))
def test_spoiled_definition_is_read_or_refused_with_problems(tree: Any) -> None:
    assert problems_of(tree) != []


def sentence_or_progress(values: ValuesFile) -> object:
    try:
        result = values.score()
    except ValueProblem as problem:
        return problem.message
    return result_to_json(result, values.answers)["progress"]


@given(spoiled([VALUES]))
def test_spoiled_values_are_scored_or_refused_with_problems(raw: Any) -> None:
    values, problems = parse_values_file(reference(), raw)
    assert problems or sentence_or_progress(values)


@given(st.text(alphabet="ab:- \n#'\"[]{}&*!|>%@`?,0\t\u0323\x85\ufeff", max_size=80))
def test_any_text_is_refused_with_problems(text: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_set(text)
    assert refused.value.problems != []
