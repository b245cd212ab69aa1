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
from thanthien.core.mail.enums import Channel
from thanthien.core.mail.letters import is_address
from thanthien.core.mail.models import BouncingAddress, Message
from thanthien.core.mail.queries import is_bouncing
from thanthien.notices.enums import How, Mail
from thanthien.notices.kinds import visible_records
from thanthien.notices.leaving import leave_url
from thanthien.notices.models import Notice, Wish
from thanthien.notices.queries import Wishes, wishes_of
from thanthien.notices.rules import digest_came, mail_moment
from thanthien.notices.work import Work, urgency, work_of

STILL_NEWS = timedelta(days=14)
COLLECTED = ""  # stands for the kind of a letter in which several kinds may be


def people_to_mail() -> list[int]:
    """People of whose notices a mail may be due now, by number. Three statements, whatever their number."""
    waiting: dict[int, list[tuple[str, datetime]]] = {}
    for person_id, kind, told_at in Notice.objects.waiting().values_list("person_id", "kind", "told_at"):
        waiting.setdefault(person_id, []).append((kind, told_at))
    return sorted(
        person_id
        for person_id, wishes in wishes_of(waiting).items()
        if any(_is_due(*row, wishes) for row in waiting[person_id])
    )


def take_up_again() -> int:
    """Notices that reached nobody by mail because of the address wait again once the person has another one, or the
    old one takes mail again: those of the last days that they haven't opened in the app. Gives how many. Three
    statements at most."""
    since = clock.now() - STILL_NEWS
    rows = Notice.objects.unreached().filter(told_at__gte=since, person__is_active=True)
    addresses = dict(rows.order_by().values_list("person_id", "person__email").distinct())
    if not addresses:
        return 0
    bouncing = set(
        BouncingAddress.objects.filter(channel=Channel.EMAIL, address__in=addresses.values()).values_list(
            "address", flat=True
        )
    )
    mended = [one for one, address in addresses.items() if is_address(address) and address not in bouncing]
    return Notice.objects.unreached().filter(told_at__gte=since, person__in=mended).update(mail=Mail.WAITING)


def people_to_collect_for() -> list[int]:
    """People whose collected mail came due today and is not written yet, by number. Four statements."""
    collecting = Wish.objects.filter(how__in=[How.DAILY, How.WEEKLY]).order_by()
    found = wishes_of(collecting.values_list("person_id", flat=True).distinct())
    keys = {_digest_key(person_id): person_id for person_id, wishes in found.items() if _digest_came(wishes)}
    written = Message.objects.filter(key__in=keys).values_list("key", flat=True)
    return sorted(set(keys.values()) - {keys[key] for key in written})


def _is_due(kind: str, told_at: datetime, wishes: Wishes) -> bool:
    """May it be mailed by now; or is it settled, because the person wants no such mail?"""
    now = clock.now()
    moment = mail_moment(told_at.astimezone(clock.ZONE), wishes.how(kind), wishes.quiet)
    return moment is None or (moment <= now and not wishes.quiet.covers(now.hour))


def _digest_came(wishes: Wishes) -> bool:
    """Has collected mail of a person who chose it come due today, and may it leave now?"""
    return any(digest_came(clock.now(), how, wishes.quiet) for how in wishes.collects)


@transaction.atomic
def mail_person(person_id: int) -> list[Message]:
    """Write the mail that is due about a person's notices: one letter for each kind that goes at once, one for all
    that is collected. What the person may not see (any more) is not mailed.

    The first collected letter of a day tells what is due too, to who chose such mail; its key is the day's. Two jobs
    for a person follow each other, so that the second sees what the first one wrote."""
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    wishes = wishes_of([person_id])[person_id]
    waiting = Notice.objects.waiting().filter(person=person).select_for_update().order_by("told_at", "pk")
    no_way = _no_way(person)
    letters: dict[str, list[Notice]] = {}
    for row in _wanted(person, wishes, no_way, [row for row in waiting if _is_due(row.kind, row.told_at, wishes)]):
        letters.setdefault(row.kind if wishes.how(row.kind) == How.AT_ONCE else COLLECTED, []).append(row)
    digest = "" if no_way else _digest_due(person, wishes)
    works = _works(person) if digest else []
    if works:
        letters.setdefault(COLLECTED, [])
    return [
        _post(person, kind, rows, works, digest) if kind == COLLECTED else _post(person, kind, rows, [], "")
        for kind, rows in letters.items()
    ]


def _digest_due(person: User, wishes: Wishes) -> str:
    """The key of today's collected letter, when it is due and not written yet; else nothing."""
    key = _digest_key(person.pk)
    return key if _digest_came(wishes) and not Message.objects.filter(key=key).exists() else ""


def _no_way(person: User) -> Mail | None:
    """Why no letter at all can reach the person; None: one can."""
    if not person.is_active:
        return Mail.OFF
    if not is_address(person.email):
        return Mail.NO_ADDRESS
    return Mail.BOUNCING if is_bouncing(person.email) else None


def _wanted(person: User, wishes: Wishes, no_way: Mail | None, due: Sequence[Notice]) -> list[Notice]:
    """Note why no mail is written about some of the notices; gives the others."""
    visible = visible_records(person, {row.about for row in due})
    for row in due:
        if wishes.how(row.kind) == How.OFF:
            row.mail = Mail.OFF
        elif no_way:
            row.mail = no_way
        elif row.about not in visible:
            row.mail = Mail.GONE
    Notice.objects.bulk_update([row for row in due if row.mail != Mail.WAITING], ["mail"])
    return [row for row in due if row.mail == Mail.WAITING]


def _works(person: User) -> list[Work]:
    """What is late or due until the end of the week."""
    return [work for work in work_of(person) if urgency(work.due, clock.today()) != "later"]


def _digest_key(person_id: int) -> str:
    return f"digest:{person_id}:{clock.today()}"


def _post(person: User, kind: str, notices: Sequence[Notice], works: Sequence[Work], key: str) -> Message:
    message = post(
        to=person,
        subject=_subject(notices, works),
        template="notices/mail/notices.html",
        context={"notices": notices, "works": works, "wishes_path": reverse("notices:wishes")},
        by=None,
        about=notices[0].about if len(notices) == 1 else None,
        key=key or f"notice:{person.pk}:{notices[-1].pk}",
        leave_url=leave_url(person, kind),
    )
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(mail=Mail.POSTED, message=message)
    return message


def _subject(notices: Sequence[Notice], works: Sequence[Work]) -> str:
    if len(notices) == 1 and not works:
        return f"{settings.PRODUCT_NAME}: {notices[0].title}"
    counted = [(len(notices), "thông báo mới"), (len(works), "việc đến hạn")]
    return f"{settings.PRODUCT_NAME}: " + ", ".join(f"{count} {noun}" for count, noun in counted if count)
