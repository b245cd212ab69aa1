"""Every unit ends in one of the decision's two lists: withdrawn and closed ones as not recognised, a dossier whose
supplement did not come by its appraisal."""

import json
from datetime import date, timedelta

import pgtrigger
import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, checked, confirming, fresh, on, open_year, pdf
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions import answers, decisions, early, intake, submission
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import AnswerEvidence, Cycle, DecisionItem, Dossier, Seal
from thanthien.evaluations.queries.decision_pages import still_waiting, waiting_around
from thanthien.evaluations.queries.handed_in import changed_since_submission
from thanthien.evaluations.queries.public import cycles, is_whole
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey
from thanthien.notices.models import Notice
from thanthien.verify import verify_year
from thanthien.verify_dossier import Told
from thanthien.verify_facts import check_facts

pytestmark = pytest.mark.django_db
OUT, RETURNED, LATE, DECIDED = date(2026, 1, 22), date(2026, 1, 22), date(2026, 2, 9), date(2026, 3, 24)
SIGNED = Entry(AnswerState.VALUE, {"numerator": "46", "denominator": "52"})
UNSENT = Entry(AnswerState.VALUE, {"numerator": "52", "denominator": "52"})


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def withdraw(year: Year, code: str = "10001", day: date = OUT) -> None:
    with on(day):
        submission.withdraw(by=year.who(code, "chair"), dossier_id=year.dossier(code).pk, reason="Sáp nhập đơn vị")


def decide(year: Year, *codes: str, level: int = 0, day: date = DECIDED) -> None:
    with on(day):
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=Printed("15/QĐ-UBND", day, "Người ký", pdf()),
            verdicts={year.dossier(code).pk: decisions.Verdict(level) for code in codes},
        )  # fmt: skip


def send_back(year: Year, code: str = "10001") -> None:
    with on(RETURNED):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier(code).pk, reason="Thiếu sổ")


def appraise_as_is(year: Year, day: date = LATE, code: str = "10001") -> None:
    with on(day):
        intake.appraise_as_is(by=fresh(year.people.office), dossier_ids=[year.dossier(code).pk])


# --- Withdrawn ------------------------------------------------------------------------------------------------------


def test_withdrawn_unit_is_decided_on_as_not_recognised_with_its_reason(year):
    year.score()
    withdraw(year)
    assert (year.dossier().proposed_level, waiting_around(year.cycle.pk)["quyet-dinh"]) == (0, 1)
    decide(year, "10001")
    assert DecisionItem.objects.values_list("level", "reason").get() == (0, "Sáp nhập đơn vị")
    sealed = json.loads(Seal.objects.get(kind="decision").body)
    assert sealed["withdrawn"] == {"on": "2026-01-22", "reason": "Sáp nhập đơn vị"}
    assert (sealed["level"]["proposed"], sealed["level"]["decided"], sealed["indicators"]) == (0, 0, [])


def test_withdrawn_unit_is_never_recognised(year):
    year.score()
    withdraw(year)
    with pytest.raises(Invalid) as refused:
        decide(year, "10001", level=1)
    assert refused.value.errors == {"level": "Xã An Hòa: đã rút hồ sơ nên không công nhận."}


def test_dossier_that_was_handed_in_once_is_not_withdrawn_when_it_is_opened_again(year):
    year.submit()
    with on(OUT):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Sai số liệu")
    with pytest.raises(Refused, match="Hồ sơ đã nộp nên không rút được nữa"):
        withdraw(year)
    assert year.dossier().status == "self_scoring"


def test_returned_dossier_says_why_it_is_not_withdrawn_and_what_comes_next(year):
    year.submit()
    with on(OUT):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu biên bản")
    with pytest.raises(Refused, match="Cần bổ sung rồi nộp lại; không nộp lại thì"):
        withdraw(year)
    assert year.dossier().status == "returned"


def test_withdrawal_of_former_years_stays_as_it_is(year):
    year.score()
    withdraw(year)
    Dossier.objects.filter(pk=year.dossier().pk).update(proposed_level=None)
    Cycle.objects.update(every_unit_listed=False)
    assert waiting_around(year.cycle.pk)["quyet-dinh"] == 0
    with pytest.raises(Refused, match="giữ nguyên như vậy"):
        decide(year, "10001")


def test_decision_is_not_signed_before_the_unit_withdrew(year):
    year.score()
    withdraw(year, day=date(2026, 3, 25))
    with on(date(2026, 3, 26)), pytest.raises(Invalid) as refused:
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=Printed("15/QĐ-UBND", DECIDED, "Người ký", pdf()),
            verdicts={year.dossier().pk: decisions.Verdict(0)},
        )  # fmt: skip
    assert "đơn vị rút hồ sơ ngày 25/03/2026" in refused.value.errors["signed_on"]


# --- The year -------------------------------------------------------------------------------------------------------


def test_year_is_decided_when_every_unit_stands_in_a_list(year):
    year.publish("10001")
    year.score("10002")
    withdraw(year, "10002", day=date(2026, 3, 24))
    assert (is_whole(cycles().published[0]), still_waiting(year.cycle.pk)) == (False, 1)
    with on(date(2026, 3, 26)):
        decide(year, "10002", day=date(2026, 3, 26))
        assert is_whole(cycles().published[0]) is False
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    assert (is_whole(cycles().published[0]), still_waiting(year.cycle.pk)) == (True, 0)


def test_year_from_before_the_rule_is_decided_without_them(year):
    year.publish("10001")
    year.score("10002")
    withdraw(year, "10002", day=date(2026, 3, 24))
    Cycle.objects.update(every_unit_listed=False)
    assert (is_whole(cycles().published[0]), still_waiting(year.cycle.pk)) == (True, 0)


def office(year: Year) -> Client:
    client = Client()
    client.force_login(fresh(year.people.office))
    return client


def test_decision_asks_about_units_in_neither_list_and_records_once_that_is_said(year):
    year.announce("10001")
    year.score("10002")
    client, address, pk = office(year), reverse("decision-record", args=[year.cycle.pk]), year.dossier().pk
    chosen = {"chon": [pk], f"d{pk}-level": "2", f"d{pk}-reason": ""}
    paper = {"number": "15/QĐ-UBND", "signed_on": "23/03/2026", "signer": "Trần Văn A"}
    with on(DECIDED):
        shown = client.post(address, chosen)
        assert "Còn 1 đơn vị chưa có trong danh sách đạt hoặc chưa đạt" in shown.content.decode()
        refused = client.post(address, chosen | confirming(shown) | paper | {"file": pdf()})
        sentence = "Cần xác nhận các đơn vị còn lại sẽ có trong quyết định khác."
        assert (sentence in refused.content.decode(), DecisionItem.objects.count()) == (True, 0)
        client.post(address, chosen | confirming(shown) | paper | {"file": pdf(), "others_later": "on"})
    assert list(DecisionItem.objects.values_list("dossier", "level")) == [(pk, 2)]


def test_decision_that_names_every_unit_asks_nothing_and_tells_how_the_others_ended(year):
    year.announce("10001")
    year.score("10002")
    withdraw(year, "10002", day=date(2026, 3, 20))
    client, address = office(year), reverse("decision-record", args=[year.cycle.pk])
    one, two = year.dossier("10001").pk, year.dossier("10002").pk
    chosen = {"chon": [one, two], f"d{one}-level": "2", f"d{two}-level": "0"}
    with on(DECIDED):
        rows = client.get(address).context["ready"]
        shown = client.post(address, chosen)
    assert {row.dossier.unit.code: (row.ending, [key for key, _ in row.choices]) for row in rows}["10002"] == (
        "Đã rút hồ sơ ngày 20/03/2026: Sáp nhập đơn vị", ["0"],
    )  # fmt: skip
    text = shown.content.decode()
    assert ["Chưa đạt (1)" in text, "Phường Bình Minh: Đã rút hồ sơ ngày 20/03/2026" in text] == [True, True]
    assert "others_later" not in text


# --- A supplement that did not come ---------------------------------------------------------------------------------


def test_returned_dossier_is_appraised_as_it_is_only_after_its_day(year):
    year.submit()
    send_back(year)
    office, pk, due = fresh(year.people.office), year.dossier().pk, year.dossier().supplement_due_on
    with on(due):
        early.allow_early(by=office, cycle_id=year.cycle.pk, allowed=True, seen=False)
        early.begin_early(by=office, dossier_ids=[pk], phase=PhaseKey.APPRAISAL, reason="Nộp sớm")
    with pytest.raises(Refused, match=f"Đơn vị còn được bổ sung đến hết ngày {due:%d/%m/%Y}"):
        appraise_as_is(year, due)
    appraise_as_is(year, due + timedelta(days=1))
    assert year.dossier().status == "under_appraisal"


def test_what_was_changed_and_not_sent_is_no_part_of_what_is_appraised(year):
    year.score()
    with on(date(2026, 1, 13)):
        kept = year.prove("10001", "1.1")
    year.score = lambda *_: None
    year.submit()
    send_back(year)
    with on(date(2026, 1, 23)):
        focal, dossier = year.who("10001", "focal"), year.dossier()
        year.save("10001", "1.1", answers.Draft(UNSENT, "Đếm lại"))
        answers.detach(by=focal, evidence_id=kept, seen="")
        more = year.document("10001", "Sổ mới")
        answers.attach(by=focal, answer_id=year.answer("10001", "1.1").pk, document_ids=[more.pk])
        submission.write_report(by=focal, dossier_id=dossier.pk, version=year.dossier().version, text="Báo cáo mới")
    assert changed_since_submission([year.dossier()]) == {year.dossier().pk: ["1.1"]}
    appraise_as_is(year)
    answer = year.answer("10001", "1.1")
    assert (answer.value, answer.explanation, answer.updated_by) == (SIGNED.value, "", year.who("10001", "focal"))
    assert [row.document.title for row in AnswerEvidence.objects.filter(answer=answer)] == ["Sổ tiếp nhận"]
    assert (year.dossier().report, year.dossier().status) == ("", "under_appraisal")
    assert changed_since_submission([year.dossier()]) == {}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: rows[0].update(commune_text="Khác"), "không tìm thấy tự chấm đã nộp của tiêu chí 1.1."),
        (lambda rows: rows[0]["evidence"].append({"document": "mất", "version": 1}),
         "không tìm thấy minh chứng đã nộp của tiêu chí 1.1."),
        (lambda rows: rows.pop(0), "hồ sơ đã nộp không có tiêu chí 1.1."),
        (None, "không có bản hồ sơ đã nộp để khôi phục."),
    ],
)  # fmt: skip
def test_dossier_that_can_t_be_restored_as_handed_in_is_refused_by_name(year, change, told):
    year.submit()
    send_back(year)
    seal = Seal.objects.get(kind="submission")
    if change is None:
        seal.kind = "adjustment"
    else:
        document = json.loads(seal.body)
        change(document["indicators"])
        seal.body = json.dumps(document)
    with pgtrigger.ignore("evaluations.Seal:seal_append_only"):
        seal.save()
    assert changed_since_submission([year.dossier()])[year.dossier().pk][0] == "1.1"
    with pytest.raises(Refused) as refused:
        appraise_as_is(year)
    assert (refused.value.problems, year.dossier().status) == ([f"Xã An Hòa: {told}"], "returned")


def test_dossier_appraised_as_it_is_goes_the_whole_way_and_its_clock_stood_still(year):
    year.submit()
    send_back(year)
    appraise_as_is(year)
    assert year.dossier().paused_days == 12
    year.accept = lambda *_: None
    year.conclude()
    assert (year.dossier().status, year.dossier().submitted_at is not None) == ("concluded", True)


def test_office_takes_late_supplements_to_appraisal_from_a_list(year):
    for code in ("10001", "10002"):
        year.submit(code)
        send_back(year, code)
    client, page = office(year), reverse("intake", args=[year.cycle.pk])
    with on(date(2026, 1, 26)):
        before = [(row.dossier.unit.code, bool(row.refused)) for row in client.get(page).context["returned"].rows]
    with on(LATE):
        address = reverse("intake-as-is", args=[year.cycle.pk])
        keys = [year.dossier(code).pk for code in ("10001", "10002")]
        client.post(address, checked(client, address, keys))
    assert before == [("10002", True), ("10001", True)]
    assert [year.dossier(code).status for code in ("10001", "10002")] == ["under_appraisal"] * 2


def test_commune_is_told_that_it_is_appraised_as_it_is(year):
    year.submit()
    send_back(year)
    appraise_as_is(year)
    told = Notice.objects.filter(person=year.who("10001", "focal")).latest("pk")
    assert told.title == "Hồ sơ được thẩm định theo hồ sơ hiện có"


# --- In public ------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(year) -> dict:
    """The year's open file after both units were decided on, the second one withdrawn."""
    year.announce("10001")
    year.score("10002")
    withdraw(year, "10002", day=date(2026, 3, 20))
    decide(year, "10001", level=2)
    decide(year, "10002")
    with on(date(2026, 3, 25)):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    return json.loads(b"".join(Client().get("/ket-qua/2026/du-lieu.json").streaming_content))


def test_withdrawal_is_public_with_its_day_and_reason_and_the_file_verifies(published):
    sealed = [unit["documents"][0]["document"] for unit in published["units"]]
    assert [one.get("withdrawn") for one in sealed] == [None, {"on": "2026-03-20", "reason": "Sáp nhập đơn vị"}]
    assert verify_year(published).told.differences == []
    text = " ".join(Client().get("/don-vi-hanh-chinh/10002/").content.decode().split())
    assert "Đơn vị rút hồ sơ ngày 20/03/2026 nên không có điểm." in text
    assert ["Sáp nhập đơn vị" in text, "không nộp hồ sơ trong kỳ này" in text] == [True, False]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"withdrawn": {"on": "20/03/2026", "reason": "Sáp nhập"}}, "“withdrawn” sai cấu trúc."),
        ({"withdrawn": {"on": "2026-03-20", "reason": " "}}, "“withdrawn” sai cấu trúc."),
        ({"withdrawn": []}, "“withdrawn” sai cấu trúc."),
        ({"level": {"decided": 2}}, "Đơn vị đã rút hồ sơ mà có kết quả."),
        ({"indicators": [{}]}, "Đơn vị đã rút hồ sơ mà có kết quả."),
    ],
)
def test_forged_withdrawal_is_told(change, told):
    said = Told()
    whole = {"withdrawn": {"on": "2026-03-20", "reason": "Sáp nhập"}, "level": {"decided": 0}, "indicators": []}
    check_facts(said, whole, "ở đây")
    assert said.differences == []
    check_facts(said, whole | change, "ở đây")
    assert said.differences == [f"ở đây: {told}"]
