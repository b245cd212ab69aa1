"""Writes of the weekly channel beside those of every record: whose opinion it was, “không phát sinh” at a touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import Values, refuse_unseen, values_of
from thanthien.core.text import normalise
from thanthien.grassroots.enums import WAYS_FOR_OTHERS, How
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.grassroots.permissions import REPORTERS
from thanthien.grassroots.together import beside_those, standing_of
from thanthien.measures.periods import Period, period_of
from thanthien.records.actions import Entry, enter, enter_held, enter_of_many, entering, hold, withdraw
from thanthien.records.models import Record, RecordQuerySet
from thanthien.records.queries import Place
from thanthien.units.models import Hamlet, Unit

UNDONE = "Người báo cáo hoàn tác ngay sau khi bấm."
SAID_EARLIER = "Đã ghi “không phát sinh” sớm hơn trên máy, khi chưa có mạng."
_NOT_YET = "Tuần này chưa bắt đầu."


@transaction.atomic
def report(entry: Entry, *, by: User, who: str = "", contact: str = "") -> Record:
    """Enter an opinion or “không phát sinh”, and apart from it whose opinion it was. See :func:`enter`."""
    made = enter(REPORTS, entry, by=by)
    if who:
        OpinionPerson.objects.get_or_create(origin=made.origin, defaults={"name": who, "contact": contact})
    return made


PERSON_FIELDS = ("name", "contact")


@transaction.atomic
def name_person(*, record: WeeklyReport, by: User, name: str, contact: str, seen: Values) -> None:
    """Tell otherwise whose opinion it was, or tell it for the first time: their data belong to no record that nobody
    may rewrite. Raises Refused for people of another agency and of “không phát sinh”, Invalid without a name, Stale
    with what stands now when the person saw something else (an erased name is not written anew unseen)."""
    found = WeeklyReport.objects.select_for_update(no_key=True).get(pk=record.pk)
    if found.nothing or not REPORTS.may_change(by, found):
        raise Refused("Chỉ người của cơ quan đã ghi mới sửa được.")
    stored = OpinionPerson.objects.filter(origin=found.origin).first() or OpinionPerson(origin=found.origin)
    refuse_unseen(values_of(stored, PERSON_FIELDS), seen)
    stored.name, stored.contact = normalise(name), normalise(contact)
    if not stored.name:
        raise Invalid({"name": "Cần ghi họ tên; muốn bỏ họ tên thì xóa."})
    stored.save()


@transaction.atomic
def forget_person(*, record: WeeklyReport, by: User) -> None:
    """Erase whose opinion it was. Raises Refused for people of another agency."""
    if not REPORTS.may_change(by, record):
        raise Refused("Chỉ người của cơ quan đã ghi mới xóa được.")
    OpinionPerson.objects.filter(origin=record.origin).delete()


@transaction.atomic
def erase_persons(today: date) -> int:
    """Erase who had opinions that are so old that nobody answers them any more (OPINION_PERSON_DAYS), and of what was
    taken back; the opinions stay and count. Returns how many."""
    still = WeeklyReport.objects.standing().filter(day__gte=today - timedelta(days=settings.OPINION_PERSON_DAYS))
    gone, _ = OpinionPerson.objects.exclude(origin__in=still.values("origin")).delete()
    return gone


def report_nothing(place: Place, week: Period, *, by: User, note: Callable[[], None] = lambda: None) -> Record:
    """“Không phát sinh” of a place in a week, by its own reporter: today, or the last day of a week that is over. Said
    already, also a moment ago from another page, it is not said again. ``note``: the last act of the transaction.
    Raises Invalid where an opinion was told, Refused. What a whole city presses on one evening is asked for once, and
    the disk is waited for once (docs/adr/0018-statements-are-written-once.md)."""
    with entering():
        said = _nothing_said(place, week, by)
        note()
    return said


def _nothing_said(place: Place, week: Period, by: User) -> Record:
    hold(REPORTS, [place.unit.pk])
    own = {hat.agency_id for hat in by.hats_of(*REPORTERS)}
    there = standing_of(place, week, {hat.agency_id for hat in by.hats})
    if said := next((one for one in there if one.nothing and one.agency_id in own), None):
        return said
    entry = _nothing(place.unit, place.hamlet, week, How.SELF)
    return enter_held(REPORTS, entry, partial(beside_those, there), by=by)


@transaction.atomic
def report_quiet(entry: Entry, *, by: User) -> Record:
    """“Không phát sinh” that was said on a device and arrives with its key; said already by the same agency of the same
    place and week, it is not said again, unless this was said earlier: then it takes the place of the later ones.
    Raises Invalid where an opinion was told, Refused."""
    hold(REPORTS, [entry.unit.pk])
    if not WeeklyReport.objects.standing().filter(key=entry.key).exists():
        place, week = Place(entry.unit, entry.hamlet), period_of("iso_week", entry.day)
        said, theirs = list(_own_nothing(place, week, by)), _may_undo(place, week, by)
        told_at = entry.told_at or clock.now()
        if said and not all(one.told_at > told_at and one in theirs for one in said):
            first: WeeklyReport = said[0]
            return first
        for one in said:
            withdraw(REPORTS, record_id=one.pk, version=one.version, reason=SAID_EARLIER, by=by)
    return enter(REPORTS, entry, by=by)


@transaction.atomic
def undo_nothing(place: Place, week: Period, *, by: User) -> int:
    """Take back “không phát sinh” of a place in a week, pressed by mistake: it stays readable with this reason. Returns
    how many reports it were: none where it was taken back already. Raises Refused, Stale."""
    said = _may_undo(place, week, by)
    for one in said:
        withdraw(REPORTS, record_id=one.pk, version=one.version, reason=UNDONE, by=by)
    return len(said)


def _may_undo(place: Place, week: Period, by: User) -> list[WeeklyReport]:
    return [one for one in _own_nothing(place, week, by).filter(REPORTS.readers(by)) if REPORTS.may_change(by, one)]


def _own_nothing(place: Place, week: Period, by: User) -> RecordQuerySet:
    """“Không phát sinh” as it stands of a place in a week, said by the agencies of the person."""
    rows: RecordQuerySet = WeeklyReport.objects.standing().between(week.first, week.last).with_names()
    agencies = [hat.agency_id for hat in by.hats_of(*REPORTERS)]
    return rows.filter(nothing=True, unit=place.unit, hamlet=place.hamlet, agency__in=agencies).order_by("pk")


@dataclass(frozen=True, slots=True)
class Tick:
    """A person's word that some thôn, tổ dân phố of a unit were heard, and how."""

    by: User
    unit: Unit
    hamlets: Sequence[Hamlet]
    how: How


def tick_heard(unit: Unit, hamlets: Sequence[Hamlet], week: Period, *, how: How, by: User) -> int:
    """Say of thôn, tổ dân phố that were heard by phone or at a meeting that nothing came up. Where the agency
    has said so and it stands, nothing is stored twice. Returns how many were ticked. Raises Invalid, Refused."""
    return tick_all([Tick(by, unit, hamlets, how)], week)


@transaction.atomic
def tick_all(ticks: Iterable[Tick], week: Period) -> int:
    """The ticks of many people in many units (see :func:`tick_heard`), all or none; the number of statements doesn't
    grow with the thôn, tổ dân phố."""
    given = [(tick.by, entry) for tick in ticks for entry in _ticked(tick, week)]
    hold(REPORTS, {entry.unit.pk for _, entry in given})
    said = _said_nothing(week, {entry.unit.pk for _, entry in given})
    told: dict[User, list[Entry]] = {}
    for by, entry in given:
        hat = REPORTS.enters_as(by, entry.unit, entry.hamlet)
        whose = (entry.hamlet.pk if entry.hamlet else None, hat.agency_id if hat else None)
        if whose not in said:  # of who may not, nothing stands: they are refused below
            told.setdefault(by, []).append(entry)
            said.add(whose)
    enter_of_many(REPORTS, told)
    return len(given)


def _said_nothing(week: Period, units: Iterable[int]) -> set[tuple[int | None, int | None]]:
    """By thôn, tổ dân phố and agency, of which “không phát sinh” stands in a week."""
    rows = WeeklyReport.objects.standing().between(week.first, week.last).filter(nothing=True, unit__in=units)
    return set(rows.order_by().values_list("hamlet", "agency"))


def _ticked(tick: Tick, week: Period) -> Iterator[Entry]:
    if not tick.hamlets:
        raise Invalid({"hamlets": f"Cần chọn ít nhất một {tick.unit.hamlets_label}."})
    if tick.how not in WAYS_FOR_OTHERS:
        raise Invalid({"how": "Cần chọn cách nghe."})
    for hamlet in tick.hamlets:
        yield _nothing(tick.unit, hamlet, week, tick.how)


def _nothing(unit: Unit, hamlet: Hamlet | None, week: Period, how: How) -> Entry:
    today = clock.today()
    if week.first > today:
        raise Invalid({"week": _NOT_YET})
    last = min(week.last, unit.valid_to or week.last)
    return Entry(unit, min(today, last), {"nothing": True, "how": how}, hamlet)
