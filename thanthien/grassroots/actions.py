"""Writes of the weekly channel beside those of every record: whose opinion it was, “không phát sinh” at a touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.grassroots.enums import FOR_OTHERS, How
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.grassroots.permissions import REPORTERS
from thanthien.measures.periods import Period
from thanthien.records.actions import Entry, enter, enter_of_many, withdraw
from thanthien.records.models import Record, RecordQuerySet
from thanthien.records.queries import Place
from thanthien.units.models import Hamlet, Unit

UNDONE = "Người báo cáo hoàn tác ngay sau khi bấm."
_NOT_YET = "Tuần này chưa bắt đầu."


@transaction.atomic
def report(entry: Entry, *, by: User, who: str = "", contact: str = "") -> Record:
    """Enter an opinion or “không phát sinh”, and apart from it whose opinion it was. See :func:`enter`."""
    made = enter(REPORTS, entry, by=by)
    if who:
        OpinionPerson.objects.get_or_create(origin=made.origin, defaults={"name": who, "contact": contact})
    return made


@transaction.atomic
def forget_person(*, record: WeeklyReport, by: User) -> None:
    """Erase whose opinion it was. Raises Refused for people of another agency."""
    if not REPORTS.may_change(by, record):
        raise Refused("Chỉ người của cơ quan đã ghi mới xóa được.")
    OpinionPerson.objects.filter(origin=record.origin).delete()


def report_nothing(place: Place, week: Period, *, by: User) -> Record:
    """“Không phát sinh” of a place in a week, by its own reporter: today, or the last day of a week that is over. Said
    already, it is not said again. Raises Invalid where an opinion was told, Refused."""
    said: WeeklyReport | None = _own_nothing(place, week, by).first()
    return said or enter(REPORTS, _nothing(place.unit, place.hamlet, week, How.SELF), by=by)


@transaction.atomic
def undo_nothing(place: Place, week: Period, *, by: User) -> int:
    """Take back “không phát sinh” of a place in a week, pressed by mistake: it stays readable with this reason. Returns
    how many reports it were: none where it was taken back already. Raises Refused, Stale."""
    said = [one for one in _own_nothing(place, week, by) if REPORTS.may_change(by, one)]
    for one in said:
        withdraw(REPORTS, record_id=one.pk, version=one.version, reason=UNDONE, by=by)
    return len(said)


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
    """Say of thôn, tổ dân phố that were heard by phone or at a meeting that nothing came up. The same tick by the same
    person stores nothing twice. Returns how many were ticked. Raises Invalid, Refused."""
    return tick_all([Tick(by, unit, hamlets, how)], week)


def tick_all(ticks: Iterable[Tick], week: Period) -> int:
    """The ticks of many people in many units (see :func:`tick_heard`), all or none; the number of statements doesn't
    grow with the thôn, tổ dân phố."""
    told: dict[User, list[Entry]] = {}
    for tick in ticks:
        told.setdefault(tick.by, []).extend(_ticked(tick, week))
    return len(enter_of_many(REPORTS, told))


def _ticked(tick: Tick, week: Period) -> Iterator[Entry]:
    if not tick.hamlets:
        raise Invalid({"hamlets": "Cần chọn ít nhất một thôn, tổ dân phố."})
    if tick.how not in FOR_OTHERS:
        raise Invalid({"how": "Cần chọn cách nghe."})
    for hamlet in tick.hamlets:
        key = uuid5(NAMESPACE_URL, f"{REPORTS.key}|{tick.by.pk}|{hamlet.pk}|{week.key}")
        yield replace(_nothing(tick.unit, hamlet, week, tick.how), key=key)


def _nothing(unit: Unit, hamlet: Hamlet | None, week: Period, how: How) -> Entry:
    today = clock.today()
    if week.first > today:
        raise Invalid({"week": _NOT_YET})
    return Entry(unit, min(today, week.last), {"nothing": True, "how": how}, hamlet)
