"""What is kept of a message, and for how long: words go first, then the row."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.mail.enums import State
from thanthien.core.mail.models import Message, MessageQuerySet


def tidy() -> None:
    """Give up what is too old to be sent; erase the words of messages that are settled long enough, those with a
    secret sooner; delete the rows of the log that are older than it reaches. The history keeps neither.

    What is erased stays so when rows can't be deleted: in no transaction of the caller's."""
    now = clock.now()
    _erase(now)
    _delete(now)


@transaction.atomic
def _erase(now: datetime) -> None:
    waiting = Message.objects.filter(state=State.WAITING)
    waiting.filter(expires_at__lte=now).update(state=State.EXPIRED, settled_at=now, next_attempt_at=None)
    old = Q(settled_at__lte=now - timedelta(days=settings.MAIL_BODY_DAYS))
    secret = Q(settled_at__lte=now - timedelta(hours=settings.MAIL_SECRET_HOURS), holds_secret=True)
    written = _settled().filter(old | secret, erased_at__isnull=True)
    written.update(text="", html="", leave_url="", erased_at=now)


@transaction.atomic
def _delete(now: datetime) -> None:
    _settled().filter(posted_at__lte=now - timedelta(days=settings.MAIL_LOG_DAYS)).delete()


def _settled() -> MessageQuerySet:
    return Message.objects.exclude(state=State.WAITING)
