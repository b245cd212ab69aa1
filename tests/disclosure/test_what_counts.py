"""Which version, form, sample and statement counts: what was published, what was taken back, who typed it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

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
from thanthien.disclosure.kinds import DISCLOSURES, NOTHING, POSTINGS
from thanthien.disclosure.measures import CORRUPTION_ITEMS, DEMOCRACY, DEMOCRACY_ITEMS
from thanthien.disclosure.models import Disclosure
from thanthien.disclosure.more_measures import DISTINCT_FORMS
from thanthien.disclosure.owed import cells_of
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


# --- Corrections that change what decides punctuality ---------------------------------------------------------------


def published_anew(scene: Scene, record: Disclosure, on: date, *, dated: date, items: str) -> None:
    """A correction that everybody sees."""
    with clock.set_to(at(on)):
        entry = Entry(scene.unit, dated, values(items))
        told = correct(DISCLOSURES, entry, record_id=record.pk, version=1, reason="Sửa nội dung", by=scene.officer)
    made_public(scene, cast("Disclosure", told), on)


@pytest.mark.parametrize(
    ("dated", "items", "met"),
    [
        pytest.param(DAY, "DC11.02.c", {"DC11.02.c"}, id="other words"),
        pytest.param(DAY, "DC11.02.c; DC11.03.a", {"DC11.02.c"}, id="one item more"),
        pytest.param(date(2026, 3, 4), "DC11.02.c", set(), id="another day"),
    ],
)
def test_document_counts_since_it_was_public_with_its_day_and_item(
    scene: Scene, dated: date, items: str, met: set[str]
) -> None:
    record = whole(scene, DAY, "DC11.02.c")
    published_anew(scene, record, date(2026, 9, 1), dated=dated, items=items)
    cells = cells_of(scope(scene, as_of=QUARTER), measure=DEMOCRACY, laws=("democracy",), days=5).answer()
    assert {cell.due.item.code for cell in cells[scene.unit.pk].cells if cell.met} == met


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        pytest.param({"last": date(2026, 4, 20)}, True, id="its end"),
        pytest.param({"day": date(2026, 3, 4)}, False, id="its first day"),
        pytest.param({"spots": "office; culture"}, False, id="a further place"),
    ],
)
def test_form_told_otherwise_after_its_time_is_told_anew_where_that_decides(
    scene: Scene, changed: dict[str, Any], counts: bool
) -> None:
    record = drafted(scene, DAY, "DC11.02.c")
    made_public(scene, record, DAY)
    posted(scene, record, DAY, "b")
    shown = posted(scene, record, date(2026, 3, 3))
    said = {"disclosure": record.origin, "form": "a", "spots": "office", "where": "", "last": None}
    entry = Entry(scene.unit, changed.get("day", shown.day), said | {k: v for k, v in changed.items() if k != "day"})
    with clock.set_to(at(date(2026, 9, 1))):
        correct(POSTINGS, entry, record_id=shown.pk, version=1, reason="Ghi lại cho đúng", by=scene.officer)
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == int(counts)


def test_statement_takes_in_no_item_after_its_time(scene: Scene) -> None:
    said = nothing(scene, "2026-Q1", "DC11.03.a", date(2026, 4, 1))
    entry = Entry(scene.unit, said.day, {"period": "2026-Q1", "items": "DC11.03.a; DC11.03.b", "note": ""})
    with clock.set_to(at(date(2026, 4, 20))):
        correct(NOTHING, entry, record_id=said.pk, version=1, reason="Thêm nội dung", by=scene.officer)
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0


def test_sample_belongs_to_the_quarter_that_it_looked_at(scene: Scene) -> None:
    whole(scene, DAY, "DC11.02.c")
    sampled(scene, date(2026, 4, 8), "DC11.02.c", period="2026-Q1")
    assert share(DEMOCRACY_ITEMS, scene, as_of=QUARTER)[0] == 0


def test_statement_of_another_law_is_not_told_as_punctual_here(scene: Scene) -> None:
    nothing(scene, "2026-Q1", "DC11.03.a", date(2026, 4, 1))
    found = CORRUPTION_ITEMS.timeliness(scope(scene, as_of=QUARTER))  # type: ignore[misc]
    assert found[scene.unit.pk].in_time == 0


def test_document_is_whole_when_it_was_posted_first(scene: Scene) -> None:
    record = whole(scene, DAY, "DC11.02.c")
    posted(scene, record, date(2026, 6, 1), spots="culture")
    found = DEMOCRACY_ITEMS.timeliness(scope(scene, as_of=QUARTER))  # type: ignore[misc]
    assert (found[scene.unit.pk].in_time, found[scene.unit.pk].late) == (1, 0)
