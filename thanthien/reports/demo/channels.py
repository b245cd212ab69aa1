"""Made-up channels of all units, of this year: what each offers, and tests by Mặt trận Tổ quốc with a photograph; the
weaker the unit, the fewer channels and the rarer the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, next_working_day
from thanthien.core.queries import work_calendar
from thanthien.feedback.channels.enums import Works
from thanthien.feedback.channels.kinds import CHANNELS, TESTS
from thanthien.feedback.channels.models import ChannelTest, FeedbackChannel
from thanthien.records.enums import Consent
from thanthien.records.photographs import Sent, add
from thanthien.reports.demo import papers, texts
from thanthien.reports.demo.diary import Diary, at
from thanthien.reports.demo.doing import do
from thanthien.units.models import Unit

_FULL_QUALITY = 0.95
_TOURS = ((2, 20), (5, 18), (8, 12), (10, 19))  # month and day from which on channels are tested
_SPREAD = timedelta(days=24)


def make_channels(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int,
    year: int,
) -> int:  # fmt: skip
    """Channels and tests of a year up to now; returns how many records and photographs."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number + 51)  # noqa: S311 - plausible data, no secrets
    known = {unit.code: _FULL_QUALITY if unit.code == full else quality[unit.code] for unit in units}
    channels = Diary(CHANNELS, rng)
    for unit in units:
        since = max(date(year, 1, 5), unit.valid_from)
        offered = [kind for kind in texts.FEEDBACK_CHANNELS if rng.random() < 0.35 + 0.6 * known[unit.code]]
        values = [{"kind": kind, "where": texts.FEEDBACK_CHANNELS[kind], "last_day": None} for kind in offered]
        entries = [channels.entry(unit, since, one) for one in values]
        channels.note(at(since, 9), people[f"congchuc.{unit.code}"], entries)
    told = channels.tell()
    tested = _test(units, people, known, rng, [date(year, *tour) for tour in _TOURS], full)
    return told + tested + _photograph(units, known, rng)


def _test(
    units: Sequence[Unit], people: Mapping[str, User], known: Mapping[str, float], rng: Random, tours: Sequence[date],
    full: str,
) -> int:  # fmt: skip
    """The full unit is tested on every tour, the others on the last one that has come."""
    tests, calendar = Diary(TESTS, rng), work_calendar()
    come = [tour for tour in tours if tour + _SPREAD < clock.today()]
    for one in FeedbackChannel.objects.standing().filter(unit__in=units).select_related("unit").order_by("pk"):
        code = one.unit.code
        for tour in come if code == full else come[-1:]:
            on = next_working_day(tour + rng.randint(0, 18) * ONE_DAY, calendar)
            if rng.random() < known[code] and on >= one.day:
                result = Works.DEAD if rng.random() < 0.15 * (1 - known[code]) else Works.WORKS
                values = {"channel": one.origin, "kind": one.kind, "where": one.where, "result": result, "note": ""}
                tests.note(at(on, 15, 10), people[f"mttq.{code}"], [tests.entry(one.unit, on, values)])
    return tests.tell()


def _photograph(units: Sequence[Unit], known: Mapping[str, float], rng: Random) -> int:
    """A picture for most tests that found a channel to work; returns how many."""
    content, count = papers.picture(), 0
    rows = ChannelTest.objects.filter(unit__in=units, result=Works.WORKS).select_related("unit", "entered_by")
    for one in rows.order_by("pk"):
        if one.entered_by is not None and rng.random() < 0.6 + 0.4 * known[one.unit.code]:
            with clock.set_to(at(one.day, 15, 15)):
                sent = Sent([papers.upload(texts.PICTURE, content)], Consent.NOBODY)
                do(add, kind=TESTS, sent=sent, record_id=one.pk, by=one.entered_by)
            count += 1
    return count
