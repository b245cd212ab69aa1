"""Made-up visits, greetings and meetings of all units, of this year: the better the unit, the more kinds of occasion
and the more greetings in their days; some without paper or photograph, some told late, a few corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar, next_working_day
from thanthien.core.queries import city_calendar
from thanthien.engagement.occasions import Held, occasions_of, outreach_kinds
from thanthien.engagement.outreach_kinds import GREETINGS, MEETINGS, OUTREACH
from thanthien.engagement.outreach_records import Outreach
from thanthien.engagement.outreach_words import Sender, Way
from thanthien.records.enums import Consent
from thanthien.records.photographs import Sent, add
from thanthien.reports.demo import texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.units.models import Unit

_FULL_QUALITY = 0.93
_BUSIEST = 3  # activities of a month
_PHOTOGRAPHED = 8  # activities of the full unit


@dataclass(frozen=True, slots=True)
class _Office:
    """Who tells what a unit did, and how well it does it."""

    unit: Unit
    clerk: User
    quality: float


def make_outreach(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int,
    year: int,
) -> int:  # fmt: skip
    """Activities, greetings and meetings of the year up to now; returns how many records. A few activities of the unit
    coded ``full`` carry a photograph."""
    # Numbers of its own: the story of the years doesn't depend on them.
    story = _Story(year, Random(seed_number + 29))  # noqa: S311 - plausible data, no secrets
    for unit in units:
        good = _FULL_QUALITY if unit.code == full else quality[unit.code]
        story.note(_Office(unit, people[f"congchuc.{unit.code}"], good))
    made = story.tell()
    _photograph(people[f"congchuc.{full}"], full)
    return made


class _Story:
    """What all units did, noted unit by unit, then told moment by moment."""

    def __init__(self, year: int, rng: Random) -> None:
        self.year, self.rng, self.today = year, rng, clock.today()
        self.city = city_calendar()
        self.calendar: WorkCalendar = self.city.work
        self.activities, self.greetings = Diary(OUTREACH, rng), Diary(GREETINGS, rng)
        self.meetings = Diary(MEETINGS, rng)

    def tell(self) -> int:
        return self.activities.tell() + self.greetings.tell() + self.meetings.tell()

    def note(self, office: _Office) -> None:
        """A unit knows some kinds of occasion, the better ones nearly all."""
        codes = list(outreach_kinds())
        known = self.rng.sample(codes, max(1, min(len(codes), round(office.quality * len(codes)))))
        for month in range(1, self.today.month + 1 if self.today.year == self.year else 13):
            for _ in range(round(self.rng.random() * _BUSIEST * office.quality)):
                self._activity(office, self._day(month), self.rng.choice(known))
        for held in occasions_of(self.year, self.city):
            self._greeting(office, held)
        if self.rng.random() < 0.15 + 0.8 * office.quality:
            self._meeting(office, self._day(self.rng.choice((2, 2, 10))))

    def _day(self, month: int) -> date:
        return next_working_day(date(self.year, month, self.rng.randint(1, 26)), self.calendar)

    def _activity(self, office: _Office, day: date, occasion: str) -> None:
        if day >= self.today or day < office.unit.valid_from:
            return
        way = self.rng.choice(list(Way))
        proved = self.rng.random() < 0.55 + 0.4 * office.quality
        values: dict[str, Any] = {
            "occasion": occasion, "way": way, "people": self.rng.choice((1, 1, 2, 5, 12, 30)),
            "paper": f"{self.rng.randint(2, 240)}/{texts.OUTREACH_PAPERS.get(way, 'KH')}-UBND" if proved else "",
            "about": texts.OUTREACH_ABOUT.get(occasion, ""), "open_to_all": self.rng.random() < 0.5,
        }  # fmt: skip
        entry = self.activities.entry(office.unit, day, values)
        moment = at(day, 17, later=self.rng.choice((0, 0, 0, 1, 3, 20)))
        if self.activities.note(moment, office.clerk, [entry]) and self.rng.random() < 0.02:
            right = self.activities.entry(office.unit, day, values | {"people": values["people"] + 1})
            self.activities.correct(moment + timedelta(days=2), office.clerk, entry, right, texts.OUTREACH_CORRECTED)

    def _greeting(self, office: _Office, held: Held) -> None:
        luck = self.rng.random()
        if luck > 0.3 + 0.7 * office.quality:
            return
        late = self.rng.random() < 0.15 * (1 - office.quality)
        day = held.last + timedelta(days=2) if late else held.opens + timedelta(days=self.rng.randint(2, 7))
        day = max(day, date(self.year, 1, 1))  # the room begins with the year
        if day < office.unit.valid_from or day > self.today:
            return
        values = {
            "occasion": held.occasion.code, "sender": Sender.OTHER if luck < 0.03 else Sender.HEAD,
            "text": texts.GREETING, "link": f"https://vi-du.vn/{office.unit.code}/chuc-mung",
            "broadcast": texts.GREETING_BROADCAST if self.rng.random() < 0.6 else "",
        }  # fmt: skip
        self.greetings.note(at(day, 17), office.clerk, [self.greetings.entry(office.unit, day, values)])

    def _meeting(self, office: _Office, day: date) -> None:
        if day >= self.today or day < office.unit.valid_from:
            return
        minutes = f"{self.rng.randint(2, 90)}/BB-UBND" if self.rng.random() < 0.4 + 0.6 * office.quality else ""
        values = {
            "place_held": texts.SUPPORTERS_VENUE, "organisations": self.rng.randint(2, 15),
            "people": self.rng.randint(20, 120), "minutes": minutes,
        }  # fmt: skip
        self.meetings.note(at(day, 17), office.clerk, [self.meetings.entry(office.unit, day, values)])


def _photograph(clerk: User, code: str) -> None:
    """The last activities of a unit, some in public."""
    rows = Outreach.objects.standing().filter(unit__code=code).order_by("-day", "-pk")[:_PHOTOGRAPHED]
    for number, one in enumerate(rows):
        file = SimpleUploadedFile("anh.jpg", _picture(number))
        consent = Consent.AGREED if number % 3 else Consent.INTERNAL
        with clock.set_to(max(one.made_at, at(one.day, 18))):
            add(OUTREACH, Sent([file], consent), record_id=one.pk, by=clerk)


def _picture(number: int) -> bytes:
    """A drawn scene, which nobody takes for a real one: a house, two people, a bunch of flowers."""
    picture = Image.new("RGB", (480, 360), (214, 232, 244))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 260, 480, 360), fill=(176, 204, 160))
    draw.polygon(((60, 160), (150, 90), (240, 160)), fill=(178, 84, 70))
    draw.rectangle((75, 160, 225, 270), fill=(238, 220, 190))
    for place, colour in ((300, (40, 90, 150)), (360, (190, 120, 40 + 20 * number))):
        draw.ellipse((place, 170, place + 36, 206), fill=(226, 186, 150))
        draw.rectangle((place - 6, 206, place + 42, 300), fill=colour)
    draw.ellipse((338, 230, 362, 254), fill=(206, 60, 90))
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()
