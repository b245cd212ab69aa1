"""The signed paper: one for several units, signed after what it decides on."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.evaluations.scenario import Year, fresh, on, open_year, pdf
from tests.factories import files
from thanthien.core.acting.errors import Invalid
from thanthien.evaluations.actions import decisions, intake
from thanthien.evaluations.actions.decisions import Verdict
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.models import Decision, DecisionItem, Dossier

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 4)


def paper(**changes) -> Printed:
    return replace(Printed("30/QĐ-UBND", MAY, "Người ký", pdf()), **changes)


def published(*codes: str) -> Year:
    year = open_year()
    for place, code in enumerate(codes):
        year.publish(code, f"{12 + place}/QĐ-UBND")
    return year


def lower(year: Year, code: str, level: int = 1, **changes) -> Decision:
    with on(MAY):
        return decisions.change_recognition(
            by=fresh(year.people.office), dossier_id=year.dossier(code).pk, level=level, reason="Hậu kiểm",
            paper=paper(**changes), version=year.dossier(code).version,
        )  # fmt: skip


def refused(act) -> dict[str, str]:
    with pytest.raises(Invalid) as told:
        act()
    return told.value.errors


# --- One paper for several units -------------------------------------------------------------------------------------


def test_one_decision_lowers_two_units():
    year = published("10001", "10002")
    first, second = lower(year, "10001"), lower(year, "10002")
    assert (first.pk, Decision.objects.count()) == (second.pk, 3)
    assert list(first.items.order_by("pk").values_list("dossier__unit__code", "level")) == [("10001", 1), ("10002", 1)]
    assert year.dossier("10002").status == "lowered"


SAME = "Quyết định cùng số, cùng ngày đã được ghi nhận"
OTHER_FILE = {"file": SimpleUploadedFile("khac.pdf", files.pdf() + b"\n%", content_type="application/pdf")}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"level": 0}, {"number": f"{SAME} với loại “Hạ mức độ”, lần này là “Thu hồi công nhận”."}),
        ({"signer": "Người khác"}, {"signer": f"{SAME} với người ký: Người ký."}),
        (OTHER_FILE, {"file": f"{SAME} với một tệp khác. Cần chọn đúng tệp đã ghi nhận: quyet-dinh.pdf."}),
    ],
    ids=["kind", "signer", "file"],
)
def test_another_paper_of_the_same_number_is_refused_by_what_differs(changes, errors):
    year = published("10001", "10002")
    lower(year, "10001")
    assert refused(lambda: lower(year, "10002", **changes)) == errors
    assert (year.dossier("10002").status, Decision.objects.count()) == ("published", 3)


def test_unit_stands_once_in_a_decision():
    year = published("10001")
    Dossier.objects.update(decided_level=3)  # as in a set of three levels
    lower(year, "10001", 2)
    errors = refused(lambda: lower(year, "10001", 1))
    assert errors == {"number": "Quyết định cùng số, cùng ngày đã được ghi nhận cho đơn vị này."}


def test_another_number_is_another_decision():
    year = published("10001", "10002")
    assert lower(year, "10001").pk != lower(year, "10002", number="31/QĐ-UBND").pk


# --- The day of signing ----------------------------------------------------------------------------------------------


def record(year: Year, day: date, today: date = date(2026, 3, 24)) -> Decision:
    pk = year.dossier().pk
    verdict = Verdict(year.dossier().proposed_level or 0)
    with on(today):
        return decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle, paper=paper(signed_on=day), verdicts={pk: verdict}
        )


def test_decision_is_not_signed_before_the_council_concluded():
    year = open_year()
    year.announce()  # the council met on 10/03/2026
    assert refused(lambda: record(year, date(2026, 3, 9))) == {
        "signed_on": "Ngày ký không được trước việc mà quyết định dựa vào: "
        "Xã An Hòa, Hội đồng kết luận ngày 10/03/2026."
    }
    assert record(year, date(2026, 3, 10)).signed_on == date(2026, 3, 10)


def test_decision_is_not_signed_before_the_dossier_was_closed():
    year = open_year()
    year.register()
    with on(date(2026, 2, 12)):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    told = "Xã An Hòa, hồ sơ bị khóa do không nộp ngày 12/02/2026."
    assert refused(lambda: record(year, date(2026, 2, 11))) == {
        "signed_on": f"Ngày ký không được trước việc mà quyết định dựa vào: {told}"
    }
    assert record(year, date(2026, 2, 12)).items.count() == 1


def test_lowering_is_not_signed_before_the_recognition():
    year = published("10001")  # signed on 24/03/2026
    assert refused(lambda: lower(year, "10001", signed_on=date(2026, 3, 23))) == {
        "signed_on": "Ngày ký không được trước việc mà quyết định dựa vào: "
        "Xã An Hòa, quyết định số 12/QĐ-UBND ngày 24/03/2026."
    }
    assert lower(year, "10001", signed_on=date(2026, 3, 24)).signed_on == date(2026, 3, 24)


def test_reason_without_another_level_is_not_kept():
    year = open_year()
    year.announce()
    with on(date(2026, 3, 24)):
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle, paper=paper(signed_on=date(2026, 3, 24)),
            verdicts={year.dossier().pk: Verdict(2, "Như đề nghị")},
        )  # fmt: skip
    assert (year.dossier().decided_reason, DecisionItem.objects.get().reason) == ("", "")
