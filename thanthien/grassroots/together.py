"""What may stand together of one place in one week: opinions, or “không phát sinh”, never both of the same agency.

An opinion heard later takes the place of “không phát sinh”, which stays in the history as corrected, and the week keeps
the moment at which it was told. “Không phát sinh” after an opinion is refused. What another agency said stays its own:
its “không phát sinh” stands, and only its people may take it back.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Q

from thanthien.core.prepared import Given, GivenMany, Prepared
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.periods import Period, period_of
from thanthien.records.kinds import Beside
from thanthien.records.models import RecordQuerySet
from thanthien.records.queries import Place

HEARD_LATER = "Có ý kiến được nghe sau khi đã báo “không phát sinh”."
_Where: TypeAlias = tuple[Hashable, ...]


def beside(reports: Sequence[WeeklyReport]) -> Beside:
    """How new reports stand to those of the same place and week. One statement."""
    return beside_those(_of_the_same_weeks(reports), reports)


def beside_those(there: Iterable[WeeklyReport], reports: Sequence[WeeklyReport]) -> Beside:
    """The same by what stands, of their places and weeks at least. No statement."""
    standing: dict[_Where, list[WeeklyReport]] = {}
    for report in there:
        standing.setdefault(_where(report), []).append(report)
    heard = {_where(one) for one in reports if not one.nothing}
    heard |= {where for where, told in standing.items() if any(not one.nothing for one in told)}
    replaced: dict[UUID, list[Any]] = {}
    refused: dict[UUID, dict[str, str]] = {}
    for report in reports:
        where = _where(report)
        if report.nothing:
            if where in heard:
                refused[report.key] = {"nothing": _heard_already(report)}
            continue
        quiet = [one for one in standing.get(where, ()) if one.nothing and one.agency_id == report.agency_id]
        if not quiet:
            continue
        if report.version > 1:
            refused[report.key] = {"day": _quiet_already(report)}
            continue
        replaced[report.key] = sorted(quiet, key=lambda one: (one.told_at, one.pk))
        standing[where] = [one for one in standing[where] if one not in quiet]
    return Beside(replaced, refused, HEARD_LATER)


def standing_of(place: Place, week: Period, agencies: Collection[int]) -> list[WeeklyReport]:
    """What stands of a place in a week: of a thôn, tổ dân phố whoever told it, of a unit as a whole what these agencies
    did. One statement."""
    given = {"unit": place.unit.pk, "first": week.first, "last": week.last}
    if place.hamlet is not None:
        return _OF_HAMLET(hamlet=place.hamlet.pk, **given)
    return _OF_AGENCIES(agencies=list(agencies), **given)


def _told_of(**whose: Any) -> RecordQuerySet:
    rows: RecordQuerySet = WeeklyReport.objects.standing().between(Given("first"), Given("last"))  # type: ignore[arg-type]
    return rows.filter(unit=Given("unit"), **whose).order_by("pk")


_OF_HAMLET: Prepared[WeeklyReport] = Prepared(lambda: _told_of(hamlet=Given("hamlet")))
_OF_AGENCIES: Prepared[WeeklyReport] = Prepared(lambda: _told_of(hamlet=None, agency__in=GivenMany("agencies")))


def week_of(report: WeeklyReport) -> Period:
    """The week in which the report counts."""
    return period_of("iso_week", report.day)


def _where(report: WeeklyReport) -> _Where:
    """Place and week. What is told of no single thôn, tổ dân phố is told of those whom the agency speaks for."""
    of_agency = None if report.hamlet_id else report.agency_id
    return report.unit_id, report.hamlet_id, of_agency, week_of(report).key


def _of_the_same_weeks(reports: Sequence[WeeklyReport]) -> RecordQuerySet:
    rows: RecordQuerySet = WeeklyReport.objects.standing()
    if not reports:
        return rows.none()
    weeks = {week_of(report) for report in reports}
    hamlets = {report.hamlet_id for report in reports if report.hamlet_id}
    agencies = {report.agency_id for report in reports if not report.hamlet_id}
    near = rows.between(min(week.first for week in weeks), max(week.last for week in weeks))
    return near.filter(Q(hamlet__in=hamlets) | Q(hamlet=None, agency__in=agencies)).order_by("pk")


def _heard_already(report: WeeklyReport) -> str:
    return (
        f"{_place(report)} đã có ý kiến trong {week_of(report).label} nên không báo “không phát sinh” được. "
        "Ý kiến ghi nhầm thì cần hủy trước."
    )


def _quiet_already(report: WeeklyReport) -> str:
    return (
        f"{_place(report)} đã báo “không phát sinh” trong {week_of(report).label}. "
        "Cần hủy báo cáo đó trước khi chuyển ý kiến sang tuần này."
    )


def _place(report: WeeklyReport) -> str:
    return report.hamlet.name if report.hamlet else report.unit.name
