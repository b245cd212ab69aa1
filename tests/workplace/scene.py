"""A phường with an officer of its Trung tâm and two tổ dân phố, and somebody of Sở Y tế, for tests of the room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import files
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.codes import joined
from thanthien.measures.figures import Finding
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import Entry, enter
from thanthien.records.enums import Through
from thanthien.records.photographs import Sent, enter_with
from thanthien.units.models import Hamlet, Unit
from thanthien.workplace.items import catalogue
from thanthien.workplace.kinds import APP, CHECKS, INSPECTIONS, RADIO_TESTS
from thanthien.workplace.models import AppHouseholds, CentreCheck, RadioTest, SmokingInspection

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
ALL = joined(catalogue())


@dataclass(frozen=True)
class Scene:
    """Who acts, and where."""

    unit: Unit
    officer: User
    inspector: User
    hamlets: tuple[Hamlet, ...]


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**unit)
    hamlets = tuple(HamletFactory(unit=made, name=f"Tổ dân phố {number}") for number in (1, 2))
    return Scene(made, officer_of(made), person(Role.APPRAISER), hamlets)


def officer_of(unit: Unit) -> User:
    return person(Role.SERVICE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))


def check_values(items: str = ALL, *, smoke: str = "free") -> dict[str, Any]:
    return {"items": items, "smoke": smoke, "minutes": "", "note": ""}


def check(
    scene: Scene,
    day: date,
    items: str = ALL,
    *,
    told: datetime | None = None,
    smoke: str = "free",
    photographs: int = 1,
) -> CentreCheck:
    """A checklist of a day with everything there and a photograph, told on that day unless said."""
    entry = Entry(scene.unit, day, check_values(items, smoke=smoke))
    with clock.set_to(told or datetime.combine(day, time(17))):
        if photographs:
            made = enter_with(CHECKS, entry, Sent(pictures(photographs), "nobody"), by=scene.officer)
        else:
            made = enter(CHECKS, entry, by=scene.officer)
    assert isinstance(made, CentreCheck)
    return made


def pictures(count: int) -> list[SimpleUploadedFile]:
    """Photographs of different sizes, so that no two are the same."""
    return [
        SimpleUploadedFile(f"anh-{one}.jpg", files.image(size=(20 + one, 10), exif=True), "image/jpeg")
        for one in range(count)
    ]


def inspect(scene: Scene, day: date, result: str = "breach") -> SmokingInspection:
    """What the body found on a day."""
    values = {"result": result, "document": "15/BB-SYT", "where": ""}
    with clock.set_to(datetime.combine(day, time(17))):
        made = enter(INSPECTIONS, Entry(scene.unit, day, values), by=scene.inspector)
    assert isinstance(made, SmokingInspection)
    return made


def hear(scene: Scene, hamlet: Hamlet, day: date, result: str = "heard", *, told: datetime | None = None) -> RadioTest:
    """A test in one place, told on its day unless said."""
    values = {"channel": "speakers", "device": "Cụm loa số 1", "result": result}
    with clock.set_to(told or datetime.combine(day, time(17))):
        made = enter(RADIO_TESTS, Entry(scene.unit, day, values, hamlet), by=scene.officer)
    assert isinstance(made, RadioTest)
    return made


def installs(
    scene: Scene,
    day: date,
    installed: int,
    households: int,
    hamlet: Hamlet | None = None,
    *,
    own: bool = False,
    told: date | None = None,
) -> AppHouseholds:
    """A row of the owner's file, handed in by a body of the city; or the unit's own count."""
    values = {
        "households": households, "installed": installed, "counted": "households", "source": "Sở Khoa học và Công nghệ",
        "origin_of_numbers": "own" if own else "owner",
    }  # fmt: skip
    through = Through.PAGE if own else Through.CITY_FILE
    entry = Entry(scene.unit, day, values, hamlet, through=through)
    with clock.set_to(datetime.combine(told or day, time(17))):
        made = enter(APP, entry, by=scene.officer if own else scene.inspector)
    assert isinstance(made, AppHouseholds)
    return made


def scope(*scenes: Scene, span: Span = YEAR, as_of: date | None = None, **more: Any) -> Scope:
    units = frozenset(one.unit.pk for one in scenes)
    return Scope(units, span, as_of or span.cut_off, WorkCalendar(), **more)


def finding(measure: Measure, scene: Scene, **more: Any) -> Finding:
    return measure.answer(scope(scene, **more))[scene.unit.pk]


def told_lines(measure: Measure, scene: Scene, **more: Any) -> Iterator[tuple[date, bool, str]]:
    """Day, whether it counts and why not, of each record behind a figure."""
    for line in measure.records(scene.unit.pk, scope(scene, **more)):
        yield line.day, line.counted, line.why
