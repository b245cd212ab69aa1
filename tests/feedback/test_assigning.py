"""Several matters given to one person: ticked in the register, checked, given out together or not at all."""

from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import MembershipFactory, person
from tests.feedback.scene import ANSWER, Scene, a_scene, answered, step, told
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.feedback.models import Feedback, FeedbackStep
from thanthien.feedback.queries import people_at_work
from thanthien.feedback.waiting import feedback_work

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
HERE = "/xu-ly-phan-anh/phan-cong/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 5, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def ticked(client: Client, *rows: Feedback) -> Any:
    """The check of what was ticked."""
    return client.post(HERE, {"chon": [str(row.pk) for row in rows]})


def confirmed(client: Client, check: Any, to: User, **more: Any) -> Any:
    sent = {"buoc": "lam", "thay": check.context["seen"], "assigned": str(to.pk)}
    return client.post(HERE, sent | more)


def told_in(answer: Any) -> list[str]:
    """The messages of the next page."""
    return [str(one) for one in get_messages(answer.wsgi_request)]


def standing(*rows: Feedback) -> list[tuple[str, int | None]]:
    found = {one.pk: one for one in Feedback.objects.filter(pk__in=[row.pk for row in rows])}
    return [(found[row.pk].status, found[row.pk].assigned_id) for row in rows]


def history(row: Feedback) -> list[tuple[str, int | None, int | None]]:
    return list(FeedbackStep.objects.filter(feedback=row).order_by("pk").values_list("step", "by", "assigned"))


# --- The boxes ------------------------------------------------------------------------------------------------------


def boxes(user: User) -> list[int]:
    client = Client()
    client.force_login(user)
    page = client.get(reverse("feedback-list") + "?cho=").content.decode()
    return [int(part.partition('"')[0]) for part in page.split('name="chon" value="')[1:]]


def test_box_stands_at_what_may_be_given_out_and_for_who_may(scene: Scene) -> None:
    new, given = told(scene, MONDAY), told(scene, MONDAY)
    step(scene, given, "assign", TUESDAY, assigned=scene.officer.pk)
    step(scene, told(scene, MONDAY), "draft", TUESDAY, **ANSWER)
    step(scene, told(scene, MONDAY), "ask", TUESDAY, note="Đoạn nào của ngõ?")
    answered(scene, MONDAY, TUESDAY)
    assert sorted(boxes(scene.officer)) == [new.pk, given.pk]
    assert (boxes(person(Role.CITY_OFFICER)), boxes(a_scene().officer)) == ([], [])


def test_page_opened_by_its_address_leads_to_the_register(officer: Client) -> None:
    for answer in (officer.get(HERE), ticked(officer)):
        assert (answer.status_code, answer.url) == (302, reverse("feedback-list"))
    assert told_in(officer.get(reverse("feedback-list"))) == ["Cần chọn ít nhất một phản ánh để phân công."]


# --- The check ------------------------------------------------------------------------------------------------------


def test_check_says_what_happens_to_each_and_changes_nothing(officer: Client, scene: Scene) -> None:
    new, given = told(scene, MONDAY), told(scene, TUESDAY, text="Nắp cống vỡ trước cổng trường.")
    step(scene, given, "assign", TUESDAY, assigned=scene.chair.pk)
    done = answered(scene, MONDAY, TUESDAY)
    check = ticked(officer, new, given, done)
    assert [(row.name, row.cells, row.given) for row in check.context["chosen"]] == [
        (new.label, ("Đường sá, cầu cống, chiếu sáng", "16/03/2026", "chưa giao"),
         ("Đèn đường ngõ Kín hỏng ba hôm nay, buổi tối rất tối.",)),
        (given.label, ("Đường sá, cầu cống, chiếu sáng", "17/03/2026", scene.chair.full_name),
         ("Nắp cống vỡ trước cổng trường.",)),
    ]  # fmt: skip
    (left,) = check.context["left_out"]
    assert left.sentence == f"{done.label}: phản ánh đã trả lời nên không phân công được."
    assert [words in check.content.decode() for words in (left.problems[0], scene.chair.full_name)] == [True, True]
    assert ("ngõ Kín" in check.context["seen"], standing(new)) == (False, [("received", None)])


def test_what_is_of_another_unit_or_out_of_sight_is_not_there(officer: Client, scene: Scene) -> None:
    other, hidden = told(a_scene(), MONDAY), told(scene, MONDAY, topic="khieu-nai-to-cao")
    answer = ticked(officer, other, hidden)
    assert (answer.status_code, other.label in answer.content.decode()) == (302, False)
    own = told(scene, MONDAY)
    assert [row.key for row in ticked(officer, own, other, hidden).context["chosen"]] == [own.pk]


def test_matters_of_two_units_have_no_person_in_common(scene: Scene) -> None:
    other = a_scene()
    both = person(Role.COMMUNE_OFFICER, agency=scene.committee)
    MembershipFactory(user=both, agency=other.committee, role=Role.COMMUNE_OFFICER)
    client = Client()
    client.force_login(both)
    rows = told(scene, MONDAY), told(other, MONDAY)
    check = ticked(client, *rows)
    assert [name for key, name in check.context["form"].fields["assigned"].choices if key] == [both.full_name]
    assert confirmed(client, check, both).status_code == 302
    assert standing(*rows) == [("assigned", both.pk)] * 2


# --- The confirmation -----------------------------------------------------------------------------------------------


def test_each_is_given_out_with_its_own_step_and_waits_for_the_person(officer: Client, scene: Scene) -> None:
    rows = [told(scene, MONDAY), told(scene, TUESDAY)]
    answer = confirmed(officer, ticked(officer, *rows), scene.chair)
    assert (answer.status_code, told_in(answer)) == (302, ["Đã phân công 2 phản ánh."])
    assert standing(*rows) == [("assigned", scene.chair.pk)] * 2
    assert [history(row) for row in rows] == [[("assign", scene.officer.pk, scene.chair.pk)]] * 2
    assert [one.title for one in feedback_work(scene.chair)] == ["Trả lời phản ánh"] * 2


def test_who_has_one_already_gets_no_second_step(officer: Client, scene: Scene) -> None:
    had, new = told(scene, MONDAY), told(scene, MONDAY)
    step(scene, had, "assign", TUESDAY, assigned=scene.chair.pk)
    answer = confirmed(officer, ticked(officer, had, new), scene.chair)
    assert told_in(answer) == ["Đã phân công 1 phản ánh; 1 phản ánh đã giao người này từ trước."]
    assert [len(history(row)) for row in (had, new)] == [1, 1]


def test_what_somebody_did_meanwhile_holds_all_up_and_is_named(officer: Client, scene: Scene) -> None:
    rows = [told(scene, MONDAY), told(scene, MONDAY), told(scene, MONDAY)]
    check = ticked(officer, *rows)
    step(scene, rows[0], "sort", TUESDAY, topic="moi-truong", kind="normal", note="Việc của môi trường")
    step(scene, rows[1], "draft", TUESDAY, **ANSWER)
    again = confirmed(officer, check, scene.chair)
    assert (again.status_code, [one for _, one in standing(*rows)]) == (409, [None] * 3)
    assert [row.key for row in again.context["chosen"]] == [rows[0].pk, rows[2].pk]
    assert [rows[0].label in again.context["changes"][0], rows[1].label in again.context["changes"][1]] == [True, True]
    assert again.context["form"]["assigned"].value() == str(scene.chair.pk)
    assert confirmed(officer, again, scene.chair).status_code == 302
    assert standing(*rows) == [("assigned", scene.chair.pk), ("drafted", None), ("assigned", scene.chair.pk)]


def test_person_of_elsewhere_is_refused(officer: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    answer = confirmed(officer, ticked(officer, row), a_scene().officer)
    assert (answer.status_code, list(answer.context["form"].errors), standing(row)) == (
        422, ["assigned"], [("received", None)],
    )  # fmt: skip


def test_people_are_offered_by_their_given_names_and_numbers_by_value(scene: Scene) -> None:
    names = ["Trần Văn An", "Lê Thị Bình", "Nguyễn Văn 10000", "Nguyễn Văn 9999"]
    people = [person(Role.COMMUNE_OFFICER, agency=scene.committee, full_name=name) for name in names]
    offered = [one.full_name for one in people_at_work(scene.unit.pk) if one in people]
    assert offered == ["Nguyễn Văn 9999", "Nguyễn Văn 10000", "Trần Văn An", "Lê Thị Bình"]
