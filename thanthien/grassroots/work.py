"""What of the weekly channel waits for a person: the report of their own place."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.queries import work_calendar
from thanthien.grassroots.own import open_weeks, own_weeks
from thanthien.grassroots.permissions import reports
from thanthien.measures.terms import known_terms
from thanthien.notices.work import Work
from thanthien.records.week import WEEK_OF_UNIT


def reports_to_make(user: User) -> list[Work]:
    """The weeks of which the person's own place has told nothing yet. Four statements at most."""
    if not reports(user):
        return []
    url = reverse("grassroots-mine")
    calendar, terms = work_calendar(), known_terms()
    return [
        Work(
            key=f"grassroots:{one.place.value}:{one.week.key}",
            title="Báo cáo ý kiến của Nhân dân",
            what=f"{one.place.label(with_unit=True)}, {one.week.label}",
            url=url,
            due=one.last_day,
            about=(WEEK_OF_UNIT, one.place.unit.pk),
            weekly=True,
        )
        for one in own_weeks(user, open_weeks(calendar, terms), calendar, terms)
        if not one.reported
    ]
