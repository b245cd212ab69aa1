"""What somebody confirms is what they saw: nothing a colleague did meanwhile is done over, or done unseen."""

from datetime import date
from importlib import import_module
from inspect import Parameter, getmembers, isfunction, signature
from pkgutil import iter_modules

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, checked, confirming, fresh, on, open_year, pdf
from thanthien.core.acting.errors import Stale
from thanthien.core.acting.seen import pack
from thanthien.evaluations import actions as room
from thanthien.evaluations.actions import council, decisions, gates, reviews, sheets
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, ReviewOutcome
from thanthien.evaluations.models import Conclusion, ItemRequest, ReviewRequest, Sheet, SheetItem
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db

VALUE = {"numerator": "40", "denominator": "52"}
LOWER = Entry(AnswerState.VALUE, VALUE, "Thiếu sổ")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def concludable(code: str = "10001", year: Year | None = None) -> Year:
    year = year or open_year()
    year.appraise(code)
    with on(date(2026, 3, 10)):
        ids = [year.dossier(code).pk]
        council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=ids)
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for(ids, False))
    return year


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_dossier_whose_level_changed_after_the_check_is_shown_again():
    year = concludable()
    client, address = signed_in(year.people.secretary), reverse("council-conclude", args=[year.cycle.pk])
    with on(date(2026, 3, 10)):
        sent = checked(client, address, [year.dossier().pk]) | {"council_on": "2026-03-10"}
        row = year.conclusion("10001", "1.1")
        by = fresh(year.people.secretary)
        council.conclude_item(by=by, conclusion_id=row.pk, version=row.version, entry=LOWER)
        answer = client.post(address, sent)
        assert (answer.status_code, year.dossier().status) == (409, "under_appraisal")
        assert [told.partition(" (")[0] for told in answer.context["changes"]] == ["Xã An Hòa"]
        assert answer.context["form"]["council_on"].value() == "2026-03-10"
        assert client.post(address, sent | confirming(answer)).status_code == 302
    assert year.dossier().status == "concluded"


def test_list_that_nobody_saw_is_shown_first():
    year = concludable()
    client, address = signed_in(year.people.secretary), reverse("council-conclude", args=[year.cycle.pk])
    with on(date(2026, 3, 10)):
        unseen = {"chon": [year.dossier().pk], "buoc": "lam", "council_on": "2026-03-10"}
        answer = client.post(address, unseen)
    assert (answer.status_code, year.dossier().status) == (200, "under_appraisal")
    assert [row.key for row in answer.context["chosen"]] == [year.dossier().pk]


def test_dossier_that_a_colleague_took_is_named_and_the_rest_waits():
    year = concludable("10002", concludable())
    client, address = signed_in(year.people.secretary), reverse("council-conclude", args=[year.cycle.pk])
    both = [year.dossier("10001").pk, year.dossier("10002").pk]
    with on(date(2026, 3, 10)):
        sent = checked(client, address, both) | {"council_on": "2026-03-10"}
        council.conclude(
            by=fresh(year.people.secretary), dossier_ids=both[:1], session=Session(date(2026, 3, 10))
        )  # fmt: skip
        answer = client.post(address, sent)
    assert (answer.status_code, year.dossier("10002").status) == (409, "under_appraisal")
    assert [row.key for row in answer.context["chosen"]] == both[1:]


def test_sheet_changed_after_the_check_is_not_sent():
    year = open_year()
    year.accept("10001")
    year.fill("10001", year.people.mttq, {})
    client, address = signed_in(year.people.mttq), reverse("appraisal-send", args=[year.cycle.pk])
    sheet = Sheet.objects.get(dossier=year.dossier(), body__code="mttq")
    with on(date(2026, 2, 10)):
        sent = checked(client, address, [sheet.pk])
        year.fill("10001", year.people.mttq, {("mttq", "1.1"): LOWER})
        assert client.post(address, sent).status_code == 409
    sheet.refresh_from_db()
    assert sheet.status == "draft"


def test_list_to_publish_that_grew_is_shown_again():
    year = open_year()
    year.decide("10001")
    client, address = signed_in(year.people.office), reverse("decision-publish", args=[year.cycle.pk])
    seen = confirming(client.get(address))
    year.decide("10002", "13/QĐ-UBND")
    with on(date(2026, 3, 25)):
        answer = client.post(address, seen)
    assert (answer.status_code, year.dossier("10001").status) == (409, "decided")
    assert answer.context["changes"] == ["Phường Bình Minh: mới có trong danh sách"]
    assert [row.name for row in answer.context["chosen"]] == ["Phường Bình Minh", "Xã An Hòa"]


def test_proposal_changed_after_the_list_is_told_before_the_decision():
    year = open_year()
    year.announce("10001")
    with on(date(2026, 3, 17)):
        reviews.request_review(
            by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reasons={"1.1": "Có sổ"}
        )  # fmt: skip
        secretary = fresh(year.people.secretary)
        told = reviews.ReviewAnswer(ReviewOutcome.REFUSED, "Không có sổ")
        reviews.answer_request(by=secretary, request_id=ReviewRequest.objects.get().pk, answer=told)
        council.propose_level(
            by=secretary, dossier_id=year.dossier().pk, level=1, reason="Theo kiểm tra", version=year.dossier().version
        )
        reviews.finish_review(by=secretary, dossier_id=year.dossier().pk)
    pk = year.dossier().pk
    before = {str(pk): ["7,88", "Mức độ 2", "Mức độ 2", ""]}
    data = {"chon": pk, "thay": pack(before), f"d{pk}-level": "1", f"d{pk}-reason": "Thấp hơn đề nghị"}
    with on(date(2026, 3, 24)):
        answer = signed_in(year.people.office).post(reverse("decision-record", args=[year.cycle.pk]), data)
    assert answer.status_code == 409
    assert "Mức độ đề nghị: Mức độ 2 → Mức độ 1" in answer.text
    assert 'value="Thấp hơn đề nghị"' in answer.text


# --- One dossier, one sheet, one row -------------------------------------------------------------------------------


def test_sheet_sent_anew_is_not_handed_back_from_an_old_page():
    year = open_year()
    year.appraise("10001")
    client = signed_in(year.people.secretary)
    sheet = Sheet.objects.get(dossier=year.dossier(), body__code="mttq")
    address = reverse("council-hand-back", args=[sheet.pk])
    with on(date(2026, 3, 10)):
        seen = {"sent_at": str(client.get(address).context["form"]["sent_at"].value())}
        sheets.hand_back(
            by=fresh(year.people.secretary), sheet_id=sheet.pk, reason="Thiếu lý do ở 1.1", sent_at=sheet.sent_at
        )
        body = fresh(year.people.mttq)
        sheets.send_sheets(by=body, cycle=year.cycle, sheet_ids=[sheet.pk])
        answer = client.post(address, seen | {"reason": "Cũng thiếu ở 1.2"})
        sheet.refresh_from_db()
        assert (answer.status_code, sheet.status) == (409, "sent")
        assert ("vừa gửi lại lúc" in answer.text, "Cũng thiếu ở 1.2" in answer.text) == (True, True)
        again = {"sent_at": answer.context["form"].data["sent_at"], "reason": "Cũng thiếu ở 1.2"}
        assert client.post(address, again).status_code == 302


def test_dossier_concluded_anew_is_not_reconsidered_from_an_old_page():
    year = open_year()
    year.conclude("10001")
    client = signed_in(year.people.secretary)
    address = reverse("council-reconsider", args=[year.cycle.pk, "10001"])
    old = year.dossier().version
    with on(date(2026, 3, 11)):
        by, ids = fresh(year.people.secretary), [year.dossier().pk]
        council.reconsider(by=by, dossier_id=ids[0], reason="Xem lại 1.1", version=year.dossier().version)
        council.conclude(by=by, dossier_ids=ids, session=Session(date(2026, 3, 11)))
        answer = client.post(address, {"reason": "Xem lại 1.2", "version": old})
    assert (answer.status_code, year.dossier().status) == (409, "concluded")
    assert ("Mức độ đề nghị: Mức độ 2." in answer.text, "Xem lại 1.2" in answer.text) == (True, True)


def test_recognition_lowered_meanwhile_is_shown_before_it_is_lowered_further():
    year = open_year()
    year.publish("10001")
    old, pk = year.dossier().version, year.dossier().pk
    paper = {"number": "31/QĐ-UBND", "signed_on": "01/06/2026", "signer": "Người ký", "reason": "Vi phạm"}
    with on(date(2026, 6, 1)):
        office = fresh(year.people.office)
        first = Printed("30/QĐ-UBND", date(2026, 6, 1), "Người ký", pdf())
        decisions.change_recognition(
            by=office, dossier_id=pk, level=1, reason="Hậu kiểm", paper=first, version=year.dossier().version
        )
        address = reverse("decision-change", args=[year.cycle.pk, "10001"])
        answer = signed_in(office).post(address, paper | {"level": "0", "version": old, "file": pdf(), "buoc": "lam"})
    assert (answer.status_code, year.dossier().decided_level) == (409, 1)
    assert "Đã ghi nhận một quyết định khác đối với đơn vị này: Đã hạ mức độ, Mức độ 1." in answer.text
    assert answer.context["form"]["version"].value() == str(year.dossier().version)


def under_review() -> tuple[Year, ReviewRequest]:
    year = open_year()
    year.announce("10001")
    with on(date(2026, 3, 17)):
        reviews.request_review(
            by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reasons={"1.1": "Có sổ"}
        )  # fmt: skip
    return year, ReviewRequest.objects.get()


def test_request_answered_meanwhile_shows_both_answers():
    year, request = under_review()
    with on(date(2026, 3, 18)):
        told = reviews.ReviewAnswer(ReviewOutcome.REFUSED, "Sổ không có chữ ký")
        reviews.answer_request(by=fresh(year.people.secretary), request_id=request.pk, answer=told)
        typed = {"outcome": "refused", "answer": "Sổ ghi chồng ngày", "version": "0"}
        answer = signed_in(year.people.secretary).post(reverse("review-answer", args=[request.pk]), typed)
    request.refresh_from_db()
    assert (answer.status_code, request.answer) == (409, "Sổ không có chữ ký")
    assert ("Sổ không có chữ ký" in answer.text, "Sổ ghi chồng ngày" in answer.text) == (True, True)
    assert "Gửi trả lời" not in answer.text


def test_accepted_request_does_not_replace_a_conclusion_unseen():
    year, request = under_review()
    row = year.conclusion("10001", "1.1")
    old = row.version
    Conclusion.objects.filter(pk=row.pk).update(version=old + 1)
    told = reviews.ReviewAnswer(ReviewOutcome.ACCEPTED, "Chấp nhận", LOWER, old)
    with on(date(2026, 3, 18)), pytest.raises(Stale):
        reviews.answer_request(by=fresh(year.people.secretary), request_id=request.pk, answer=told)
    data = {"outcome": "accepted", "answer": "Chấp nhận", "state": "value", "reason": "", "version": str(old)}
    with on(date(2026, 3, 18)):
        address = reverse("review-answer", args=[request.pk])
        answer = signed_in(year.people.secretary).post(address, data | VALUE)
        assert (answer.status_code, answer.context["entry_form"]["version"].value()) == (409, str(old + 1))
        again = data | VALUE | {"version": str(old + 1)}
        assert signed_in(year.people.secretary).post(address, again).status_code == 302


def test_keeping_a_self_score_needs_the_version_that_was_seen():
    year = open_year()
    year.accept("10001")
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): LOWER})
    item = year.item("10001", "1.1", "mttq")
    address = reverse("appraisal-item", args=[item.pk])
    with on(date(2026, 2, 10)):
        client = signed_in(year.people.mttq)
        old = client.post(
            address, {"giu": item.pk, "tu": "hang", f"i{item.pk}-version": "0"}, headers={"HX-Request": "true"}
        )
        unseen = client.post(address, {"giu": item.pk, "tu": "hang"}, headers={"HX-Request": "true"})
    assert (old.status_code, unseen.status_code) == (409, 409)
    assert SheetItem.objects.get(pk=item.pk).value == VALUE


def test_every_writable_row_carries_its_version():
    year = open_year()
    year.accept("10001")
    deviation = Entry(AnswerState.DEVIATION, None, "Sổ bị ngập", LOWER.points)
    item = year.item("10001", "1.1", "mttq")
    SheetItem.objects.filter(pk=item.pk).update(state=deviation.state, points=2, reason="Sổ bị ngập", version=7)
    with on(date(2026, 2, 10)):
        page = signed_in(year.people.mttq).get(reverse("appraisal-grid", args=[year.cycle.pk, "1.1"]))
    assert f'name="i{item.pk}-version" value="7"' in page.text


def test_question_comes_too_late_once_the_sheet_is_sent():
    year = open_year()
    year.accept("10001")
    year.fill("10001", year.people.mttq, {})
    year.send("10001", year.people.mttq)
    item = year.item("10001", "1.1", "mttq")
    with on(date(2026, 2, 12)):
        address = reverse("appraisal-ask", args=[item.pk])
        answer = signed_in(year.people.mttq).post(address, {"question": "Gửi sổ"})
    assert (answer.status_code, ItemRequest.objects.count()) == (422, 0)


def test_what_was_seen_is_never_left_out_by_an_action():
    """A page that forgets to say what the person saw fails, and does not write over it."""
    modules = [
        *(import_module(f"{room.__name__}.{one.name}") for one in iter_modules(room.__path__)),
        *(import_module(f"thanthien.{name}.actions") for name in ("accounts", "core", "evidence", "records", "units")),
    ]
    optional = [
        f"{module.__name__}.{name}({parameter.name})"
        for module in modules
        for name, act in getmembers(module, isfunction)
        if act.__module__ == module.__name__
        for parameter in signature(act).parameters.values()
        if parameter.name in ("seen", "version", "sent_at") and parameter.default is not Parameter.empty
    ]
    assert optional == ["thanthien.evidence.actions.log_opening(version)"]  # of a file, not of what was seen
