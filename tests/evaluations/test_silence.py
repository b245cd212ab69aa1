"""A body that stays silent holds nobody up: recorded after its time and a reminder, shown as such, counted nowhere."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, confirming, fresh, on, open_year, pdf
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import council, cycles, gates, papers, sheets
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.silence import end_silence, record_silence
from thanthien.evaluations.enums import AnswerState, PaperKind
from thanthien.evaluations.models import Seal, Sheet, SheetItem, Silence
from thanthien.evaluations.queries.appraisal import appraised_answers
from thanthien.evaluations.queries.council import compare
from thanthien.evaluations.queries.words import contested_of
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey
from thanthien.notices.models import Notice
from thanthien.units.models import Agency
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db
LAST, AFTER, COUNCIL_DAY = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)
LOW = Entry(AnswerState.VALUE, {"numerator": "5", "denominator": "10"}, "Thiếu sổ")


@pytest.fixture
def year() -> Year:
    """One dossier: Mặt trận has sent its sheet, Sở Nội vụ has entered low values and sent nothing."""
    made = open_year(units=1)
    made.accept()
    made.fill("10001", made.people.mttq, {})
    made.send("10001", made.people.mttq)
    made.fill("10001", made.people.noi_vu, {("so-noi-vu", "1.2"): LOW})
    return made


def body(code: str = "so-noi-vu") -> Agency:
    return Agency.objects.get(code=code)


def remind(year: Year, day: date = LAST, to: str = "so-noi-vu") -> None:
    with on(day):
        papers.record_paper(
            by=fresh(year.people.office), kind=PaperKind.REMINDER, cycle_id=year.cycle.pk,
            dossier_ids=[year.dossier().pk], printed=Printed("9/SNV", day, "Giám đốc", None), addressee=body(to),
        )  # fmt: skip


def silence(year: Year, day: date = AFTER, who=None) -> None:
    with on(day):
        record_silence(by=who or year.concluder, body=body(), dossier_ids=[year.dossier().pk])


@pytest.fixture
def silent(year) -> Year:
    remind(year)
    silence(year)
    return year


# --- When it may be recorded ----------------------------------------------------------------------------------------


def test_a_body_has_the_whole_of_its_time(year):
    remind(year)
    with pytest.raises(Refused, match="Cơ quan còn được gửi phiếu đến hết ngày 06/03/2026"):
        silence(year, LAST)
    assert Sheet.objects.get(body=body()).status == "draft"


def test_more_time_of_the_unit_is_the_body_s_too(year):
    remind(year)
    with on(LAST):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.APPRAISAL, unit=year.dossier().unit,
            ends_on=date(2026, 3, 9), reason="Bão",
        )  # fmt: skip
    with pytest.raises(Refused, match="đến hết ngày 09/03/2026"):
        silence(year, AFTER)


@pytest.mark.parametrize("to", ["", "mttq"])
def test_nothing_is_recorded_without_a_reminder_of_this_body(year, to):
    if to:
        remind(year, to=to)
    with pytest.raises(Refused, match="Chưa ghi văn bản đôn đốc gửi Sở Nội vụ"):
        silence(year)


def test_only_who_concludes_records_it(year):
    remind(year)
    with pytest.raises(Refused, match="Chỉ thư ký Hội đồng được ghi không có ý kiến"):
        silence(year, who=fresh(year.people.office))


def test_it_is_recorded_once(silent):
    with pytest.raises(Refused, match="Đã ghi không có ý kiến của Sở Nội vụ"):
        silence(silent)
    assert Silence.objects.count() == 1


# --- What counts ----------------------------------------------------------------------------------------------------


def test_draft_stays_the_body_s_and_counts_nowhere(silent):
    dossier = silent.dossier()
    drafts = dict(SheetItem.objects.filter(sheet__body=body()).values_list("indicator__code", "state"))
    words = appraised_answers([dossier])[dossier.pk]
    given = {code: [item.sheet.body.code for item in one.items] for code, one in compare([dossier])[dossier.pk].items()}
    assert drafts == {"1.2": "value", "2.1": "value", "2.2": "value"}
    assert given == {"1.1": ["mttq"], "1.2": ["mttq"], "2.1": [], "2.2": []}
    assert words["1.2"].points == silent.answer("10001", "1.2").points  # the mean of who spoke
    assert (words["2.1"].points, words["2.2"].points) == (None, None)  # nothing said is not zero


def test_nobody_s_word_is_no_agreement(silent):
    dossier = silent.dossier()
    contested = dossier.conclusions.filter(contested_of()).order_by("indicator__position")
    assert list(contested.values_list("indicator__code", flat=True)) == ["2.1", "2.2"]
    with on(COUNCIL_DAY):
        adopted = council.adopt_agreed(by=silent.concluder, dossier_ids=[dossier.pk])
    assert adopted == 2


def test_draft_is_shown_to_its_body_alone(silent):
    for who, seen in (("noi_vu", 3), ("mttq", 0), ("leader", 0), ("secretary", 0)):
        rows = SheetItem.objects.readable_by(fresh(getattr(silent.people, who))).filter(sheet__body=body())
        assert rows.count() == seen, who


def conclude(year: Year) -> None:
    dossier = year.dossier()
    with on(COUNCIL_DAY):
        council.adopt_agreed(by=year.concluder, dossier_ids=[dossier.pk])
        for code in ("2.1", "2.2"):
            row, answer = year.conclusion("10001", code), year.answer("10001", code)
            entry = Entry(AnswerState.VALUE, answer.value, "Theo hồ sơ")
            council.conclude_item(by=year.concluder, conclusion_id=row.pk, version=row.version, entry=entry)
        gates.state_gates(
            by=year.concluder,
            key="ky-luat",
            words={dossier.pk: gates.GateWord(False, "Theo văn bản của Ủy ban Kiểm tra")},
        )
        council.conclude(by=year.concluder, dossier_ids=[dossier.pk], session=Session(COUNCIL_DAY))


def test_council_concludes_on_the_dossier_and_seal_and_public_page_say_so(silent):
    conclude(silent)
    silent.conclude = lambda *_: None
    silent.publish()
    sealed = json.loads(Seal.objects.get(kind="decision").body)
    assert sealed["silent"] == [
        {
            "body": "so-noi-vu", "name": "Sở Nội vụ", "on": "2026-03-09",
            "reminder": {"number": "9/SNV", "signed_on": "2026-03-06"},
        }
    ]  # fmt: skip
    file = json.loads(b"".join(Client().get("/ket-qua/2026/du-lieu.json").streaming_content))
    assert verify_year(file).told.differences == []
    assert "Không có ý kiến của Sở Nội vụ" in Client().get("/don-vi-hanh-chinh/10001/").content.decode()
    table = b"".join(Client().get("/ket-qua/2026/du-lieu.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["co_quan_khong_y_kien"] for row in rows] == ["Sở Nội vụ"] * 4


def test_gate_of_a_silent_body_is_stated_by_who_concludes_with_its_ground(silent):
    ids = [silent.dossier().pk]
    with on(COUNCIL_DAY):
        with pytest.raises(Refused, match="do cơ quan khác xác nhận"):
            gates.state_gates(by=fresh(silent.people.noi_vu), key="ky-luat", words=gates.one_word_for(ids, False))
        with pytest.raises(Invalid) as refused:
            gates.state_gates(by=silent.concluder, key="ky-luat", words=gates.one_word_for(ids, False))
        done = gates.state_gates(
            by=silent.concluder, key="ky-luat", words=gates.one_word_for(ids, False, "Theo văn bản số 5")
        )
    assert refused.value.errors == {str(ids[0]): "Cơ quan được hỏi không có ý kiến: cần ghi căn cứ."}
    assert done == 1


def test_gate_of_a_body_that_may_still_speak_is_its_own(year):
    with on(COUNCIL_DAY), pytest.raises(Refused, match="do cơ quan khác xác nhận"):
        gates.state_gates(
            by=year.concluder, key="ky-luat", words=gates.one_word_for([year.dossier().pk], False, "Theo văn bản")
        )


# --- Afterwards -----------------------------------------------------------------------------------------------------


def test_what_comes_afterwards_is_refused_with_a_sentence(silent):
    noi_vu, item = fresh(silent.people.noi_vu), silent.item("10001", "1.2", "so-noi-vu")
    with on(AFTER):
        with pytest.raises(Refused, match="đã được ghi “không có ý kiến”"):
            sheets.save_items(by=noi_vu, changes=[sheets.ItemChange(item.pk, item.version, confirm=True)])
        with pytest.raises(Refused, match="đã được ghi “không có ý kiến”"):
            sheets.send_sheets(by=noi_vu, cycle=silent.cycle, sheet_ids=[item.sheet_id])
    notice = Notice.objects.filter(person=silent.people.noi_vu).latest("pk")
    assert notice.title == "Đã ghi nhận cơ quan không có ý kiến"


def end(year: Year, reason: str = "Phiếu giấy đã đến trước hạn", version: int | None = None) -> None:
    dossier = year.dossier()
    with on(COUNCIL_DAY):
        end_silence(
            by=year.concluder, dossier_id=dossier.pk, body=body(), reason=reason,
            version=dossier.version if version is None else version,
        )  # fmt: skip


def test_word_is_taken_back_and_the_body_sends_what_it_had(silent):
    end(silent)
    assert (Sheet.objects.get(body=body()).status, silent.dossier().sheets_complete_at) == ("draft", None)
    silent.send("10001", silent.people.noi_vu)
    dossier = silent.dossier()
    assert (dossier.silent_bodies, dossier.sheets_complete_at is not None) == ([], True)
    given = compare([dossier])[dossier.pk]["1.2"].items
    assert [item.value for item in given] == [silent.answer("10001", "1.2").value, LOW.value]
    assert list(Silence.objects.values_list("silent", "reason")) == [
        (True, ""), (False, "Phiếu giấy đã đến trước hạn"),
    ]  # fmt: skip


@pytest.mark.parametrize(("change", "error"), [({"reason": " "}, Invalid), ({"version": 0}, Stale)])
def test_taking_back_needs_a_reason_and_what_the_person_saw(silent, change, error):
    with pytest.raises(error):
        end(silent, **change)
    assert silent.dossier().silent_bodies == ["so-noi-vu"]


def test_concluded_dossier_keeps_the_word(silent):
    conclude(silent)
    with pytest.raises(Refused, match="không hủy được nữa"):
        end(silent)


# --- Pages ----------------------------------------------------------------------------------------------------------


def client_of(year: Year, who: str) -> Client:
    client = Client()
    client.force_login(fresh(getattr(year.people, who)))
    return client


def test_from_the_list_of_waiting_bodies_to_the_record(year):
    office, secretary = client_of(year, "office"), client_of(year, "secretary")
    listing = reverse("waiting-bodies", args=[year.cycle.pk])
    remind_url = reverse("body-remind", args=[year.cycle.pk, "so-noi-vu"])
    record_url = reverse("silence-record", args=[year.cycle.pk, "so-noi-vu"])
    pk = year.dossier().pk
    with on(AFTER):
        lines = [(one.body.code, one.waiting, one.silent) for one in office.get(listing).context["lines"]]
        shown = office.post(remind_url, {"chon": [pk]})
        printed = {"number": "9/SNV", "signed_on": "06/03/2026", "signer": "Giám đốc", "note": "", "file": pdf()}
        office.post(remind_url, confirming(shown) | printed)
        reminded = office.get(listing).content.decode()
        check = secretary.post(record_url, {"chon": [pk]})
        text = check.content.decode()
        secretary.post(record_url, confirming(check))
        after = [(one.body.code, one.waiting, one.silent) for one in secretary.get(listing).context["lines"]]
        council_page = secretary.get(reverse("council-dossier", args=[year.cycle.pk, "10001"])).content.decode()
        item = secretary.get(reverse("council-item", args=[year.cycle.pk, "10001", "2.1"])).content.decode()
        detail = office.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"])).content.decode()
    assert sorted(lines) == [("mttq", 0, 0), ("so-noi-vu", 1, 0)]
    assert 'data-label="Đôn đốc gần nhất">Văn bản đôn đốc số 9/SNV ngày 06/03/2026<' in reminded
    assert ["1.2, 2.1, 2.2" in text, "Người đứng đầu bị kỷ luật" in text, "9/SNV" in text] == [True, True, True]
    assert sorted(after) == [("mttq", 0, 0), ("so-noi-vu", 0, 1)]
    assert ["Không có ý kiến" in council_page, "không có ý kiến" in item, "Không có ý kiến" in detail] == [True] * 3


def test_a_body_that_has_sent_its_sheet_said_something(year):
    remind(year, to="mttq")
    with on(AFTER), pytest.raises(Refused, match="đã gửi phiếu của hồ sơ này"):
        record_silence(by=year.concluder, body=body("mttq"), dossier_ids=[year.dossier().pk])


def test_record_page_is_for_who_concludes(year):
    with on(AFTER):
        codes = {
            who: client_of(year, who).get(reverse("silence-record", args=[year.cycle.pk, "so-noi-vu"])).status_code
            for who in ("secretary", "office", "leader", "mttq")
        }
    assert codes == {"secretary": 200, "office": 404, "leader": 404, "mttq": 404}


TOO_LATE = (
    "Phiếu này đã được ghi “không có ý kiến” sau hạn thẩm định và văn bản đôn đốc nên không nhận thêm nội dung. "
    "Vui lòng đề nghị Hội đồng hủy việc ghi đó."
)


def test_page_of_an_item_says_why_a_silent_body_can_t_write(silent):
    item = silent.item("10001", "2.2", "so-noi-vu")
    with on(AFTER):
        page = client_of(silent, "noi_vu").get(reverse("appraisal-item", args=[item.pk]))
    assert (TOO_LATE in page.content.decode(), "Lưu thẩm định" in page.content.decode()) == (True, False)


@pytest.mark.parametrize("script", [True, False])
def test_what_was_typed_on_a_page_from_before_stays_beside_the_refusal(silent, script):
    item, more = silent.item("10001", "2.2", "so-noi-vu"), {"HX-Request": "true"} if script else {}
    typed = {"version": item.version, "state": "value", "option": "dat", "reason": "Gõ từ trước"}
    asked = {"question": "Vì sao thiếu sổ?"}
    client = client_of(silent, "noi_vu")
    with on(AFTER):
        saved = client.post(reverse("appraisal-item", args=[item.pk]), typed, headers=more)
        question = client.post(reverse("appraisal-ask", args=[item.pk]), asked)
    assert [page.status_code for page in (saved, question)] == [422, 422]
    assert [text in saved.content.decode() for text in (TOO_LATE, "Gõ từ trước", "Lưu thẩm định")] == [True] * 3
    assert "Vì sao thiếu sổ?" in question.content.decode()
    assert silent.item("10001", "2.2", "so-noi-vu").version == item.version
