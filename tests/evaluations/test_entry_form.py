"""The one form of a word on an indicator: every kind of rule, every way, whoever says it."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.criteria.build import bands, checklist, linear, one
from thanthien.core.acting.errors import Invalid
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.rules import Cadence, Choice, Deduction, Option, PassFail, PerUnit, Severity
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.forms.commune import AnswerForm
from thanthien.evaluations.forms.entries import NEVER_SEEN, EntryForm, typed_entry
from thanthien.evaluations.scored import Entry

D = Decimal
WAYS = [AnswerState.VALUE, AnswerState.NOT_APPLICABLE, AnswerState.DEVIATION, AnswerState.MISSING]
CHOICE = Choice((Option("tot", "Tốt", D(2)), Option("dat", "Đạt", D(1))))
DEDUCTION = Deduction((Severity("nhe", "Nhẹ", D("0.5")), Severity("nang", "Nặng", D(1))))
KINDS = {
    "passed": (one(PassFail()), {"passed": "true"}, {"passed": True}),
    "items": (
        one(checklist(2, "2")), {"items.n0": "true", "items.n1": "false"}, {"items": {"n0": True, "n1": False}},
    ),
    "ratio": (
        one(linear("0.6", "1"), fractional=True), {"numerator": "1.234,5", "denominator": "2000"},
        {"numerator": "1234.5", "denominator": "2000"},
    ),
    "cadence": (
        one(Cadence("iso_week", 1, D("0.6"), D(1))), {"numerator": "46", "denominator": "52"},
        {"numerator": "46", "denominator": "52"},
    ),
    "percent": (one(bands(("0.9", "4")), numerator="", unit="%"), {"percent": "92,5"}, {"percent": "92.5"}),
    "number": (one(bands(("3", "4")), numerator="", unit="ngày"), {"number": "3"}, {"number": "3"}),
    "count": (one(PerUnit(D(1))), {"count": "3"}, {"count": 3}),
    "counts": (one(DEDUCTION), {"counts.nhe": "2", "counts.nang": ""}, {"counts": {"nhe": 2}}),
    "option": (one(CHOICE), {"option": "tot"}, {"option": "tot"}),
}  # fmt: skip


class AskingForm(EntryForm):
    """A voice that is asked for its way, as bodies and the council are."""

    asked = "Ghi bằng"


def asking(compiled: CompiledIndicator, data: Mapping[str, str]) -> EntryForm:
    return AskingForm({"state": "value", "version": "0", **data}, compiled=compiled, ways=WAYS)


def row(compiled: CompiledIndicator, data: Mapping[str, str]) -> EntryForm:
    return EntryForm({f"i7-{name}": text for name, text in data.items()}, compiled=compiled, prefix="i7")


def said(form: EntryForm) -> Entry:
    assert form.is_valid(), form.errors
    return form.entry()


@pytest.mark.parametrize(("compiled", "typed", "value"), KINDS.values(), ids=KINDS)
def test_value_of_every_kind_is_read_alike_by_every_form(compiled, typed, value):
    wanted = Entry(AnswerState.VALUE, value, "")
    commune = AnswerForm({"version": "0", **typed})
    assert commune.is_valid()
    assert [commune.draft(compiled).entry, said(row(compiled, typed)), said(asking(compiled, typed))] == [wanted] * 3


@pytest.mark.parametrize(("compiled", "typed", "value"), KINDS.values(), ids=KINDS)
def test_stored_value_of_every_kind_comes_back_as_it_was_typed(compiled, typed, value):
    form = EntryForm(compiled=compiled, start=Entry(AnswerState.VALUE, value, "Theo sổ"))
    again = {name: text for name, text in form.typed.items() if text}
    assert said(asking(compiled, again | {"reason": form["reason"].value()})) == Entry(
        AnswerState.VALUE, value, "Theo sổ"
    )


RATIO = one(linear("0.6", "1"))


@pytest.mark.parametrize(
    ("compiled", "typed", "field"),
    [
        (RATIO, {"numerator": "47,5", "denominator": "50"}, "numerator"),
        (RATIO, {"numerator": "47", "denominator": "50,5"}, "denominator"),
        (one(bands(("3", "4")), numerator="", unit="cán bộ"), {"number": "47,5"}, "number"),
    ],
)
def test_part_of_a_thing_that_is_counted_is_refused(compiled, typed, field):
    form = asking(compiled, typed)
    assert form.is_valid()
    with pytest.raises(Invalid) as caught:
        form.entry()
    assert caught.value.errors == {field: "Cần ghi số nguyên, vì đây là số đếm được."}


def test_left_empty_it_is_missing_where_nobody_is_asked_for_the_way():
    assert said(row(RATIO, {"reason": "Chờ sổ"})) == Entry(AnswerState.MISSING, None, "Chờ sổ")


def test_left_empty_it_is_refused_where_the_way_was_chosen():
    form = asking(RATIO, {})
    assert form.is_valid()
    with pytest.raises(Invalid) as caught:
        form.entry()
    assert caught.value.errors == {"value": "Cần nhập số liệu."}
    assert form.field_named("value") == "numerator"


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("not_applicable", Entry(AnswerState.NOT_APPLICABLE, None, "Không có")),
        ("missing", Entry(AnswerState.MISSING, None, "Không có")),
        ("deviation", Entry(AnswerState.DEVIATION, None, "Không có", D("1.5"))),
    ],
)
def test_value_typed_before_another_way_was_chosen_does_not_count(state, wanted):
    typed = {"state": state, "numerator": "46", "denominator": "52", "points": "1,5", "reason": "Không có"}
    assert said(asking(RATIO, typed)) == wanted


@pytest.mark.parametrize("typed", [{"numerator": "46", "denominator": "52"}, {"denominator": "52"}, {"numerator": "x"}])
def test_number_beside_the_ticked_box_is_not_dropped_silently(typed):
    form = AnswerForm({"not_applicable": "on", "reason": "Không có", **typed})
    assert form.is_valid()
    with pytest.raises(Invalid) as caught:
        form.draft(RATIO)
    assert list(caught.value.errors) == ["value"]


@pytest.mark.parametrize("typed", [{}, {"numerator": " ", "denominator": ""}, {"numerator": "0", "denominator": "0"}])
def test_box_for_nothing_arisen_counts_where_no_number_stands_beside_it(typed):
    form = AnswerForm({"not_applicable": "on", "reason": "Không có", **typed})
    assert form.is_valid()
    assert form.draft(RATIO).entry == Entry(AnswerState.NOT_APPLICABLE, None, "Không có")


def test_choice_that_can_not_be_undone_without_script_yields_to_the_box():
    form = AnswerForm({"not_applicable": "on", "reason": "Không có", "passed": "true"})
    assert form.is_valid()
    assert form.draft(one(PassFail())).entry == Entry(AnswerState.NOT_APPLICABLE, None, "Không có")


@pytest.mark.parametrize(("action", "origin"), [("clear", Origin.DECLARED), ("use_system", Origin.SYSTEM)])
def test_button_that_says_it_all_leaves_what_is_typed_aside(action, origin):
    form = AnswerForm({"action": action, "numerator": "ba", "explanation": "Theo sổ"})
    assert form.is_valid()
    draft = form.draft(RATIO)
    state = AnswerState.MISSING if action == "clear" else AnswerState.VALUE
    assert (draft.entry, draft.explanation, draft.origin) == (Entry(state), "Theo sổ", origin)


@pytest.mark.parametrize(
    ("text", "version"), [("7", 7), ("", NEVER_SEEN), ("-1", NEVER_SEEN), ("٣", NEVER_SEEN), ("9" * 10, NEVER_SEEN)]
)
def test_version_that_is_no_number_is_one_that_nobody_has_seen(text, version):
    form = asking(RATIO, {"version": text, "numerator": "1", "denominator": "2"})
    assert form.is_valid()
    assert form.cleaned_data["version"] == version


def test_form_sent_without_a_version_was_never_seen():
    form = row(RATIO, {"numerator": "1"})
    assert form.is_valid()
    assert form.cleaned_data["version"] == NEVER_SEEN


def test_identifiers_have_no_dots():
    form = AskingForm(compiled=KINDS["items"][0], ways=WAYS)
    assert [bound.auto_id for _, bound in form.value_rows] == ["id_items-n0", "id_items-n1"]


def test_deviation_is_shown_with_its_points():
    shown = typed_entry(Entry(AnswerState.DEVIATION, None, "Sai số", D("1.5")))
    assert shown == {"reason": "Sai số", "state": "deviation", "not_applicable": False, "points": "1,5"}
