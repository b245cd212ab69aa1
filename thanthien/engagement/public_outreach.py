"""What anybody sees of a unit's visits, greetings and meetings this year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.core.prepared import Given, Prepared
from thanthien.core.question import Question, at_hand
from thanthien.engagement.enums import ROOM
from thanthien.engagement.outreach_kinds import OUTREACH, told_to_all, with_proof
from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.engagement.outreach_words import Sender
from thanthien.records.queries import public_photographs
from thanthien.units.models import Unit

MOST = 30  # activities on the page


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph that anybody may see."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that may be told: no names, only what kind it was and how many it reached."""

    day: date
    occasion: str
    way: str
    about: str
    people: int
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many activities and people there were, told in public or not, and kinds of occasion among those activities
    that are proved."""

    number: int
    kinds: int
    people: int


@dataclass(frozen=True, slots=True)
class OutreachYear:
    """The year so far: its numbers, the activities that may be told, greetings of the head, meetings."""

    year: int
    numbers: Numbers
    activities: tuple[Activity, ...]
    greetings: tuple[Greeting, ...]
    meetings: tuple[SupportersMeeting, ...]

    @property
    def nothing(self) -> bool:
        """Nothing was recorded yet."""
        return not (self.numbers.number or self.greetings or self.meetings)


def public_outreach(unit: Unit) -> OutreachYear:
    """This year's page of a unit. Five statements."""
    year = clock.today().year
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = Outreach.objects.standing().between(first, last).filter(unit=unit)
    told = list(told_to_all(rows).newest_first()[:MOST])
    pictures = _pictures(told)
    greetings = Greeting.objects.standing().between(first, last).filter(unit=unit, sender=Sender.HEAD)
    meetings = SupportersMeeting.objects.standing().between(first, last).filter(unit=unit)
    return OutreachYear(
        year=year,
        numbers=_numbers(unit, year).answer(),
        activities=tuple(_activity(one, pictures.get(one.origin, ())) for one in told),
        greetings=tuple(greetings.newest_first()),
        meetings=tuple(meetings.newest_first()),
    )


def outreach_strip(unit: Unit) -> Question[Numbers | None]:
    """What the unit's public page shows of it; None where no activity was recorded this year, or the room isn't
    used."""
    if not unit.uses(ROOM.key):
        return at_hand(None)
    return Question(lambda found: found if found.number else None, _numbers(unit, clock.today().year))


def _numbers(unit: Unit, year: int) -> Question[Numbers]:
    days = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    return Question(_told_numbers, _NUMBERS.asked(unit=unit.pk, now=clock.now(), **days))


def _told_numbers(rows: Sequence[dict[str, int]]) -> Numbers:
    return Numbers(**rows[0]) if rows else Numbers(0, 0, 0)


def _numbers_of_unit() -> QuerySet[Any, dict[str, int]]:
    of_year = Outreach.objects.standing().filter(day__gte=Given("first"), day__lte=Given("last"), unit=Given("unit"))
    told = with_proof(of_year, cast("datetime", Given("now"))).order_by().values("unit")
    kinds = Count("occasion", distinct=True, filter=Q(proved=True))
    numbers = told.annotate(number=Count("pk"), kinds=kinds, people=Sum("people", default=0))
    found: QuerySet[Any, dict[str, int]] = numbers.values("number", "kinds", "people")
    return found


_NUMBERS = Prepared(_numbers_of_unit)


def _activity(one: Outreach, pictures: tuple[Picture, ...]) -> Activity:
    return Activity(one.day, one.get_occasion_display(), one.get_way_display(), one.about, one.people, pictures)


def _pictures(told: list[Outreach]) -> Mapping[UUID, tuple[Picture, ...]]:
    """Of each activity the photographs that the people in them let be shown."""
    named = {one.origin: f"Ảnh hoạt động ngày {date_vn(one.day)}: {one.get_occasion_display()}" for one in told}
    found: dict[UUID, tuple[Picture, ...]] = defaultdict(tuple)
    for one in public_photographs(OUTREACH).filter(origin__in=named):
        address = reverse(f"{OUTREACH.route}-public-photograph", args=[one.key])
        found[one.origin] += (Picture(address, named[one.origin]),)
    return found
