"""What is told of visits, greetings and meetings in a scene of the room."""

from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.engagement.scene import Scene
from tests.factories import files
from thanthien.core import clock
from thanthien.engagement.outreach_kinds import GREETINGS, MEETINGS, OUTREACH
from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.measures.figures import Finding
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, enter
from thanthien.records.photographs import Sent, add
from thanthien.units.models import Unit

SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))


def outreach_entry(unit: Unit, day: date, **values: Any) -> Entry:
    told = {"occasion": "illness", "way": "visit", "people": 2, "households": None, "paper": "", "about": ""}
    return Entry(unit, day, told | {"open_to_all": False} | values)


def visit(scene: Scene, day: date, told: datetime | None = None, **values: Any) -> Outreach:
    """An activity told on the evening of its day, unless said."""
    with clock.set_to(told or datetime.combine(day, time(17))):
        made = enter(OUTREACH, outreach_entry(scene.unit, day, **values), by=scene.officer)
    assert isinstance(made, Outreach)
    return made


def photograph(scene: Scene, record: Outreach, told: datetime | None = None, consent: str = "agreed") -> None:
    """A photograph added to an activity on the evening of its day, unless said."""
    file = SimpleUploadedFile("a.jpg", files.image())
    with clock.set_to(told or datetime.combine(record.day, time(18))):
        add(OUTREACH, Sent([file], consent), record_id=record.pk, by=scene.officer)


def greeting_entry(unit: Unit, day: date, **values: Any) -> Entry:
    told = {"occasion": "national_day", "sender": "head", "text": "Kính chúc Nhân dân.", "link": "", "broadcast": ""}
    return Entry(unit, day, told | values)


def greet(scene: Scene, day: date, told: date | None = None, **values: Any) -> Greeting:
    """A greeting told on the day of its publishing, unless said."""
    with clock.set_to(datetime.combine(told or day, time(17))):
        made = enter(GREETINGS, greeting_entry(scene.unit, day, **values), by=scene.officer)
    assert isinstance(made, Greeting)
    return made


def meeting_entry(unit: Unit, day: date, **values: Any) -> Entry:
    told = {"place_held": "Hội trường", "organisations": 3, "people": 40, "minutes": "12/BB-UBND", "about": ""}
    return Entry(unit, day, told | values)


def meet(scene: Scene, day: date, **values: Any) -> SupportersMeeting:
    """A meeting told on its day."""
    with clock.set_to(datetime.combine(day, time(17))):
        made = enter(MEETINGS, meeting_entry(scene.unit, day, **values), by=scene.officer)
    assert isinstance(made, SupportersMeeting)
    return made


def finding(measure: Measure, unit: Unit, as_of: date, span: Span = SPAN, **options: Any) -> Finding:
    """What the measure says of the unit at the end of a day, as known the day after unless said."""
    return measure.answer(scope_of(span, as_of, [unit.pk], **options))[unit.pk]
