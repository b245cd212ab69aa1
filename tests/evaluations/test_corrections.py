"""A commune corrects the value of an indicator on which a body asked: only that, marked, with what was handed in."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import answers, intake, sheets, submission
from thanthien.evaluations.actions.corrections import Correction
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, Conclusion, ItemRequest, Phase, SheetItem, Total
from thanthien.evaluations.queries.self_score import changes_of
from thanthien.evaluations.scored import Entry
from thanthien.notices.models import Notice

pytestmark = pytest.mark.django_db
ASKED, ANSWERED, LATE = date(2026, 2, 10), date(2026, 2, 11), date(2026, 3, 2)
LESS = {"numerator": "40", "denominator": "52"}


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def asked(year: Year, code: str = "1.1", body: str = "mttq") -> ItemRequest:
    who = year.people.mttq if body == "mttq" else year.people.noi_vu
    with on(ASKED):
        return sheets.ask_item(by=fresh(who), item_id=year.item("10001", code, body).pk, question="Sổ ghi 40 tuần")


def to(value: dict[str, object] | None = None, version: int = 1) -> Correction:
    entry = Entry(AnswerState.VALUE, LESS if value is None else value)
    return Correction(version, lambda _: answers.Draft(entry, "Đếm lại sổ"))


def answer(
    year: Year, request: ItemRequest, correction: Correction | None, *, who: str = "focal", day: date = ANSWERED
):
    with on(day):
        return submission.answer_item_request(
            by=year.who("10001", who), request_id=request.pk, answer="Đã đếm lại", correction=correction
        )


def others(year: Year) -> tuple[list, list, list]:
    """Every column but the commune's, and its other answers."""
    fields = ("pk", "state", "value", "reason", "points", "version", "updated_at")
    rest = Answer.objects.exclude(dossier=year.dossier(), indicator__code="1.1")
    return tuple(
        list(rows.order_by("pk").values_list(*fields)) for rows in (SheetItem.objects, Conclusion.objects, rest)
    )


# --- What is stored -------------------------------------------------------------------------------------------------


def test_correction_changes_the_one_value_and_keeps_what_was_handed_in(year):
    year.accept()
    year.fill("10001", year.people.noi_vu, {})
    before = others(year)
    answer(year, asked(year), to())
    row = year.answer("10001", "1.1")
    assert (row.value, row.points, row.explanation, row.updated_by.full_name, row.corrected_at.date()) == (
        LESS, Decimal("1.75"), "Đếm lại sổ", "Focal10001", ANSWERED,
    )  # fmt: skip
    assert row.handed_in == {"state": "value", "value": {"numerator": "46", "denominator": "52"}, "reason": ""}
    assert others(year) == before
    assert Total.objects.get(dossier=year.dossier(), column="self").points == Decimal("7.25")
    assert [save.value["numerator"] for save, _ in changes_of(row)] == ["40", "46"]


def test_second_correction_keeps_what_was_handed_in_first(year):
    year.accept()
    answer(year, asked(year), to())
    answer(year, asked(year), to({"numerator": "41", "denominator": "52"}, version=2))
    row = year.answer("10001", "1.1")
    assert (row.value["numerator"], row.handed_in["value"]["numerator"]) == ("41", "46")


def test_answer_without_correction_changes_nothing(year):
    year.accept()
    answer(year, asked(year), None)
    row = year.answer("10001", "1.1")
    assert (row.value["numerator"], row.corrected_at, row.handed_in) == ("46", None, None)


def test_mark_goes_when_the_dossier_is_scored_anew(year):
    year.accept()
    answer(year, asked(year), to())
    with on(date(2026, 2, 12)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Sai sót")
        last = Phase.objects.get(cycle=year.cycle, key="posting")
        Phase.objects.filter(pk=last.pk).update(ends_on=date(2026, 3, 1))
        year.save("10001", "1.1", answers.Draft(Entry(AnswerState.VALUE, {"numerator": "44", "denominator": "52"})))
    assert year.answer("10001", "1.1").corrected_at is None


def test_mark_goes_with_the_reopening_and_the_history_keeps_it(year):
    year.accept()
    answer(year, asked(year), to())
    with on(date(2026, 2, 12)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Sai sót")
    row = year.answer("10001", "1.1")
    assert (row.value, row.handed_in, row.corrected_at) == (LESS, None, None)
    events = Answer.pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    assert [(row.handed_in or {}).get("value", {}).get("numerator") for row in events][-2:] == ["46", None]


def test_what_is_handed_in_anew_is_marked_as_corrected_nowhere(year):
    year.submit()
    marked = Answer.objects.filter(pk=year.answer("10001", "1.1").pk)  # as re-openings left it before they cleared it
    before = {"state": "value", "value": LESS, "reason": ""}
    marked.update(handed_in=before, corrected_at=datetime(2026, 1, 20, tzinfo=UTC))
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu biên bản")
        submission.resubmit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    row = year.answer("10001", "1.1")
    assert (row.value["numerator"], row.handed_in, row.corrected_at) == ("46", None, None)


# --- Refusals -------------------------------------------------------------------------------------------------------


def test_value_that_was_said_before_is_no_correction(year):
    year.accept()
    with pytest.raises(Invalid) as told:
        answer(year, asked(year), to({"numerator": "46", "denominator": "52"}))
    assert list(told.value.errors) == ["value"]
    assert (ItemRequest.objects.get().answer, year.answer("10001", "1.1").version) == ("", 1)


def test_no_value_is_no_correction(year):
    year.accept()
    nothing = Correction(1, lambda _: answers.Draft(Entry(AnswerState.MISSING)))
    with pytest.raises(Invalid, match="Cần nhập số liệu đúng"):
        answer(year, asked(year), nothing)


def test_correction_of_what_a_colleague_corrected_meanwhile_is_stale(year):
    year.accept()
    first, second = asked(year), asked(year, "1.2", "mttq")
    answer(year, first, to())
    other = asked(year)
    with pytest.raises(Stale) as told:
        answer(year, other, to())
    assert told.value.current.value == LESS
    assert ItemRequest.objects.get(pk=second.pk).answer == ""


def test_correction_without_a_question_is_refused(year):
    year.accept()
    with on(ANSWERED), pytest.raises(Refused, match="không sửa được"):
        year.save("10001", "1.1", answers.Draft(Entry(AnswerState.VALUE, LESS)))


def test_late_correction_is_refused_with_its_answer(year):
    year.accept()
    with pytest.raises(Refused, match="Đã quá hạn trả lời"):
        answer(year, asked(year), to(), day=LATE)
    assert year.answer("10001", "1.1").value["numerator"] == "46"


def test_nobody_corrects_once_every_sheet_is_in(year):
    year.accept()
    request = asked(year)
    for user in (year.people.mttq, year.people.noi_vu):
        year.fill("10001", user, {})
        year.send("10001", user)
    with pytest.raises(Invalid, match="Các cơ quan thẩm định tiêu chí này đã gửi phiếu"):
        answer(year, request, to())
    answer(year, request, None)
    assert ItemRequest.objects.get().answer == "Đã đếm lại"


def test_nobody_corrects_what_the_only_body_of_the_indicator_has_sent(client, year):
    """1.1 is judged by one body, which sent its sheet; the other body is still at work."""
    year.accept()
    request = asked(year)
    year.fill("10001", year.people.mttq, {})
    year.send("10001", year.people.mttq)
    refused = sent(client, year, request, answer="Đã đếm lại", corrects="on", **VALUE)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["corrects"])
    assert (year.answer("10001", "1.1").value["numerator"], ItemRequest.objects.get().answer) == ("46", "")
    answer(year, request, None)
    told = Notice.objects.get(title="Đề nghị bổ sung tiêu chí 1.1 đã được trả lời")
    assert told.what == "Xã An Hòa, Kỳ đánh giá năm 2026. Xem trả lời; phiếu của cơ quan đã gửi."


def test_value_is_corrected_while_another_body_of_the_indicator_is_at_work(year):
    year.accept()
    request = asked(year, "1.2")
    year.fill("10001", year.people.mttq, {})
    year.send("10001", year.people.mttq)
    answer(year, request, to({"numerator": "8", "denominator": "10"}))
    assert year.answer("10001", "1.2").value == {"numerator": "8", "denominator": "10"}


def test_indicator_of_a_colleague_is_corrected_by_that_colleague(year):
    year.score()
    with on(date(2026, 1, 13)):
        answers.assign(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["1.1"],
            assignee=year.who("10001", "chair"), seen={},
        )  # fmt: skip
    hand_in(year)
    with pytest.raises(Refused, match="giao cho người khác"):
        answer(year, asked(year), to(), who="officer")


def hand_in(year: Year) -> None:
    """From the scored draft to the appraisal."""
    focal, chair, pk = year.who("10001", "focal"), year.who("10001", "chair"), year.dossier().pk
    with on(date(2026, 1, 14)):
        submission.post(by=focal, dossier_id=pk, posted_on=date(2026, 1, 14), places="Trụ sở")
    with on(date(2026, 1, 20)):
        submission.record_meeting(
            by=focal, dossier_id=pk, version=year.dossier().version, held_on=date(2026, 1, 20),
            minutes=year.document("10001"),
        )  # fmt: skip
        submission.sign(by=chair, dossier_id=pk, seen=year.mark())
        submission.submit(by=chair, dossier_id=pk, seen=year.mark())
    with on(date(2026, 2, 9)):
        intake.accept(by=fresh(year.people.office), dossier_ids=[pk])


# --- Who is told, what is shown -------------------------------------------------------------------------------------


def test_other_bodies_are_told_of_the_value_and_not_who_asked(year):
    year.accept()
    answer(year, asked(year, "1.2"), to({"numerator": "8", "denominator": "10"}))
    told = Notice.objects.filter(kind="question", person=year.people.noi_vu).values_list("title", "what")
    assert list(told) == [
        ("Đơn vị vừa sửa số liệu tiêu chí 1.2",
         "Xã An Hòa, Kỳ đánh giá năm 2026. Xem lại ý kiến thẩm định của tiêu chí này."),
    ]  # fmt: skip
    asker = Notice.objects.filter(kind="question", person=year.people.mttq).values_list("title", flat=True)
    assert list(asker) == ["Đề nghị bổ sung tiêu chí 1.2 đã được trả lời"]


def words(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(("who", "name", "more"), [
    ("office", "dossier-detail", ()), ("noi_vu", "dossier-detail", ()), ("focal", "self-scoring-item", ("1.2",)),
    ("focal", "dossier-reading", ()),
])  # fmt: skip
def test_corrected_value_is_marked_with_day_person_and_what_was(client, year, who, name, more):
    year.accept()
    answer(year, asked(year, "1.2"), to({"numerator": "8", "denominator": "10"}))
    user = year.who("10001", who) if who == "focal" else fresh(getattr(year.people, who))
    client.force_login(user)
    with on(ANSWERED):
        text = words(client.get(reverse(name, args=[year.cycle.pk, "10001", *more])))
    assert text.count("Đơn vị đã sửa") == 1
    assert (
        'ngày <span class="num">11/02/2026</span>, Focal10001. Đã nộp: <span class="num">9/10 (90,0%)</span>.' in text
    )
    assert "Sổ ghi 40 tuần" not in text or who == "focal"


def test_corrected_value_is_marked_beside_the_grid(client, year):
    year.accept()
    answer(year, asked(year, "1.2"), to({"numerator": "8", "denominator": "10"}))
    client.force_login(fresh(year.people.noi_vu))
    with on(ANSWERED):
        item = year.item("10001", "1.2", "so-noi-vu")
        text = words(client.get(reverse("appraisal-item", args=[item.pk])))
    assert ["Đơn vị đã sửa" in text, "9/10 (90,0%)" in text, "Sổ ghi 40 tuần" in text] == [True, True, False]


# --- The row that takes the value over ------------------------------------------------------------------------------


def proved(year: Year) -> None:
    made, who = year.document("10001", "Sổ tiếp nhận"), year.who("10001", "focal")
    year.answer("10001", "1.1").evidence.create(document=made, attached_by=who, attached_at=made.created_at)


def kept(client, year: Year, seen: int | None, **more):
    """What “Đồng ý” in the row of 1.1 answers, of an appraiser who saw this version of the commune's answer."""
    client.force_login(fresh(year.people.mttq))
    item = year.item("10001", "1.1", "mttq")
    data = {
        "giu": item.pk,
        f"i{item.pk}-version": item.version,
        **({} if seen is None else {f"i{item.pk}-answer": seen}),
    }
    with on(ANSWERED):
        if more:
            return client.post(reverse("appraisal-item", args=[item.pk]), data | more, headers={"HX-Request": "true"})
        return client.post(reverse("appraisal-grid", args=[year.cycle.pk, "1.1"]) + "?co-quan=mttq", data)


@pytest.mark.parametrize("more", [{"tu": "hang"}, {}], ids=["row", "form"])
def test_corrected_value_that_the_appraiser_never_saw_is_not_taken_over(client, year, more):
    year.accept()
    proved(year)
    answer(year, asked(year), to())
    refused = kept(client, year, 1, **more)
    item = year.item("10001", "1.1", "mttq")
    assert (refused.status_code, item.state, item.version) == (409, AnswerState.MISSING, 0)
    assert "Đơn vị vừa sửa số liệu thành “40/52 (76,9%)”" in words(refused)
    assert f'name="i{item.pk}-answer" value="2"' in words(refused)
    assert kept(client, year, 2, **more).status_code == (200 if more else 302)
    assert year.item("10001", "1.1", "mttq").value == LESS


def test_row_that_says_no_version_of_the_answer_takes_nothing_over(client, year):
    year.accept()
    proved(year)
    refused = kept(client, year, None, tu="hang")
    assert (refused.status_code, year.item("10001", "1.1", "mttq").state) == (409, AnswerState.MISSING)


def test_answer_is_locked_while_it_is_taken_over(year):
    year.accept()
    with CaptureQueriesContext(connection) as sent_to_it:
        year.fill("10001", year.people.mttq, {})
    [locking] = [
        one["sql"] for one in sent_to_it if 'FROM "evaluations_answer"' in one["sql"] and " FOR " in one["sql"]
    ]
    assert locking.endswith('ORDER BY "evaluations_answer"."id" ASC FOR NO KEY UPDATE OF "evaluations_answer"')


# --- The page -------------------------------------------------------------------------------------------------------


def sent(client, year: Year, request: ItemRequest, **data):
    client.force_login(year.who("10001", "focal"))
    with on(ANSWERED):
        return client.post(reverse("item-request", args=[year.cycle.pk, "10001", request.pk]), data)


VALUE = {"version": "1", "numerator": "40", "denominator": "52", "reason": "", "explanation": "Đếm lại sổ"}


def test_page_corrects_with_the_answer(client, year):
    year.accept()
    done = sent(client, year, asked(year), answer="Đã đếm lại", corrects="on", **VALUE)
    assert done.status_code == 302
    assert (year.answer("10001", "1.1").value, ItemRequest.objects.get().answer) == (LESS, "Đã đếm lại")


def test_typed_value_is_not_dropped_in_silence(client, year):
    year.accept()
    refused = sent(client, year, asked(year), answer="Đã đếm lại", **VALUE)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["corrects"])
    assert (year.answer("10001", "1.1").value["numerator"], ItemRequest.objects.get().answer) == ("46", "")
    untouched = sent(client, year, ItemRequest.objects.get(), answer="Đã gửi", **VALUE | {"numerator": "46"})
    assert (untouched.status_code, year.answer("10001", "1.1").version) == (302, 1)


def test_wrong_value_is_told_beside_its_field_and_nothing_is_sent(client, year):
    year.accept()
    refused = sent(client, year, asked(year), answer="Đã đếm lại", corrects="on", **VALUE | {"numerator": "ba"})
    assert (refused.status_code, "numerator" in refused.context["value_form"].errors) == (422, True)
    assert ItemRequest.objects.get().answer == ""


def test_stale_value_shows_what_stands_and_is_sent_knowingly(client, year):
    year.accept()
    answer(year, asked(year), to())
    request = asked(year)
    typed = VALUE | {"numerator": "39"}
    refused = sent(client, year, request, answer="Đã đếm lại", corrects="on", **typed)
    shown = refused.context["value_form"]
    assert (refused.status_code, shown["version"].value(), shown["numerator"].value()) == (409, "2", "39")
    assert (
        sent(client, year, request, answer="Đã đếm lại", corrects="on", **typed | {"version": "2"}).status_code == 302
    )
    assert year.answer("10001", "1.1").value["numerator"] == "39"


def test_page_offers_no_correction_once_every_sheet_is_in(client, year):
    year.accept()
    request = asked(year)
    for user in (year.people.mttq, year.people.noi_vu):
        year.fill("10001", user, {})
        year.send("10001", user)
    client.force_login(year.who("10001", "focal"))
    with on(ANSWERED):
        text = client.get(reverse("item-request", args=[year.cycle.pk, "10001", request.pk])).content.decode()
    assert ['name="corrects"' in text, 'name="answer"' in text] == [False, True]


def test_row_of_the_grid_says_that_the_value_was_corrected(client, year):
    year.accept()
    answer(year, asked(year), to())
    client.force_login(fresh(year.people.mttq))
    with on(LATE):
        page = client.get(reverse("appraisal-grid", args=[year.cycle.pk, "1.1"])).text
    assert page.split("<tbody>")[1].count('aria-label="Đơn vị đã sửa ngày 11/02/2026"') == 1
