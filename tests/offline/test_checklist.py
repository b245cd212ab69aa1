"""The checklist of the Trung tâm from a device: its items and photographs, sent twice, stored once."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.offline.scene import device_of, signed_in_again
from tests.workplace.scene import Scene, a_scene, pictures, scope
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.codes import joined
from thanthien.records.actions import Entry, enter
from thanthien.records.models import Photograph
from thanthien.workplace.coverage import DIGITAL_RADIO
from thanthien.workplace.items import catalogue
from thanthien.workplace.kinds import RADIO_TESTS
from thanthien.workplace.measures import SERVICE_CENTRE_ITEMS, SMOKE_FREE
from thanthien.workplace.models import CentreCheck

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 9, 8, tzinfo=ZONE)
HEARD = {"channel": "speakers", "device": "Cụm loa số 1", "result": "heard"}


@pytest.fixture
def scene(time_machine: Any) -> Scene:
    time_machine.move_to(MONDAY, tick=False)
    return a_scene()


def test_checklist_with_photographs_arrives_once_and_is_told_when_it_was_made(scene: Scene, time_machine: Any) -> None:
    device = device_of(scene.officer)
    offered = {one["kind"] for one in device.greet()["forms"]}
    time_machine.move_to(MONDAY + timedelta(days=2), tick=False)
    signed_in_again(device, scene.officer)
    items, key = sorted(catalogue())[:2], uuid4()
    for _ in range(2):
        told = {"day": "10/03/2026", "place": f"{scene.unit.pk}:", "items": items, "smoke": "free"}
        told |= {"photographs": pictures(1), "photograph_consent": "nobody"}
        answer = device.send(MONDAY + timedelta(days=1), told, kind="workplace.centre_check", form="ghi", key=key)
        assert answer.status_code == 200, answer.content.decode()
    check = CentreCheck.objects.get()
    assert {"workplace.centre_check", "workplace.green_view", "workplace.radio_test"} <= offered
    assert (check.key, check.items) == (key, joined(items))
    assert (check.told_at, check.made_at) == (MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
    assert Photograph.objects.count() == 1
    asked = scope(scene, as_of=date(2026, 7, 20), known_at=MONDAY + timedelta(days=2))
    came = "ghi lúc 08:00, 10/03/2026 khi chưa có mạng, đến lúc 08:00, 11/03/2026"
    for measure in (SERVICE_CENTRE_ITEMS, SMOKE_FREE):
        assert [line.marks for line in measure.records(scene.unit.pk, asked)] == [(came,)]


def test_test_of_broadcasting_from_a_device_says_so_in_its_figure(scene: Scene) -> None:
    entry = Entry(scene.unit, MONDAY.date(), HEARD, scene.hamlets[0], told_at=MONDAY)
    with clock.set_to(MONDAY + timedelta(days=2)):
        enter(RADIO_TESTS, entry, by=scene.officer)
        lines = DIGITAL_RADIO.records(scene.unit.pk, scope(scene, as_of=date(2026, 7, 20)))
    came = "ghi lúc 08:00, 09/03/2026 khi chưa có mạng, đến lúc 08:00, 11/03/2026"
    assert [line.marks for line in lines] == [(came,)]
