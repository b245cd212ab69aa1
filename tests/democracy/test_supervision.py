"""Supervision: who writes what, what hangs on what, and that neither side touches the other's records."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.democracy.scene import ANSWERED, PLAN, RECOMMENDED, SESSION, Scene, a_scene, answer, recommend, supervise
from tests.factories.accounts import MembershipFactory
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.democracy.kinds import ANSWERS, PLANS, RECOMMENDATIONS, SESSIONS
from thanthien.democracy.models import Recommendation, RecommendationAnswer, SupervisionPlan, SupervisionSession
from thanthien.records.actions import Entry, correct, enter, withdraw

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)
ROOM = "/dan-chu-o-co-so/"
PLAN_LIST, SESSION_LIST = f"{ROOM}ke-hoach-giam-sat/", f"{ROOM}cuoc-giam-sat/"
LIST, ANSWER_LIST = f"{ROOM}kien-nghi-giam-sat/", f"{ROOM}tra-loi-kien-nghi/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 6, 10, 18, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- From plan to answer ---


def test_plan_leads_to_session_to_recommendation_to_answer(scene: Scene) -> None:
    front, officer = signed_in(scene.front), signed_in(scene.officer)
    place = {"place": f"{scene.unit.pk}:", "day": "10/06/2026"}
    told = PLAN | {"starts_on": "15/06/2026", "sent_on": "05/06/2026"}
    assert front.post(f"{PLAN_LIST}ghi/", place | told).status_code == 302
    plan = SupervisionPlan.objects.get()

    door = front.get(f"{PLAN_LIST}{plan.pk}/").context["door"]
    assert front.get(door).context["form"].initial["subject"] == PLAN["subject"]
    sent = place | SESSION | {"tied": str(plan.origin), "public": "on"}
    assert front.post(door, sent).status_code == 302
    session = SupervisionSession.objects.get()
    assert (session.plan, session.agency.unit) == (plan.origin, scene.unit)

    door = front.get(f"{SESSION_LIST}{session.pk}/").context["door"]
    sent = place | RECOMMENDED | {"tied": str(session.origin), "public": "on"}
    assert front.post(door, sent).status_code == 302
    recommendation = Recommendation.objects.get()
    assert recommendation.session == session.origin

    shown = officer.get(f"{LIST}{recommendation.pk}/")
    assert shown.context["told"] == "chưa trả lời, hạn 25/06/2026"
    assert officer.post(shown.context["door"], place | ANSWERED).status_code == 302
    assert RecommendationAnswer.objects.get().recommendation == recommendation.origin
    shown = front.get(f"{LIST}{recommendation.pk}/")
    assert (shown.context["told"], shown.context["door"]) == ("đã trả lời ngày 10/06/2026", "")


def test_list_says_until_when_an_answer_is_due_and_narrows_to_those_that_wait(scene: Scene) -> None:
    waits = recommend(scene, date(2026, 5, 4), subject="Đường ngõ 12")
    done = recommend(scene, date(2026, 5, 4), subject="Chợ cóc")
    answer(scene, done, date(2026, 5, 25))
    table = signed_in(scene.officer).get(LIST).context["table"].table
    told = {row.subject: [table.values[-2].value(row), table.values[-1].value(row)] for row in table.rows}
    assert told == {
        waits.subject: [date(2026, 5, 19), "chưa trả lời, quá hạn 16 ngày làm việc (hạn 19/05/2026)"],
        done.subject: [date(2026, 5, 19), "đã trả lời ngày 25/05/2026, quá hạn"],
    }
    asked = {
        which: [
            row.subject for row in signed_in(scene.officer).get(f"{LIST}?tra_loi={which}").context["table"].table.rows
        ]
        for which in ("cho", "roi")
    }
    assert asked == {"cho": [waits.subject], "roi": [done.subject]}


def test_plan_says_whether_it_was_sent_in_time_and_carried_out(scene: Scene) -> None:
    entries = [PLAN, PLAN | {"sent_on": date(2026, 6, 9), "document": "06/KH"}, PLAN | {"sent_on": None}]
    plans = [enter(PLANS, Entry(scene.unit, DAY, values), by=scene.front) for values in entries]
    supervise(scene, DAY, plan=plans[0].origin)
    table = signed_in(scene.front).get(PLAN_LIST).context["table"].table
    told = {row.pk: (table.values[-2].value(row), table.values[-1].value(row)) for row in table.rows}
    assert [told[one.pk] for one in plans] == [("đúng hạn", DAY), ("gửi quá hạn", None), ("", None)]


# --- Nobody touches the other's records ---


def test_committee_writes_corrects_and_takes_back_nothing_of_its_supervisors(scene: Scene) -> None:
    made = recommend(scene, DAY)
    officer = signed_in(scene.officer)
    assert [officer.get(f"{LIST}{made.pk}/{way}").status_code for way in ("", "dinh-chinh/", "huy/")] == [200, 404, 404]
    assert officer.get(f"{LIST}ghi/").status_code == 404
    entry = Entry(scene.unit, DAY, RECOMMENDED | {"session": None})
    with pytest.raises(Refused):
        enter(RECOMMENDATIONS, entry, by=scene.officer)
    with pytest.raises(Refused):
        correct(RECOMMENDATIONS, entry, record_id=made.pk, version=1, reason="Không đúng", by=scene.officer)
    with pytest.raises(Refused):
        withdraw(RECOMMENDATIONS, record_id=made.pk, version=1, reason="Không đúng", by=scene.officer)


def test_supervisors_touch_no_answer(scene: Scene) -> None:
    made = answer(scene, recommend(scene, DAY), DAY)
    front = signed_in(scene.front)
    ways = ("", "dinh-chinh/", "huy/")
    assert [front.get(f"{ANSWER_LIST}{made.pk}/{way}").status_code for way in ways] == [200, 404, 404]
    with pytest.raises(Refused):
        withdraw(ANSWERS, record_id=made.pk, version=1, reason="Không đúng", by=scene.front)


def test_who_also_works_for_the_committee_does_not_supervise_it(scene: Scene) -> None:
    MembershipFactory(user=scene.front, agency=scene.officer.memberships.get().agency, role=Role.COMMUNE_OFFICER)
    with pytest.raises(Refused):
        enter(SESSIONS, Entry(scene.unit, DAY, SESSION | {"plan": None}), by=scene.front)


def test_database_refuses_what_goes_past_the_pages(scene: Scene) -> None:
    made = recommend(scene, DAY)
    refused = pytest.raises(IntegrityError, match="Chỉ người của cơ quan đã ghi")
    with refused, transaction.atomic():
        Recommendation.objects.update(ended_at=made.made_at, ended_by=scene.officer, end_reason="Không đúng")
    forged = Recommendation.objects.get()
    forged.pk, forged.key, forged.agency = None, uuid4(), scene.officer.memberships.get().agency
    forged.origin = forged.key
    with refused, transaction.atomic():
        forged.save(force_insert=True)
    assert withdraw(RECOMMENDATIONS, record_id=made.pk, version=1, reason="Ghi nhầm", by=scene.front).end_reason


# --- What is refused ---


def test_board_writes_of_itself_and_the_front_for_the_boards(scene: Scene) -> None:
    own = Entry(scene.unit, DAY, SESSION | {"plan": None, "body": "peoples_inspection"})
    assert enter(SESSIONS, own, by=scene.inspection).agency.kind == "peoples_inspection"
    assert enter(SESSIONS, Entry(scene.unit, DAY, dict(own.values)), by=scene.front).agency.kind == "commune_front"
    with pytest.raises(Invalid) as refused:
        enter(SESSIONS, Entry(scene.unit, DAY, SESSION | {"plan": None}), by=scene.inspection)
    assert list(refused.value.errors) == ["body"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"body": "investment_oversight"}, "project"),
        ({"findings": "Ông Nguyễn Văn A chưa nộp đủ"}, "findings"),
        ({"subject": "Gọi 0912 345 678"}, "subject"),
        ({"project": "Đường trước nhà bà Trần Thị B"}, "project"),
    ],
    ids=["project", "name", "number", "name-of-project"],
)
def test_session_that_cannot_be_public_so_is_refused(scene: Scene, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        supervise(scene, DAY, **values)
    assert list(refused.value.errors) == [field]


def test_name_may_stand_in_what_is_not_public(scene: Scene) -> None:
    assert supervise(scene, DAY, findings="Ông Nguyễn Văn A chưa nộp đủ", public=False).pk


def test_answer_is_one_of_a_standing_recommendation_of_its_unit_and_not_before_it(scene: Scene) -> None:
    made = recommend(scene, date(2026, 6, 9))
    with pytest.raises(Invalid) as early:
        answer(scene, made, date(2026, 6, 8))
    assert list(early.value.errors) == ["day"]
    with pytest.raises(Invalid):
        answer(a_scene(), made, DAY)
    answer(scene, made, DAY)
    with pytest.raises(Invalid) as twice:
        answer(scene, made, DAY)
    assert "đã được trả lời" in str(twice.value.errors)


def test_session_of_a_plan_taken_back_is_refused(scene: Scene) -> None:
    plan = enter(PLANS, Entry(scene.unit, DAY, PLAN), by=scene.front)
    withdraw(PLANS, record_id=plan.pk, version=1, reason="Hoãn sang năm sau", by=scene.front)
    with pytest.raises(Invalid):
        supervise(scene, DAY, plan=plan.origin)


def test_correction_keeps_what_a_record_names(scene: Scene) -> None:
    plan = enter(PLANS, Entry(scene.unit, DAY, PLAN), by=scene.front)
    session = supervise(scene, DAY, plan=plan.origin)
    front = signed_in(scene.front)
    form = front.get(f"{SESSION_LIST}{session.pk}/dinh-chinh/").context["form"]
    sent = SESSION | {"findings": "Thiếu 2 phiếu chi", "reason": "Bổ sung kết quả", "version": form["version"].value()}
    sent |= {"place": f"{scene.unit.pk}:", "day": "10/06/2026"}
    assert front.post(f"{SESSION_LIST}{session.pk}/dinh-chinh/", sent).status_code == 302
    assert SupervisionSession.objects.standing().get().plan == plan.origin


# --- Public ---


def test_everybody_sees_what_is_public_with_its_answer(scene: Scene, client: Client) -> None:
    told = recommend(scene, date(2026, 5, 4))
    recommend(scene, date(2026, 5, 4), subject="Việc nội bộ", public=False)
    supervise(scene, DAY)
    answer(scene, told, date(2026, 5, 25))
    page = client.get(f"{ROOM}{scene.unit.code}/")
    [shown] = page.context["supervised"].recommendations
    assert (shown.record.pk, shown.answer.words, shown.tone) == (told.pk, ANSWERED["words"], "warn")
    assert [one.findings for one in page.context["supervised"].sessions] == [SESSION["findings"]]
    assert "Việc nội bộ" not in page.text


def test_what_waits_since_an_earlier_year_stays_public(scene: Scene, client: Client, time_machine: Any) -> None:
    told = recommend(scene, date(2026, 5, 4))
    supervise(scene, DAY)
    time_machine.move_to(datetime(2028, 1, 10, 9, tzinfo=ZONE), tick=False)
    shown = client.get(f"{ROOM}{scene.unit.code}/").context["supervised"]
    assert ([one.record.pk for one in shown.recommendations], shown.sessions) == ([told.pk], [])
