"""The five figures of what units make public (1.1.1 to 1.1.5) compared with a second count of the lists that a person
downloads; units live a year by the actions, with all that goes wrong in one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.disclosure.scene import (
    Scene,
    a_scene,
    at,
    drafted,
    made_public,
    nothing,
    posted,
    reviewed,
    sampled,
    values,
)
from tests.independent import recount_disclosure as again
from tests.independent.city import downloaded
from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.disclosure.kinds import DISCLOSURES, NOTHING, POSTINGS
from thanthien.disclosure.measures import CORRUPTION_ITEMS, DEMOCRACY_ITEMS
from thanthien.disclosure.models import Disclosure, NothingArose, Posting
from thanthien.disclosure.more_measures import COMMITMENT_PUBLISHED, DISTINCT_FORMS, QUARTERLY_REVIEWS
from thanthien.measures.figures import Absent, Number, Passed, PerPeriod, Ratio
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, correct, withdraw
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))
DAY = timedelta(days=1)
MEASURES = (DEMOCRACY_ITEMS, CORRUPTION_ITEMS, COMMITMENT_PUBLISHED, QUARTERLY_REVIEWS, DISTINCT_FORMS)
ITEMS = (
    "DC11.01.a", "DC11.02.c", "DC11.02.đ", "DC11.03.a", "DC11.03.d; DC11.03.b", "DC11.04.a", "DC11.04.c", "DC11.13",
    "DC11.14", "TN10.a", "TN10.b", "TN10.d", "DC11.02.c; TN10.a",
)  # fmt: skip
OTHER_FORMS = ("c", "d", "đ", "e", "g", "h", "i", "k")
WITHIN = (1, 1, 2, 3, 5, 7, 9, 30)


def lived(number: int) -> Scene:
    """A unit whose year is drawn."""
    draw = Random(f"disclosure {number}")
    born = date(2026, 5, 14) if number == 2 else date(2026, 1, 1)
    scene = a_scene(name=f"Phường Lần {number}", valid_from=born if number == 2 else date(2025, 7, 1))
    for _ in range(16):
        _document(scene, draw, born + timedelta(days=draw.randint(0, 364 - (born - SPAN.first).days)))
    if number % 2:
        _commitment(scene, draw, number)
    for quarter, last in (("Q1", date(2026, 3, 31)), ("Q2", date(2026, 6, 30)), ("Q3", date(2026, 9, 30)),
                          ("Q4", date(2026, 12, 31))):  # fmt: skip
        if last > born:
            _end_of_quarter(scene, draw, f"2026-{quarter}", last)
    for _ in range(number):
        verdict = draw.choice(["wrong", "hidden", "right"])
        period = draw.choice(["", "", "2026-Q2"])
        day = date(2026, 7, 1) + timedelta(days=draw.randint(0, 180))
        sampled(scene, day, draw.choice(["DC11.02.c", "DC11.03.a", "TN10.d", "DC11.13"]), verdict, period=period)
    if number == 4:
        Unit.objects.filter(pk=scene.unit.pk).update(valid_to=date(2026, 11, 5))
    return scene


def _document(scene: Scene, draw: Random, day: date) -> None:
    items, later = draw.choice(ITEMS), day + timedelta(days=draw.choice(WITHIN))
    record = drafted(scene, day, items, title=f"Văn bản ngày {day:%d/%m/%Y}")
    if draw.random() < 0.1:
        return
    made_public(scene, record, later)
    for form in ("a", "b", *draw.sample(OTHER_FORMS, draw.randint(0, 5))):
        if draw.random() < 0.9:
            first = day + timedelta(days=draw.choice(WITHIN))
            told = first + timedelta(days=draw.choice([0, 0, 0, 0, 90]))
            last = first + timedelta(days=40) if draw.random() < 0.3 else None
            spots = draw.choice(["office", "office; culture", "culture"])
            made = posted(scene, record, first, form, spots=spots, told=told, last=last, photographs=draw.randint(0, 1))
            if draw.random() < 0.2:
                _posted_otherwise(scene, draw, made, told + 20 * DAY)
    match draw.choice(["", "", "", "withdrawn", "corrected", "published again"]):
        case "withdrawn":
            with clock.set_to(at(later + 40 * DAY)):
                withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
        case "corrected":
            _corrected(scene, draw, record, later + 3 * DAY)
        case "published again":
            made_public(scene, _corrected(scene, draw, record, later + 3 * DAY), later + 4 * DAY)


def _corrected(scene: Scene, draw: Random, record: Disclosure, on: date) -> Disclosure:
    told = values(draw.choice([record.items, f"{record.items}; DC11.05.a"]), title=record.title)
    day = draw.choice([record.day, record.day, record.day + DAY])
    with clock.set_to(at(on)):
        made = correct(
            DISCLOSURES, Entry(scene.unit, day, told), record_id=record.pk, version=1, reason="Ghi thiếu",
            by=scene.officer,
        )  # fmt: skip
    assert isinstance(made, Disclosure)
    return made


def _posted_otherwise(scene: Scene, draw: Random, made: Posting, on: date) -> None:
    """Its last day (it counts as told before), or its first one (it doesn't)."""
    told = {"disclosure": made.disclosure, "form": made.form, "spots": made.spots, "where": made.where,
            "last": made.last}  # fmt: skip
    first = draw.choice([made.day, made.day + DAY])
    with clock.set_to(at(on)):
        entry = Entry(scene.unit, first, told | {"last": first + 60 * DAY})
        correct(POSTINGS, entry, record_id=made.pk, version=1, reason="Sửa ngày", by=scene.officer)


def _commitment(scene: Scene, draw: Random, number: int) -> None:
    """Posted in two parts, with a gap between them or not; one of them unsigned."""
    day = date(2026, 6, 1) if number == 1 else date(2026, 9, 20)
    record = drafted(scene, day, "CK", signer="" if number == 3 else "Chủ tịch", title="Cam kết phục vụ")
    made_public(scene, record, day + DAY)
    posted(scene, record, day + DAY, "b")
    posted(scene, record, day + DAY, "a", last=day + 30 * DAY)
    posted(scene, record, day + (31 if number == 1 else 35) * DAY, "a")


def _end_of_quarter(scene: Scene, draw: Random, key: str, last: date) -> None:
    for items in ("DC11.03.a; DC11.03.b; DC11.03.c", "DC11.05.a; TN10.a; TN10.c", "DC11.02.e; TN10.d"):
        if draw.random() < 0.7:
            made = nothing(scene, key, items, last + timedelta(days=draw.choice([-3, 0, 1, 12])))
            if draw.random() < 0.3:
                _said_less(scene, made, last + 20 * DAY)
    if draw.random() < 0.8:
        day = last + timedelta(days=draw.choice([-5, 3, 15, 16]))
        reviewed(scene, key, day, told=day + timedelta(days=draw.choice([0, 0, 14])))


def _said_less(scene: Scene, made: NothingArose, on: date) -> None:
    """Of one item less than before: it counts as told before."""
    told = {"period": made.period, "items": made.items.rpartition("; ")[0] or made.items, "note": "Rà lại"}
    with clock.set_to(at(on)):
        correct(NOTHING, Entry(scene.unit, made.day, told), record_id=made.pk, version=1, reason="Có văn bản",
                by=scene.officer)  # fmt: skip


def figures(scenes: list[Scene], as_of: date) -> dict[str, list[Any]]:
    """What the platform says of each of them."""
    asked = scope_of(SPAN, as_of, [one.unit.pk for one in scenes])
    found = [measure.answer(asked) for measure in MEASURES]
    return {one.unit.name: [_plain(answers[one.unit.pk].figure) for answers in found] for one in scenes}


def _plain(figure: Any) -> Any:
    match figure:
        case Ratio():
            return int(figure.numerator), int(figure.denominator)
        case Passed():
            return figure.passed
        case Number():
            return int(figure.number)
        case PerPeriod():
            return sum(bool(one.records) for one in figure.counts.values()), len(figure.counts)
        case Absent():
            return 0, 0
    raise AssertionError(figure)


def counted(scenes: list[Scene], as_of: date) -> dict[str, list[Any]]:
    """The same by the lists alone."""
    lists = downloaded(again.LISTS)
    days = SPAN.first, SPAN.last, as_of
    found = {}
    for one in scenes:
        unit = Unit.objects.get(pk=one.unit.pk)
        said = again.said_of(lists[unit.name], days, unit.valid_from, unit.valid_to or date.max)
        found[unit.name] = [
            again.compliant(said, "democracy"), again.compliant(said, "corruption"), again.commitment(said),
            again.reviewed(said), again.forms_used(said),
        ]  # fmt: skip
    return found


def test_figures_equal_a_second_count_of_the_lists(time_machine: Any) -> None:
    time_machine.move_to(datetime(2027, 1, 20, 9, tzinfo=clock.ZONE), tick=False)
    load_calendar(by=None)
    scenes = [lived(number) for number in range(1, 6)]
    Membership.objects.update(valid_from=date(2025, 7, 1))
    for as_of in (date(2026, 8, 31), SPAN.cut_off):
        told = figures(scenes, as_of)
        assert told == counted(scenes, as_of)
    shares = [told[name][place] for name in told for place in (0, 1)]
    assert all(0 < met < due for met, due in shares)
    assert {one[2] for one in told.values()} == {True, False}
    assert len({one[3] for one in told.values()}) > 1
    assert len({one[4] for one in told.values()}) > 1
