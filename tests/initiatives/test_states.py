"""Where a model stands by what was told of it; the figure's options are those of the set."""

from pathlib import Path

import pytest

from thanthien.criteria import scoring
from thanthien.criteria.yaml_io import load_set
from thanthien.initiatives.measures import CREATIVE_MODEL
from thanthien.initiatives.states import STATES, Told, option_of, state_of
from thanthien.measures.naming import problem_with
from thanthien.measures.registry import find

SETS = Path(scoring.__file__).parent / "sets"


@pytest.mark.parametrize(
    ("told", "state", "option"),
    [
        (Told(), "registered", "khong-co"),
        (Told(reported=True), "reported", "khong-co"),
        (Told(reported=True, confirmed=True), "confirmed", "xac-nhan-hieu-qua"),
        (Told(recognised=True), "recognised", "cong-nhan-thanh-pho"),
        (Told(reported=True, confirmed=True, recognised=True), "recognised", "cong-nhan-thanh-pho"),
    ],
)
def test_model_stands_in_the_best_state_that_was_told(told: Told, state: str, option: str) -> None:
    assert (state_of(told).key, option_of(told)) == (state, option)


def test_every_state_but_the_first_is_told_by_something() -> None:
    assert [one.needs for one in STATES] == ["", "reported", "confirmed", "recognised"]


def test_options_are_those_of_version_2_of_the_set() -> None:
    text = (SETS / "chinh-quyen-than-thien-2026-v2.yaml").read_text(encoding="utf-8")
    indicator = next(one for one in load_set(text).indicators() if one.code == "4.4.1")
    assert problem_with(indicator) == ""
    options = [one.code for one in indicator.rule.options]
    assert sorted(CREATIVE_MODEL.codes) == sorted(options)


def test_measure_is_registered_in_the_place_of_the_announced_key() -> None:
    assert find("initiatives.creative_model") is CREATIVE_MODEL
