"""Rules and values in words."""

from decimal import Decimal
from pathlib import Path

import pytest

from thanthien.criteria.rules import Band, Bands, Indicator, Linear
from thanthien.criteria.words import rule_words, value_words
from thanthien.criteria.yaml_io import load_set

REFERENCE = Path(__file__).parents[2] / "thanthien/criteria/sets/chinh-quyen-than-thien-2026.yaml"


@pytest.fixture(scope="module")
def indicators() -> dict[str, Indicator]:
    definition = load_set(REFERENCE.read_text(encoding="utf-8"))
    return {one.code: one for one in definition.indicators()}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1.1.3", "Đạt: 2 điểm. Không đạt: 0 điểm."),
        (
            "1.1.5",
            (
                "Từ 5 hình thức trở lên: 3 điểm; từ 4 hình thức trở lên: 2 điểm; từ 3 hình thức trở lên: 1 điểm; "
                "dưới 3 hình thức: 0 điểm."
            ),
        ),
        ("1.2.1", "Cộng điểm của từng nội dung có thực hiện trong 4 nội dung, tối đa 2 điểm."),
        (
            "1.2.3",
            (
                "Mỗi tuần ít nhất 1 lần. Đạt 100%: 4 điểm. 60% trở xuống: 0 điểm. "
                "Trong khoảng này: tính theo tỷ lệ, làm tròn đến 0,25 điểm."
            ),
        ),
        ("3.1.2", "Chọn một mức: Rất tốt – 4 điểm; Tốt – 3 điểm; Đạt – 2 điểm; Chưa đạt – 0 điểm."),
        (
            "3.2.3",
            (
                "Có 3 điểm, trừ theo từng trường hợp: khiển trách trừ 1 điểm; cảnh cáo trừ 2 điểm; "
                "nặng hơn cảnh cáo trừ 3 điểm. Không trừ xuống dưới 0."
            ),
        ),
    ],
)
def test_rule_is_told_in_a_sentence(indicators, code, words):
    assert rule_words(indicators[code], Decimal("0.25")) == words


def test_falling_scale_says_which_way_is_better():
    fewer = Indicator("1", "Ngày chậm", Decimal(2), Linear(Decimal(10), Decimal(2)), unit="ngày")
    assert rule_words(fewer, Decimal("0.25")) == (
        "Đạt 2 ngày trở xuống: 2 điểm. 10 ngày trở lên: 0 điểm. "
        "Trong khoảng này: tính theo tỷ lệ, làm tròn đến 0,25 điểm."
    )


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("1.1.3", {"passed": False}, "Không đạt"),
        ("1.1.5", {"number": "4"}, "4 hình thức"),
        ("1.2.1", {"items": {"cong-vu": True, "dao-duc": False}}, "1/4 nội dung có, 2 nội dung chưa xác nhận"),
        ("1.2.3", {"numerator": "39", "denominator": "45"}, "39/45 tuần có tiếp nhận"),
        ("3.1.2", {"option": "tot"}, "Tốt"),
        ("3.2.3", {"counts": {"khien-trach": 1}}, "khiển trách: 1; cảnh cáo: chưa ghi; nặng hơn cảnh cáo: chưa ghi"),
        ("3.1.2", {"passed": True}, "không còn phù hợp với cách chấm hiện nay"),
    ],
)
def test_value_is_told_in_words(indicators, code, value, words):
    assert value_words(indicators[code], value) == words


def test_percentage_keeps_its_comma():
    share = Indicator("1", "Tỷ lệ", Decimal(2), Bands((Band(Decimal("0.9"), Decimal(2)),)), unit="%")
    assert value_words(share, {"percent": "88.5"}) == "88,5%"
