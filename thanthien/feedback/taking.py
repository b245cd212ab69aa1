"""Opinions that the weekly channel heard, taken over as feedback with their origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from thanthien.feedback.enums import NUMBERED, ROOM, Via
from thanthien.feedback.models import Feedback
from thanthien.feedback.receiving import Sent, receive
from thanthien.feedback.topics import heard_as
from thanthien.feedback.workflow import HIDDEN
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.handovers import HandOver


def take_opinions(given: Sequence[HandOver], *, by: Any) -> None:
    """Receive opinions once, each of its own day, due from the day on which it is told here. What was heard before
    anybody took opinions is not due, and stays where it is; so does that of a unit which doesn't use the room."""
    sources = {one.record: f"{one.source}:{one.record}" for one in given if not one.history}
    heard = WeeklyReport.objects.select_related("unit", "hamlet").filter(pk__in=sources).order_by("pk")
    used = [one for one in heard if one.unit.uses(ROOM.key) and not one.unit.has_ended]
    receive([_sent(one, sources[one.pk]) for one in used], by=by)


def _sent(heard: WeeklyReport, source: str) -> Sent:
    return Sent(
        unit=heard.unit, topic=heard_as(heard.topic), text=heard.text, via=Via.GRASSROOTS, received_on=heard.day,
        hamlet=heard.hamlet, place=heard.address, source=source,
    )  # fmt: skip


def withheld_opinions() -> QuerySet[Any]:
    """The origins of reports whose matter is in a lane that the unit doesn't see: the weekly channel shows them to
    nobody meanwhile, what was told again included."""
    taken = Feedback.objects.filter(
        via=Via.GRASSROOTS, status__in=sorted(HIDDEN), source__startswith=f"{REPORTS.key}:"
    ).order_by()
    number = Cast(Func(F("source"), Value(":"), Value(2), function="split_part"), BigIntegerField())
    return WeeklyReport.objects.filter(pk__in=taken.values_list(number)).order_by().values("origin")


def taken_as() -> Subquery:
    """Over reports: the number of the matter that one became, or one that it corrects or that corrected it; nothing
    for the others."""
    told = WeeklyReport.objects.filter(origin=OuterRef(OuterRef("origin"))).order_by()
    sources = told.values_list(Concat(Value(f"{REPORTS.key}:"), Cast("pk", CharField())))
    taken = Feedback.objects.filter(via=Via.GRASSROOTS, source__in=sources).order_by("pk")
    return Subquery(taken.values_list(Concat(Value(NUMBERED), Cast("pk", CharField())))[:1])
