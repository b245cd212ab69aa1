"""One letter a week about what is due and not done: for reporters and for those who follow the unit's duties, with the
door at which each does it, as they wish to get mail."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.mail.models import Message
from thanthien.core.question import Question
from thanthien.grassroots.duties import WEEKLY_DUTY
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.work import reports_to_make
from thanthien.measures import duties
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, register_duty
from thanthien.notices import tasks, work
from thanthien.notices.actions import choose
from thanthien.notices.enums import How, Mail
from thanthien.notices.models import Notice
from thanthien.notices.rules import Quiet
from thanthien.records.actions import enter
from thanthien.records.week import duties_to_do

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 13, 6, 30, tzinfo=ZONE)
LATER = datetime(2026, 3, 13, 9, 10, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _now(time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    time_machine.move_to(FRIDAY, tick=False)
    monkeypatch.setattr(work, "_sources", [reports_to_make, duties_to_do])
    monkeypatch.setattr(duties, "_duties", {WEEKLY_DUTY.key: WEEKLY_DUTY})


@pytest.fixture
def scene() -> Scene:
    scene = a_scene()
    for name in ("union", "officer"):  # no address
        User.objects.filter(pk=getattr(scene, name).pk).update(email="")
    return scene


@pytest.fixture
def friday(run_jobs: Callable[[], Any]) -> Callable[[], dict[str, str]]:
    """The morning's reminders, written and read: by address the letter's words."""

    def morning() -> dict[str, str]:
        tasks.remind(_Told())
        run_jobs()
        return dict(Message.objects.values_list("address", "text"))

    return morning


class _Told:
    """What a run is told, forgotten."""

    def tell(self, sentence: str) -> None:
        return None


def test_reporters_and_followers_get_one_letter_with_their_own_door(
    scene: Scene, friday: Callable[[], dict[str, str]]
) -> None:
    letters = friday()
    assert set(letters) == {scene.head.email, scene.front.email}
    head, front = letters[scene.head.email], letters[scene.front.email]
    assert ("/bao-cao-tuan/" in head, "/viec-tuan-nay/" in head) == (True, False)
    assert f"/viec-tuan-nay/{scene.unit.code}/2026-W11/" in front
    assert "tuần 11 (9/3–15/3). Hạn: hết ngày 17/03/2026." in head
    told = Notice.objects.filter(person=scene.union).get()
    assert (told.mail, told.url) == (Mail.NO_ADDRESS, "/bao-cao-tuan/")
    assert friday() == letters


def test_what_is_done_or_enough_or_over_is_not_reminded_of(scene: Scene, friday: Callable[[], dict[str, str]]) -> None:
    for hamlet in scene.hamlets:
        enter(REPORTS, nothing(scene, FRIDAY.date(), hamlet), by=scene.officer)
    enter(REPORTS, opinion(scene, FRIDAY.date()), by=scene.union)
    assert (friday(), Notice.objects.count()) == ({}, 0)


def test_reminders_go_as_each_wishes(scene: Scene, friday: Callable[[], dict[str, str]], time_machine: Any) -> None:
    choose(by=scene.front, hows={"weekly": How.OFF}, quiet=Quiet())
    choose(by=scene.head, hows={}, quiet=Quiet(20, 9))
    assert friday() == {}
    assert Notice.objects.filter(person=scene.front, kind="weekly").values_list("mail", flat=True)[0] == Mail.OFF
    time_machine.move_to(LATER, tick=False)
    tasks.mail_due(_Told())
    assert set(friday()) == {scene.head.email}


def test_duty_of_a_new_room_is_reminded_of_by_being_registered(
    scene: Scene, friday: Callable[[], dict[str, str]]
) -> None:
    def says(question: DutyQuestion, _: object) -> dict[int, DutyState]:
        return dict.fromkeys(question.units, DutyState(State.DUE, "chưa ghi", date(2026, 3, 17)))

    chair = frozenset({Role.COMMUNE_CHAIR})
    duty = Duty("test.duty", "Thăm hỏi", "test.measure", chair, lambda _: Question(dict), says, lambda unit: "/tham/")
    register_duty(duty)
    letters = friday()
    assert "/tham/" in letters[scene.chair.email]
    assert set(Notice.objects.filter(person=scene.chair).values_list("kind", "title")) == {("weekly", "Thăm hỏi")}


def test_nobody_is_told_of_a_unit_they_left(scene: Scene, friday: Callable[[], dict[str, str]]) -> None:
    tasks.remind(_Told())
    scene.head.memberships.update(valid_to=date(2026, 3, 12))
    assert scene.head.email not in friday()
