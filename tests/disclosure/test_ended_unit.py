"""What a unit published that went into another: its successor takes it down."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.disclosure.scene import Scene, a_scene, drafted, whole
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.disclosure import actions
from thanthien.disclosure.models import Face, Step
from thanthien.units.changing import merge_units

pytestmark = pytest.mark.django_db
ENDED = date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 9, tzinfo=ZONE), tick=False)


def merged(old: Scene, into: Scene, on: date) -> None:
    merge_units(unit_ids=[old.unit.pk], into_id=into.unit.pk, on=on, document_number="12/NQ", by=None)
    old.unit.refresh_from_db()


def test_successor_takes_down_what_an_ended_unit_shows(client: Client) -> None:
    old, into, other = a_scene(), a_scene(), a_scene()
    record = whole(old, date(2026, 3, 2))
    client.force_login(into.officer)
    page = reverse("disclosures-record", args=[record.pk])
    assert client.get(page).status_code == 404
    merged(old, into, date(2026, 3, 10))
    door = client.get(page).context["take_down_url"]
    sent = {"version": "1", "reason": "Phường đã nhập, có văn bản mới"}
    assert client.post(door, sent).status_code == 302
    assert (Face.objects.get().gone_why, Step.objects.last().by) == (sent["reason"], into.officer)  # type: ignore[union-attr]
    assert client.get(page).context["take_down_url"] == ""
    client.force_login(other.officer)
    assert (client.get(page).status_code, client.get(door).status_code) == (404, 404)


def test_nobody_else_takes_it_down_and_the_reason_names_nobody() -> None:
    old, into = a_scene(), a_scene()
    record = whole(old, date(2026, 3, 2))
    said = {"record_id": record.pk, "version": 1, "reason": "Đã có văn bản thay thế"}
    with pytest.raises(Refused):
        actions.take_down_of_ended(**said, by=into.officer)
    merged(old, into, date(2026, 3, 10))
    with pytest.raises(Refused):
        actions.take_down_of_ended(**said, by=old.officer)
    with pytest.raises(Invalid):
        actions.take_down_of_ended(**said | {"reason": "Theo lời ông Nguyễn Văn Ba"}, by=into.officer)
    assert Face.objects.get().gone_at is None


def test_successor_reads_nothing_that_was_never_published(client: Client) -> None:
    old, into = a_scene(), a_scene()
    draft = drafted(old, date(2026, 3, 2))
    merged(old, into, date(2026, 3, 10))
    client.force_login(into.officer)
    assert client.get(reverse("disclosures-record", args=[draft.pk])).status_code == 404


def test_the_last_of_several_successors_takes_it_down() -> None:
    old, between, last = a_scene(), a_scene(), a_scene()
    record = whole(old, date(2026, 3, 2))
    merged(old, between, date(2026, 3, 9))
    merged(between, last, date(2026, 3, 10))
    actions.take_down_of_ended(record_id=record.pk, version=1, reason="Đã có văn bản thay thế", by=last.officer)
    assert Face.objects.get().gone_at is not None
