"""What differs between two versions of a set, in words; and that an indicator called the same scores the same."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.build import (
    EXCLUDED,
    PASS_FAIL,
    D,
    bands,
    cadence,
    checklist,
    choice,
    deduction,
    definition,
    indicator,
    linear,
    per_unit,
)
from tests.criteria.strategies import indicators, set_definitions, values
from thanthien.criteria.comparing import Change, Fate, compare, compare_all
from thanthien.criteria.compiling import compile_set
from thanthien.criteria.gate_rules import DeclaredSource, Gate
from thanthien.criteria.rules import Indicator, Level, Minimum, Node, Requirement, SetDefinition, Variant
from thanthien.criteria.scoring import score_indicator
from thanthien.criteria.values import ValueProblem, parse_value, value_to_json


def item(before: Indicator, after: Indicator) -> Change:
    """The one indicator of two sets."""
    return compare(definition(before), definition(after), "xa").items[0]


def fates(changes: tuple[Change, ...]) -> dict[str, Fate]:
    """What becomes of each."""
    return {change.code: change.fate for change in changes}


BANDS = indicator(bands(("0.8", "4"), ("0.5", "2")))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (indicator(PASS_FAIL, "2"), indicator(PASS_FAIL, "3"), ["Điểm tối đa từ 2 lên 3"]),
        (
            indicator(PASS_FAIL),
            indicator(checklist(2, "2")),
            ["Cách chấm từ “đạt hoặc không đạt” thành “cộng điểm từng nội dung”"],
        ),
        (
            BANDS,
            replace(BANDS, rule=bands(("0.9", "4"), ("0.5", "1"))),
            ["Thêm mốc từ 90%: 4 điểm", "Mốc từ 50%: điểm từ 2 xuống 1", "Bỏ mốc từ 80%: 4 điểm"],
        ),
        (
            indicator(linear("0.5", "0.9")),
            indicator(linear("0.6", "0.8")),
            ["Mức đủ điểm từ 90% xuống 80%", "Mức 0 điểm từ 50% lên 60%"],
        ),
        (
            indicator(cadence("0.5", "1")),
            indicator(replace(cadence("0.5", "1"), period="month", at_least=2, coverage=D("0.5"))),
            [
                "Kỳ từ “tuần” thành “tháng”",
                "Số lần trong mỗi kỳ từ 1 lên 2",
                "Tỷ lệ thôn, tổ dân phố phải báo cáo từ “không quy định” thành “50%”",
            ],
        ),
        (indicator(per_unit("1")), indicator(per_unit("2")), ["Điểm của mỗi trường hợp từ 1 lên 2"]),
        (
            indicator(checklist(2, "2")),
            indicator(checklist(1, "4")),
            ["Nội dung “Nội dung 0”: điểm từ 2 lên 4", "Bỏ nội dung “Nội dung 1”"],
        ),
        (indicator(choice("4", "0")), indicator(choice("4", "0", "2")), ["Thêm nội dung “Mức 2” (2 điểm)"]),
        (indicator(deduction("1")), indicator(deduction("2")), ["Nội dung “Hình thức 0”: điểm từ 1 lên 2"]),
        (BANDS, replace(BANDS, numerator="ngày có tiếp"), ["Tử số từ “tuần có tiếp nhận” thành “ngày có tiếp”"]),
        (
            indicator(per_unit("1"), unit=""),
            indicator(per_unit("1"), unit="mô hình"),
            ["Đơn vị tính: thêm “mô hình”"],
        ),
        (BANDS, replace(BANDS, numerator_may_exceed=True), ["Tử số được lớn hơn mẫu số"]),
        (BANDS, replace(BANDS, fractional=True), ["Số liệu được có phần lẻ"]),
        (
            indicator(PASS_FAIL),
            indicator(PASS_FAIL, not_applicable=EXCLUDED),
            [
                "Khi không phát sinh: từ “không được chọn” thành “không tính vào điểm tối đa”",
                "Được chọn “không phát sinh” khi: Không phát sinh trong năm",
            ],
        ),
        (indicator(PASS_FAIL), indicator(PASS_FAIL, measure="room.key"), ["Nay có số liệu hệ thống"]),
        (indicator(PASS_FAIL, measure="room.key"), indicator(PASS_FAIL), ["Không còn số liệu hệ thống"]),
        (
            indicator(PASS_FAIL, measure="room.key"),
            indicator(PASS_FAIL, measure="room.other"),
            ["Lấy theo số liệu khác của hệ thống"],
        ),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_what_a_value_is_worth_touches_it(before: Indicator, after: Indicator, words: list[str]) -> None:
    change = item(before, after)

    assert (change.fate, list(change.words)) == (Fate.TOUCHED, words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, []),
        ({"title": "Tên mới"}, ["Tên từ “Tiêu chí 1.1” thành “Tên mới”"]),
        ({"bodies": ("so-noi-vu",)}, ["Cơ quan thẩm định có thay đổi"]),
        ({"source": "judged"}, ["Nguồn số liệu từ “đơn vị khai” thành “cơ quan thẩm định đánh giá”"]),
        ({"obligatory": False}, ["Nay không còn là tiêu chí bắt buộc"]),
        ({"help": "Thêm lời"}, ["Hướng dẫn, minh chứng hoặc căn cứ có thay đổi"]),
        ({"bodies": ("a", "b"), "combine": "mean"}, [
            "Cơ quan thẩm định có thay đổi",
            "Khi nhiều cơ quan cùng thẩm định: từ “lấy của cơ quan nêu đầu tiên” thành “lấy trung bình”",
        ]),
    ],
)  # fmt: skip
def test_other_words_are_told_and_touch_no_value(changes: dict[str, Any], words: list[str]) -> None:
    change = item(indicator(PASS_FAIL), replace(indicator(PASS_FAIL), **changes))

    assert (change.fate, list(change.words)) == (Fate.SAME, words)


def test_a_renamed_item_of_a_list_is_told_and_touches_nothing() -> None:
    before, after = indicator(choice("4", "0")), indicator(choice("4", "0"))
    options = (replace(after.rule.options[0], title="Tốt"), after.rule.options[1])  # type: ignore[union-attr]

    change = item(before, replace(after, rule=replace(after.rule, options=options)))  # type: ignore[call-arg]

    assert (change.fate, change.words) == (Fate.SAME, ("Tên nội dung từ “Mức 0” thành “Tốt”",))


def test_indicators_come_in_the_order_of_the_later_set_and_gone_ones_last() -> None:
    one, two, three = (indicator(PASS_FAIL, code=f"1.{n}") for n in (1, 2, 3))

    found = compare(definition(one, two), definition(three, two), "xa")

    assert [(change.code, change.fate) for change in found.items] == [
        ("1.3", Fate.NEW),
        ("1.2", Fate.SAME),
        ("1.1", Fate.GONE),
    ]
    assert found.codes(Fate.NEW, Fate.GONE) == ("1.3", "1.1")
    assert [change.code for change in found.changed] == ["1.3", "1.1"]


def test_the_same_version_changes_nothing() -> None:
    found = compare(definition(BANDS), definition(replace(BANDS, title="Tên mới")), "xa")

    assert (found.counts, fates(found.items)) == (False, {"1.1": Fate.SAME})


def test_what_differs_for_some_kinds_of_unit_says_for_which() -> None:
    plain = indicator(PASS_FAIL, "2")
    varied = replace(plain, variants=(Variant(("phuong",), max=D(3)),))
    before, after = definition(plain), definition(varied)

    assert [compare(before, after, kind).counts for kind in ("xa", "phuong")] == [False, True]
    assert compare_all(before, after).items == (
        Change("1.1", "Tiêu chí 1.1", Fate.TOUCHED, ("Với phường: điểm tối đa từ 2 lên 3",)),
    )


def test_an_indicator_that_holds_no_more_for_a_kind_is_gone_there() -> None:
    plain = indicator(PASS_FAIL, "2")
    before, after = definition(plain), definition(replace(plain, kinds=("xa", "phuong")))

    assert fates(compare(before, after, "dac_khu").items) == {"1.1": Fate.GONE}
    assert compare_all(before, after).items == (
        Change("1.1", "Tiêu chí 1.1", Fate.GONE, ("Với đặc khu: bỏ tiêu chí này",)),
    )


GATE = Gate("ky-luat", "Có cán bộ bị kỷ luật?", DeclaredSource("so-noi-vu"))


@pytest.mark.parametrize(
    ("after", "fate", "words"),
    [
        (GATE, Fate.SAME, ()),
        (replace(GATE, cap=2), Fate.SAME, ("Hậu quả từ “không công nhận” thành “không quá Mức độ 2”",)),
        (replace(GATE, question="Khác?"), Fate.TOUCHED, ("Câu hỏi từ “Có cán bộ bị kỷ luật?” thành “Khác?”",)),
        (replace(GATE, source=DeclaredSource("cong-an")), Fate.TOUCHED, ("Cách xác định có thay đổi",)),
        (replace(GATE, as_of="cut_off"), Fate.TOUCHED, ("Tính đến từ “31/12” thành “ngày chốt số liệu”",)),
    ],
)
def test_a_gate_that_asks_something_else_is_asked_anew(after: Gate, fate: Fate, words: tuple[str, ...]) -> None:
    plain = indicator(PASS_FAIL)

    (change,) = compare(definition(plain, gates=(GATE,)), definition(plain, gates=(after,)), "xa").gates

    assert (change.fate, change.words) == (fate, words)


def test_gates_come_and_go() -> None:
    plain, other = indicator(PASS_FAIL), replace(GATE, key="khac")

    found = compare(definition(plain, gates=(GATE,)), definition(plain, gates=(other,)), "xa")

    assert fates(found.gates) == {"khac": Fate.NEW, "ky-luat": Fate.GONE}
    assert found.counts


LEVELS = definition().levels


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"step": D("0.5")}, ["Điểm làm tròn đến 0,5, trước là 0,25"]),
        ({"total": "weighted"}, ["Tổng điểm tính theo trọng số của các nhóm"]),
        (
            {"groups": (Node("1", "Nhóm 1", (indicator(PASS_FAIL, "6"),)),)},
            ["Nhóm 1: tổng điểm từ 4 lên 6"],
        ),
        (
            {"groups": (Node("2", "Nhóm 2", (indicator(PASS_FAIL),)),)},
            ["Thêm nhóm 2 “Nhóm 2”", "Bỏ nhóm 1 “Nhóm 1”"],
        ),
        (
            {"groups": (Node("1", "Nhóm 1", (indicator(PASS_FAIL),), weight=D(30)),)},
            ["Nhóm 1: trọng số từ 0 lên 30"],
        ),
        (
            {"levels": (replace(LEVELS[0], total_at_least=D("0.65"), every_group_at_least=None), *LEVELS[1:])},
            ["Mức độ 1: tổng điểm từ 60% lên 65%", "Mức độ 1: mỗi nhóm từ “từ 50%” thành “không quy định”"],
        ),
        ({"levels": LEVELS[:3]}, ["Bỏ mức độ “Mức độ 4”"]),
        ({"levels": (*LEVELS, Level(5, "Mức độ 5", D(1)))}, ["Thêm mức độ “Mức độ 5”"]),
        (
            {"levels": (replace(LEVELS[0], title="Đạt"), *LEVELS[1:])},
            ["Đạt: trước có tên “Mức độ 1”"],
        ),
        (
            {"levels": (*LEVELS[:3], replace(LEVELS[3], requires=(Requirement(3, "held_before"),)))},
            ["Mức độ 4: điều kiện về mức độ: đã được công nhận Mức độ 3 ở năm trước"],
        ),
        (
            {"levels": (replace(LEVELS[0], minimums=(Minimum("1.1", share=D("0.5")),)), *LEVELS[1:])},
            ["Mức độ 1: điều kiện riêng: mục 1.1 từ 50%"],
        ),
        ({"minimums": (Minimum("total", points=D(2)),)}, ["Điều kiện chung của mọi mức độ: tổng điểm từ 2 điểm"]),
    ],
)
def test_levels_groups_and_rounding_are_told_of_the_whole(changes: dict[str, Any], words: list[str]) -> None:
    before = definition(indicator(PASS_FAIL))

    assert list(compare(before, replace(before, **changes), "xa").whole) == words


def test_a_change_is_one_sentence() -> None:
    plain, renamed = indicator(PASS_FAIL, "2"), replace(indicator(PASS_FAIL, "3"), title="Tên mới")

    assert item(plain, renamed).sentence == "Điểm tối đa từ 2 lên 3; tên từ “Tiêu chí 1.1” thành “Tên mới”"
    assert compare(definition(plain), definition(replace(plain, code="1.2")), "xa").items[0].sentence == "Thêm mới"


@given(set_definitions(), st.sampled_from(["xa", "phuong", "dac_khu"]))
def test_a_set_beside_itself_says_nothing(one: SetDefinition, kind: str) -> None:
    found = compare(one, one, kind)

    assert (found.counts, found.changed, found.changed_gates, found.whole) == (False, (), (), ())


@given(st.data())
def test_the_same_value_of_a_same_indicator_has_the_same_points(data: st.DataObject) -> None:
    """Any two indicators of a code: called the same, they take the same values and give the same points."""
    before, after = data.draw(indicators("1.1")), data.draw(indicators("1.1"))
    after = data.draw(st.sampled_from([after, replace(before, title="Tên mới", bodies=("a", "b"))]))
    old, new = (compile_set(definition(one), "xa").by_code["1.1"] for one in (before, after))
    value = data.draw(values(old))

    try:
        again = score_indicator(new, parse_value(after, value_to_json(value))).points
    except ValueProblem:
        again = None

    if item(before, after).fate == Fate.SAME:
        assert again == score_indicator(old, value).points
    else:
        assert item(before, after).words
