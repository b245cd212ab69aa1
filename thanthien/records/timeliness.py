"""How punctually the records of a kind came, for all units in one statement; and which came late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.measures.periods import Period, period_of
from thanthien.measures.scope import Scope
from thanthien.measures.terms import Terms
from thanthien.measures.timeliness import Timeliness, from_counts
from thanthien.records.kinds import RecordKind
from thanthien.records.models import AT_ONCE, RecordQuerySet
from thanthien.records.queries import late_in_words

# The steps are those of measures.timeliness.lateness; a test compares the two.
_COUNT = """
WITH due AS (SELECT * FROM unnest(%s::date[], %s::date[], %s::timestamptz[]) AS p (first, last, until))
SELECT unit_id, late, came_on, count(*) FROM (
  SELECT r.unit_id,
    CASE WHEN r.told_at < due.until THEN 0 WHEN r.told_at < due.until + interval '7 days' THEN 1 ELSE 2 END AS late,
    CASE WHEN r.told_at >= due.until
        OR (r.reached_at >= due.until AND r.reached_at - r.told_at >= make_interval(secs => %s))
      THEN (r.reached_at AT TIME ZONE %s)::date END AS came_on
  FROM ({rows}) AS r
  JOIN due ON r.day BETWEEN due.first AND due.last
  LEFT JOIN unnest(%s::bigint[], %s::date[], %s::date[]) AS b (unit, first, last) ON b.unit = r.unit_id
  WHERE (b.first IS NULL OR b.first <= due.{begins}) AND (b.last IS NULL OR b.last >= due.{ends})
) AS told
GROUP BY unit_id, late, came_on
"""


def records_timeliness(kind: RecordKind, scope: Scope) -> dict[int, Timeliness]:
    """Of every unit of the scope that has records in its due periods."""
    periods = scope.due(kind.period)
    if not periods or not scope.units:
        return {}
    known = kind.model.objects.known_at(scope.known).filter(unit__in=scope.units, day__lte=scope.last_day)
    told = known.with_reached().order_by().values("unit_id", "day", "told_at", "reached_at")
    rows, given = told.query.sql_with_params()
    begins, ends = ("last", "first") if kind.period == "iso_week" else ("first", "last")
    statement = _COUNT.format(rows=rows, begins=begins, ends=ends)
    limits: list[Any] = [scope.counts_until(one) for one in periods]
    columns = [[one.first for one in periods], [one.last for one in periods], limits]
    counted: dict[int, list[tuple[int, date | None, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*columns, AT_ONCE.total_seconds(), clock.ZONE.key, *given, *scope.bounds()])
        for unit, *counts in cursor:
            counted.setdefault(unit, []).append((counts[0], counts[1], counts[2]))
    return {unit: from_counts(counts) for unit, counts in counted.items()}


def told_late(kind: RecordKind, rows: RecordQuerySet, calendar: WorkCalendar, terms: Terms) -> Q:
    """A condition on these records: told after their time, as ``records.queries.late_in_words`` says of each. One
    statement; of a kind that counts by another day than its records' own, each is asked."""
    if kind.counted_day is not None:
        return Q(pk__in=[one.pk for one in rows.order_by() if late_in_words(kind, one, calendar, terms)])
    days = rows.order_by().values_list("day", flat=True).distinct()
    late = Q(pk__in=())
    for period in {period_of(kind.period, day) for day in days}:
        own = Q(day__range=(period.first, period.last))
        for whose, limit in _limits(period, calendar, terms):
            late |= own & whose & Q(told_at__gte=limit)
    return late


def _limits(period: Period, calendar: WorkCalendar, terms: Terms) -> Iterator[tuple[Q, datetime]]:
    """From when on records of a period are late for each year that holds it, and of which units; by the usual terms for
    units that no year concerns."""
    years = terms.each(period)
    for year, own in years:
        yield Q() if year.units is None else Q(unit__in=year.units), own.limit(period, calendar)
    if all(year.units is not None for year, _ in years):
        pilots = {unit for year, _ in years for unit in year.units or ()}
        yield ~Q(unit__in=pilots), Terms().limit(period, calendar)
