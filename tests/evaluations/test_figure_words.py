"""What figures say in the words of a set: for indicators, for gates, and where they can't."""

from decimal import Decimal

import pytest

from tests.evaluations.figured import ANSWERED, OVERDUE, RULE, TEXT, WEEKS, Source, ratio, weeks
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.scoring import score
from thanthien.criteria.values import NotApplicable, Passed, Ratio
from thanthien.criteria.yaml_io import load_set
from thanthien.evaluations.queries.figures import UNFIT, answers_from, figures_of, measures_of
from thanthien.measures.figures import Absent, Count, Figure, Finding, NothingArose


@pytest.fixture
def compiled(source: Source) -> CompiledSet:
    return compile_set(load_set(TEXT), "xa")


def test_a_set_names_its_measures_once_those_of_gates_too(compiled: CompiledSet) -> None:
    assert measures_of(compiled.definition) == (WEEKS, ANSWERED, RULE, OVERDUE)


def test_figures_become_answers_that_the_engine_scores(compiled: CompiledSet) -> None:
    figures: dict[str, Figure] = {
        WEEKS: weeks(39, 46),
        ANSWERED: NothingArose("Không nhận được."),
        OVERDUE: ratio(1, 100),
    }
    told = answers_from(compiled, figures)
    assert told.said == {"1.1": Ratio(Decimal(39), Decimal(46)), "1.2": NotApplicable("Không nhận được.")}
    result = score(compiled, told.answers, {}, figures=told.gates)
    assert (result.indicators["1.1"].points, result.indicators["1.2"].state) == (Decimal("2.50"), "excluded")
    assert next((gate.key, gate.state) for gate in result.gates) == ("qua-han", "clear")


def test_absent_and_withdrawn_figures_are_no_answers_and_keep_their_reason(compiled: CompiledSet) -> None:
    found = {
        WEEKS: {7: Finding(weeks(3, 4), withdrawn="Bản ghi bị rút.")},
        ANSWERED: {7: Finding(Absent("Phân hệ đang tắt."))},
        RULE: {8: Finding(Passed(True))},
    }
    told = answers_from(compiled, figures_of(found, 7))
    assert told.said == {"1.1": Absent("Bản ghi bị rút."), "1.2": Absent("Phân hệ đang tắt.")}
    assert told.answers == {"1.1": None, "1.2": None}
    assert told.gates == {}


def test_a_figure_that_the_rule_cant_take_stops_no_other(compiled: CompiledSet) -> None:
    told = answers_from(compiled, {WEEKS: weeks(1, 2), ANSWERED: ratio(5, 4), RULE: Count(3)})
    assert told.said["1.1"] == Ratio(Decimal(1), Decimal(2))
    assert (told.said["1.2"], told.said["2.1"]) == (Absent(UNFIT), Absent(UNFIT))
    assert sorted(told.unfit) == ["1.2", "2.1"]


def test_where_nothing_arose_nothing_is_too_much_for_a_gate(compiled: CompiledSet) -> None:
    told = answers_from(compiled, {OVERDUE: NothingArose("Không có phản ánh.")})
    assert told.gates == {OVERDUE: ratio(0, 0)}
    assert score(compiled, {}, {}, figures=told.gates).gates[0].state == "clear"
    assert score(compiled, {}, {}, figures={OVERDUE: ratio(3, 100)}).gates[0].state == "hit"
