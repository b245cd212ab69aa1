"""Presence on the support roster from a device: chosen from the roster, counted on the day on which it was tapped."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.offline.scene import Device, device_of, signed_in_again
from tests.service.roster_scene import plan_shift
from tests.service.scene import Scene, a_scene
from thanthien.core.clock import ZONE
from thanthien.records.actions import withdraw
from thanthien.service.roster.kinds import SHIFTS
from thanthien.service.roster.models import ShiftPresence

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 9, 8, tzinfo=ZONE)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def scene(time_machine: Any) -> Scene:
    time_machine.move_to(MONDAY, tick=False)
    return a_scene()


def device(scene: Scene, time_machine: Any) -> Device:
    """Contact on Monday; now it is Wednesday."""
    found = device_of(scene.officer)
    found.greet()
    time_machine.move_to(WEDNESDAY, tick=False)
    return signed_in_again(found, scene.officer)


def forms_of(scene: Scene) -> list[dict[str, str]]:
    forms = device_of(scene.officer).greet()["forms"]
    return [one for one in forms if one["kind"] == "service.shift_presence"]


def tap(of: Device, moment: datetime, shift: int, **fields: Any) -> Any:
    return of.send(moment, {"shift": shift, **fields}, kind="service.shift_presence", form="co-mat")


def test_form_offers_the_shifts_of_the_roster_the_next_ones_first(scene: Scene) -> None:
    past, today, ahead, far = (
        plan_shift(scene, (MONDAY + timedelta(days=days)).date(), told=MONDAY.date()) for days in (-3, 0, 3, 30)
    )
    html = forms_of(scene)[0]["html"]
    places = [html.find(f'value="{one.pk}"') for one in (today, ahead, past)]
    assert (places == sorted(places), min(places) > 0, f'value="{far.pk}"' in html) == (True, True, False)


def test_form_is_not_offered_without_a_roster(scene: Scene) -> None:
    assert forms_of(scene) == []


def test_presence_tapped_on_its_day_counts_though_it_arrives_later(scene: Scene, time_machine: Any) -> None:
    shift = plan_shift(scene, TUESDAY.date(), told=MONDAY.date())
    answer = tap(device(scene, time_machine), TUESDAY, shift.pk, served="12")
    there = ShiftPresence.objects.get()
    assert answer.status_code == 200
    assert (there.day, there.post, there.shown_by, there.served) == (TUESDAY.date(), shift.post, "tap", 12)
    assert (there.told_at, there.made_at) == (TUESDAY, WEDNESDAY)


def test_presence_tapped_on_another_day_is_refused(scene: Scene, time_machine: Any) -> None:
    shift = plan_shift(scene, TUESDAY.date(), told=MONDAY.date())
    answer = tap(device(scene, time_machine), TUESDAY + timedelta(hours=20), shift.pk)
    assert (answer.status_code, ShiftPresence.objects.count()) == (422, 0)
    assert answer.json()["sentences"][0].startswith("Bấm có mặt chỉ ghi được trong ngày của ca.")


def test_shift_that_is_gone_meanwhile_is_refused(scene: Scene, time_machine: Any) -> None:
    shift = plan_shift(scene, TUESDAY.date(), told=MONDAY.date())
    of = device(scene, time_machine)
    withdraw(SHIFTS, record_id=shift.pk, version=1, reason="Đổi người trực", by=scene.officer)
    answer = tap(of, TUESDAY, shift.pk)
    assert answer.json()["fields"] == {"shift": ["Ca này không còn trong lịch trực. Vui lòng chọn lại."]}
