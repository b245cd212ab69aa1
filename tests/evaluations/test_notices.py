"""Whom the year tells what: at each step and event, with doors that open, and nothing that its reader may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.forms import Form
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.accounts.models import Membership, User
from thanthien.core.acting import bulk
from thanthien.core.acting.errors import Refused
from thanthien.core.mail.models import Message
from thanthien.evaluations.actions import council, cycles, intake, registration, reviews, sheets, submission
from thanthien.evaluations.bulk.sheets import SendSheets
from thanthien.evaluations.enums import ReviewOutcome
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.notices import ON_STEP
from thanthien.evaluations.workflow import STEPS, PhaseKey
from thanthien.notices.models import Notice
from thanthien.notices.queries import notices_of, shown

pytestmark = pytest.mark.django_db
COMMUNE = ["chair10001", "focal10001", "officer10001"]


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def told(title: str) -> list[str]:
    """Who was told this, by the first part of their address."""
    emails = Notice.objects.filter(title=title).order_by("person__email").values_list("person__email", flat=True)
    return [email.split("@")[0] for email in emails]


def test_every_telling_belongs_to_a_step() -> None:
    assert set(ON_STEP) <= set(STEPS)


def test_registration_goes_to_the_office_and_its_answer_to_the_commune() -> None:
    year = open_year(units=2, switches=cycles.Switches(registration_needs_approval=True, decided_by="Ủy ban"))
    year.register()
    assert told("Đăng ký chờ duyệt") == ["head", "office"]
    with on(date(2026, 1, 7)):
        registration.refuse(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Sai mức")
    assert told("Đăng ký không được duyệt") == ["chair10001", "focal10001"]


def test_submission_goes_to_the_office_and_the_returned_dossier_to_its_commune_alone(year: Year) -> None:
    year.submit()
    assert told("Hồ sơ vừa nộp") == ["head", "office"]
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu biên bản của ông A")
    assert told("Hồ sơ được trả lại để bổ sung") == COMMUNE
    row = Notice.objects.filter(kind="dossier").first()
    assert row is not None
    assert row.what == ("Xã An Hòa, Kỳ đánh giá năm 2026. Xem nội dung cần bổ sung và nộp lại đúng hạn.")
    assert row.due_on == year.dossier().supplement_due_on
    with on(date(2026, 1, 23)):
        intake.extend_supplement(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Mưa bão")
    assert told("Hạn bổ sung được gia hạn") == COMMUNE


def test_question_goes_to_the_commune_and_its_answer_to_the_body(year: Year) -> None:
    year.accept()
    with on(date(2026, 2, 10)):
        item = year.item("10001", "1.1", "mttq")
        asked = sheets.ask_item(by=fresh(year.people.mttq), item_id=item.pk, question="Sổ của bà B đâu?")
    assert told("Có đề nghị bổ sung tiêu chí 1.1") == COMMUNE
    assert "bà B" not in Notice.objects.filter(about_kind="item_request").values_list("what", flat=True)[0]
    with on(date(2026, 2, 11)):
        submission.answer_item_request(by=year.who("10001", "focal"), request_id=asked.pk, answer="Đã gửi")
    assert told("Đề nghị bổ sung tiêu chí 1.1 đã được trả lời") == ["mttq"]


def test_last_sheet_goes_to_the_secretary_and_one_handed_back_to_its_body(year: Year) -> None:
    year.appraise()
    assert told("Đã đủ phiếu thẩm định") == ["secretary"]
    sheet = year.dossier().sheets.get(body__code="mttq")
    with on(date(2026, 2, 12)):
        sheets.hand_back(
            by=fresh(year.people.secretary), sheet_id=sheet.pk, reason="Thiếu căn cứ", sent_at=sheet.sent_at
        )
    assert told("Phiếu thẩm định được trả lại") == ["mttq"]


def test_result_review_and_publication(year: Year) -> None:
    year.announce()
    assert told("Đã có kết quả dự kiến") == COMMUNE
    with on(date(2026, 3, 18)):
        dossier_id = year.dossier().pk
        reviews.request_review(by=year.who("10001", "chair"), dossier_id=dossier_id, reasons={"1.1": "Sót"})
        assert told("Có kiến nghị xem xét lại") == ["secretary"]
        request = year.dossier().review_requests.get()
        answer = reviews.ReviewAnswer(ReviewOutcome.REFUSED, "Đã tính đủ")
        reviews.answer_request(by=fresh(year.people.secretary), request_id=request.pk, answer=answer)
        reviews.finish_review(by=fresh(year.people.secretary), dossier_id=dossier_id)
    assert told("Kiến nghị đã được trả lời") == COMMUNE


def test_publication_goes_to_the_commune(year: Year) -> None:
    year.publish()
    assert told("Kết quả đã công bố") == COMMUNE


def test_extension_for_one_unit_goes_to_it_and_for_all_to_all(year: Year) -> None:
    for unit, day in ((year.dossier().unit, 14), (None, 15)):
        with on(date(2026, 1, 8)):
            cycles.extend(
                by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.REGISTRATION, unit=unit,
                ends_on=date(2026, 1, day), reason="Bão",
            )  # fmt: skip
    assert told("Gia hạn: Đăng ký") == ["chair10001", "chair10001", "chair10002", "focal10001", "focal10001",
                                        "focal10002"]  # fmt: skip


def test_extension_is_not_told_to_units_whose_year_is_over(year: Year) -> None:
    year.register()
    with on(date(2026, 1, 7)):
        submission.withdraw(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reason="Sáp nhập")
    extend(year, PhaseKey.REGISTRATION, date(2026, 1, 15))
    assert told("Gia hạn: Đăng ký") == ["chair10002", "focal10002"]


def test_extension_of_a_phase_in_which_communes_do_nothing_is_told_to_none(year: Year) -> None:
    last = max(phase.ends_on for phase in year.cycle.phases.all())
    extend(year, PhaseKey.DECISION, last + timedelta(days=5))
    assert told("Gia hạn: Quyết định và công bố") == []


def extend(year: Year, key: PhaseKey, ends_on: date) -> None:
    with on(date(2026, 1, 8)):
        cycles.extend(by=fresh(year.people.office), cycle=year.cycle, key=key, unit=None, ends_on=ends_on, reason="Bão")


def test_sheets_sent_together_are_one_notice_however_many_parts_they_take(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PART", 1)
    for code in ("10001", "10002"):
        year.accept(code)
        for user in (year.people.mttq, year.people.noi_vu):
            year.fill(code, user, {})
        year.send(code, year.people.mttq)
    with on(date(2026, 2, 11)):
        last = SendSheets(by=fresh(year.people.noi_vu), cycle_id=year.cycle.pk)
        keys = [row.key for row in last.rows()]
        assert last.act(keys, Form(), bulk.unheard) == "Đã gửi 2 phiếu thẩm định."
    row = Notice.objects.get(title="Đã đủ phiếu thẩm định")
    assert row.what == "2 hồ sơ, Kỳ đánh giá năm 2026. Có thể kết luận."


def test_a_refused_step_tells_nobody(year: Year) -> None:
    year.submit()
    before = Notice.objects.count()
    with on(date(2026, 1, 22)), pytest.raises(Refused):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="")
    assert Notice.objects.count() == before


# --- Blindness ------------------------------------------------------------------------------------------------------


def test_every_door_opens_for_those_who_are_told(year: Year, client: Client) -> None:
    year.publish()
    found: dict[tuple[str, str], int] = {}
    with on(date(2026, 3, 26)):
        for row in Notice.objects.select_related("person"):
            client.force_login(row.person)
            found[row.person.email, row.url] = client.get(row.url, follow=True).status_code
    assert len(found) >= 7
    assert set(found.values()) == {200}


def test_who_left_the_unit_reads_no_more_of_it_in_app_or_mail(year: Year, run_jobs: Callable[[], Any]) -> None:
    year.announce()
    chair = year.who("10001", "chair")
    Membership.objects.filter(user=chair).update(valid_to=date(2026, 3, 15))
    with on(date(2026, 3, 17)):
        run_jobs()
        chair = fresh(chair)
        assert {(row.visible, row.what) for row in shown(chair, list(notices_of(chair)))} == {
            (False, "Anh/chị không còn được xem nội dung này.")
        }
    assert Message.objects.filter(recipient=chair).count() == 0
    assert Message.objects.filter(recipient=year.who("10001", "focal")).count() >= 1


def test_no_notice_holds_a_name_of_a_person_or_a_number_of_points(year: Year) -> None:
    year.publish()
    names = list(User.objects.values_list("full_name", flat=True))
    for row in Notice.objects.all():
        assert [name for name in names if name in f"{row.title} {row.what}"] == []
        assert "điểm" not in f"{row.title} {row.what}"


def test_announcing_takes_the_same_statements_for_two_dossiers_as_for_one() -> None:
    year, counts = open_year(units=3), []
    for code in ("10001", "10002", "10003"):
        year.conclude(code)
    ids = {code: year.dossier(code).pk for code in ("10001", "10002", "10003")}
    for codes in (["10001"], ["10002", "10003"]):
        office = fresh(year.people.office)
        with on(date(2026, 3, 16)), CaptureQueriesContext(connection) as said:
            council.announce(by=office, dossier_ids=[ids[code] for code in codes])
        counts.append(len(said))
    assert counts[0] == counts[1]
    assert Dossier.objects.filter(status="provisional").count() == 3
