"""The indicators of the weekly life are computed: none of them asks anybody to type a figure."""

from __future__ import annotations

import pytest

from tests.criteria.test_version_two import second
from tests.independent.twenty_five import TWENTY_FIVE
from thanthien.criteria.rules import Indicator
from thanthien.measures.naming import fits
from thanthien.measures.registry import Measure, Named, all_known, find, known

OF_THE_WEEKLY_LIFE = [
    "1.2.3", "2.1.1", "2.1.2", "2.1.3", "2.2.1", "2.3.1", "2.4.1", "2.5.1", "2.5.2", "3.1.1", "3.2.2", "3.2.3",
    "4.1.1", "4.2.1", "4.3.1", "4.3.3", "4.4.1",
]  # fmt: skip
COMPUTED = sorted(["1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.2.2", "1.2.4", "1.2.5", *OF_THE_WEEKLY_LIFE])
OF_GATES = ["feedback.long_overdue", "feedback.overdue_share"]


def shipped() -> dict[str, Indicator]:
    """The indicators of the shipped set by their codes."""
    return {one.code: one for one in second().indicators()}


def test_these_indicators_of_the_shipped_set_are_computed() -> None:
    computed = [code for code, one in shipped().items() if one.measure and find(one.measure)]
    assert sorted(computed) == sorted(COMPUTED)


def test_all_of_them_are_counted_a_second_time() -> None:
    assert TWENTY_FIVE == COMPUTED
    assert (len(COMPUTED), len(shipped())) == (25, 33)


def test_every_registered_measure_feeds_one_of_them() -> None:
    measures = [shipped()[code].measure for code in COMPUTED]
    registered = [one.key for one in all_known() if isinstance(one, Measure)]
    assert sorted([*OF_GATES, *(str(one) for one in measures)]) == registered


@pytest.mark.parametrize("code", COMPUTED)
def test_its_figure_has_the_form_that_the_rule_takes(code: str) -> None:
    indicator = shipped()[code]
    measure = find(indicator.measure or "")
    assert measure is not None
    assert (indicator.source, fits(indicator, measure)) == ("auto", "")


def test_what_else_the_set_calls_automatic_waits_for_its_room() -> None:
    rest = {code: one for code, one in shipped().items() if one.source == "auto" and code not in COMPUTED}
    waiting = {code: known(one.measure or "") for code, one in rest.items()}
    assert {code for code, one in waiting.items() if isinstance(one, Named) and one.announced} == set(rest)
