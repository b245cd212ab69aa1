"""“Việc của tôi” in a year as it is lived: who has what to do in each state, by when, and whether the door opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.evaluations.actions import answers, council, cycles, gates, intake, reviews, sheets, submission
from thanthien.evaluations.enums import ReviewOutcome
from thanthien.evaluations.models import Dossier, SheetItem
from thanthien.evaluations.workflow import PhaseKey
from thanthien.notices.work import Work, work_of

pytestmark = pytest.mark.django_db
Told = dict[str, list[tuple[str, date | None]]]


def everybody(year: Year) -> dict[str, User]:
    """People of the city and of the only unit, by what they are, and a stranger."""
    city = ("office", "secretary", "member", "leader", "auditor", "mttq", "noi_vu", "stranger")
    people = {name: getattr(year.people, name) for name in city}
    people |= year.people.communes["10001"]
    return {name: fresh(user) for name, user in people.items()}


def procedure(user: User) -> list[Work]:
    """What waits for a person but the duties of the week, which other rooms tell."""
    return [work for work in work_of(user) if not work.key.startswith("duty:")]


def told(year: Year, day: date) -> Told:
    """Title and last day of everything that waits on a day, by person; who has nothing to do is left out."""
    with on(day):
        found = {name: [(work.title, work.due) for work in procedure(user)] for name, user in everybody(year).items()}
    return {name: works for name, works in found.items() if works}


@pytest.fixture
def year() -> Year:
    return open_year(units=1, switches=cycles.Switches(decided_by="Ủy ban nhân dân thành phố"))


JAN_9, JAN_23, FEB_6, MAR_6 = date(2026, 1, 9), date(2026, 1, 23), date(2026, 2, 6), date(2026, 3, 6)
MAR_13, MAR_17, MAR_20, MAR_31 = date(2026, 3, 13), date(2026, 3, 17), date(2026, 3, 20), date(2026, 3, 31)
NOBODYS = "Phân công hoặc tự chấm tiêu chí chưa có người phụ trách"
TO_DECIDE = {"office": [("Ghi nhận quyết định", MAR_31)], "leader": [("Quyết định công nhận", MAR_31)]}
REGISTER = [("Đăng ký mức độ phấn đấu", JAN_9)]


def test_registration_waits_for_chair_and_focal_point(year: Year) -> None:
    expected = {"chair": REGISTER, "focal": REGISTER}
    assert told(year, date(2026, 1, 6)) == expected


def test_registration_past_its_day_waits_for_nobody_and_is_the_office_s_to_close_only_after_submission(
    year: Year,
) -> None:
    assert told(year, date(2026, 1, 12)) == {}
    assert told(year, date(2026, 2, 7)) == {"office": [("Khóa do không nộp hồ sơ", None)]}


def test_scoring_waits_for_the_commune_and_assigned_indicators_for_the_officer(year: Year) -> None:
    year.register()
    start = [("Bắt đầu tự chấm", JAN_23)]
    waiting = told(year, date(2026, 1, 12))
    assert waiting == {"chair": start, "focal": [*start, (NOBODYS, JAN_23)], "officer": start}


def test_assigned_indicators_wait_for_the_officer_until_they_give_a_result(year: Year) -> None:
    year.register()
    officer = year.who("10001", "officer")
    with on(date(2026, 1, 13)):
        answers.assign(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["1.1", "1.2"],
            assignee=officer, seen={},
        )  # fmt: skip
    with on(date(2026, 1, 13)):
        mine = procedure(officer)
    assert [(one.title, one.count, one.noun, one.due) for one in mine] == [
        ("Bắt đầu tự chấm", 1, "", JAN_23),
        ("Tự chấm tiêu chí được giao", 2, "tiêu chí chưa chấm", JAN_23),
    ]
    with on(date(2026, 1, 13)):
        year.save("10001", "1.1", answers.Draft(GOOD["1.1"]), who="officer")
        left = procedure(fresh(officer))
    assert [(one.title, one.count) for one in left] == [("Tự chấm tiêu chí được giao", 1)]


def test_unscored_indicators_of_nobody_wait_for_the_focal_point(year: Year) -> None:
    """Assigned to no one, or to a person who has left the unit."""
    year.register()
    focal, officer = year.who("10001", "focal"), year.who("10001", "officer")
    with on(date(2026, 1, 13)):
        waiting = [(one.title, one.count, one.noun, one.url) for one in procedure(focal)][1:]
        everyone = [row.indicator.code for row in year.dossier().answers.select_related("indicator")]
        address = f"/ky/{year.cycle.pk}/10001/tu-cham/"
        assert waiting == [(NOBODYS, len(everyone), "tiêu chí chưa chấm", address)]
        assert [one.title for one in procedure(year.who("10001", "chair"))] == ["Bắt đầu tự chấm"]
        answers.assign(by=focal, dossier_id=year.dossier().pk, codes=["1.1", "1.2"], assignee=officer, seen={})
        year.save("10001", everyone[-1], answers.Draft(GOOD[everyone[-1]]), who="officer")
        assert unassigned(focal) == [len(everyone) - 3]
        Membership.objects.filter(user=officer).update(valid_to=date(2026, 1, 12))
        assert unassigned(focal) == [len(everyone) - 1]


def unassigned(user: User) -> list[int]:
    """How many indicators of nobody wait for a person, as each work says."""
    return [one.count for one in procedure(fresh(user)) if one.title == NOBODYS]


def test_posted_draft_waits_for_its_meeting_its_answers_and_then_for_the_chair(year: Year) -> None:
    year.post()
    meeting = ("Ghi cuộc họp đánh giá", FEB_6)
    assert told(year, date(2026, 1, 15)) == {key: [meeting] for key in ("chair", "focal", "officer")}
    with on(date(2026, 1, 15)):
        opinion = submission.OpinionText(date(2026, 1, 15), "Hòm thư", "Cần làm rõ")
        submission.record_opinion(by=year.who("10001", "officer"), dossier_id=year.dossier().pk, opinion=opinion)
    answer = ("Tiếp thu, giải trình ý kiến về dự thảo", FEB_6)
    assert told(year, date(2026, 1, 15)) == {key: [meeting, answer] for key in ("chair", "focal", "officer")}


def test_signature_waits_for_the_chair_alone_once_posting_is_over(year: Year) -> None:
    year.meet()
    Dossier.objects.update(posting_ends_on=date(2026, 1, 20))
    assert told(year, date(2026, 1, 20)) == {}
    Dossier.objects.update(posting_ends_on=date(2026, 1, 19))
    assert told(year, date(2026, 1, 20)) == {"chair": [("Ký duyệt", FEB_6)]}


def test_submission_waits_for_chair_and_focal_point(year: Year) -> None:
    year.sign()
    submit = [("Nộp hồ sơ", FEB_6)]
    assert told(year, date(2026, 1, 21)) == {"chair": submit, "focal": submit}


def test_reception_waits_for_the_office(year: Year) -> None:
    """From the first day of the appraisal on; before it nobody could take the dossier in, or state a gate."""
    year.submit()
    gate = ("Xác nhận: Người đứng đầu bị kỷ luật", MAR_13)
    assert told(year, date(2026, 2, 8)) == {}
    assert told(year, date(2026, 2, 9)) == {"office": [("Tiếp nhận, chuyển thẩm định", MAR_6), gate]}


def test_returned_dossier_waits_for_the_commune_until_its_own_day(year: Year) -> None:
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu biên bản")
    due = year.dossier().supplement_due_on
    supplement = [("Bổ sung hồ sơ được trả lại", due)]
    waiting = told(year, date(2026, 1, 23))
    assert waiting == {"chair": [("Nộp lại hồ sơ", due)], "focal": supplement, "officer": supplement}
    assert told(year, date(2026, 2, 6)) == {}
    assert told(year, date(2026, 2, 9)) == {"office": [("Thẩm định theo hồ sơ hiện có", None)]}


def test_appraisal_waits_for_each_body_until_it_has_sent(year: Year) -> None:
    year.accept()
    send, gate = ("Thẩm định và gửi phiếu", MAR_6), ("Xác nhận: Người đứng đầu bị kỷ luật", MAR_13)
    waiting = told(year, date(2026, 2, 10))
    assert waiting == {"mttq": [send], "noi_vu": [send, gate], "office": [send, gate]}
    with on(date(2026, 2, 10)):
        mttq = fresh(year.people.mttq)
        items = SheetItem.objects.filter(sheet__dossier=year.dossier(), sheet__body__code="mttq")
        sheets.save_items(by=mttq, changes=[sheets.ItemChange(row.pk, row.version, confirm=True) for row in items])
        ready = sheets.sendable(mttq, year.cycle)
        sheets.send_sheets(by=mttq, cycle=year.cycle, sheet_ids=[sheet.pk for sheet in ready])
    waiting = told(year, date(2026, 2, 12))
    assert waiting == {"noi_vu": [send, gate], "office": [send, gate]}


def test_question_waits_for_the_commune_and_ticks_itself(year: Year) -> None:
    year.accept()
    with on(date(2026, 2, 10)):
        item = year.item("10001", "1.1", "mttq")
        asked = sheets.ask_item(by=fresh(year.people.mttq), item_id=item.pk, question="Sổ nào?")
    question = [("Trả lời đề nghị bổ sung tiêu chí 1.1", asked.due_on)]
    waiting = told(year, date(2026, 2, 11))
    assert {name: waiting.get(name) for name in ("chair", "focal", "officer")} == dict.fromkeys(
        ("chair", "focal", "officer"), question
    )
    with on(date(2026, 2, 11)):
        submission.answer_item_request(by=year.who("10001", "focal"), request_id=asked.pk, answer="Sổ tiếp nhận")
    assert set(told(year, date(2026, 2, 11))) == {"mttq", "noi_vu", "office"}


def test_council_begins_with_the_last_sheet_and_concludes_once_nothing_is_open(year: Year) -> None:
    year.appraise()
    gate = [("Xác nhận: Người đứng đầu bị kỷ luật", MAR_13)]
    waiting = told(year, date(2026, 3, 9))
    assert waiting == {"secretary": [("Kết luận từng tiêu chí", MAR_13)], "noi_vu": gate, "office": gate}
    with on(date(2026, 3, 9)):
        words = gates.one_word_for([year.dossier().pk], False)
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=words)
        council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk])
    assert told(year, date(2026, 3, 9)) == {"secretary": [("Kết luận", MAR_13)]}


def test_concluded_waits_for_its_announcement(year: Year) -> None:
    year.conclude()
    assert told(year, date(2026, 3, 16)) == {"office": [("Thông báo kết quả dự kiến", MAR_17)]}


def test_review_and_decision(year: Year) -> None:
    year.announce()
    look = [("Xem kết quả dự kiến, kiến nghị nếu cần", MAR_20)]
    assert told(year, date(2026, 3, 17)) == {"chair": look}
    assert told(year, date(2026, 3, 22)) == {}
    assert told(year, date(2026, 3, 23)) == TO_DECIDE
    with on(date(2026, 3, 18)):
        reviews.request_review(
            by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reasons={"1.1": "Sót một tuần"}
        )
    assert told(year, date(2026, 3, 18)) == {"secretary": [("Trả lời kiến nghị", MAR_31)]}
    with on(date(2026, 3, 19)):
        request = year.dossier().review_requests.get()
        answer = reviews.ReviewAnswer(ReviewOutcome.REFUSED, "Đã tính đủ")
        reviews.answer_request(by=fresh(year.people.secretary), request_id=request.pk, answer=answer)
    assert told(year, date(2026, 3, 19)) == {"secretary": [("Hoàn tất trả lời kiến nghị", MAR_31)]}
    with on(date(2026, 3, 19)):
        reviews.finish_review(by=fresh(year.people.secretary), dossier_id=year.dossier().pk)
    assert told(year, date(2026, 3, 23)) == TO_DECIDE


def test_leader_is_told_which_dossiers_wait_for_a_decision_and_where(year: Year) -> None:
    year.announce()
    with on(date(2026, 3, 23)):
        (work,) = procedure(fresh(year.people.leader))
    assert (work.what, work.count, work.url) == (f"{year.cycle.title}: Xã An Hòa", 1, f"/quyet-dinh/{year.cycle.pk}/")


def test_decided_waits_for_publication(year: Year) -> None:
    year.decide()
    assert told(year, date(2026, 3, 24)) == {"office": [("Công bố", None)]}


def test_published_waits_for_nobody(year: Year) -> None:
    year.publish()
    assert told(year, date(2026, 3, 25)) == {}


# --- What is shown, and to whom -------------------------------------------------------------------------------------


def test_office_reads_one_line_for_many_dossiers() -> None:
    year = open_year()
    for code in ("10001", "10002", "10003"):
        year.submit(code)
    with on(date(2026, 2, 9)):
        first = work_of(fresh(year.people.office))[0]
    assert first == Work(
        f"accept:cycle:{year.cycle.pk}", "Tiếp nhận, chuyển thẩm định", "Kỳ đánh giá năm 2026",
        f"/ky/{year.cycle.pk}/tiep-nhan/", MAR_6, 3, "hồ sơ", ("cycle", year.cycle.pk),
    )  # fmt: skip


def test_who_is_in_conflict_of_interest_has_no_work_with_the_dossier(year: Year) -> None:
    year.accept()
    committee = year.people.communes["10001"]["chair"].memberships.get().agency
    for user in (year.people.mttq, year.people.noi_vu, year.people.secretary):
        Membership.objects.create(
            user=user, agency=committee, role=Role.COMMUNE_OFFICER, valid_from=date(2026, 1, 1),
            valid_to=date(2026, 1, 31),
        )  # fmt: skip
    waiting = told(year, date(2026, 2, 10))
    assert {name for name in waiting if name in ("mttq", "noi_vu", "secretary")} == set()


def test_extension_moves_the_last_day(year: Year) -> None:
    unit = year.dossier().unit
    with on(date(2026, 1, 8)):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.REGISTRATION, unit=unit,
            ends_on=date(2026, 1, 15), reason="Mất điện",
        )  # fmt: skip
    assert told(year, date(2026, 1, 12)) == {
        key: [("Đăng ký mức độ phấn đấu", date(2026, 1, 15))] for key in ("chair", "focal")
    }


STAGES: list[tuple[str, Callable[[Year], None], date]] = [
    ("unregistered", lambda year: None, date(2026, 1, 6)),
    ("registered", lambda year: year.register(), date(2026, 1, 12)),
    ("scored", lambda year: year.score(), date(2026, 1, 13)),
    ("posted", lambda year: year.post(), date(2026, 1, 20)),
    ("met", lambda year: year.meet(), date(2026, 1, 20)),
    ("signed", lambda year: year.sign(), date(2026, 1, 21)),
    ("submitted", lambda year: year.submit(), date(2026, 1, 22)),
    ("accepted", lambda year: year.accept(), date(2026, 2, 10)),
    ("appraised", lambda year: year.appraise(), date(2026, 3, 9)),
    ("concluded", lambda year: year.conclude(), date(2026, 3, 16)),
    ("announced", lambda year: year.announce(), date(2026, 3, 17)),
    ("decided", lambda year: year.decide(), date(2026, 3, 24)),
    ("late", lambda year: None, date(2026, 2, 9)),
]


@pytest.mark.parametrize(("live", "day"), [stage[1:] for stage in STAGES], ids=[stage[0] for stage in STAGES])
def test_every_door_opens_for_the_person_to_whom_it_is_told(
    year: Year, client: Client, live: Callable[[Year], None], day: date
) -> None:
    live(year)
    opened = {}
    with on(day):
        for user in everybody(year).values():
            client.force_login(user)
            opened |= {(user.pk, work.url): client.get(work.url, follow=True).status_code for work in work_of(user)}
    assert set(opened.values()) == {200}


@pytest.mark.parametrize("who", ["office", "secretary", "noi_vu", "member"])
def test_statements_do_not_grow_with_the_number_of_units(who: str) -> None:
    year, counts = open_year(), []
    for code in ("10001", "10002", "10003"):
        year.appraise(code)
        with on(date(2026, 3, 9)), CaptureQueriesContext(connection) as said:
            work_of(fresh(getattr(year.people, who)))
        counts.append(len(said))
    assert counts[2] <= counts[1] <= counts[0] <= 21
