"""Who of a unit enters a value, and gates that ask of each head: two keys of the format that old sets lack."""

from dataclasses import replace

import pytest

from tests.criteria.build import PASS_FAIL, definition, indicator, reference
from tests.criteria.test_version_two import by_code, second
from thanthien.criteria.checks import check_definition
from thanthien.criteria.comparing import Fate, compare
from thanthien.criteria.definition_io import definition_from_json, definition_to_json
from thanthien.criteria.gate_rules import DeclaredSource, DossierSource, Gate
from thanthien.criteria.overview import gate_rows
from thanthien.criteria.problems import DefinitionError

HEADS = Gate("ky-luat", "Người đứng đầu bị kỷ luật", DeclaredSource("so-noi-vu"), about="heads")


def test_version_two_lets_the_front_enter_the_supervised_contents_alone() -> None:
    assert {code: one.entered_by for code, one in by_code(second()).items() if one.entered_by} == {"1.2.1": "front"}
    assert {one.entered_by for one in reference().indicators()} == {""}


def test_version_two_asks_of_each_head_in_one_gate() -> None:
    assert [gate.key for gate in second().gates if gate.of_heads] == ["ky-luat-nguoi-dung-dau"]
    assert [gate.key for gate in reference().gates if gate.of_heads] == []


def test_both_keys_survive_writing_and_reading() -> None:
    made = definition(indicator(PASS_FAIL, entered_by="front"), gates=(HEADS,))
    tree = definition_to_json(made)
    assert tree["groups"][0]["children"][0]["entered_by"] == "front"
    assert tree["gates"][0]["about"] == "heads"
    assert definition_from_json(tree) == made


def test_a_set_without_the_keys_writes_neither() -> None:
    tree = definition_to_json(definition(indicator(PASS_FAIL), gates=(replace(HEADS, about=""),)))
    assert "entered_by" not in tree["groups"][0]["children"][0]
    assert "about" not in tree["gates"][0]


@pytest.mark.parametrize(("key", "path"), [("entered_by", "groups"), ("about", "gates")])
def test_unknown_words_are_refused(key: str, path: str) -> None:
    tree = definition_to_json(definition(indicator(PASS_FAIL), gates=(HEADS,)))
    (tree["groups"][0]["children"][0] if path == "groups" else tree["gates"][0])[key] = "somebody"
    with pytest.raises(DefinitionError) as refused:
        definition_from_json(tree)
    assert [problem.path.endswith(key) for problem in refused.value.problems] == [True]


def test_heads_are_asked_of_only_where_a_body_states_the_gate() -> None:
    wrong = definition(indicator(PASS_FAIL), gates=(replace(HEADS, source=DossierSource()),))
    assert [(path, en) for path, _, en in check_definition(wrong)] == [
        (("gates", 0, "about"), "Only for a gate that a body states (declared_by).")
    ]


def test_another_entering_body_is_told_and_touches_no_value() -> None:
    before = definition(indicator(PASS_FAIL))
    after = definition(indicator(PASS_FAIL, entered_by="front"))
    [item] = compare(before, after, "xa").items
    assert (item.fate, item.words) == (
        Fate.SAME, ("Số liệu nay do Ủy ban Mặt trận Tổ quốc Việt Nam của đơn vị nhập",),
    )  # fmt: skip


def test_a_gate_that_begins_to_ask_of_heads_is_asked_anew() -> None:
    before = definition(indicator(PASS_FAIL), gates=(replace(HEADS, about=""),))
    after = definition(indicator(PASS_FAIL), gates=(HEADS,))
    [gate] = compare(before, after, "xa").gates
    assert (gate.fate, gate.words) == (Fate.TOUCHED, ("Nay xác nhận riêng từng người đứng đầu",))


def test_both_are_said_of_a_set() -> None:
    shipped = second()
    assert gate_rows(shipped, {"so-noi-vu": "Sở Nội vụ"})[0][1] == (
        "Sở Nội vụ xác nhận riêng từng người đứng đầu, tính đến 31/12"
    )
