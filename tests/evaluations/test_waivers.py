"""What is not applied to a unit: decided with a document before self-scoring, in points, seals and public pages."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.evaluations import scenario
from tests.evaluations.scenario import fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions.papers import withdraw_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.seals import document_of
from thanthien.evaluations.actions.waivers import apply_again, waive
from thanthien.evaluations.models import Answer, Conclusion, GateFact, Paper, Seal, SheetItem, Total, Waiver, WaiverEnd
from thanthien.verify import verify_year
from thanthien.verify_submission import verify_seal

pytestmark = pytest.mark.django_db
EARLY = date(2026, 1, 6)
REASON = "Đảo xa, không có thôn, tổ dân phố"
GATE = """gates:
  - key: qua-it
    question: Trả lời đúng hạn quá ít
    source: {indicator: '1.2', below: 50%}
    effect: {cap: 1}
"""
WITH_GATE = scenario.SMALL_SET.read_text(encoding="utf-8").replace("gates:\n", GATE)


@pytest.fixture
def year():
    return open_year(units=1)


def paper(number="45/UBND-NV"):
    return Printed(number, date(2026, 1, 5), "Nguyễn Văn A, Phó Chủ tịch")


def without(year, *codes, unit="10001", reason=REASON, by=None):
    with on(EARLY):
        return waive(
            by=fresh(by or year.people.office), dossier_id=year.dossier(unit).pk, codes=codes, reason=reason,
            printed=paper(),
        )  # fmt: skip


def published(year, monkeypatch, *codes):
    """The unit without these indicators, up to its published result."""
    without(year, *codes)
    for code in codes:
        monkeypatch.delitem(scenario.GOOD, code)
    year.publish("10001")
    return [document_of(seal) for seal in Seal.objects.order_by("pk")]


def test_the_set_holds_without_it_for_this_unit_alone(year):
    whole = year.dossier("10001").compiled
    [made] = without(year, "1.2")
    assert (made.indicator.code, made.paper.number, made.reason) == ("1.2", "45/UBND-NV", REASON)
    assert list(year.dossier("10001").compiled.by_code) == ["1.1", "2.1", "2.2"]
    assert list(whole.by_code) == ["1.1", "1.2", "2.1", "2.2"]


def test_its_answer_and_its_points_are_gone(year):
    without(year, "1.2")
    assert list(Answer.objects.order_by("indicator__position").values_list("indicator__code", flat=True)) == [
        "1.1", "2.1", "2.2",
    ]  # fmt: skip
    total = Total.objects.get()
    assert (total.maximum, total.expected) == (8, 3)


def test_a_gate_that_reads_it_is_not_asked():
    year = open_year(units=1, text=WITH_GATE)
    assert sorted(GateFact.objects.values_list("key", flat=True)) == ["ky-luat", "qua-it"]
    without(year, "1.2")
    assert list(GateFact.objects.values_list("key", flat=True)) == ["ky-luat"]
    with on(EARLY):
        apply_again(by=fresh(year.people.office), waiver_id=Waiver.objects.get().pk, reason="Nhầm đơn vị")
    assert sorted(GateFact.objects.values_list("key", flat=True)) == ["ky-luat", "qua-it"]


def test_it_is_applied_again_with_a_reason_and_the_line_stays(year):
    [made] = without(year, "1.2")
    with on(EARLY):
        ended = apply_again(by=fresh(year.people.office), waiver_id=made.pk, reason=" Nhầm đơn vị ")
    dossier = year.dossier("10001")
    assert (ended.reason, dossier.waived, Waiver.objects.count()) == ("Nhầm đơn vị", [], 1)
    assert (dossier.answers.count(), Total.objects.get().maximum) == (4, 10)
    with on(EARLY), pytest.raises(Refused, match="đã được áp dụng lại"):
        apply_again(by=fresh(year.people.office), waiver_id=made.pk, reason="Lần nữa")


def test_only_the_standing_office_decides_it(year):
    for person in (year.people.secretary, year.people.leader, year.people.mttq, year.who("10001", "chair")):
        with pytest.raises(Refused, match="Chỉ cơ quan thường trực"):
            without(year, "1.2", by=person)
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(
    ("codes", "reason", "errors"),
    [
        ((), REASON, {"codes": "Cần chọn ít nhất một tiêu chí."}),
        (("9.9",), REASON, {"codes": "Bộ tiêu chí của đơn vị không có tiêu chí 9.9, hoặc tiêu chí đã không áp dụng."}),
        (("1.1", "1.2"), REASON, {"codes": "Nhóm 1 phải còn ít nhất một tiêu chí."}),
        (("1.2",), " ", {"reason": "Cần ghi lý do không áp dụng."}),
    ],
)
def test_what_can_t_be_left_out_is_told_beside_its_field(year, codes, reason, errors):
    with pytest.raises(Invalid) as refused:
        without(year, *codes, reason=reason)
    assert (refused.value.errors, Waiver.objects.count(), Paper.objects.count()) == (errors, 0, 0)


def test_twice_is_refused(year):
    without(year, "1.2")
    with pytest.raises(Invalid, match="đã không áp dụng"):
        without(year, "1.2")


def test_it_is_frozen_once_the_unit_scores_itself(year):
    year.score("10001")
    with pytest.raises(Refused) as refused:
        without(year, "1.2")
    assert refused.value.problems == [
        "Xã An Hòa đã bắt đầu tự chấm. Danh sách tiêu chí không áp dụng không thay đổi được nữa."
    ]


def test_it_is_frozen_once_self_scoring_has_begun_for_all(year):
    [made] = without(year, "1.2")
    with on(date(2026, 1, 12)), pytest.raises(Refused, match="Giai đoạn tự chấm đã mở từ ngày 12/01/2026"):
        apply_again(by=fresh(year.people.office), waiver_id=made.pk, reason="Muộn")


def test_the_database_holds_the_list_too(year):
    [made] = without(year, "1.2")
    with pytest.raises(DatabaseError), transaction.atomic():
        Waiver.objects.update(reason="Khác")
    year.register("10001")
    with on(date(2026, 1, 13)):
        year.save("10001", "1.1", scenario.answers.Draft(scenario.GOOD["1.1"]))
    more = {"reason": "Sau", "said_by": year.people.office, "said_at": made.recorded_at}
    with pytest.raises(DatabaseError, match="đã bắt đầu tự chấm"), transaction.atomic():
        WaiverEnd.objects.create(waiver=made, **more)


def test_its_document_can_t_be_withdrawn(year):
    [made] = without(year, "1.2")
    with on(EARLY), pytest.raises(Refused, match="là căn cứ của một việc đã ghi"):
        withdraw_paper(by=fresh(year.people.office), paper_id=made.paper_id, reason="Sai số")


def test_bodies_and_council_are_not_asked_and_seals_say_so(year, monkeypatch):
    submission, decision = published(year, monkeypatch, "1.2")
    told = [{"code": "1.2", "reason": REASON, "number": "45/UBND-NV", "signed_on": "2026-01-05"}]
    assert (submission["not_applied"], decision["not_applied"]) == (told, told)
    assert [row["code"] for row in decision["indicators"]] == ["1.1", "2.1", "2.2"]
    assert decision["total"]["maximum"] == "8.00"
    assert not SheetItem.objects.filter(indicator__code="1.2").exists()
    assert not Conclusion.objects.filter(indicator__code="1.2").exists()


def test_both_seals_are_recomputed_from_themselves(year, monkeypatch):
    documents = published(year, monkeypatch, "1.2")
    definition = year.cycle.criteria_set.parsed()
    assert [verify_seal(one, definition).differences for one in documents] == [[], []]


def test_a_seal_without_its_waivers_does_not_verify(year, monkeypatch):
    _, decision = published(year, monkeypatch, "1.2")
    del decision["not_applied"]
    told = verify_seal(decision, year.cycle.criteria_set.parsed())
    assert "Danh sách tiêu chí không đúng với bộ tiêu chí (thiếu, thừa, trùng hoặc sai thứ tự)." in told.differences[0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "“not_applied” sai cấu trúc."),
        ([{"code": "1.2"}], "“not_applied” sai cấu trúc."),
        ([{"code": "1.2", "reason": " ", "number": "1", "signed_on": "2026-01-05"}], "“not_applied” sai cấu trúc."),
        ([{"code": "1.2", "reason": "a", "number": "1", "signed_on": "5/1/2026"}], "“not_applied” sai cấu trúc."),
        ([{"code": "7", "reason": "a", "number": "1", "signed_on": "2026-01-05"}],
         "“not_applied” có tiêu chí lạ, trùng hoặc sai thứ tự."),
        ([{"code": "1.2", "reason": "a", "number": "1", "signed_on": "2026-01-05"}] * 2,
         "“not_applied” có tiêu chí lạ, trùng hoặc sai thứ tự."),
    ],
)  # fmt: skip
def test_a_forged_list_is_told(year, monkeypatch, lines, said):
    for one in published(year, monkeypatch, "1.2"):
        told = verify_seal(one | {"not_applied": lines}, year.cycle.criteria_set.parsed())
        assert told.differences == [f"văn bản {one['number']}: {said}"]


def test_a_published_year_with_a_waiver_verifies_and_its_pages_name_it(client, year, monkeypatch):
    published(year, monkeypatch, "1.2")
    with on(date(2026, 3, 26)):
        file = client.get("/ket-qua/2026/du-lieu.json")
        page = client.get(reverse("unit-page", args=["10001"])).content.decode()
        method = client.get(reverse("method")).content.decode()
    report = verify_year(json.loads(b"".join(file)))
    assert (report.units, report.told.differences) == (1, [])
    assert "Không áp dụng tiêu chí 1.2 Trả lời đúng hạn, không tính vào điểm tối đa" in " ".join(page.split())
    assert REASON in method


# --- Pages ------------------------------------------------------------------------------------------------------------


def typed(year, **changes):
    return {
        "dossier": str(year.dossier("10001").pk), "codes": ["1.2"], "reason": REASON, "number": "45/UBND-NV",
        "signed_on": "05/01/2026", "signer": "Nguyễn Văn A",
    } | changes  # fmt: skip


def test_the_office_writes_it_down_reads_it_and_takes_it_back(client, year):
    client.force_login(fresh(year.people.office))
    pages = {name: reverse(name, args=[year.cycle.pk]) for name in ("waivers", "waiver-add")}
    with on(EARLY):
        assert client.post(pages["waiver-add"], typed(year)).url == pages["waivers"]
        [made] = Waiver.objects.all()
        shown = client.get(pages["waivers"]).content.decode()
        end = reverse("waiver-end", args=[year.cycle.pk, made.pk])
        assert end in shown
        client.post(end, {"reason": "Nhầm đơn vị"})
        assert client.get(end).status_code == 404
        assert end not in client.get(pages["waivers"]).content.decode()
    assert year.dossier("10001").waived == []


def test_nothing_typed_is_lost_when_it_is_refused(client, year):
    client.force_login(fresh(year.people.office))
    with on(EARLY):
        answer = client.post(reverse("waiver-add", args=[year.cycle.pk]), typed(year, codes=["1.1", "1.2"], number=""))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"number": ["Cần ghi số văn bản."]}
    assert answer.context["form"]["reason"].value() == REASON


def test_after_self_scoring_has_begun_the_page_says_so_instead(client, year):
    client.force_login(fresh(year.people.office))
    with on(date(2026, 1, 20)):
        page = client.get(reverse("waiver-add", args=[year.cycle.pk]))
    assert page.context["page"].problems == ["Giai đoạn tự chấm đã mở từ ngày 12/01/2026."]


def test_the_unit_is_told_at_home(client, year):
    without(year, "1.2")
    client.force_login(year.who("10001", "focal"))
    with on(EARLY):
        home = client.get(reverse("commune-home")).content.decode()
    assert "Không áp dụng cho đơn vị trong kỳ này: tiêu chí 1.2" in " ".join(home.split())
