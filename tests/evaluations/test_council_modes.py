"""Meeting, written opinions, or synthesis by the standing office: names, roles and required fields follow the mode; and
who is kept out of judging in each of them."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year, person
from thanthien.accounts.apart import roles_apart
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions import council, gates, intake, sheets
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.actions.fairness import CONFLICT, KEPT_OUT, refuse_conflicted
from thanthien.evaluations.enums import CouncilMode, Quorum
from thanthien.evaluations.models import Seal, Sheet, StepLog
from thanthien.evaluations.modes import (
    MEETING,
    STANDING,
    WRITTEN,
    agenda_title,
    conclusion_label,
    counts_problem,
    phase_label,
    status_label,
)
from thanthien.evaluations.work import procedure_work
from thanthien.evaluations.workflow import STATUS_LABELS, Status
from thanthien.units.models import Agency
from thanthien.verify_dossier import Told
from thanthien.verify_facts import check_facts

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
SWITCHES = Switches(decided_by="Ủy ban nhân dân thành phố")


def ready(mode: str, quorum: str = Quorum.NONE) -> Year:
    """A dossier with everything that a conclusion needs."""
    year = open_year(units=1, switches=replace(SWITCHES, council_mode=mode, council_quorum=quorum))
    year.appraise()
    with on(DAY):
        council.adopt_agreed(by=year.concluder, dossier_ids=[year.dossier().pk])
        words = gates.one_word_for([year.dossier().pk], False)
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=words)
    return year


def conclude(year: Year, **said) -> None:
    with on(DAY):
        session = Session(said.get("council_on"), said.get("members"), said.get("took_part"))
        council.conclude(by=year.concluder, dossier_ids=[year.dossier().pk], session=session)


# --- Headings -------------------------------------------------------------------------------------------------------


def pages_of_conclusions(year: Year) -> list[str]:
    """The pages on which results are drawn together, and those that show what came of it."""
    cycle = year.cycle.pk
    return [
        f"{reverse('council-home')}?ky={cycle}", reverse("council-dossier", args=[cycle, "10001"]),
        reverse("council-item", args=[cycle, "10001", "2.1"]), reverse("waiting-bodies", args=[cycle]),
        reverse("council-adopt", args=[cycle]), reverse("council-conclude", args=[cycle]),
        reverse("council-gates", args=[cycle]), reverse("review-list", args=[cycle]),
        reverse("decision-home", args=[cycle]), reverse("announce", args=[cycle]),
        reverse("dossier-detail", args=[cycle, "10001"]), reverse("city-board", args=[cycle]),
        reverse("cycle-detail", args=[cycle]),
    ]  # fmt: skip


def headings(year: Year, address: str) -> list[str]:
    """Titles, headings of sections and of columns, crumbs and menus of a page."""
    client = Client()
    client.force_login(fresh(year.people.office))
    with on(DAY):
        text = client.get(address).content.decode()
    parts = re.findall(r"<(title|h[1-6]|th|nav|legend)\b[^>]*>(.*?)</\1>", text, re.DOTALL)
    return [words for _, part in parts for words in re.findall(r">?([^<>]+)", part) if "Hội đồng" in words]


def test_no_heading_names_a_council_where_the_office_concludes():
    year = ready(STANDING)
    assert {address: found for address in pages_of_conclusions(year) if (found := headings(year, address))} == {}


@pytest.mark.parametrize(
    ("mode", "title", "column"),
    [
        (MEETING, "Hội đồng thẩm định", "Hội đồng kết luận"),
        (WRITTEN, "Hội đồng thẩm định", "Hội đồng kết luận"),
        (STANDING, "Tổng hợp kết quả thẩm định", "Cơ quan thường trực kết luận"),
    ],
)
def test_headings_name_who_concludes(mode, title, column):
    assert (agenda_title(mode), conclusion_label(mode)) == (title, column)
    year = ready(mode)
    client = Client()
    client.force_login(fresh(year.people.office))
    with on(DAY):
        agenda, dossier = (client.get(address).content.decode() for address in pages_of_conclusions(year)[:2])
    assert f"<h1>{title}</h1>" in agenda
    assert column in dossier


@pytest.mark.parametrize(
    ("mode", "phase", "column"),
    [
        (MEETING, "Hội đồng kết luận", "Hội đồng"), (WRITTEN, "Hội đồng kết luận", "Hội đồng"),
        (STANDING, "Cơ quan thường trực kết luận", "Tổng hợp"),
    ],
)  # fmt: skip
def test_phase_and_column_of_the_board_are_called_by_the_mode(mode, phase, column):
    year = ready(mode)
    client = Client()
    client.force_login(fresh(year.people.office))
    with on(DAY):
        cycle, board = (client.get(address) for address in pages_of_conclusions(year)[:-3:-1])
    assert [one.title for one in cycle.context["timeline"]][5] == phase
    assert [one.heading for one in board.context["table"].table.columns if one.key == "hoi-dong"] == [column]


def test_phase_that_is_not_open_is_refused_by_the_name_of_the_mode():
    assert [phase_label("council", mode) for mode in (MEETING, STANDING)] == [
        "Hội đồng kết luận", "Cơ quan thường trực kết luận",
    ]  # fmt: skip
    assert phase_label("review", STANDING) == "Kiến nghị xem xét lại"


@pytest.mark.parametrize(
    ("mode", "who"), [(MEETING, "Hội đồng"), (WRITTEN, "Hội đồng"), (STANDING, "cơ quan thường trực")]
)  # fmt: skip
def test_public_method_says_who_concludes(mode, who):
    ready(mode)
    page = " ".join(Client().get("/cach-cham-diem/").content.decode().split())
    assert [
        f"cơ quan thẩm định kiểm tra, {who} kết luận. Điểm công bố là điểm {who} kết luận." in page,
        f"“không phát sinh” thì {who} quyết định. Kết luận của {who} ghi trong dữ liệu mở" in page,
    ] == [True, True]


# --- Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        (MEETING, "Hội đồng đã kết luận"),
        (WRITTEN, "Hội đồng đã kết luận bằng văn bản"),
        (STANDING, "Cơ quan thường trực đã tổng hợp"),
    ],
)
def test_state_is_called_by_the_mode_of_its_cycle(mode, name):
    year = ready(mode)
    conclude(year, council_on=DAY if mode != STANDING else None)
    client = Client()
    client.force_login(fresh(year.people.leader))
    with on(DAY):
        detail = client.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"])).content.decode()
        board = client.get(reverse("city-board"), {"ky": year.cycle.pk}).content.decode()
    assert (year.dossier().label, name in detail, name in board) == (name, True, True)


def test_lists_of_several_cycles_use_a_neutral_name():
    assert {status: status_label(status) for status in Status} == STATUS_LABELS
    assert status_label(Status.CONCLUDED) == "Đã kết luận"


# --- Roles ----------------------------------------------------------------------------------------------------------


def test_standing_office_concludes_where_it_draws_the_result_together():
    year = ready(STANDING)
    with on(DAY), pytest.raises(Refused) as refused:
        council.conclude(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk])
    assert str(refused.value) == (
        "Việc “Kết luận” thuộc quyền của: Chuyên viên cơ quan thường trực, Lãnh đạo cơ quan thường trực."
    )
    conclude(year)
    log = StepLog.objects.get(step="conclude")
    assert (year.dossier().status, log.role) == ("concluded", Role.CITY_OFFICER)


def test_office_writes_no_conclusion_where_the_council_does():
    year = ready(MEETING)
    dossier, office = year.dossier(), fresh(year.people.office)
    with on(DAY), pytest.raises(Refused) as refused:
        council.propose_level(by=office, dossier_id=dossier.pk, level=1, reason="Vì", version=dossier.version)
    assert str(refused.value) == "Chỉ thư ký Hội đồng được đề nghị mức độ."


@pytest.mark.parametrize(
    ("mode", "works"), [(MEETING, {"secretary"}), (WRITTEN, {"secretary"}), (STANDING, {"office"})]
)
def test_conclusion_waits_for_whoever_concludes(mode, works):
    year = ready(mode)
    people = {"secretary": year.people.secretary, "office": year.people.office}
    with on(DAY):
        titles = {who: {one.title for one in procedure_work(fresh(user))} for who, user in people.items()}
    assert {who for who, told in titles.items() if "Kết luận" in told} == works


@pytest.mark.parametrize(("mode", "answers"), [(MEETING, [302, 404]), (STANDING, [404, 302])])
def test_pages_of_conclusions_are_theirs_who_conclude(mode, answers):
    year, found = ready(mode), []
    for user in (year.people.secretary, year.people.office):
        client = Client()
        client.force_login(fresh(user))
        with on(DAY):
            found.append(client.get(reverse("council-conclude", args=[year.cycle.pk])).status_code)
            one = client.get(reverse("council-propose", args=[year.cycle.pk, "10001"])).status_code
        assert (one == 200) is (found[-1] != 404)
    assert [code if code == 404 else 302 for code in found] == answers


def test_office_hands_a_sheet_back_where_it_concludes():
    year = ready(STANDING)
    sheet = Sheet.objects.get(body__code="mttq")
    with on(DAY):
        with pytest.raises(Refused) as refused:
            sheets.hand_back(by=fresh(year.people.secretary), sheet_id=sheet.pk, reason="Thiếu", sent_at=sheet.sent_at)
        sheets.hand_back(by=fresh(year.people.office), sheet_id=sheet.pk, reason="Thiếu", sent_at=sheet.sent_at)
    assert str(refused.value) == "Chỉ cơ quan thường trực được trả lại phiếu đã gửi."
    assert Sheet.objects.get(pk=sheet.pk).status == "draft"


# --- Required fields ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quorum", "counts", "few"),
    [
        ("half", (9, 5), False), ("half", (9, 4), True), ("half", (8, 4), True),
        ("two_thirds", (9, 6), False), ("two_thirds", (9, 5), True), ("two_thirds", (10, 7), False),
        ("counted", (9, 0), False), ("counted", (9, 10), True),
    ],
)  # fmt: skip
def test_quorum_is_counted_exactly(quorum, counts, few):
    assert bool(counts_problem(MEETING, quorum, *counts)) is few


@pytest.mark.parametrize(
    ("mode", "asked"),
    [
        (MEETING, {"members": "Cần ghi số thành viên Hội đồng.", "took_part": "Cần ghi số thành viên dự họp."}),
        (WRITTEN, {"members": "Cần ghi số thành viên được lấy ý kiến.", "took_part": "Cần ghi số ý kiến nhận được."}),
    ],
)
def test_counts_are_asked_for_by_the_name_of_the_mode(mode, asked):
    year = ready(mode, Quorum.TWO_THIRDS)
    with pytest.raises(Invalid) as refused:
        conclude(year, council_on=DAY)
    assert (refused.value.errors, year.dossier().status) == (asked, "under_appraisal")


def test_too_few_do_not_conclude_and_enough_stand_in_log_page_and_seal():
    year = ready(MEETING, Quorum.TWO_THIRDS)
    with pytest.raises(Invalid) as refused:
        conclude(year, council_on=DAY, members=9, took_part=5)
    assert refused.value.errors == {"took_part": "Số thành viên dự họp chưa đủ: cần từ hai phần ba trong 9 thành viên."}
    conclude(year, council_on=DAY, members=9, took_part=7)
    assert StepLog.objects.get(step="conclude").reason == "Ngày họp Hội đồng: 10/03/2026; 7/9 thành viên dự họp."
    client = Client()
    client.force_login(fresh(year.people.secretary))
    with on(DAY):
        text = client.get(reverse("council-dossier", args=[year.cycle.pk, "10001"])).content.decode()
    assert "(7/9 thành viên dự họp)" in text
    year.conclude = lambda *_: None
    year.decide()
    assert json.loads(Seal.objects.get(kind="decision").body)["council"] == {"members": 9, "took_part": 7}


def test_cycle_that_writes_no_counts_takes_none():
    year = ready(STANDING, Quorum.TWO_THIRDS)
    with pytest.raises(Invalid) as refused:
        conclude(year, members=9, took_part=9)
    assert refused.value.errors == {"took_part": "Kỳ này không ghi số thành viên tham gia."}
    conclude(year)
    year.conclude = lambda *_: None
    year.decide()
    assert "council" not in json.loads(Seal.objects.get(kind="decision").body)


def test_reopened_dossier_has_no_counts():
    year = ready(MEETING, Quorum.HALF)
    conclude(year, council_on=DAY, members=9, took_part=7)
    with on(DAY):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Sai số liệu")
    assert (year.dossier().council_members, year.dossier().council_took_part) == (None, None)


@pytest.mark.parametrize(
    "council_of", [{"members": 9}, {"members": 9, "took_part": 10}, {"members": "9", "took_part": 7}, None, [9, 7],
                   {"members": True, "took_part": 0}]
)  # fmt: skip
def test_forged_counts_are_told(council_of):
    said = Told()
    check_facts(said, {"council": {"members": 9, "took_part": 7}}, "ở đây")
    assert said.differences == []
    check_facts(said, {"council": council_of}, "ở đây")
    assert len(said.differences) == 1


# --- Who is kept out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CITY_LEADER])
def test_who_gives_roles_or_decides_judges_nothing_whatever_else_they_hold(role):
    year = ready(MEETING)
    council_of = Agency.objects.get(code="hoi-dong")
    both = person("ca-hai", council_of, Role.COUNCIL_SECRETARY)
    Membership.objects.create(user=both, agency=council_of, role=role, valid_from=date(2025, 1, 1))
    with on(DAY), pytest.raises(Refused) as refused:
        council.conclude(by=fresh(both), dossier_ids=[year.dossier().pk], session=Session(DAY))
    assert (str(refused.value), year.dossier().status) == (KEPT_OUT, "under_appraisal")


@pytest.mark.parametrize("judge", [Role.APPRAISER, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY])
@pytest.mark.parametrize("other", [Role.ADMINISTRATOR, Role.CITY_LEADER])
def test_roles_that_are_kept_apart_when_they_are_given(judge, other):
    assert any(rule.excludes(judge, other) for rule in roles_apart())


def test_office_and_council_in_one_person_are_allowed():
    year = ready(MEETING)
    both = person("mot-nguoi", Agency.objects.get(code="so-noi-vu"), Role.CITY_OFFICER)
    Membership.objects.create(
        user=both, agency=Agency.objects.get(code="hoi-dong"), role=Role.COUNCIL_SECRETARY, valid_from=date(2025, 1, 1)
    )
    with on(DAY):
        council.conclude(by=fresh(both), dossier_ids=[year.dossier().pk], session=Session(DAY))
    assert year.dossier().status == "concluded"


def test_who_belonged_to_the_unit_that_year_draws_nothing_together_for_it():
    year = ready(STANDING)
    committee = Agency.objects.get(code="ubnd-10001")
    Membership.objects.create(
        user=year.people.office, agency=committee, role=Role.COMMUNE_OFFICER, valid_from=date(2026, 1, 1),
        valid_to=date(2026, 1, 31),
    )  # fmt: skip
    with on(DAY), pytest.raises(Refused) as refused:
        refuse_conflicted(fresh(year.people.office), [year.dossier()])
    assert str(refused.value) == f"Xã An Hòa: {CONFLICT}"
    with on(DAY):
        assert "Kết luận" not in {one.title for one in procedure_work(fresh(year.people.office))}


def test_every_mode_has_its_words():
    assert set(CouncilMode.values) == {MEETING, WRITTEN, STANDING}
