"""How each matter begins, in the register: for who may read it, on the page alone, opened for all rows at once."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.core.tables.reading import csv_rows, excel_sheets
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.feedback.scene import ANSWER, TEXT, Scene, a_scene, answered, published, step, told
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.private.actions import erase
from thanthien.core.private.models import Look
from thanthien.feedback.models import Feedback
from thanthien.feedback.shelf import TEXTS

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
LONG = "Nước thải của xưởng giặt chảy ra mương suốt đêm, cả ngõ không ai dám mở cửa sổ vì mùi, trẻ con ho cả tuần."


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 5, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def got(user: User, query: str = "?cho=") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("feedback-list") + query)


def shown(user: User) -> dict[Feedback, str]:
    """What stands in the column of the page, by matter."""
    table = got(user).context["table"]
    (column,) = [one for one in table.table.values if one.key == "noi-dung"]
    return {case.row: column.shown(case) for case in table.rows}


def watchers(scene: Scene) -> list[User]:
    """Who sees the register and may not read what was said."""
    front = AgencyFactory(commune_front=True, unit=scene.unit)
    return [person(Role.CITY_OFFICER), person(Role.COMMUNE_FRONT, agency=front)]


def test_who_works_on_it_reads_how_it_begins_or_what_an_answer_calls_it(scene: Scene) -> None:
    long, drafted = told(scene, MONDAY, text=LONG), told(scene, MONDAY)
    step(scene, drafted, "draft", TUESDAY, **ANSWER)
    assert shown(scene.officer) == {
        long: "Nước thải của xưởng giặt chảy ra mương suốt đêm, cả ngõ không ai dám mở cửa sổ vì mùi, tr…",
        drafted: ANSWER["summary"],
    }
    page = got(scene.officer).content.decode()
    assert (TEXT in page, "Trần Thị Bích Kín" in page, Look.objects.count()) == (False, False, 0)


def test_who_only_watches_reads_what_everybody_reads(scene: Scene) -> None:
    told(scene, MONDAY)
    public = published(scene, MONDAY, TUESDAY)
    answered(scene, MONDAY, TUESDAY)
    drafted = told(scene, MONDAY, text=LONG)
    step(scene, drafted, "draft", TUESDAY, **ANSWER | {"summary": "Xưởng giặt xả nước thải ra mương."})
    for user in watchers(scene):
        found, page = shown(user), got(user).content.decode()
        assert {row.pk: words for row, words in found.items() if words} == {public.pk: ANSWER["summary"]}
        assert [words for words in ("ngõ Kín", "Xưởng giặt", "Nước thải") if words in page] == []


def test_what_a_lane_holds_stands_in_no_list_even_of_its_body(scene: Scene) -> None:
    row = told(scene, MONDAY, topic="khieu-nai-to-cao")
    assert shown(scene.inspector) == {row: ""}
    assert (shown(scene.officer), Look.objects.count()) == ({}, 0)


def test_words_that_ended_are_no_longer_there(scene: Scene) -> None:
    row = told(scene, MONDAY)
    erase(TEXTS, TEXTS.rows().filter(feedback=row))
    assert shown(scene.officer) == {row: ""}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_file_holds_the_words_which_it_would_outlive(scene: Scene, ending: str) -> None:
    told(scene, MONDAY)
    published(scene, MONDAY, TUESDAY)
    with CaptureQueriesContext(connection) as asked:
        answer = got(scene.officer, f"?cho=&tai={ending}")
        written = str(csv_rows(answer) if ending == "csv" else excel_sheets(answer))
    assert [one for one in ("Nội dung", "Đèn đường", "ngõ Kín", ANSWER["summary"]) if one in written] == []
    assert ("PA-" in written, [one for one in asked if "feedback_feedbacktext" in one["sql"]]) == (True, [])


def test_words_sort_nothing(scene: Scene) -> None:
    rows = [told(scene, MONDAY, text=f"{letter}: đèn đường hỏng ba hôm nay.") for letter in "CAB"]
    listed = [[case.row for case in got(scene.officer, f"?cho={order}").context["table"].rows]
              for order in ("", "&xep=noi-dung", "&xep=-noi-dung")]  # fmt: skip
    assert listed == [rows[::-1]] * 3


def test_words_of_all_rows_are_one_statement(scene: Scene) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            got(scene.officer)
        return sum("feedback_feedbacktext" in one["sql"] for one in asked)

    told(scene, MONDAY)
    got(scene.officer)
    one = statements()
    for _ in range(5):
        told(scene, MONDAY)
    assert (one, statements()) == (1, 1)
