"""Reminders before a last day: of each person's own work, some working days ahead, once for each day and last day; of
what comes again each week once a week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db import transaction

from thanthien.accounts.models import Membership, User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, WorkCalendar, working_days
from thanthien.core.queries import work_calendar
from thanthien.notices.actions import Telling, tell
from thanthien.notices.rules import last_weekly_day
from thanthien.notices.work import Work, work_of

REMINDER, WEEKLY = "reminder", "weekly"


def people_to_remind() -> list[int]:
    """People who hold a role today and may sign in, by number."""
    holding = Membership.objects.current().order_by().values("user_id")
    return list(User.objects.filter(pk__in=holding, is_active=True).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def remind_person(person_id: int) -> int:
    """Tell a person of work whose last day is near (REMIND_WORKING_DAYS), and of weekly work on the last day for that
    (REMIND_WEEKLY_ON) before it is over. An extended last day is another one, and reminded of anew. Gives how many
    reminders were new."""
    person = User.objects.get(pk=person_id)
    return tell(_reminders(person, work_calendar()), by=None)


def _reminders(person: User, calendar: WorkCalendar) -> Iterator[Telling]:
    for work in work_of(person):
        left = days_left(work.due, calendar)
        if left is None or work.about is None or work.due is None:
            continue
        if work.weekly:
            if last_weekly_day(work.due, settings.REMIND_WEEKLY_ON, calendar) == clock.today():
                yield _telling(person, WEEKLY, work, work.due, f"remind:{work.key}", work.title)
        elif left in settings.REMIND_WORKING_DAYS:
            when = f"Còn {left} ngày làm việc" if left else "Đến hạn"
            yield _telling(
                person, REMINDER, work, work.due, f"remind:{work.key}:{work.due}:{left}", f"{when}: {work.title}"
            )


def days_left(due: date | None, calendar: WorkCalendar) -> int | None:
    """Working days after today until the last day, with it: 0 on the day itself; None when it is over or there is
    none."""
    today = clock.today()
    return working_days(today + ONE_DAY, due, calendar) if due and due >= today else None


def _telling(person: User, kind: str, work: Work, due: date, key: str, title: str) -> Telling:
    many = f"{work.count} {work.noun}. " if work.noun else ""
    return Telling(
        people=frozenset({person.pk}),
        kind=kind,
        about=work.about or ("", 0),
        title=title[:200],
        what=f"{many}{work.what}{'' if work.what.endswith('.') else '.'} Hạn: hết ngày {due:%d/%m/%Y}.",
        url=work.url,
        key=key,
        due_on=due,
    )
