"""What the platform said and says, in words."""

from typing import Any

import pytest

from tests.evaluations.scenario import SMALL_SET
from thanthien.criteria.rules import Indicator
from thanthien.criteria.yaml_io import load_set
from thanthien.evaluations.value_texts import change_text

INDICATORS = {one.code: one for one in load_set(SMALL_SET.read_text(encoding="utf-8")).indicators()}


def of(numerator: str, denominator: str) -> tuple[str, dict[str, str]]:
    return "value", {"numerator": numerator, "denominator": denominator}


@pytest.mark.parametrize(
    ("code", "before", "after", "words"),
    [
        ("1.1", of("38", "46"), of("39", "46"), "từ 38 lên 39/46 tuần có tiếp nhận"),
        ("1.1", of("38", "46"), of("38", "47"), "từ 38/46 xuống 38/47 tuần có tiếp nhận"),
        ("1.1", of("1", "2"), of("2", "4"), "từ 1/2 thành 2/4 tuần có tiếp nhận"),
        ("1.1", of("0", "0"), of("0", "1"), "từ 0/0 thành 0/1 tuần có tiếp nhận"),
        ("1.1", ("missing", None), of("1", "2"), "từ chưa có số liệu thành 1/2 (50,0%)"),
        ("1.2", of("1", "2"), ("not_applicable", None), "từ 1/2 (50,0%) thành Không phát sinh"),
        ("2.1", ("value", {"passed": True}), ("value", {"passed": False}), "từ Đạt thành Không đạt"),
        ("2.2", ("value", {"option": "tot"}), ("missing", None), "từ Tốt thành chưa có số liệu"),
    ],
)
def test_a_change_is_told_from_what_to_what(code: str, before: Any, after: Any, words: str) -> None:
    indicator: Indicator = INDICATORS[code]
    assert change_text(indicator, before, after) == words
