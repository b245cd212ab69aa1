"""The checklist of the Trung tâm from a device: its items and photographs, sent twice, stored once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.offline.scene import device_of, signed_in_again
from tests.workplace.scene import Scene, a_scene, pictures
from thanthien.core.clock import ZONE
from thanthien.core.codes import joined
from thanthien.records.models import Photograph
from thanthien.workplace.items import catalogue
from thanthien.workplace.models import CentreCheck

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 9, 8, tzinfo=ZONE)


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
