"""Forms of drafts: every piece comes back as it was, what was typed becomes the definition, wrong values are told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.criteria.build import (
    REFERENCE,
    SETS,
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
    reference,
)
from tests.criteria.sending import known_of, opened, sent
from tests.criteria.strategies import set_definitions
from thanthien.core.field_labels import asked_fields
from thanthien.criteria.definition_io import canonical_sha256, definition_to_json, draft_from_json
from thanthien.criteria.editor.forms import PieceForm
from thanthien.criteria.editor.places import Part, Place, find_place, piece_at, places, with_piece
from thanthien.criteria.rules import PassFail, SetDefinition, Variant
from thanthien.criteria.yaml_io import load_set

SHIPPED = [REFERENCE, REFERENCE.with_name("chinh-quyen-than-thien-2026-v2.yaml"), *sorted(SETS.glob("*.yaml"))]


def after_saving(made: SetDefinition, place: Place, **changes: Any) -> Any:
    """The stored form of the set after a piece was opened and sent, with these changes."""
    form = opened(made, place, sent(opened(made, place), **changes))
    assert form.errors == {}
    return definition_to_json(draft_from_json(with_piece(definition_to_json(made), place, form.tree())))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_each_piece_of_a_shipped_set_is_saved_unchanged(file: Path) -> None:
    shipped = load_set(file.read_text(encoding="utf-8"))
    tree = definition_to_json(shipped)
    hashes = {place.named: canonical_sha256(after_saving(shipped, place)) for place in places(tree)}
    assert len(hashes) > 3
    assert set(hashes.values()) == {canonical_sha256(tree)}


@given(made=set_definitions())
def test_each_piece_of_any_set_is_saved_unchanged(made: SetDefinition) -> None:
    tree = definition_to_json(made)
    for place in places(tree):
        assert after_saving(made, place) == tree


def of(definition: SetDefinition, part: Part, code: str) -> Place:
    found = find_place(definition_to_json(definition), part, code)
    assert found is not None
    return found


def piece_after(made: SetDefinition, place: Place, **changes: Any) -> Any:
    """The piece as the form makes it of what was typed."""
    form = opened(made, place, sent(opened(made, place), **changes))
    assert form.errors == {}
    return form.tree()


def errors_of(made: SetDefinition, place: Place, **changes: Any) -> Any:
    return dict(opened(made, place, sent(opened(made, place), **changes)).errors)


ONE = Place(Part.INDICATOR, "1.1", ("groups", 0, "children", 0))
EVERY_KIND = [
    (bands(("0.9", "4"), ("0.8", "2")), {"rule__bands__1__points": "2,5", "rule__bands__1__at_least": "75,5"},
     {"kind": "bands", "bands": [{"at_least": "90%", "points": "4"}, {"at_least": "75.5%", "points": "2.5"}]}),
    (linear("0.5", "1"), {"rule__from": "60%"}, {"kind": "linear", "from": "60%", "to": "100%"}),
    (cadence("0", "1"), {"rule__period": "month", "rule__at_least": "2", "rule__coverage": "80"},
     {"kind": "cadence", "period": "month", "at_least": "2", "from": "0%", "to": "100%", "coverage": "80%"}),
    (checklist(2, "2"), {"rule__items__0__title": "Ghế  ngồi", "rule__items__0__weight": "2,0"},
     {"kind": "checklist", "items": [{"code": "n0", "title": "Ghế ngồi", "weight": "2"},
                                     {"code": "n1", "title": "Nội dung 1", "weight": "2"}]}),
    (per_unit("0.5"), {"rule__each": "0,25"}, {"kind": "per_unit", "each": "0.25"}),
    (deduction("0.5"), {"rule__severities__0__points": "1"},
     {"kind": "deduction", "severities": [{"code": "m0", "title": "Hình thức 0", "points": "1"}]}),
    (choice("4", "0"), {"rule__options__1__description": "Không có gì", "rule__options__1__points": "1,25"},
     {"kind": "choice", "options": [{"code": "o0", "title": "Mức 0", "points": "4"},
                                    {"code": "o1", "title": "Mức 1", "points": "1.25", "description": "Không có gì"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "typed", "kept"), EVERY_KIND, ids=[rule.kind for rule, _, _ in EVERY_KIND])
def test_each_kind_of_rule_is_typed_as_people_write(rule: Any, typed: dict[str, str], kept: Any) -> None:
    assert piece_after(definition(indicator(rule)), ONE, **typed)["rule"] == kept


def test_bound_of_a_plain_number_takes_no_percentage() -> None:
    made = definition(indicator(bands(("5", "4")), numerator="", denominator="", unit="hình thức"))
    assert errors_of(made, ONE, rule__bands__0__at_least="90%") == {
        "rule-bands-0-at_least": ["Số liệu này không phải là tỷ lệ: cần ghi một số theo đơn vị tính."]
    }


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title", "", "Ô này chưa có nội dung."),
        ("max", "", "Ô này chưa có nội dung."),
        ("max", "bốn", "“bốn” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5."),
        ("max", "-1", "Số không được âm."),
        ("max", "4%", "Cần một số, không phải tỷ lệ phần trăm."),
        ("max", "1234567890", "Số quá lớn (tối đa 9 chữ số)."),
        ("rule-at_least", "1,5", "Cần một số nguyên."),
        ("rule-from", "x%", "“x” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5."),
    ],
)
def test_wrong_value_is_told_beside_its_field(field: str, typed: str, told: str) -> None:
    made = definition(indicator(cadence("0", "1")))
    assert errors_of(made, ONE, **{field: typed}) == {field: [told]}


def test_row_that_was_begun_is_whole_and_an_empty_one_is_none() -> None:
    made = definition(indicator(bands(("0.9", "4"), ("0.8", "2"))))
    half = errors_of(made, ONE, rule__bands__1__points="")
    emptied = piece_after(made, ONE, rule__bands__0__points="", rule__bands__0__at_least="")
    none = errors_of(made, ONE, **{f"rule-bands-{row}-{key}": "" for row in (0, 1) for key in ("points", "at_least")})
    assert half == {"rule-bands-1-points": ["Ô này chưa có nội dung."]}
    assert emptied["rule"]["bands"] == [{"at_least": "80%", "points": "2"}]
    assert none == {"rule-bands": ["Cần ít nhất một dòng: các mốc."]}


def test_new_row_gets_a_code_of_its_title_and_others_keep_theirs() -> None:
    made = definition(indicator(checklist(2, "2")))
    new = {"rule-items-2-title": "Đường truyền", "rule-items-2-weight": "1", "rule-items-2-code": ""}
    twin = {"rule-items-3-title": "Đường truyền", "rule-items-3-weight": "1", "rule-items-3-code": ""}
    codes = [one["code"] for one in piece_after(made, ONE, **new, **twin)["rule"]["items"]]
    assert codes == ["n0", "n1", "duong-truyen", "duong-truyen-2"]


def test_lead_body_stands_first_and_the_others_keep_their_order() -> None:
    made = definition(indicator(PassFail(), bodies=("b", "a", "c")))
    assert [piece_after(made, ONE, lead_body=lead)["bodies"] for lead in ("b", "c")] == [
        ["b", "a", "c"],
        ["c", "b", "a"],
    ]


def test_lead_body_is_one_of_those_that_appraise() -> None:
    made = definition(indicator(PassFail(), bodies=("b", "a", "c")))
    assert list(errors_of(made, ONE, bodies=["a", "c"], lead_body="b")) == ["lead_body"]


def test_what_a_sample_lacks_is_told_at_the_field_that_lacks_it() -> None:
    made = load_set(SHIPPED[1].read_text(encoding="utf-8"))
    place = of(made, Part.GATE, "hai-long-duoi-80")
    lacks = [errors_of(made, place, **{f"source__sample__{name}": ""}) for name in ("at_least", "indicator")]
    assert [list(one) for one in lacks] == [["source-sample-at_least"], ["source-sample-indicator"]]


def test_more_rows_than_a_page_adds_and_texts_with_lines_of_their_own_stay() -> None:
    severities = deduction(*["0.5"] * 70)
    made = definition(indicator(severities, evidence=("Báo cáo\nkèm phụ lục", "Ảnh")))
    kept = piece_after(made, ONE, title="Tên khác")
    assert (len(kept["rule"]["severities"]), kept["evidence"]) == (70, ["Báo cáo\nkèm phụ lục", "Ảnh"])


def test_bounds_of_a_variant_are_mended_in_the_form_of_its_own_value() -> None:
    own = Variant(("dac_khu",), max=D(2), rule=bands(("0.8", "2")), numerator="a", denominator="b")
    made = definition(indicator(bands(("5", "4")), unit="lần", numerator="", denominator="", variants=(own,)))
    typed = {"variants-0-rule-bands-0-at_least": "95", "variants-0-max": "3", "variants-0-rule-bands-0-points": "3"}
    kept = piece_after(made, ONE, **typed)["variants"][0]
    assert (kept["max"], kept["rule"]["bands"], "title" in kept) == ("3", [{"at_least": "95%", "points": "3"}], False)


def test_sentence_about_a_variant_stands_beside_its_field() -> None:
    made = definition(indicator(bands(("0.9", "4")), variants=(Variant(("xa",), rule=bands(("0.8", "4"))),)))
    form = opened(made, ONE, sent(opened(made, ONE)))
    assert (form.errors, form.field_named("variants.0.rule.bands.0.points")) == ({}, "variants-0-rule-bands-0-points")


def test_what_a_form_does_not_ask_for_stays() -> None:
    only = Variant(("dac_khu",), title="Riêng", max=D(2))
    made = definition(indicator(PassFail(), variants=(only,)))
    kept = piece_after(made, ONE, title="Tên khác")
    assert (kept["title"], kept["code"], kept["variants"]) == (
        "Tên khác", "1.1", [{"kinds": ["dac_khu"], "title": "Riêng", "max": "2"}],
    )  # fmt: skip


# --- Rows and rules without script ------------------------------------------------------------------------------------


def again(made: SetDefinition, **changes: Any) -> Any:
    data = sent(opened(made, ONE), **changes)
    return opened(made, ONE, data).again(data)


def test_row_is_added_and_taken_out_and_what_was_typed_stays() -> None:
    made = definition(indicator(bands(("0.9", "4"), ("0.8", "2"))))
    more = again(made, title="Đang gõ", them="rule-bands")
    less = again(made, title="Đang gõ", bo="rule-bands-0")
    assert [(form["title"].value(), form.is_bound) for form in (more, less)] == [("Đang gõ", False)] * 2
    assert [name for name in more.fields if name.endswith("points")] == [f"rule-bands-{row}-points" for row in range(3)]
    assert (less["rule-bands-0-at_least"].value(), "rule-bands-1-points" in less.fields) == ("80%", False)


def test_mark_of_what_was_seen_stays_when_a_row_is_added() -> None:
    made = definition(indicator(bands(("0.9", "4"))))
    assert again(made, seen="first", them="rule-bands")["seen"].value() == "first"


def test_another_kind_of_rule_is_drawn_before_it_is_saved() -> None:
    made = definition(indicator(bands(("0.9", "4"))))
    drawn = again(made, rule__kind="per_unit")
    assert "rule-each" in drawn.fields
    assert opened(made, ONE, sent(drawn, rule__each="0,5")).again(sent(drawn, rule__each="0,5")) is None
    saved = opened(made, ONE, sent(drawn, rule__each="0,5"))
    assert (saved.errors, saved.tree()["rule"]) == ({}, {"kind": "per_unit", "each": "0.5"})


def test_saving_is_no_drawing() -> None:
    assert again(definition(indicator(bands(("0.9", "4"))))) is None


@pytest.mark.parametrize("sent_by_hand", ["rule-bands-x", "rule-bands-²", "title-0", "rule-bands-9", "-", "rule-bands"])
def test_odd_row_to_take_out_changes_nothing(sent_by_hand: str) -> None:
    drawn = again(definition(indicator(bands(("0.9", "4")))), bo=sent_by_hand)
    assert drawn is None or drawn["rule-bands-0-at_least"].value() == "90%"


# --- Where a sentence about a path stands -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("max", "max"),
        ("rule.bands.1.points", "rule-bands-2-points"),
        ("rule.bands.1", "rule-bands-2-points"),
        ("rule.bands", "rule-bands"),
        ("rule", "rule-bands"),
        ("bodies.0", "bodies"),
        ("not_applicable", "not_applicable-effect"),
        ("elsewhere", "elsewhere"),
    ],
)
def test_sentence_stands_beside_the_field_of_its_path(path: str, field: str) -> None:
    made = definition(indicator(bands(("0.9", "4"), ("0.8", "2"), ("0.7", "1"))))
    form = opened(made, ONE, sent(opened(made, ONE), rule__bands__1__points="", rule__bands__1__at_least=""))
    assert (form.errors, form.field_named(path)) == ({}, field)


@pytest.mark.parametrize(
    ("key", "path", "field"),
    [
        ("hai-long-duoi-80", "effect.cap", "cap"),
        ("hai-long-duoi-80", "source.below", "source-threshold"),
        ("hai-long-duoi-80", "source.sample.indicator", "source-sample-indicator"),
        ("phan-anh-qua-han", "source.measures.1.key", "source-measures-1-key"),
        ("phan-anh-qua-han", "source.declared_by", "source-declared_by"),
    ],
)
def test_sentence_about_a_gate_stands_beside_its_field(key: str, path: str, field: str) -> None:
    made = load_set(SHIPPED[1].read_text(encoding="utf-8"))
    place = of(made, Part.GATE, key)
    form = opened(made, place, sent(opened(made, place)))
    assert (form.errors, form.field_named(path) in form.fields, form.field_named(path)) == ({}, True, field)


def test_gate_is_changed_as_people_write() -> None:
    made = load_set(SHIPPED[1].read_text(encoding="utf-8"))
    place = of(made, Part.GATE, "hai-long-duoi-80")
    piece = piece_after(made, place, source__threshold="75,5", cap="", as_of="30/11", source__sample__too_small="1")
    assert (piece["source"], piece["effect"], piece["as_of"]) == (
        {"indicator": "2.6.2", "below": "75.5%",
         "sample": {"indicator": "2.6.1", "at_least": "100%", "too_small": {"cap": "1"}}},
        "none", "30/11",
    )  # fmt: skip


def test_level_is_changed_as_people_write() -> None:
    made = reference()
    place = of(made, Part.LEVEL, "2")
    rows = {"minimums-0-node": "1.1", "minimums-0-bound": "3,5", "minimums-1-node": "total", "minimums-1-bound": "65%"}
    piece = piece_after(made, place, total_at_least="72,5", every_group_at_least="", **rows)
    assert (piece["total_at_least"], "every_group_at_least" in piece, piece["minimums"]) == (
        "72.5%", False, [{"node": "1.1", "points": "3.5"}, {"node": "total", "share": "65%"}],
    )  # fmt: skip


def test_what_stands_now_is_told_of_what_was_typed_otherwise() -> None:
    made = definition(indicator(bands(("0.9", "4")), bodies=("a",)))
    form = opened(made, ONE, sent(opened(made, ONE), title="Của tôi", rule__bands__0__points="3"))
    now = definition_to_json(made)["groups"][0]["children"][0] | {"help": "Của người khác"}
    assert form.words_of(now).splitlines() == [
        "Tên tiêu chí: Tiêu chí 1.1",
        "Các mốc: 90%, 4",
        "Hướng dẫn: Của người khác",
    ]


def test_gate_on_a_measure_that_is_gone_is_saved_unchanged() -> None:
    made = load_set(SHIPPED[1].read_text(encoding="utf-8"))
    place, tree = of(made, Part.GATE, "phan-anh-qua-han"), definition_to_json(made)
    known = replace(known_of(made), measures=())
    piece = piece_at(tree, place)
    shown = PieceForm(None, place=place, piece=piece, known=known)
    form = PieceForm(sent(shown), place=place, piece=piece, known=known)
    assert (form.errors, form.tree()["source"]) == ({}, piece["source"])


@pytest.mark.parametrize(
    ("file", "part", "code", "label"),
    [
        (0, Part.INDICATOR, "1.1.5", "Mốc 2, điểm"),
        (0, Part.LEVEL, "1", "Tổng điểm từ"),
        (1, Part.GATE, "phan-anh-qua-han", "Số liệu 1, so sánh"),
        (0, Part.HEAD, "bo-tieu-chi", "Bước làm tròn điểm"),
    ],
)
def test_form_of_an_ended_session_names_each_field_in_words(file: int, part: Part, code: str, label: str) -> None:
    made = load_set(SHIPPED[file].read_text(encoding="utf-8"))
    form = opened(made, of(made, part, code))
    labels = [one.label for one in asked_fields(list(sent(form)), "thanthien.criteria").values()]
    assert ("Ô khác" in labels, label in labels) == (False, True)
