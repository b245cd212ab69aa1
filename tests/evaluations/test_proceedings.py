"""A recognition is lowered or revoked after the unit was told, explained itself or stayed silent, and the office
concluded; the public sees the decision alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import SWITCHES, Year, confirming, fresh, on, open_year, pdf
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import decisions, proceedings
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import DecisionKind
from thanthien.evaluations.models import Edition, Proceeding, ProceedingLog, Seal
from thanthien.evaluations.proceedings import (
    PROCEEDING_STEPS,
    ProceedingFacts,
    ProceedingStatus,
    check_proceeding,
    pairs,
)
from thanthien.evaluations.work_proceedings import proceedings_work
from thanthien.evaluations.workflow import Status
from thanthien.notices.models import Notice

pytestmark = pytest.mark.django_db
HEARD_FIRST = Switches(decided_by="Ủy ban nhân dân thành phố", explanation_days=3)
TOLD, DUE, LATER = date(2026, 4, 6), date(2026, 4, 9), date(2026, 4, 10)
S = ProceedingStatus


def published(units: int = 1) -> Year:
    """A year that hears units first, with published results of level 2."""
    year = open_year(units=units, switches=HEARD_FIRST)
    for n in range(1, units):
        year.decide(str(10001 + n))
    year.publish("10001")
    return year


def paper(number: str = "15/TB-SNV", day: date = TOLD) -> Printed:
    return Printed(number, day, "Giám đốc Sở", pdf("thong-bao.pdf"))


def opened(year: Year, *codes: str, level: int = 0, number: str = "15/TB-SNV") -> list[Proceeding]:
    with on(TOLD):
        return proceedings.open_proceedings(
            by=fresh(year.people.office), cycle_id=year.cycle.pk, grounds="Hậu kiểm: kho hồ sơ chưa gọn gàng.",
            levels={year.dossier(code).pk: level for code in codes or ["10001"]}, notice=paper(number),
        )  # fmt: skip


def explained(year: Year, row: Proceeding) -> Proceeding:
    with on(DUE):
        return proceedings.explain(
            by=year.who("10001", "chair"), proceeding_id=row.pk, text="Đã sắp xếp lại.",
            documents=[year.document("10001", "Ảnh kho")], version=row.version,
        )  # fmt: skip


def concluded(year: Year, row: Proceeding, level: int = 1, day: date = LATER) -> Proceeding:
    with on(day):
        return proceedings.conclude_proceeding(
            by=fresh(year.people.office), proceeding_id=row.pk, level=level, text="Giải trình chưa đủ.",
            version=row.version,
        )  # fmt: skip


def told(refusal: Callable[[], object]) -> list[str]:
    with pytest.raises((Refused, Invalid)) as caught:
        refusal()
    found = caught.value
    return list(found.errors.values()) if isinstance(found, Invalid) else found.problems


# --- Rules ----------------------------------------------------------------------------------------------------------


def facts(status: ProceedingStatus, *roles: Role, today: date = DUE) -> ProceedingFacts:
    return ProceedingFacts(status=status, today=today, due_on=DUE, roles=frozenset(roles))


def test_each_step_leads_where_the_table_says() -> None:
    assert {step.name: (sorted(step.sources), step.target) for step in PROCEEDING_STEPS.values()} == {
        "extend": (["notified", "silent"], "notified"),
        "explain": (["notified"], "explained"),
        "stay_silent": (["notified"], "silent"),
        "conclude": (["concluded", "explained", "silent"], "concluded"),
        "drop": (["concluded", "explained", "notified", "silent"], "dropped"),
        "decide": (["concluded"], "decided"),
    }
    assert ("notified", "concluded") not in pairs()


@pytest.mark.parametrize(
    ("step", "case", "problems"),
    [
        ("explain", facts(S.NOTIFIED, Role.COMMUNE_CHAIR), []),
        ("explain", facts(S.NOTIFIED, Role.COMMUNE_OFFICER),
         ["Việc “Gửi giải trình” thuộc quyền của: Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã, Công chức đầu mối."]),
        ("explain", facts(S.NOTIFIED, Role.COMMUNE_CHAIR, today=LATER),
         ["Đã hết hạn giải trình ngày 09/04/2026. Đề nghị cơ quan thường trực gia hạn."]),
        ("stay_silent", facts(S.NOTIFIED), ["Đơn vị còn được giải trình đến hết ngày 09/04/2026."]),
        ("stay_silent", facts(S.NOTIFIED, today=LATER), []),
        ("conclude", facts(S.NOTIFIED, Role.CITY_OFFICER, today=LATER),
         ["Không thể “Kết luận” khi thủ tục ở trạng thái “Chờ đơn vị giải trình”. Vui lòng tải lại trang."]),
        ("conclude", facts(S.SILENT, Role.CITY_OFFICER), []),
    ],
)  # fmt: skip
def test_a_step_is_taken_in_its_state_by_its_people_in_its_days(
    step: str, case: ProceedingFacts, problems: list[str]
) -> None:
    assert check_proceeding(step, case, reason="…") == problems


def test_a_conclusion_has_its_reason() -> None:
    assert check_proceeding("drop", facts(S.EXPLAINED, Role.CITY_HEAD)) == [
        "Cần ghi lý do khi “Kết thúc, không hạ, không thu hồi”."
    ]


# --- From the notice to the decision ----------------------------------------------------------------------------------


def test_a_recognition_is_lowered_after_the_unit_was_heard() -> None:
    year = published()
    (row,) = opened(year)
    row = concluded(year, explained(year, row))
    with on(LATER):
        decision = decisions.change_recognitions(
            by=fresh(year.people.office), cycle_id=year.cycle.pk, kind=DecisionKind.LOWERING,
            paper=paper("30/QĐ-UBND", LATER), verdicts={row.dossier_id: decisions.Verdict(1, "Hậu kiểm")},
        )  # fmt: skip
    row.refresh_from_db()
    dossier = year.dossier()
    assert (row.status, row.decision, dossier.status, dossier.decided_level) == (
        S.DECIDED, decision, Status.LOWERED, 1,
    )  # fmt: skip
    assert list(ProceedingLog.objects.values_list("step", "from_status", "to_status")) == [
        ("open", "", "notified"), ("explain", "notified", "explained"), ("conclude", "explained", "concluded"),
        ("decide", "concluded", "decided"),
    ]  # fmt: skip
    assert row.due_on == DUE
    assert [one.document.title for one in row.documents.all()] == ["Ảnh kho"]


def test_without_proceedings_nothing_is_lowered_or_revoked() -> None:
    year = published()
    dossier = year.dossier()
    sentence = "Kỳ này hạ mức độ, thu hồi công nhận sau khi đơn vị được thông báo, giải trình và có kết luận."
    for level in (0, 1):
        with on(LATER):
            assert told(
                lambda level=level: decisions.change_recognition(
                    by=fresh(year.people.office), dossier_id=dossier.pk, level=level, reason="Hậu kiểm",
                    paper=paper("30/QĐ-UBND", LATER), version=dossier.version,
                )
            ) == [sentence]  # fmt: skip
    assert year.dossier().status == Status.PUBLISHED


def test_an_older_year_lowers_at_once_as_it_did() -> None:
    year = open_year(units=1, switches=SWITCHES)
    year.publish()
    dossier = year.dossier()
    with on(LATER):
        decisions.change_recognition(
            by=fresh(year.people.office), dossier_id=dossier.pk, level=1, reason="Hậu kiểm",
            paper=paper("30/QĐ-UBND", LATER), version=dossier.version,
        )  # fmt: skip
    assert year.dossier().status == Status.LOWERED


def test_one_decision_revokes_several_units_and_no_worse_than_concluded() -> None:
    year = published(units=2)
    rows = opened(year, "10001", "10002")
    with on(LATER):
        assert len(proceedings.record_unexplained()) == 2
    rows = [concluded(year, Proceeding.objects.get(pk=row.pk), 0) for row in rows]
    editions = Edition.objects.count()
    with on(LATER):
        decision = decisions.change_recognitions(
            by=fresh(year.people.office), cycle_id=year.cycle.pk, kind=DecisionKind.REVOCATION,
            paper=paper("31/QĐ-UBND", LATER),
            verdicts={row.dossier_id: decisions.Verdict(0, f"Lý do {row.pk}") for row in rows},
        )  # fmt: skip
    assert [year.dossier(code).status for code in ("10001", "10002")] == [Status.REVOKED, Status.REVOKED]
    assert {item.dossier_id: item.reason for item in decision.items.all()} == {
        row.dossier_id: f"Lý do {row.pk}" for row in rows
    }
    assert Edition.objects.count() == editions + 1
    assert Edition.objects.first().reason == "Thu hồi công nhận: 2 đơn vị, theo Quyết định số 31/QĐ-UBND"


def test_nothing_is_worse_than_the_unit_was_told() -> None:
    year = published()
    (row,) = opened(year, level=1)
    row = explained(year, row)
    assert told(lambda: concluded(year, row, 0)) == ["Kết luận không được nặng hơn mức đã thông báo cho đơn vị."]
    row = concluded(year, Proceeding.objects.get(pk=row.pk), 1)
    with on(LATER):
        assert told(
            lambda: decisions.change_recognitions(
                by=fresh(year.people.office), cycle_id=year.cycle.pk, kind=DecisionKind.REVOCATION,
                paper=paper("31/QĐ-UBND", LATER), verdicts={row.dossier_id: decisions.Verdict(0, "Nặng")},
            )
        ) == ["Xã An Hòa: quyết định không được nặng hơn mức đã kết luận."]  # fmt: skip


def test_silence_is_recorded_the_day_after_and_more_time_opens_it_again() -> None:
    year = published()
    (row,) = opened(year)
    with on(DUE):
        assert proceedings.record_unexplained() == []
    with on(LATER):
        (row,) = proceedings.record_unexplained()
        assert row.label == "Đơn vị không giải trình trong hạn"
        chair = year.who("10001", "chair")
        assert told(
            lambda: proceedings.explain(by=chair, proceeding_id=row.pk, text="x", documents=[], version=row.version)
        ) == [f"Không thể “Gửi giải trình” khi thủ tục ở trạng thái “{row.label}”. Vui lòng tải lại trang."]
        row = proceedings.extend_explanation(
            by=fresh(year.people.office), proceeding_id=row.pk, due_on=date(2026, 4, 15), reason="Bão số 3",
            version=row.version,
        )  # fmt: skip
        row = proceedings.explain(by=chair, proceeding_id=row.pk, text="Có", documents=[], version=row.version)
    assert (row.status, ProceedingLog.objects.filter(step="stay_silent").get().by) == (S.EXPLAINED, None)


def test_proceedings_end_without_a_decision_with_their_reason() -> None:
    year = published()
    (row,) = opened(year)
    seals = Seal.objects.count()
    with on(LATER):
        row = proceedings.drop_proceeding(
            by=fresh(year.people.office), proceeding_id=row.pk, reason="Đã khắc phục", version=row.version
        )
    assert (row.status, year.dossier().status, Seal.objects.count()) == (S.DROPPED, Status.PUBLISHED, seals)
    opened(year, number="16/TB-SNV")  # and may begin anew


def test_a_unit_has_one_running_proceeding() -> None:
    year = published()
    opened(year)
    assert told(lambda: opened(year, number="16/TB-SNV")) == [
        "Xã An Hòa: đang có thủ tục hạ mức độ, thu hồi công nhận."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Proceeding.objects.create(
            dossier=year.dossier(), level=0, grounds="x", notice=Proceeding.objects.get().notice, due_on=DUE,
            opened_at=clock.now(), opened_by=year.people.office,
        )  # fmt: skip


def test_the_database_knows_the_steps() -> None:
    year = published()
    (row,) = opened(year)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proceeding.objects.filter(pk=row.pk).update(status="decided")


def test_what_was_seen_is_compared() -> None:
    year = published()
    (row,) = opened(year)
    explained(year, row)
    with pytest.raises(Stale):
        concluded(year, row)


# --- Who reads it ---------------------------------------------------------------------------------------------------


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def test_only_the_office_leaders_inspectors_and_the_unit_itself_read_it() -> None:
    year = published(units=2)
    (row,) = opened(year)
    people, address = year.people, reverse("proceeding", args=[row.pk])
    reads = [people.office, people.head, people.leader, people.auditor, year.who("10001", "chair")]
    others = [
        people.secretary, people.member, people.mttq, people.stranger, year.who("10001", "officer"),
        year.who("10002", "chair"),
    ]  # fmt: skip
    with on(TOLD):
        assert [client(one).get(address).status_code for one in reads] == [200] * 5
        assert [client(one).get(address).status_code for one in others] == [404] * 6


def test_other_bodies_read_nothing_of_the_notice_beside_the_dossier() -> None:
    year = published()
    (row,) = opened(year)
    address = reverse("dossier-detail", args=[year.cycle.pk, "10001"]) + "?muc=dien-bien"
    with on(TOLD):
        seen = {
            name: row.notice.number in client(user).get(address).content.decode()
            for name, user in {
                "office": year.people.office, "secretary": year.people.secretary, "mttq": year.people.mttq,
                "chair": year.who("10001", "chair"), "officer": year.who("10001", "officer"),
            }.items()
        }  # fmt: skip
    assert seen == {"office": True, "secretary": False, "mttq": False, "chair": True, "officer": False}


def test_both_sides_are_told_and_have_it_among_their_work() -> None:
    year = published()
    (row,) = opened(year)
    chair, office = year.who("10001", "chair"), fresh(year.people.office)
    with on(TOLD):
        (work,) = proceedings_work(chair)
        assert (work.title, work.due, work.about) == (
            "Giải trình về việc hạ mức độ, thu hồi công nhận", DUE, ("proceeding", row.pk),
        )  # fmt: skip
        assert proceedings_work(office) == []
    explained(year, row)
    with on(LATER):
        assert proceedings_work(chair) == []
        assert [one.title for one in proceedings_work(office)] == ["Kết luận về việc hạ mức độ, thu hồi"]
    concluded(year, Proceeding.objects.get(pk=row.pk))
    with on(LATER):
        assert [one.title for one in proceedings_work(office)] == ["Ghi nhận quyết định hạ mức độ, thu hồi"]
    notices = Notice.objects.filter(about_kind="proceeding").order_by("pk")
    assert {(one.person_id, one.title) for one in notices} >= {
        (chair.pk, "Thông báo xem xét hạ mức độ, thu hồi công nhận"), (office.pk, "Đơn vị đã giải trình"),
        (chair.pk, "Có kết luận về việc hạ mức độ, thu hồi công nhận"),
    }  # fmt: skip


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_the_office_and_the_unit_go_all_the_way_on_pages() -> None:
    year = published()
    office, chair = client(fresh(year.people.office)), client(year.who("10001", "chair"))
    key = year.dossier().pk
    begin = reverse("proceedings-open", args=[year.cycle.pk])
    with on(TOLD):
        shown = office.post(begin, {"chon": [key]})
        sent = {
            "grounds": "Hậu kiểm", "number": "15/TB-SNV", "signed_on": "06/04/2026", "signer": "Giám đốc",
            f"d{key}-level": "", "file": pdf(),
        }  # fmt: skip
        refused = office.post(begin, confirming(shown) | sent)
        assert (refused.status_code, Proceeding.objects.count()) == (422, 0)
        assert "Cần chọn một mức." in refused.content.decode()
        done = office.post(
            begin, confirming(office.post(begin, {"chon": [key]})) | sent | {f"d{key}-level": "1", "file": pdf()}
        )
        assert done.status_code == 302
    row = Proceeding.objects.get()
    page = reverse("proceeding", args=[row.pk])
    with on(DUE):
        assert "Hậu kiểm" in chair.get(page).content.decode()
        answer = {"version": row.version, "text": "Đã khắc phục"}
        assert chair.post(reverse("proceeding-explain", args=[row.pk]), answer).status_code == 302
    row.refresh_from_db()
    with on(LATER):
        sent = {"version": row.version, "level": "1", "text": "Chưa khắc phục hết"}
        assert office.post(reverse("proceeding-conclude", args=[row.pk]), sent).status_code == 302
        decide = reverse("proceedings-decide", args=[year.cycle.pk, "ha-muc"])
        sent = {
            "number": "30/QĐ-UBND", "signed_on": "10/04/2026", "signer": "Chủ tịch", "file": pdf(),
            f"d{key}-reason": "Hậu kiểm cho thấy chưa bảo đảm",
        }  # fmt: skip
        assert office.post(decide, confirming(office.post(decide, {"chon": [key]})) | sent).status_code == 302
        assert year.dossier().decided_level == 1
        public = Client().get(reverse("unit-page", args=["10001"])).content.decode()
    assert ("Hậu kiểm cho thấy chưa bảo đảm" in public, "Chưa khắc phục hết" in public) == (True, False)
    assert ("Đã khắc phục" in public, "15/TB-SNV" in public) == (False, False)


def test_home_of_the_unit_tells_the_notice_with_its_deadline_and_signed_paper() -> None:
    year = published()
    (row,) = opened(year)
    page = reverse("proceeding", args=[row.pk])
    client = Client()
    client.force_login(year.who("10001", "chair"))
    with on(TOLD):
        home = client.get(reverse("commune-home")).content.decode()
        detail = client.get(page).content.decode()
    assert [words in home for words in ("Giải trình đến hết ngày <strong>09/04/2026", f'href="{page}"')] == [True] * 2
    assert reverse("paper-file", args=[row.notice_id]) in detail
    explained(year, row)
    with on(DUE):
        assert "Đang xem xét hạ mức độ" not in client.get(reverse("commune-home")).content.decode()
