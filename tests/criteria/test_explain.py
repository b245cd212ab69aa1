"""The sentence beside each number."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.build import (
    EXCLUDED,
    FULL,
    PASS_FAIL,
    D,
    bands,
    checklist,
    choice,
    deduction,
    linear,
    one,
    per_unit,
    ratio,
)
from thanthien.criteria.bodies import combine_bodies
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.explain import exact_text
from thanthien.criteria.scoring import explain, score_indicator
from thanthien.criteria.values import (
    Answer,
    Count,
    Counts,
    Deviation,
    Items,
    NotApplicable,
    Number,
    Passed,
    Percent,
    Picked,
)

WEEKS = one(linear("0.6", "1"))
BANDS = one(bands(("0.95", "4"), ("0.9", "3")), numerator="người hài lòng")
FORMS = one(bands(("5", "3"), ("3", "1")), "3", numerator="", unit="hình thức")
LESS = one(linear("10", "0"), "5", numerator="", unit="vụ")
PERCENT = one(linear("0.6", "1"), numerator="", unit="%")
LIST = one(checklist(3, "0.5"), "1.5")
CUTS = one(deduction("1", "2"), "3")
EACH = one(per_unit("0.5"), unit="mô hình")
NONE_AROSE = one(linear("0.6", "1"), not_applicable=EXCLUDED)
ALL_IF_NONE = one(linear("0.6", "1"), not_applicable=FULL)


@pytest.mark.parametrize(
    ("indicator", "answer", "sentence"),
    [
        (WEEKS, ratio(46, 52), "46/52 tuần có tiếp nhận = 88,5%; từ 60% đến 100% → 2,85 → làm tròn 2,75 điểm"),
        (WEEKS, ratio(30, 40), "30/40 tuần có tiếp nhận = 75,0%; từ 60% đến 100% → 1,5 điểm"),
        (WEEKS, ratio(52, 52), "52/52 tuần có tiếp nhận = 100,0%; đạt mức 100% trở lên → 4 điểm"),
        (WEEKS, ratio(30, 52), "30/52 tuần có tiếp nhận = 57,7%; không quá mức 60% → 0 điểm"),
        (
            WEEKS,
            ratio("1234.5", "2000"),
            "1.234,5/2.000 tuần có tiếp nhận = 61,7%; từ 60% đến 100% → 0,17 → làm tròn 0,25 điểm",
        ),
        (
            WEEKS,
            ratio(1799999, 2000000),
            "1.799.999/2.000.000 tuần có tiếp nhận = 90,0%; từ 60% đến 100% → 2,999995 → làm tròn 3 điểm",
        ),
        (
            WEEKS,
            ratio(19999, 20000),
            "19.999/20.000 tuần có tiếp nhận = 99,995%; từ 60% đến 100% → 3,9995 → làm tròn 4 điểm",
        ),
        (BANDS, ratio(9496, 10000), "9.496/10.000 người hài lòng = 94,96%; từ 90% trở lên → 3 điểm"),
        (BANDS, ratio(95, 100), "95/100 người hài lòng = 95,0%; từ 95% trở lên → 4 điểm"),
        (BANDS, ratio(899, 1000), "899/1.000 người hài lòng = 89,9%; chưa đến mức thấp nhất 90% → 0 điểm"),
        (FORMS, Number(D(4)), "4 hình thức; từ 3 trở lên → 1 điểm"),
        (FORMS, Number(D(2)), "2 hình thức; chưa đến mức thấp nhất 3 → 0 điểm"),
        (LESS, Number(D(4)), "4 vụ; từ 10 đến 0 → 3 điểm"),
        (LESS, Number(D(0)), "0 vụ; đạt mức 0 trở xuống → 5 điểm"),
        (LESS, Number(D(12)), "12 vụ; không dưới mức 10 → 0 điểm"),
        (PERCENT, Percent(D("88.5")), "88,5%; từ 60% đến 100% → 2,85 → làm tròn 2,75 điểm"),
        (one(PASS_FAIL, "2"), Passed(True), "Đạt → 2 điểm"),
        (one(PASS_FAIL, "2"), Passed(False), "Không đạt → 0 điểm"),
        (LIST, Items({"n0": True, "n1": True, "n2": True}), "3/3 nội dung có → 1,5 điểm"),
        (
            LIST,
            Items({"n0": True, "n1": False, "n2": False}),
            "1/3 nội dung có → 0,5 điểm (không có: Nội dung 1; Nội dung 2)",
        ),
        (CUTS, Counts({"m0": 0, "m1": 0}), "Không có trường hợp nào bị trừ → 3 điểm"),
        (CUTS, Counts({"m0": 1, "m1": 0}), "3 điểm, có 1 hình thức 0 (trừ 1 điểm) → còn 2 điểm"),
        (EACH, Count(9), "9 mô hình × 0,5 điểm = 4,5, tối đa 4 → 4 điểm"),
        (EACH, Count(3), "3 mô hình × 0,5 điểm = 1,5 điểm"),
        (one(per_unit("0.3"), "1"), Count(2), "2 × 0,3 điểm = 0,6 → làm tròn 0,5 điểm"),
        (one(choice("4", "0")), Picked("o0"), "Chọn “Mức 0” → 4 điểm"),
        (WEEKS, None, "Chưa chấm"),
        (LIST, Items({"n0": True}), "Chưa chấm: còn nội dung chưa được xác nhận"),
        (WEEKS, ratio(0, 0), "Chưa chấm: tổng số bằng 0 nên không tính được tỷ lệ"),
        (
            NONE_AROSE,
            ratio(0, 0),
            "Chưa chấm: tổng số bằng 0 nên không tính được tỷ lệ, có thể đề nghị “không phát sinh”",
        ),
        (NONE_AROSE, NotApplicable("Không có đơn"), "Không phát sinh, không tính vào điểm tối đa. Lý do: Không có đơn"),
        (ALL_IF_NONE, NotApplicable("Không có đơn"), "Không phát sinh, tính đủ 4 điểm. Lý do: Không có đơn"),
        (WEEKS, Deviation(D("2.5"), "Biên bản kiểm tra"), "Cho điểm trực tiếp 2,5 điểm. Lý do: Biên bản kiểm tra"),
    ],
)
def test_explanation_tells_how_the_points_came(
    indicator: CompiledIndicator, answer: Answer | None, sentence: str
) -> None:
    assert explain(indicator, answer, score_indicator(indicator, answer)) == sentence


def test_explanation_of_joined_bodies_is_their_reason() -> None:
    indicator = one(linear("0", "1"), bodies=("a", "b"), combine="mean")
    joined = combine_bodies(indicator, [ratio(1, 2), ratio(1, 1)])
    sentence = "Trung bình kết quả chưa làm tròn của 2 cơ quan (làm tròn riêng: 2; 4) → 3 điểm"
    assert explain(indicator, joined, score_indicator(indicator, joined)) == sentence


@pytest.mark.parametrize(
    ("num", "den", "text"),
    [
        (5, 8, "0,625"),
        (37, 13, "2,85"),
        (1, 3, "0,33"),
        (2874999, 1000000, "2,87"),
        (3124999, 1000000, "3,12"),
        (3, 1, "3"),
    ],
)
def test_exact_points_are_written_short(num: int, den: int, text: str) -> None:
    assert exact_text(num, den, 1, 4) == text


@given(num=st.integers(0, 10**7), den=st.integers(1, 10**7), step=st.sampled_from(["0.25", "0.1", "0.5", "1", "0.05"]))
def test_exact_points_as_shown_round_to_the_same_step(num: int, den: int, step: str) -> None:
    step_num, step_den = Decimal(step).as_integer_ratio()
    shown = Fraction(exact_text(num, den, step_num, step_den).replace(".", "").replace(",", "."))
    unit = Fraction(step)
    assert (shown / unit + Fraction(1, 2)).__floor__() == (Fraction(num, den) / unit + Fraction(1, 2)).__floor__()
