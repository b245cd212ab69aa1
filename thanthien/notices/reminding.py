"""Reminders before a last day: of each person's own work, some working days ahead, once for each day and last day."""

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
from thanthien.notices.work import Work, work_of

REMINDER = "reminder"


def people_to_remind() -> list[int]:
    """People who hold a role today and may sign in, by number."""
    holding = Membership.objects.current().order_by().values("user_id")
    return list(User.objects.filter(pk__in=holding, is_active=True).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def remind_person(person_id: int) -> int:
    """Tell a person of work whose last day is near (REMIND_WORKING_DAYS). An extended last day is another one, and
    reminded of anew. Gives how many reminders were new."""
    person = User.objects.get(pk=person_id)
    return tell(_reminders(person, work_calendar()), by=None)


def _reminders(person: User, calendar: WorkCalendar) -> Iterator[Telling]:
    for work in work_of(person):
        left = days_left(work.due, calendar)
        if left in settings.REMIND_WORKING_DAYS and work.about and work.due:
            yield _telling(person, work, work.due, left)


def days_left(due: date | None, calendar: WorkCalendar) -> int | None:
    """Working days after today until the last day, with it: 0 on the day itself; None when it is over or there is
    none."""
    today = clock.today()
    return working_days(today + ONE_DAY, due, calendar) if due and due >= today else None


def _telling(person: User, work: Work, due: date, left: int) -> Telling:
    when = f"Còn {left} ngày làm việc" if left else "Đến hạn"
    many = f"{work.count} {work.noun}. " if work.noun else ""
    return Telling(
        people=frozenset({person.pk}),
        kind=REMINDER,
        about=work.about or ("", 0),
        title=f"{when}: {work.title}"[:200],
        what=f"{many}{work.what} Hạn: hết ngày {due:%d/%m/%Y}.",
        url=work.url,
        key=f"remind:{work.key}:{due}:{left}",
        due_on=due,
    )
