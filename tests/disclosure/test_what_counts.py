"""Which version, form, sample and statement counts: what was published, what was taken back, who typed it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.disclosure.scene import (
    Scene,
    a_scene,
    at,
    drafted,
    made_public,
    nothing,
    officer_of,
    posted,
    sampled,
    scope,
    values,
    whole,
)
from tests.disclosure.test_measures import DAY, QUARTER, share
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.disclosure.kinds import DISCLOSURES
from thanthien.disclosure.measures import CORRUPTION_ITEMS, DEMOCRACY_ITEMS
from thanthien.disclosure.models import Disclosure
from thanthien.disclosure.more_measures import DISTINCT_FORMS
from thanthien.disclosure.queries import told_of
from thanthien.records.actions import Entry, correct, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 20, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def test_document_taken_back_after_everybody_saw_it_is_no_silence(scene: Scene) -> None:
    record = whole(scene, DAY, "DC11.03.a")
    with clock.set_to(at(date(2026, 3, 20))):
        withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    said = nothing(scene, "2026-Q1", "DC11.03.a", date(2026, 4, 1))
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0
    lines = DEMOCRACY_ITEMS.records(scene.unit.pk, scope(scene, as_of=QUARTER))
    why = "văn bản đã công khai rồi thu hồi ngày 20/03/2026"
    assert {(line.record, line.nothing): (line.counted, line.why) for line in lines} == {
        (record.pk, False): (False, why),
        (said.pk, True): (False, why),
    }
    draft = drafted(scene, DAY, "DC11.05.a")
    withdraw(DISCLOSURES, record_id=draft.pk, version=1, reason="Nhập nhầm", by=scene.officer)
    nothing(scene, "2026-Q1", "DC11.05.a", date(2026, 4, 1))
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 1


def amended(scene: Scene, record: Disclosure, on: date, dated: date, items: str) -> None:
    """A correction that nobody published."""
    with clock.set_to(at(on)):
        entry = Entry(scene.unit, dated, values(items))
        correct(DISCLOSURES, entry, record_id=record.pk, version=1, reason="Sửa ngày", by=scene.officer)


def dated_before(scene: Scene, items: str) -> Disclosure:
    """A document of the year before, published and shown in February."""
    on = date(2026, 2, 2)
    record = drafted(scene, on, items, dated=date(2025, 8, 4))
    made_public(scene, record, on)
    for form in ("a", "b"):
        posted(scene, record, on, form)
    return record


def test_published_version_counts_whatever_a_draft_of_it_says(scene: Scene) -> None:
    counted = whole(scene, DAY, "DC11.02.c")
    amended(scene, counted, date(2026, 3, 20), date(2025, 8, 4), "DC11.02.c")
    lasting = dated_before(scene, "DC11.04.a")
    amended(scene, lasting, date(2026, 3, 20), date(2025, 8, 4), "DC11.02.c")
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 2


def test_draft_dated_anew_brings_no_old_publication_back(scene: Scene) -> None:
    old = dated_before(scene, "DC11.02.c")
    amended(scene, old, date(2026, 3, 20), DAY, "DC11.02.c")
    asked = scope(scene, as_of=QUARTER)
    told = told_of(asked.units, asked.known, asked.calendar, first=asked.span.first).answer()[scene.unit.pk]
    assert list(told.documents) == []


def test_sample_of_items_of_two_laws_is_told_beside_each(scene: Scene) -> None:
    found = sampled(scene, date(2026, 3, 20), "TN10.a; DC11.03.a")
    for measure in (DEMOCRACY_ITEMS, CORRUPTION_ITEMS):
        lines = measure.records(scene.unit.pk, scope(scene, as_of=QUARTER))
        assert [(line.record, line.counted) for line in lines] == [(found.pk, True)]


def test_form_is_told_with_who_typed_it(scene: Scene) -> None:
    record, other = drafted(scene, DAY, "DC11.02.c"), officer_of(scene.unit)
    made_public(scene, record, DAY)
    posted(replace(scene, officer=other), record, DAY, "b")
    (line,) = DISTINCT_FORMS.records(scene.unit.pk, scope(scene))
    assert line.typist == other.pk
