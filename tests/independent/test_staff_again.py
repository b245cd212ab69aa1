"""The staff's figures compared with a second count, made by other code of the lists that a person downloads."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.independent import recount_staff
from tests.workforce.scene import Scene, a_scene, count, finding, punish, put_on_roll, state, teach
from thanthien.measures.figures import Counts, Ratio
from thanthien.records.actions import Entry, correct, withdraw
from thanthien.workforce.kinds import COURSES, SANCTIONS, STAFF
from thanthien.workforce.measures import SANCTIONED, TRAINED

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to("2027-01-04T09:00:00+07:00", tick=False)


def nothing_told(scene: Scene) -> None:
    """A unit that keeps nothing."""


def well_kept(scene: Scene) -> None:
    for number in range(1, 8):
        put_on_roll(scene, number)
    teach(scene, date(2026, 3, 3), "1; 2; 3")
    teach(scene, date(2026, 5, 5), "3; 4", title="Hai giờ", hours=2)
    teach(scene, date(2026, 6, 5), "3; 5; 7", title="Kỹ năng số", hours=16)
    punish(scene, date(2026, 4, 4))
    punish(scene, date(2026, 4, 9), administrative="canh-cao", party="nang-hon")
    state(scene, date(2026, 12, 20), cases=2)


def corrected_and_left(scene: Scene) -> None:
    made = [put_on_roll(scene, number) for number in range(1, 7)]
    course = teach(scene, date(2026, 3, 3), "1; 2; 3; 4")
    values = {name: getattr(course, name) for name in COURSES.fields} | {"attendees": "1; 6"}
    correct(
        COURSES, Entry(scene.unit, course.day, values), record_id=course.pk, version=1, reason="Ghi nhầm người",
        by=scene.keeper,
    )  # fmt: skip
    gone = {name: getattr(made[5], name) for name in STAFF.fields} | {
        "left_on": date(2026, 9, 1), "left_document": "7/QĐ-UBND",
    }  # fmt: skip
    correct(
        STAFF, Entry(scene.unit, made[5].day, gone), record_id=made[5].pk, version=1, reason="Điều chuyển",
        by=scene.keeper,
    )  # fmt: skip
    withdraw(STAFF, record_id=made[4].pk, version=1, reason="Ghi nhầm", by=scene.keeper)
    count(scene, date(2026, 3, 31), 4)
    count(scene, date(2026, 6, 30), 7)
    case = punish(scene, date(2026, 4, 4), administrative="nang-hon")
    withdraw(SANCTIONS, record_id=case.pk, version=1, reason="Ghi nhầm", by=scene.keeper)
    state(scene, date(2026, 12, 15))


def contradicted(scene: Scene) -> None:
    put_on_roll(scene, 1, left_on=date(2026, 12, 31), left_document="7/QĐ-UBND")
    put_on_roll(scene, 2, day=date(2026, 12, 31))
    teach(scene, date(2025, 12, 30), "1")
    state(scene, date(2026, 12, 31))
    punish(scene, date(2026, 8, 8), by=scene.office)
    punish(scene, date(2026, 8, 8), administrative="", party="khien-trach")
    punish(scene, date(2025, 12, 31), by=scene.office, administrative="nang-hon", decided_on=date(2026, 1, 9))


def downloaded(scene: Scene, route: str) -> bytes:
    client = Client()
    client.force_login(scene.keeper)
    answer: Any = client.get(reverse(route) + "?tai=csv")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("live", [nothing_told, well_kept, corrected_and_left, contradicted])
def test_second_count_of_downloaded_lists_comes_to_the_same_figures(live: Any) -> None:
    scene = a_scene()
    live(scene)
    files = [downloaded(scene, f"workforce-{name}") for name in ("staff", "courses", "counts")]
    people = recount_staff.trained(*files, LAST)
    figure = finding(TRAINED, scene, LAST).figure
    assert people == ((int(figure.numerator), int(figure.denominator)) if isinstance(figure, Ratio) else None)
    agency = scene.office.hats[0]
    cases = recount_staff.sanctions(
        downloaded(scene, "workforce-sanctions"), downloaded(scene, "workforce-statements"),
        agency.agency_label or agency.agency_name, LAST,
    )  # fmt: skip
    told = finding(SANCTIONED, scene, LAST).figure
    assert cases == (tuple(told.counts.values()) if isinstance(told, Counts) else None)
