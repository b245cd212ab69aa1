"""Silence on gates: of a body without a sheet, and of one that sent its sheet and stated no gate."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import SMALL_SET, Year, confirming, fresh, on, open_year, person
from tests.evaluations.test_silence import AFTER, COUNCIL_DAY, LOW, body, client_of, end, remind, silence
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import council, gates
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.silence import record_silence
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, Conclusion, Dossier, GateFact, Seal, Sheet, SheetItem, Silence
from thanthien.evaluations.permissions import can_see_appraisal
from thanthien.evaluations.queries.council import compare
from thanthien.evaluations.queries.silence import body_lines
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.visibility import COUNCIL
from thanthien.units.models import Agency
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db


ONLY_GATES = "ubnd-tp"


@pytest.fixture
def gates_only() -> Year:
    """Both bodies have sent their sheets; the gate is for a third one to state, which has no sheet."""
    text = SMALL_SET.read_text(encoding="utf-8").replace("declared_by: so-noi-vu", f"declared_by: {ONLY_GATES}")
    made = open_year(units=1, text=text)
    made.appraise()
    return made


def lines_of(year: Year, who: str = "office") -> dict[str, tuple[int, int, bool]]:
    lines = body_lines(fresh(getattr(year.people, who)), year.cycle)
    return {one.body.code: (one.waiting, one.silent, one.only_gates) for one in lines}


def test_a_body_that_only_states_gates_is_reminded_and_recorded_as_silent(gates_only):
    year, pk = gates_only, gates_only.dossier().pk
    office, secretary = client_of(year, "office"), client_of(year, "secretary")
    before = lines_of(year)
    with on(AFTER):
        shown = office.post(reverse("body-remind", args=[year.cycle.pk, ONLY_GATES]), {"chon": [pk]})
        printed = {"number": "9/SNV", "signed_on": "06/03/2026", "signer": "Giám đốc", "note": ""}
        office.post(shown.request["PATH_INFO"], confirming(shown) | printed)
        check = secretary.post(reverse("silence-record", args=[year.cycle.pk, ONLY_GATES]), {"chon": [pk]})
        secretary.post(check.request["PATH_INFO"], confirming(check))
        listed = secretary.get(reverse("waiting-bodies", args=[year.cycle.pk])).content.decode()
    both = {"mttq": (0, 0, False), "so-noi-vu": (0, 0, False)}
    assert before == both | {ONLY_GATES: (1, 0, True)}
    assert lines_of(year) == both | {ONLY_GATES: (0, 1, True)}
    assert "chỉ xác nhận trường hợp không công nhận, khống chế" in listed
    assert year.dossier().silent_bodies == [ONLY_GATES]
    with on(COUNCIL_DAY):
        done = gates.state_gates(
            by=year.concluder, key="ky-luat", words=gates.one_word_for([pk], False, "Theo văn bản số 5")
        )
    assert done == 1


def test_a_gate_that_is_stated_waits_for_nobody(gates_only):
    GateFact.objects.filter(key="ky-luat").update(
        holds=False, stated_at=clock.now(), stated_by=gates_only.people.leader
    )
    assert lines_of(gates_only)[ONLY_GATES] == (0, 0, True)


def test_a_gate_that_is_said_to_be_unknown_still_waits(gates_only):
    GateFact.objects.filter(key="ky-luat").update(holds=None, stated_at=clock.now(), stated_by=gates_only.people.leader)
    assert lines_of(gates_only)[ONLY_GATES] == (1, 0, True)


def test_a_silent_body_that_only_states_gates_reads_no_marks(gates_only):
    remind(gates_only, to=ONLY_GATES)
    with on(AFTER):
        pks = [gates_only.dossier().pk]
        record_silence(by=gates_only.concluder, body=body(ONLY_GATES), dossier_ids=pks)
    user = fresh(person("kiemtra", body(ONLY_GATES), Role.APPRAISER))
    assert not SheetItem.objects.readable_by(user).exists()
    assert not Conclusion.objects.filter(COUNCIL.condition(user, "dossier__")).exists()
    assert not can_see_appraisal(user, gates_only.dossier())


def test_lines_of_bodies_take_as_many_statements_for_three_dossiers_as_for_one(django_assert_num_queries):
    year = open_year()
    office = fresh(year.people.office)
    for code in ("10001", "10002", "10003"):
        year.accept(code)
        with django_assert_num_queries(9):  # the person and their roles, and the seven of the lines
            body_lines(fresh(office), year.cycle)
    assert lines_of(year) == {"mttq": (3, 0, False), "so-noi-vu": (3, 0, False)}


# --- A body that sent its sheet and states no gate ------------------------------------------------------------------


@pytest.fixture
def sheet_alone() -> Year:
    """Both sheets are sent; the gate of Sở Nội vụ is not stated, and it was reminded."""
    year = open_year(units=1)
    year.appraise("10001", {("so-noi-vu", "1.2"): LOW})
    remind(year)
    return year


def test_a_body_that_sent_its_sheet_is_recorded_as_silent_on_its_gate_alone(sheet_alone):
    before = sheet_alone.dossier().sheets_complete_at
    silence(sheet_alone)
    dossier = sheet_alone.dossier()
    assert (dossier.silent_bodies, dossier.sheets_complete_at, before is None) == (["so-noi-vu"], before, False)
    assert (Sheet.objects.get(body=body()).status, Silence.objects.get().only_gates) == ("sent", True)
    given = compare([dossier])[dossier.pk]["1.2"].items
    assert [item.sheet.body.code for item in given] == ["mttq", "so-noi-vu"]
    with on(COUNCIL_DAY):
        words = gates.one_word_for([dossier.pk], False, "Theo văn bản số 5")
        done = gates.state_gates(by=sheet_alone.concluder, key="ky-luat", words=words)
    assert done == 1


def test_whoever_said_all_that_was_asked_was_not_silent(sheet_alone):
    with on(COUNCIL_DAY):
        words = gates.one_word_for([sheet_alone.dossier().pk], False)
        gates.state_gates(by=fresh(sheet_alone.people.noi_vu), key="ky-luat", words=words)
    with pytest.raises(Refused, match="Sở Nội vụ đã gửi phiếu của hồ sơ này"):
        silence(sheet_alone, COUNCIL_DAY)


def test_taking_the_silence_on_a_gate_back_leaves_the_sheets_as_they_are(sheet_alone):
    silence(sheet_alone)
    before = sheet_alone.dossier().sheets_complete_at
    end(sheet_alone)
    dossier = sheet_alone.dossier()
    assert (dossier.silent_bodies, dossier.sheets_complete_at) == ([], before)
    assert set(Sheet.objects.values_list("status", flat=True)) == {"sent"}


def test_seal_and_public_page_say_that_only_the_gate_was_left_open(sheet_alone):
    silence(sheet_alone)
    year, pk = sheet_alone, sheet_alone.dossier().pk
    with on(COUNCIL_DAY):
        row = year.conclusion("10001", "1.2")
        council.adopt_agreed(by=year.concluder, dossier_ids=[pk])
        entry = Entry(AnswerState.VALUE, LOW.value, "Thiếu sổ")
        council.conclude_item(by=year.concluder, conclusion_id=row.pk, version=row.version, entry=entry)
        words = gates.one_word_for([pk], False, "Theo văn bản số 5")
        gates.state_gates(by=year.concluder, key="ky-luat", words=words)
        council.conclude(by=year.concluder, dossier_ids=[pk], session=Session(COUNCIL_DAY))
    year.conclude = lambda *_: None
    year.publish()
    [told] = json.loads(Seal.objects.get(kind="decision").body)["silent"]
    assert (told["body"], told["only"]) == ("so-noi-vu", "gates")
    file = json.loads(b"".join(Client().get("/ket-qua/2026/du-lieu.json").streaming_content))
    assert verify_year(file).told.differences == []
    page = " ".join(Client().get("/don-vi-hanh-chinh/10001/").content.decode().split())
    assert ["Sở Nội vụ không xác nhận trường hợp" in page, "Không có ý kiến của" in page] == [True, False]
    table = b"".join(Client().get("/ket-qua/2026/du-lieu.csv").streaming_content).decode("utf-8-sig")
    assert {row["co_quan_khong_y_kien"] for row in csv.DictReader(io.StringIO(table))} == {""}


def test_a_body_that_only_states_gates_opens_the_dossier_and_states_them(gates_only):
    agency = Agency.objects.get(code=ONLY_GATES)
    appraiser, pk = person("kiemtra", agency, Role.APPRAISER), gates_only.dossier().pk
    client = Client()
    client.force_login(appraiser)
    with on(COUNCIL_DAY):
        page = client.get(reverse("dossier-detail", args=[gates_only.cycle.pk, "10001"]))
        done = gates.state_gates(by=fresh(appraiser), key="ky-luat", words=gates.one_word_for([pk], False))
    rows = [row for group, shown in page.context["groups"] for row in shown]
    assert (page.status_code, done) == (200, 1)
    assert [row.own.row.points for row in rows] == [one.points for one in answers_in_order(gates_only)]
    assert [(row.appraised, row.council) for row in rows] == [((), None)] * 4  # not theirs
    assert [page.context["sees_appraisal"], page.context["sees_council"]] == [False, False]


def answers_in_order(year: Year) -> list[Answer]:
    return list(Answer.objects.filter(dossier=year.dossier()).order_by("indicator__position"))


def test_a_body_that_is_asked_of_nothing_opens_nothing(gates_only):
    other = Agency.objects.exclude(code__in=["mttq", "so-noi-vu", ONLY_GATES]).filter(unit=None).first()
    stranger = fresh(person("khac", other, Role.APPRAISER))
    assert list(Dossier.objects.visible_to(stranger)) == []
