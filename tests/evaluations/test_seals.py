"""What a sealed decision tells the public, and what it keeps to itself."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year, pdf
from thanthien.evaluations.actions import answers, council, decisions, submission
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Seal
from thanthien.evaluations.scored import Entry
from thanthien.evidence.actions import add_files
from thanthien.evidence.models import Document

pytestmark = pytest.mark.django_db
OWN_TEXT = "Chỉ có lời của xã"


def decided(year: Year, code: str = "10001") -> list[dict]:
    """The sealed decisions of a dossier, oldest first."""
    seals = Seal.objects.filter(dossier=year.dossier(code), kind="decision").order_by("pk")
    return [json.loads(seal.body) for seal in seals]


def column(document: dict, code: str, which: str) -> dict:
    return next(row for row in document["indicators"] if row["code"] == code)[which]


def change(year: Year, level: int) -> None:
    with on(date(2026, 4, 20)):
        decisions.change_recognition(
            by=fresh(year.people.office), dossier_id=year.dossier().pk, level=level, reason="Sau kiểm tra",
            paper=Printed("30/QĐ-UBND", date(2026, 4, 20), "Người ký", pdf()), version=year.dossier().version,
        )  # fmt: skip


def test_decision_never_repeats_the_commune_s_reason():
    year = open_year()
    year.accept(entries=GOOD | {"1.2": Entry(AnswerState.NOT_APPLICABLE, None, OWN_TEXT)})
    claim = {("mttq", "1.2"): Entry(AnswerState.NOT_APPLICABLE, None, "Đúng")}
    claim |= {("so-noi-vu", "1.2"): Entry(AnswerState.NOT_APPLICABLE, None, "Đúng")}
    for user in (year.people.mttq, year.people.noi_vu):
        year.fill("10001", user, claim)
        year.send("10001", user)
    year.appraise = lambda code: None
    year.publish()
    document = decided(year)[0]
    assert OWN_TEXT not in json.dumps(document, ensure_ascii=False)
    assert column(document, "1.2", "concluded")["explanation"] == "Không phát sinh, không tính vào điểm tối đa"
    assert Seal.objects.get(kind="submission").body.count(OWN_TEXT) == 2


def test_decision_tells_the_reason_of_a_deviation():
    year = open_year()
    year.appraise(changes={("so-noi-vu", "2.2"): Entry(AnswerState.VALUE, {"option": "dat"}, "Chưa đủ")})
    row = year.conclusion("10001", "2.2")
    with on(date(2026, 3, 9)):
        council.conclude_item(
            by=fresh(year.people.secretary), conclusion_id=row.pk, version=row.version,
            entry=Entry(AnswerState.DEVIATION, None, "Hội đồng thống nhất", Decimal(1)),
        )  # fmt: skip
    year.appraise = lambda code: None
    year.publish()
    concluded = column(decided(year)[0], "2.2", "concluded")
    assert concluded == {
        "state": "deviation", "value": None, "points": "1.00", "maximum": "2.00", "contested": True,
        "reason": "Hội đồng thống nhất", "explanation": "Cho điểm trực tiếp 1 điểm. Lý do: Hội đồng thống nhất",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("access", "keys"),
    [
        ("appraisal", ["document", "pages", "sha256", "title", "version"]),
        ("unit", ["document", "sha256", "version"]),
        ("restricted", ["document", "sha256", "version"]),
    ],
)
def test_submission_tells_the_bodies_no_title_that_they_may_not_read(access, keys):
    year = open_year(units=1)
    year.score()
    document = year.document("10001", "Danh sách hộ nghèo")
    Document.objects.filter(pk=document.pk).update(access_class=access)
    with on(date(2026, 1, 13)):
        answers.attach_many(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, documents={"1.1": {document.pk: "hộ ông A"}}
        )
    year.score = lambda *_: None
    year.submit()
    seal = Seal.objects.get()
    [row] = json.loads(seal.body)["indicators"][0]["evidence"]
    assert (sorted(row), row["document"]) == (keys, str(document.key))
    assert ("Danh sách hộ nghèo" in seal.body, "hộ ông A" in seal.body) == (access == "appraisal",) * 2


def test_lowering_repeats_the_facts_of_the_first_decision():
    year = open_year()
    year.publish()
    change(year, 1)
    first, second = decided(year)
    assert second == first | {
        "number": second["number"],
        "decision": {"kind": "lowering", "number": "30/QĐ-UBND", "signed_on": "2026-04-20"},
        "level": first["level"] | {"decided": 1, "decided_reason": "Sau kiểm tra"},
    }
    assert second["number"] != first["number"]


@pytest.mark.parametrize("access", ["appraisal", "restricted"])
def test_submission_seals_the_pinned_minutes(access):
    year = open_year()
    year.post()
    with on(date(2026, 1, 20)):
        [stored] = add_files(by=year.who("10001", "focal"), unit=year.dossier().unit, files=[pdf("Biên bản.pdf")])
        minutes = stored.document
        Document.objects.filter(pk=minutes.pk).update(access_class=access)
        minutes.refresh_from_db()
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, version=year.dossier().version,
            held_on=date(2026, 1, 20), minutes=minutes,
        )  # fmt: skip
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    with on(date(2026, 1, 21)):
        submission.submit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    version = minutes.versions.get()
    proof = {"document": str(minutes.key), "sha256": version.sha256, "version": 1}
    titled = {"title": minutes.title} if access == "appraisal" else {}
    assert json.loads(Seal.objects.get().body)["minutes"] == proof | titled


def test_decision_seals_the_council_s_day():
    year = open_year()
    year.publish()
    change(year, 1)
    assert [document["council_on"] for document in decided(year)] == ["2026-03-10", "2026-03-10"]
