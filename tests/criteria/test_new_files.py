"""What only a new file is asked, and all its problems at once."""

import pytest

from tests.criteria.test_yaml_io import SMALL, problems, swapped


def test_level_below_the_one_under_it_is_refused() -> None:
    text = SMALL + "  - number: 2\n    title: Khá\n    total_at_least: 40%\n"
    assert [(one.path, one.message_vi) for one in problems(text)] == [
        ("levels[1].total_at_least", "Không được thấp hơn mức liền dưới (50%)."),
    ]


@pytest.mark.parametrize(
    ("start", "condition", "told"),
    [
        (
            "60%",
            "above",
            (
                "Tiêu chí “1.1” càng cao càng tốt nên ngưỡng của trường hợp này phải dùng "
                "“dưới”, “không quá” (below, at_most)."
            ),
        ),
        (
            "100%",
            "below",
            "Tiêu chí “1.1” càng thấp càng tốt nên ngưỡng của trường hợp này phải dùng “trên”, “từ” (above, at_least).",
        ),
    ],
)
def test_gate_that_looks_the_wrong_way_is_refused(start: str, condition: str, told: str) -> None:
    text = SMALL.replace("from: 60%", f"from: {start}").replace(
        "to: 100%", "to: 80%" if start == "100%" else "to: 100%"
    )
    assert [(one.path, one.message_vi) for one in problems(text + _gate("1.1", condition))] == [
        (f"gates[0].source.{condition}", told)
    ]


def _gate(indicator: str, condition: str) -> str:
    source = f'{{indicator: "{indicator}", {condition}: 70%}}'
    return (
        "  - {number: 2, title: Khá, total_at_least: 60%}\n"
        f"gates:\n  - {{key: a, question: Hỏi, source: {source}, effect: {{cap: 1}}}}\n"
    )


def test_gate_on_an_unknown_indicator_is_told_as_such() -> None:
    assert [(one.path, one.message_vi) for one in problems(SMALL + _gate("9.9", "below"))] == [
        ("gates[0].source.indicator", "Không có tiêu chí “9.9”."),
    ]


def test_every_problem_is_told_beside_a_wrong_kind_of_rule() -> None:
    text = SMALL.replace("kind: linear", "kind: lineal").replace("year: 2026", "year: 1026")
    text = text.replace("total_at_least: 50%", "total_at_least: 150%")
    assert [(one.line, one.path) for one in problems(text)] == [
        (4, "year"), (18, "groups[0].children[0].rule.kind"), (24, "levels[0].total_at_least"),
    ]  # fmt: skip


def test_sum_over_what_could_not_be_read_is_no_second_problem() -> None:
    text = SMALL.replace("        max: 4\n", "        max: 4,5\n")
    assert [one.path for one in problems(text)] == ["groups[0].children[0].max"]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Đạt\u202e", "Chữ có ký tự ẩn (U+202E): xóa rồi gõ lại."),
        ("Đạt\u200b", "Chữ có ký tự ẩn (U+200B): xóa rồi gõ lại."),
        ("Đạt \uff11", "Chữ có ký tự “\uff11” khổ rộng: gõ lại bằng bàn phím thường."),
    ],
)
def test_characters_that_deceive_are_refused(title: str, told: str) -> None:
    assert [(one.line, one.path, one.message_vi) for one in problems(swapped("title: Đạt", f"title: {title}"))] == [
        (23, "levels[0].title", told)
    ]


def test_full_width_number_is_no_number() -> None:
    assert [one.path for one in problems(SMALL.replace("        max: 4\n", "        max: \uff14\n"))] == [
        "groups[0].children[0].max", "groups[0].children[0].max",
    ]  # fmt: skip


def test_control_character_is_told_with_its_line() -> None:
    assert [(one.line, one.message_vi) for one in problems(swapped("title: Một", "title: M\x07ột"))] == [
        (9, "Sai cú pháp YAML (#x0007)."),
    ]


def test_too_many_indicators_are_told_with_their_number() -> None:
    leaves = "".join(f'      - {{code: "1.{n}", title: Một, max: 1, rule: {{kind: pass_fail}}}}\n' for n in range(301))
    (head, rest), levels = SMALL.split("    max: 4\n    children:\n"), SMALL.partition("levels:")[2]
    assert rest
    text = f"{head}    children:\n{leaves}levels:{levels}"
    assert [(one.path, one.message_vi) for one in problems(text)] == [
        ("groups", "Bộ tiêu chí có 301 tiêu chí thành phần, nhiều nhất là 300."),
    ]


def test_too_many_levels_are_told_with_their_number() -> None:
    levels = "".join(f"  - {{number: {n}, title: Bậc {n}, total_at_least: {50 + n}%}}\n" for n in range(1, 11))
    assert [(one.path, one.message_vi) for one in problems(f"{SMALL.partition('levels:')[0]}levels:\n{levels}")] == [
        ("levels", "Bộ tiêu chí có 10 mức độ, nhiều nhất là 9."),
    ]
