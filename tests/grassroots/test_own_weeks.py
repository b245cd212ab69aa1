"""What a village head is told of an opinion of another week, and what the list of weeks and the form of mending say."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.grassroots.scene import Scene, a_scene, nothing, opinion
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.records.actions import enter

pytestmark = pytest.mark.django_db
THURSDAY, MONDAY = datetime(2026, 3, 26, 9, tzinfo=ZONE), datetime(2026, 3, 23, 9, tzinfo=ZONE)  # of week 13
HERE = "/bao-cao-tuan/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(THURSDAY, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def write(scene: Scene, day: str) -> Any:
    """An opinion heard on a day, by the door of the present week."""
    sent = {"place": f"{scene.unit.pk}:{scene.hamlets[0].pk}", "day": day, "topic": "land", "text": "Đường hẹp"}
    return as_(scene.head).post("/y-kien-hang-tuan/ghi/", sent, follow=True)


@pytest.mark.parametrize(
    ("now", "day", "words"),
    [
        (THURSDAY, "25/03/2026", "Đã ghi ý kiến."),
        (MONDAY, "18/03/2026", "Đã ghi ý kiến vào tuần 12 (16/3–22/3)."),
        (THURSDAY, "18/03/2026", "Đã ghi ý kiến vào tuần 12 (16/3–22/3), quá hạn."),
    ],
    ids=["this-week", "last-week", "last-week-late"],
)
def test_opinion_tells_its_week_and_whether_it_is_late(scene: Scene, now: datetime, day: str, words: str) -> None:
    with clock.set_to(now):
        answer = write(scene, day)
    assert [str(one) for one in answer.context["messages"]] == [words]
    assert answer.redirect_chain == [(HERE, 302)]


def test_opinion_of_a_week_that_is_not_on_the_page_is_shown_where_it_went(scene: Scene) -> None:
    with clock.set_to(datetime(2026, 3, 13, 9, tzinfo=ZONE)):
        enter(REPORTS, nothing(scene, date(2026, 3, 13), scene.hamlets[0]), by=scene.head)
    answer = write(scene, "13/03/2026")
    made = WeeklyReport.objects.standing().get()
    told = "Đã ghi ý kiến vào tuần 11 (9/3–15/3), thay báo cáo “không phát sinh” của tuần đó."
    assert [str(one) for one in answer.context["messages"]] == [told]
    assert (made.text, answer.redirect_chain) == ("Đường hẹp", [(f"/y-kien-hang-tuan/{made.pk}/", 302)])


def test_list_of_weeks_says_that_nothing_came_up_and_what_was_in_time(scene: Scene) -> None:
    with clock.set_to(datetime(2026, 3, 19, 9, tzinfo=ZONE)):
        enter(REPORTS, nothing(scene, date(2026, 3, 19), scene.hamlets[0]), by=scene.head)
    enter(REPORTS, opinion(scene, date(2026, 3, 13), scene.hamlets[0]), by=scene.head)
    page = " ".join(as_(scene.head).get(f"{HERE}da-ghi/").text.split())
    rows = [row.split("</li>", 1)[0] for row in page.split('<li class="task">')[2:4]]
    assert [
        [words for words in ("Không có ý kiến nào", "1 ý kiến", "đúng hạn", "quá hạn") if words in row] for row in rows
    ] == [["Không có ý kiến nào", "đúng hạn"], ["1 ý kiến", "quá hạn"]]


def test_reason_of_a_correction_is_marked_as_needed_on_the_same_day(scene: Scene) -> None:
    made = enter(REPORTS, opinion(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.head)
    form = as_(scene.head).get(f"/y-kien-hang-tuan/{made.pk}/dinh-chinh/").context["form"]
    assert (form["wrong"].help_text, form["reason"].label) == (
        "Bắt buộc: đánh dấu ô này, hoặc ghi lý do khác ở ô dưới.", "Lý do khác (bắt buộc nếu không đánh dấu ô trên)",
    )  # fmt: skip


def test_opinion_is_the_main_button_and_nothing_heard_the_other(scene: Scene) -> None:
    page = as_(scene.head).get(HERE).content.decode()
    buttons = re.findall(r'<(?:a|button)[^>]* class="(button[^"]*)"[^>]*>(?:<svg.*?</svg>)?([^<]+)', page, re.DOTALL)
    kinds = {" ".join(words.split()): kind for kind, words in buttons}
    heard, quiet = "Ghi ý kiến nghe được", "Không có ý kiến nào (không phát sinh)"
    assert (kinds[heard], kinds[quiet]) == ("button", "button button-quiet")
    assert page.index(heard) < page.index(quiet)
