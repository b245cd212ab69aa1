"""A body passes to another agency by a document: its indicators, gates and unfinished sheets go on there."""

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, agency, fresh, on, open_year, person
from thanthien.accounts.models import Membership, User
from thanthien.accounts.positions import body_codes, body_ids
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import gates, intake, papers, sheets
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.silence import record_silence
from thanthien.evaluations.enums import AnswerState, PaperKind
from thanthien.evaluations.models import ItemRequest, Seal, Sheet, SheetItem
from thanthien.evaluations.queries.appraisal import appraised_answers
from thanthien.evaluations.queries.facts import facts_of
from thanthien.evaluations.scored import Entry
from thanthien.measures import acceptances
from thanthien.measures.acceptances import Judge
from thanthien.measures.periods import Period
from thanthien.measures.permissions import speaking_body
from thanthien.measures.scope import Span
from thanthien.notices.models import Notice
from thanthien.units.agency_changes import end_agency, rename_agency
from thanthien.units.models import Agency
from thanthien.verify import verify_year
from thanthien.verify_dossier import Told
from thanthien.verify_facts import check_facts

pytestmark = pytest.mark.django_db
ROLES_FIRST = (
    "Còn 1 người giữ vai trò tại cơ quan sau ngày 10/02/2026. Cần kết thúc các vai trò đó trước, ở trang “Người dùng”."
)
DAY = date(2026, 2, 16)
LOW = Entry(AnswerState.VALUE, {"numerator": "5", "denominator": "10"}, "Thiếu sổ")
TAKEN = "Ban Dân vận (tiếp nhận việc của Ủy ban Mặt trận Tổ quốc Việt Nam thành phố)"


def body(code: str) -> Agency:
    return Agency.objects.select_related("passed_to").get(code=code)


def pass_on(code: str, into: str | None, day: date = DAY, today: date = DAY, by: User | None = None) -> None:
    """The body ends on a day, its people the day before."""
    Membership.objects.filter(agency__code=code).update(valid_to=date(2026, 2, 15))
    with on(today):
        end_agency(
            agency_id=body(code).pk, on=day, document_number="7/QĐ-UBND", into=body(into) if into else None,
            by=by, signed_on=date(2026, 2, 10),
        )  # fmt: skip


def rename(code: str, name: str, day: date = DAY) -> None:
    with on(day):
        rename_agency(
            agency_id=body(code).pk, name=name, label="", on=day, document_number="8/QĐ", by=None, seen=None
        )  # fmt: skip


def year_under_way() -> Year:
    """One dossier under appraisal: Mặt trận has entered low values for 1.2 and sent nothing; a board of the Party waits
    to take over."""
    made = open_year(units=1)
    made.accept()
    made.fill("10001", made.people.mttq, {("mttq", "1.2"): LOW})
    agency("dan-van", "Ban Dân vận", "party_board")
    return made


@pytest.fixture
def year() -> Year:
    return year_under_way()


def taking(year: Year) -> object:
    """Who appraises in the board."""
    who = person("danvan", body("dan-van"), Role.APPRAISER)
    with on(DAY):
        return fresh(who)


# --- Refused --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("into", "day", "told"),
    [
        (None, DAY, ("Kỳ đánh giá năm 2026 giao việc cho cơ quan này và còn đơn vị chưa có kết quả. Cần chọn cơ quan "
         "tiếp nhận, hoặc hoàn thành các hồ sơ đó trước.")),
        ("hoi-dong", DAY, ("Hội đồng thẩm định không phải cơ quan thẩm định nên không tiếp nhận được phần việc của cơ "
         "quan này trong Kỳ đánh giá năm 2026. Cần chọn cơ quan khác.")),
        ("dan-van", date(2026, 2, 17), ("Ngày hiệu lực chưa đến. Việc chuyển phần thẩm định trong Kỳ đánh giá năm 2026 "
         "được ghi từ ngày đó.")),
    ],
)  # fmt: skip
def test_body_in_a_running_year_does_not_end_without_who_goes_on(year, into, day, told):
    with pytest.raises(Refused) as refused:
        pass_on("mttq", into, day)
    assert (refused.value.problems, body("mttq").valid_to) == ([told], None)


def test_day_before_a_sheet_was_sent_is_refused(year):
    year.send("10001", year.people.mttq)  # on the 11th
    with pytest.raises(Refused) as refused:
        pass_on("mttq", "dan-van", date(2026, 2, 11))
    assert refused.value.problems == [
        "Cơ quan đã gửi phiếu thẩm định ngày 11/02/2026. Ngày hiệu lực phải sau ngày đó.",
        ROLES_FIRST,
    ]


# --- What passes ----------------------------------------------------------------------------------------------------


def test_unfinished_sheet_passes_with_what_was_typed_and_by_whom(year):
    typed = {one.indicator.code: (one.value, one.updated_by_id) for one in items_of("mttq")}
    pass_on("mttq", "dan-van")
    who = taking(year)
    with on(DAY):
        assert (body_ids(who), body_codes(who)) == ({body("dan-van").pk, body("mttq").pk}, {"dan-van", "mttq"})
        [sheet] = sheets.sendable(who, year.cycle)
        assert (sheet.name, sheet.body.code) == (TAKEN, "mttq")
        assert facts_of([year.dossier()], who)[year.dossier().pk].sheets_waiting == (TAKEN, "Sở Nội vụ")
        sheets.send_sheets(by=who, cycle=year.cycle, sheet_ids=[sheet.pk])
    assert {one.indicator.code: (one.value, one.updated_by_id) for one in items_of("mttq")} == typed
    assert typed["1.2"] == (LOW.value, year.people.mttq.pk)
    assert appraised_answers([year.dossier()])[year.dossier().pk]["1.1"].points == year.answer("10001", "1.1").points


def items_of(code: str) -> list[SheetItem]:
    return list(SheetItem.objects.filter(sheet__body__code=code).select_related("indicator").order_by("pk"))


def test_sent_sheet_stays_the_word_of_the_old_body_by_its_name_then(year):
    year.send("10001", year.people.mttq)
    pass_on("mttq", "dan-van")
    with on(DAY):
        sheet = Sheet.objects.select_related("body__passed_to").get(body__code="mttq")
        assert (sheet.name, sheet.status) == ("Ủy ban Mặt trận Tổ quốc Việt Nam thành phố", "sent")
        assert {one.pk for one in SheetItem.objects.readable_by(taking(year))} == {one.pk for one in items_of("mttq")}
        sheets.hand_back(by=year.concluder, sheet_id=sheet.pk, reason="Thiếu căn cứ", sent_at=sheet.sent_at)
        assert Sheet.objects.get(body__code="mttq").name == TAKEN
    told = Notice.objects.filter(title="Phiếu thẩm định được trả lại")
    assert [one.person.full_name for one in told] == ["Danvan"]


def test_new_name_of_a_body_leaves_what_it_had_sent(year):
    year.send("10001", year.people.mttq)
    rename("mttq", "Mặt trận mới")
    names = {one.body.code: one.name for one in Sheet.objects.select_related("body")}
    assert names == {"mttq": "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố", "so-noi-vu": "Sở Nội vụ"}


def test_who_scored_for_the_commune_appraises_for_no_successor(year):
    pass_on("mttq", "dan-van")
    officer = year.people.communes["10001"]["officer"]
    Membership.objects.filter(user=officer).update(valid_to=date(2026, 2, 15))
    Membership.objects.create(user=officer, agency=body("dan-van"), role=Role.APPRAISER, valid_from=DAY)
    with on(DAY):
        item = SheetItem.objects.get(sheet__body__code="mttq", indicator__code="1.1")
        with pytest.raises(Refused, match="không được thẩm định"):
            sheets.save_items(by=fresh(officer), changes=[sheets.ItemChange(item.pk, item.version, confirm=True)])


def test_gate_passes_and_its_old_people_state_it_no_longer(year):
    pass_on("so-noi-vu", "dan-van")
    who, words = taking(year), gates.one_word_for([year.dossier().pk], False)
    with on(DAY):
        with pytest.raises(Refused):
            gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=words)
        assert gates.state_gates(by=who, key="ky-luat", words=words) == 1


def test_dossier_that_comes_later_is_asked_of_who_goes_on():
    year = open_year(units=1)
    year.submit()
    agency("dan-van", "Ban Dân vận", "party_board")
    pass_on("mttq", "dan-van")
    who = taking(year)
    with on(DAY):
        intake.accept(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
        assert [sheet.name for sheet in sheets.sendable(who, year.cycle)] == [TAKEN]


def test_late_records_of_a_figure_are_judged_by_who_goes_on(year, monkeypatch):
    unit, week = year.dossier().unit, Period(date(2026, 1, 5), date(2026, 1, 11), "2026-W02", "iso_week")
    judge = Judge(body("mttq").pk, Span(date(2026, 1, 1), date(2026, 12, 31)))
    monkeypatch.setattr(acceptances, "_judging", [lambda _unit, _measure: [judge]])
    pass_on("mttq", "dan-van")
    with on(DAY):
        speaking = [speaking_body(who, unit, "none", [week]) for who in (taking(year), fresh(year.people.noi_vu))]
    assert speaking == [body("mttq").pk, None]


def test_pages_of_who_goes_on_and_the_page_of_the_cycle_tell_it(year):
    pass_on("mttq", "dan-van")
    client, office = Client(), Client()
    client.force_login(taking(year))
    office.force_login(fresh(year.people.office))
    told = "Ban Dân vận tiếp nhận việc của Ủy ban Mặt trận Tổ quốc Việt Nam thành phố từ ngày 16/02/2026 theo văn bản"
    with on(DAY):
        grid = client.get(reverse("appraisal-grid", args=[year.cycle.pk, "1.1"]))
        home = client.get(reverse("appraisal-home"))
        cycle = office.get(reverse("cycle-detail", args=[year.cycle.pk]))
    assert (grid.context["body"].name, len(grid.context["rows"])) == (TAKEN, 1)
    assert (home.content.decode().count(told), cycle.content.decode().count(told)) == (1, 1)
    titles = Notice.objects.filter(title__in=["Tiếp nhận việc thẩm định", "Cơ quan thẩm định được chuyển"])
    assert set(titles.values_list("person__full_name", flat=True)) == {"Office", "Head", "Secretary"}


def test_question_of_the_old_body_keeps_its_name_and_is_answered_to_who_goes_on(year):
    with on(date(2026, 2, 11)):
        item = SheetItem.objects.get(sheet__body__code="mttq", indicator__code="1.1")
        sheets.ask_item(by=fresh(year.people.mttq), item_id=item.pk, question="Thiếu danh sách")
    pass_on("mttq", "dan-van")
    with on(DAY):
        asked = ItemRequest.objects.select_related("body__passed_to").get()
        sheets.ask_item(by=taking(year), item_id=item.pk, question="Thiếu ảnh")
        again = ItemRequest.objects.select_related("body__passed_to").latest("pk")
        assert (asked.asked_as, again.asked_as) == ("Ủy ban Mặt trận Tổ quốc Việt Nam thành phố", TAKEN)


def test_who_goes_on_is_reminded_anew_before_its_silence_is_recorded(year):
    year.fill("10001", year.people.noi_vu, {})
    year.send("10001", year.people.noi_vu)
    remind(year, body("mttq"), date(2026, 2, 12))
    pass_on("mttq", "dan-van")
    late = date(2026, 3, 9)
    with on(late), pytest.raises(Refused, match="Chưa ghi văn bản đôn đốc gửi Ban Dân vận"):
        record_silence(by=year.concluder, body=body("mttq"), dossier_ids=[year.dossier().pk])
    remind(year, body("dan-van"), late)
    with on(late):
        record_silence(by=year.concluder, body=body("mttq"), dossier_ids=[year.dossier().pk])
    assert year.dossier().silent_bodies == ["mttq"]


def remind(year: Year, to: Agency, day: date) -> None:
    with on(day):
        papers.record_paper(
            by=fresh(year.people.office), kind=PaperKind.REMINDER, cycle_id=year.cycle.pk,
            dossier_ids=[year.dossier().pk], printed=Printed(f"{day}/SNV", day, "Giám đốc", None), addressee=to,
        )  # fmt: skip


# --- One voice ------------------------------------------------------------------------------------------------------


def said(year: Year) -> list[tuple[str, str, str]]:
    rows = SheetItem.objects.filter(indicator__code="1.2").order_by("sheet__body__code")
    return list(rows.values_list("sheet__body__code", "sheet__status", "state"))


def test_of_two_unsent_words_the_own_one_stays(year):
    year.fill("10001", year.people.noi_vu, {})
    pass_on("mttq", "so-noi-vu")
    assert said(year) == [("so-noi-vu", "draft", "value")]
    assert [one.indicator.code for one in items_of("mttq")] == ["1.1"]


def test_of_two_unsent_words_the_typed_one_stays(year):
    pass_on("mttq", "so-noi-vu")
    assert said(year) == [("mttq", "draft", "value")]


def test_sent_word_of_the_old_body_stands_alone(year):
    year.send("10001", year.people.mttq)
    year.fill("10001", year.people.noi_vu, {})
    pass_on("mttq", "so-noi-vu")
    assert said(year) == [("mttq", "sent", "value")]
    with on(DAY):
        who = fresh(year.people.noi_vu)
        sheets.send_sheets(by=who, cycle=year.cycle, sheet_ids=[one.pk for one in sheets.sendable(who, year.cycle)])
    joined = appraised_answers([year.dossier()])[year.dossier().pk]["1.2"]
    assert joined.points == SheetItem.objects.get(indicator__code="1.2").points


def test_words_that_both_had_sent_both_stand(year):
    year.send("10001", year.people.mttq)
    year.fill("10001", year.people.noi_vu, {})
    year.send("10001", year.people.noi_vu)
    before = appraised_answers([year.dossier()])[year.dossier().pk]["1.2"]
    pass_on("mttq", "so-noi-vu")
    assert said(year) == [("mttq", "sent", "value"), ("so-noi-vu", "sent", "value")]
    assert appraised_answers([year.dossier()])[year.dossier().pk]["1.2"] == before


def test_sheet_left_without_a_word_holds_up_nobody(year):
    year.send("10001", year.people.mttq)
    SheetItem.objects.filter(sheet__body__code="so-noi-vu").exclude(indicator__code="1.2").delete()
    pass_on("mttq", "so-noi-vu")
    assert list(Sheet.objects.values_list("body__code", "status")) == [("mttq", "sent")]
    assert year.dossier().sheets_complete_at is not None


def pass_twice() -> None:
    """On the 16th to Ban Dân vận, on the 18th from there to Ban Tuyên giáo và Dân vận."""
    pass_on("mttq", "dan-van")
    agency("tuyen-giao", "Ban Tuyên giáo và Dân vận", "party_board")
    with on(date(2026, 2, 18)):
        end_agency(
            agency_id=body("dan-van").pk, on=date(2026, 2, 18), document_number="9/QĐ", into=body("tuyen-giao"),
            signed_on=date(2026, 2, 17), by=None,
        )  # fmt: skip


def test_body_that_passes_twice_is_the_last_one(year):
    pass_twice()
    with on(date(2026, 2, 18)):
        name = Sheet.objects.get(body__code="mttq").name
        assert body("mttq").speaker.code == "tuyen-giao"
    assert name == (
        "Ban Tuyên giáo và Dân vận (tiếp nhận việc của Ủy ban Mặt trận Tổ quốc Việt Nam thành phố)"
    )  # fmt: skip


# --- Sealed ---------------------------------------------------------------------------------------------------------


def test_seal_verify_and_public_page_say_which_body_passed_by_which_document():
    year = open_year(units=1)
    year.conclude()
    agency("dan-van", "Ban Dân vận", "party_board")
    with on(date(2026, 3, 12)):
        Membership.objects.filter(agency__code="mttq").update(valid_to=date(2026, 3, 11))
        end_agency(
            agency_id=body("mttq").pk, on=date(2026, 3, 12), document_number="7/QĐ-UBND", into=body("dan-van"),
            by=None, signed_on=date(2026, 3, 10),
        )  # fmt: skip
    year.conclude = lambda *_: None
    year.publish()
    assert json.loads(Seal.objects.get(kind="decision").body)["successions"] == [SEALED]
    file = json.loads(b"".join(Client().get("/ket-qua/2026/du-lieu.json").streaming_content))
    assert verify_year(file).told.differences == []
    assert Client().get("/don-vi-hanh-chinh/10001/").content.decode().count(
        "Ban Dân vận tiếp nhận việc của Ủy ban Mặt trận Tổ quốc Việt Nam thành phố từ ngày 12/03/2026 theo văn bản số "
        "7/QĐ-UBND ngày 10/03/2026."
    ) == 1  # fmt: skip


SEALED = {
    "body": "mttq", "name": "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố",
    "into": {"body": "dan-van", "name": "Ban Dân vận"}, "on": "2026-03-12",
    "document": {"number": "7/QĐ-UBND", "signed_on": "2026-03-10"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "differences"),
    [
        ([SEALED], []),
        ([SEALED | {"document": {"number": "7", "signed_on": None}}], []),
        ([], ["“successions” sai cấu trúc."]),
        ([SEALED | {"into": {"body": "mttq", "name": "Mặt trận"}}], ["“successions” sai cấu trúc."]),
        ([SEALED | {"more": 1}], ["“successions” sai cấu trúc."]),
        ([SEALED, SEALED], ["Danh sách cơ quan chuyển việc bị trùng, sai thứ tự ngày hoặc ký sau ngày hiệu lực."]),
        ([SEALED | {"on": "2026-03-09"}],
         ["Danh sách cơ quan chuyển việc bị trùng, sai thứ tự ngày hoặc ký sau ngày hiệu lực."]),
    ],
)  # fmt: skip
def test_verify_checks_the_form_of_what_is_told_of_passed_bodies(rows, differences):
    told = Told()
    check_facts(told, {"successions": rows}, "10001")
    assert told.differences == [f"10001: {one}" for one in differences]
