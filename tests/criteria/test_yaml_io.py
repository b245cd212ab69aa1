"""Criteria files: same bytes in and out, and every problem with its line, path and what was expected."""

import json
from pathlib import Path

import pytest

from tests.criteria.build import REFERENCE, SETS, other_set, reference
from thanthien.criteria.definition_io import definition_from_json, definition_to_json
from thanthien.criteria.problems import DefinitionError, Problem
from thanthien.criteria.rules import SetDefinition
from thanthien.criteria.yaml_io import dump_set, load_set

SMALL = """format: thanthien-criteria/1
scheme: thu
scheme_title: Thử
year: 2026
version: 1
title: Bộ thử
groups:
  - code: "1"
    title: Một
    max: 4
    children:
      - code: "1.1"
        title: Tuần có tiếp nhận
        max: 4
        numerator: tuần
        denominator: tuần đến hạn
        rule:
          kind: linear
          from: 60%
          to: 100%
levels:
  - number: 1
    title: Đạt
    total_at_least: 50%
"""


def problems(text: str) -> list[Problem]:
    with pytest.raises(DefinitionError) as refused:
        load_set(text)
    return refused.value.problems


def places(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.path) for problem in problems(text)]


def swapped(old: str, new: str) -> str:
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


def with_rule(rule: str, *, words: str = "") -> str:
    """The small set with another rule (YAML flow text) at line 15."""
    head, rest = SMALL.split("        numerator: tuần\n")
    return f"{head}        rule: {rule}\n{words}levels:{rest.split('levels:')[1]}"


def test_reference_file_is_exactly_what_export_writes() -> None:
    assert dump_set(reference()) == REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [REFERENCE, *sorted(SETS.glob("*.yaml"))], ids=lambda path: path.stem)
def test_export_of_an_import_is_stable(path: Path) -> None:
    once = dump_set(load_set(path.read_text(encoding="utf-8")))
    assert dump_set(load_set(once)) == once


@pytest.mark.parametrize("definition", [reference(), other_set("tiep-can-phap-luat"), other_set("dat-khong-dat")])
def test_definition_survives_stored_json(definition: SetDefinition) -> None:
    stored = json.loads(json.dumps(definition_to_json(definition)))
    assert definition_from_json(stored) == definition


def test_json_keeps_decimals_as_text() -> None:
    tree = definition_to_json(load_set(SMALL))
    leaf = tree["groups"][0]["children"][0]
    assert (tree["year"], tree["step"], leaf["max"], leaf["rule"]) == (
        2026, "0.25", "4", {"kind": "linear", "from": "60%", "to": "100%"},
    )  # fmt: skip


def test_words_that_yaml_would_twist_are_safe() -> None:
    text = swapped("title: Tuần có tiếp nhận", 'title: "no"').replace('code: "1.1"', "code: 1.10")
    once = load_set(text)
    leaf = next(once.indicators())
    assert (leaf.code, leaf.title) == ("1.10", "no")
    assert "code: '1.10'" in dump_set(once)
    assert "title: 'no'" in dump_set(once)
    assert load_set(dump_set(once)) == once


def test_long_help_is_written_as_readable_lines() -> None:
    text = swapped(
        "        max: 4\n        numer",
        "        help: |\n          Dòng một\n          Dòng hai: có dấu\n        max: 4\n        numer",
    )
    definition = load_set(text)
    assert next(definition.indicators()).help == "Dòng một\nDòng hai: có dấu"
    assert "        help: |-\n          Dòng một\n          Dòng hai: có dấu\n" in dump_set(definition)


def test_text_in_nfd_and_windows_lines_is_read_as_nfc() -> None:
    assert load_set(swapped("Đạt", "Đa\u0323t").replace("\n", "\r\n")) == load_set(SMALL)


def test_broken_yaml_names_its_line() -> None:
    assert places(swapped("title: Một", "title: [Một")) != []
    assert problems("a: b: c\n")[0].line == 1
    assert places("") == [(1, "")]
    assert places("chỉ là chữ") == [(1, "")]
    assert places("a: \x01") == [(1, "")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: &neo 1\nb: *neo\n", 1), ("a: !!python/object:os.system x\n", 1), ("a: !lạ x\n", 1), ("x: 1\na: *lạ\n", 2),
     ("\n" + "- " * 30 + "x\n", 2), ("[" * 30 + "]" * 30, 1)],
)  # fmt: skip
def test_anchors_tags_and_deep_nesting_are_refused(text: str, line: int) -> None:
    assert places(text) == [(line, "")]


def test_huge_file_is_refused() -> None:
    assert places("x" * 2_000_001) == [(1, "")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("year: 2026", "năm: 2026", [(1, ""), (4, "năm")]),
        ("year: 2026", "year: hai nghìn", [(4, "year")]),
        ("year: 2026", "year: 1026", [(4, "year")]),
        ("version: 1", "version: 0", [(5, "version")]),
        ("title: Bộ thử", "title: Bộ thử\ntitle: Lại", [(7, "title")]),
        ("title: Bộ thử", "title: [Bộ, thử]", [(6, "title")]),
        ("title: Bộ thử", "title: Bộ thử\nstep: -0.25", [(7, "step")]),
        ("title: Bộ thử", "title: Bộ thử\nstep: 0", [(7, "step")]),
        ("title: Bộ thử", "title: Bộ thử\nstep: 0.125", [(7, "step")]),
        ("title: Bộ thử", "title: Bộ thử\nstep: 0,25", [(7, "step")]),
        ("title: Bộ thử", "title: Bộ thử\nstep: 3", [(15, "groups[0].children[0].max")]),
        ("format: thanthien-criteria/1", "format: khác", [(1, "format")]),
        ('code: "1.1"', 'code: "1"', [(12, "groups[0].children[0].code")]),
        ('code: "1.1"', "code: tổng điểm", [(12, "groups[0].children[0].code")]),
        ('code: "1.1"', "code: total", [(12, "groups[0].children[0].code")]),
        ("    max: 4\n    children", "    max: 5\n    children", [(10, "groups[0].max")]),
        ("    max: 4\n    children", "    weight: 5\n    children", [(10, "groups[0].weight")]),
        ("from: 60%", "from: 0.6", [(19, "groups[0].children[0].rule.from")]),
        ("from: 60%", "from: 100%", [(17, "groups[0].children[0].rule")]),
        ("from: 60%", "form: 60%", [(17, "groups[0].children[0].rule"), (19, "groups[0].children[0].rule.form")]),
        ("kind: linear", "kind: thẳng", [(18, "groups[0].children[0].rule.kind")]),
        ("number: 1", "number: 2", [(22, "levels[0].number")]),
        ("total_at_least: 50%", "total_at_least: 150%", [(24, "levels[0].total_at_least")]),
        ("total_at_least: 50%", "total_at_least: 50", [(24, "levels[0].total_at_least")]),
    ],
)  # fmt: skip
def test_problem_names_line_and_path(old: str, new: str, expected: list[tuple[int, str]]) -> None:
    assert places(swapped(old, new)) == expected


def test_all_problems_are_told_at_once_in_two_languages() -> None:
    text = swapped("from: 60%", "from: sáu mươi").replace("total_at_least: 50%", "total_at_least: nửa")
    found = problems(text)
    assert [(p.line, p.message_vi, p.message_en) for p in found] == [
        (19, "Cần một tỷ lệ phần trăm, ví dụ 60%.", "Expected a percentage such as 60%."),
        (24, "Cần một tỷ lệ phần trăm, ví dụ 60%.", "Expected a percentage such as 60%."),
    ]
    assert str(found[0]) == (
        "dòng 19, groups[0].children[0].rule.from: Cần một tỷ lệ phần trăm, ví dụ 60%. / "
        "Expected a percentage such as 60%."
    )


RULE = "groups[0].children[0].rule"


@pytest.mark.parametrize(
    ("rule", "paths"),
    [
        ("{kind: checklist, items: [{code: a, title: A, weight: 2}]}", [f"{RULE}.items"]),
        (
            "{kind: checklist, items: [{code: a, title: A, weight: 3.9}, {code: b, title: B, weight: 0.1}]}",
            [f"{RULE}.items[0]", f"{RULE}.items[1]"],
        ),
        (
            "{kind: checklist, items: [{code: a, title: A, weight: 2}, {code: a, title: B, weight: 2}]}",
            [f"{RULE}.items"],
        ),
        ("{kind: checklist, items: []}", [f"{RULE}.items", f"{RULE}.items"]),
        ("{kind: bands, bands: [{at_least: 3, points: 4}, {at_least: 5, points: 2}]}", [f"{RULE}.bands[1].at_least"]),
        ("{kind: bands, bands: [{at_least: 5, points: 4}, {at_least: 5, points: 2}]}", [f"{RULE}.bands[1].at_least"]),
        ("{kind: bands, bands: [{at_least: 5, points: 4}, {at_least: 3, points: 4}]}", [f"{RULE}.bands[1].points"]),
        ("{kind: bands, bands: [{at_least: 5, points: 3}]}", [f"{RULE}.bands[0].points"]),
        ("{kind: bands, bands: [{at_least: 50%, points: 4}]}", [f"{RULE}.bands[0].at_least"]),
        ("{kind: bands, bands: []}", [f"{RULE}.bands"]),
        ("{kind: bands}", [RULE, f"{RULE}.bands"]),
        ("{kind: linear, from: 5, to: 5}", [RULE]),
        ("{kind: cadence, period: fortnight, at_least: 1, from: 0%, to: 100%}", [f"{RULE}.period"]),
        ("{kind: cadence, period: month, at_least: 0, from: 0%, to: 100%}", [f"{RULE}.at_least"]),
        ("{kind: per_unit, each: 0}", [f"{RULE}.each"]),
        ("{kind: per_unit, each: 5}", [f"{RULE}.each"]),
        ("{kind: per_unit, each: 0.0001}", [f"{RULE}.each"]),
        ("{kind: deduction, severities: [{code: a, title: A, points: 0}]}", [f"{RULE}.severities[0]"]),
        (
            "{kind: choice, options: [{code: a, title: A, points: 3}, {code: b, title: B, points: 0}]}",
            [f"{RULE}.options"],
        ),
        ("{kind: choice, options: [{code: a, title: A, points: 4.1}]}", [f"{RULE}.options[0]", f"{RULE}.options"]),
        ("{kind: pass_fail, max: 2}", [f"{RULE}.max"]),
        ("đạt", [f"{RULE}.kind"]),
    ],
)
def test_rule_is_checked(rule: str, paths: list[str]) -> None:
    assert sorted(path for _, path in places(with_rule(rule)) if path) == sorted(
        path for path in paths if path != f"{RULE}.bands" or "bands: []" in rule
    )


TAIL = "levels:\n  - {number: 1, title: Một, total_at_least: 50%}\n  - {number: 2, title: Hai, total_at_least: 60%"


@pytest.mark.parametrize(
    ("tail", "paths"),
    [
        ("}\ngates:\n  - {key: g, question: Hỏi, source: dossier, effect: {cap: 2}}\n", ["gates[0].effect.cap"]),
        ("}\ngates:\n  - {key: g, question: Hỏi, source: dossier, effect: {cap: 0}}\n", ["gates[0].effect.cap"]),
        ("}\ngates:\n  - {key: g, question: Hỏi, source: dossier, effect: none, as_of: 32/12}\n", ["gates[0].as_of"]),
        ("}\ngates:\n  - {key: g, question: Hỏi, source: dossier, effect: none, as_of: 31/02}\n", ["gates[0].as_of"]),
        (
            "}\ngates:\n  - {key: g, question: Hỏi, source: {indicator: '9', below: 5}, effect: none}\n",
            ["gates[0].source.indicator"],
        ),
        (
            "}\ngates:\n  - {key: g, question: Hỏi, source: {indicator: '1.1', below: 5%, above: 6%}, effect: none}\n",
            ["gates[0].source"],
        ),
        (
            (
                "}\ngates:\n  - {key: g, question: Hỏi, source: {indicator: '1.1', below: 5%, "
                "sample: {indicator: '9', at_least: 1}}, effect: none}\n"
            ),
            ["gates[0].source.sample.indicator"],
        ),
        (
            (
                "}\ngates:\n  - {key: g, question: A, source: dossier, effect: none}"
                "\n  - {key: g, question: B, source: dossier, effect: none}\n"
            ),
            ["gates"],
        ),
        (", minimums: [{node: '7', share: 50%}]}\n", ["levels[1].minimums[0].node"]),
        (", minimums: [{node: '1', share: 50%, points: 2}]}\n", ["levels[1].minimums[0]"]),
        (", minimums: [{node: '1', points: 9}]}\n", ["levels[1].minimums[0].points"]),
        (", requires: [{level: 2, how: same_result}]}\n", ["levels[1].requires[0].level"]),
        (", requires: [{level: 3, how: held_before}]}\n", ["levels[1].requires[0].level"]),
        ("}\nminimums:\n  - {node: '1.1', share: 101%}\n", ["minimums[0].share"]),
        ("}\ntargets:\n  - {year: 2026, recognised: 80%, top_level: 120%}\n", ["targets[0].top_level"]),
        (
            (
                "}\ntargets:\n  - {year: 2026, recognised: 80%, top_level: 20%}"
                "\n  - {year: 2026, recognised: 80%, top_level: 20%}\n"
            ),
            ["targets"],
        ),
    ],
)
def test_references_between_parts_are_checked(tail: str, paths: list[str]) -> None:
    text = SMALL.split("levels:", maxsplit=1)[0] + TAIL + tail
    assert [path for _, path in places(text)] == paths


@pytest.mark.parametrize(
    ("extra", "paths"),
    [
        ("not_applicable: {effect: excluded}", ["not_applicable"]),
        ("not_applicable: {effect: maybe, when: x}", ["not_applicable.effect"]),
        ("combine: mean", ["combine"]),
        ("combine: mean\n        bodies: [a, a]", ["bodies"]),
        ("kinds: [tinh]", ["kinds[0]"]),
        ("kinds: [phuong, null]", ["kinds[1]"]),
        ("bodies: [null]", ["bodies[0]"]),
        ("evidence: [null]", ["evidence[0]"]),
        ("obligatory: yes", ["obligatory"]),
        ("variants: [{kinds: [xa], max: 3.1}]", ["variants[0].max"]),
        ("variants: [{kinds: [xa]}, {kinds: [xa]}]", ["variants[1].kinds"]),
        ("kinds: [phuong]\n        variants: [{kinds: [xa]}]", ["variants[0].kinds"]),
        ("variants: [{kinds: [xa], rule: {kind: pass_fail, x: 1}}]", ["variants[0].rule.x"]),
    ],
)
def test_indicator_fields_are_checked(extra: str, paths: list[str]) -> None:
    text = swapped("        numerator: tuần\n", f"        {extra}\n        numerator: tuần\n")
    leaf = "groups[0].children[0]"
    assert [path for _, path in places(text)] == [f"{leaf}.{path}" for path in paths]


def test_depth_is_limited_to_four() -> None:
    def nested(depth: int) -> str:
        leaf = "{code: x, title: X, max: 1, rule: {kind: pass_fail}}"
        for level in range(depth - 1, 0, -1):
            leaf = f"{{code: n{level}, title: N, children: [{leaf}]}}"
        return SMALL.split("groups:", maxsplit=1)[0] + f"groups: [{leaf}]\nlevels:" + SMALL.split("levels:")[1]

    assert [i.code for i in load_set(nested(4)).indicators()] == ["x"]
    assert [path for _, path in places(nested(5))] == ["groups[0].children[0].children[0].children[0].children[0]"]
    assert [path for _, path in places(nested(1))] == ["groups[0]"]


def test_weighted_total_needs_weights_of_groups() -> None:
    text = swapped("title: Bộ thử", "title: Bộ thử\ntotal: weighted")
    assert places(text) == [(9, "groups[0].weight")]


def test_stored_json_with_problems_is_refused() -> None:
    tree = definition_to_json(reference())
    tree["levels"][0]["total_at_least"] = 0.6
    with pytest.raises(DefinitionError) as refused:
        definition_from_json(tree)
    assert [(p.line, p.path) for p in refused.value.problems] == [(0, "levels[0].total_at_least")]
