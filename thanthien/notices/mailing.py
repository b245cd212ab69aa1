"""Mail about notices: one person's, written in one transaction, at once or collected. Nothing is sent in here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.mail.actions import post
from thanthien.core.mail.models import Message
from thanthien.notices.enums import How, Mail
from thanthien.notices.kinds import visible_records
from thanthien.notices.leaving import leave_url
from thanthien.notices.models import Notice, Wish
from thanthien.notices.queries import Wishes, wishes_of
from thanthien.notices.rules import mail_moment, next_digest
from thanthien.notices.work import Work, urgency, work_of

COLLECTED = ""  # stands for the kind of a letter in which several kinds may be


def people_to_mail() -> list[int]:
    """People for whom a mail may be due now, by number. Four statements, whatever their number."""
    waiting: dict[int, list[tuple[str, datetime]]] = {}
    for person_id, kind, told_at in Notice.objects.waiting().values_list("person_id", "kind", "told_at"):
        waiting.setdefault(person_id, []).append((kind, told_at))
    collecting = Wish.objects.filter(how__in=[How.DAILY, How.WEEKLY]).order_by()
    people = {*waiting, *collecting.values_list("person_id", flat=True).distinct()}
    return sorted(
        person_id
        for person_id, wishes in wishes_of(people).items()
        if _digest_hour(wishes) or any(_is_due(*row, wishes) for row in waiting.get(person_id, []))
    )


def _is_due(kind: str, told_at: datetime, wishes: Wishes) -> bool:
    """May it be mailed by now; or is it settled, because the person wants no such mail?"""
    now = clock.now()
    moment = mail_moment(told_at.astimezone(clock.ZONE), wishes.how(kind), wishes.quiet)
    return moment is None or (moment <= now and not wishes.quiet.covers(now.hour))


def _digest_hour(wishes: Wishes) -> bool:
    """Does collected mail of a person who chose it come in this hour?"""
    begun = clock.now().replace(minute=0, second=0, microsecond=0)
    before = begun - timedelta(seconds=1)
    return any(next_digest(before, how, wishes.quiet) == begun for how in wishes.collects)


@transaction.atomic
def mail_person(person_id: int) -> list[Message]:
    """Write the mail that is due about a person's notices: one letter for each kind that goes at once, one for all
    that is collected. What the person may not see (any more) is not mailed."""
    person = User.objects.get(pk=person_id)
    wishes = wishes_of([person_id])[person_id]
    waiting = Notice.objects.waiting().filter(person=person).select_for_update().order_by("told_at", "pk")
    letters: dict[str, list[Notice]] = {}
    for row in _wanted(person, wishes, [row for row in waiting if _is_due(row.kind, row.told_at, wishes)]):
        letters.setdefault(row.kind if wishes.how(row.kind) == How.AT_ONCE else COLLECTED, []).append(row)
    works = _works(person, wishes, collected=COLLECTED in letters)
    if works:
        letters.setdefault(COLLECTED, [])
    return [_post(person, kind, rows, works if kind == COLLECTED else []) for kind, rows in letters.items()]


def _wanted(person: User, wishes: Wishes, due: Sequence[Notice]) -> list[Notice]:
    """Note why no mail is written about some of the notices; gives the others."""
    visible = visible_records(person, {row.about for row in due})
    for row in due:
        if not person.is_active or wishes.how(row.kind) == How.OFF:
            row.mail = Mail.OFF
        elif not person.email:
            row.mail = Mail.NO_ADDRESS
        elif row.about not in visible:
            row.mail = Mail.GONE
    Notice.objects.bulk_update([row for row in due if row.mail != Mail.WAITING], ["mail"])
    return [row for row in due if row.mail == Mail.WAITING]


def _works(person: User, wishes: Wishes, *, collected: bool) -> list[Work]:
    """What is late or due until the end of the week, for the collected mail of who chose one; once a day."""
    if not wishes.collects or not person.is_active or not person.email:
        return []
    told_today = Message.objects.filter(recipient=person, key__startswith=_digest_key(person)).exists()
    if told_today or not (collected or _digest_hour(wishes)):
        return []
    return [work for work in work_of(person) if urgency(work.due, clock.today()) != "later"]


def _digest_key(person: User) -> str:
    return f"digest:{person.pk}:{clock.today()}:"


def _post(person: User, kind: str, notices: Sequence[Notice], works: Sequence[Work]) -> Message:
    last = notices[-1].pk if notices else 0
    message = post(
        to=person,
        subject=_subject(notices, works),
        template="notices/mail/notices.html",
        context={"notices": notices, "works": works, "wishes_path": reverse("notices:wishes")},
        by=None,
        about=notices[0].about if len(notices) == 1 else None,
        key=f"{_digest_key(person)}{last}" if kind == COLLECTED else f"notice:{person.pk}:{last}",
        leave_url=leave_url(person, kind),
    )
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(mail=Mail.POSTED, message=message)
    return message


def _subject(notices: Sequence[Notice], works: Sequence[Work]) -> str:
    if len(notices) == 1 and not works:
        return f"{settings.PRODUCT_NAME}: {notices[0].title}"
    counted = [(len(notices), "thông báo mới"), (len(works), "việc đến hạn")]
    return f"{settings.PRODUCT_NAME}: " + ", ".join(f"{count} {noun}" for count, noun in counted if count)
