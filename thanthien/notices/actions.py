"""Writes of the notices room: telling people, reading, wishing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid
from thanthien.core.audit import acting
from thanthien.core.jobs import enqueue
from thanthien.notices.enums import How, Mail
from thanthien.notices.kinds import kind_of, kinds
from thanthien.notices.models import Notice, QuietHours, Wish
from thanthien.notices.rules import HOURS, Quiet

BATCH = 1000
_past: ContextVar[bool] = ContextVar("thanthien_notices_past", default=False)


@contextmanager
def in_the_past() -> Iterator[None]:
    """What is told inside the block was lived long ago (generated data): it stands in the app, and no mail follows."""
    token = _past.set(True)
    try:
        yield
    finally:
        _past.reset(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is told to some people (by number): words and a door, no name of a person and no score.

    ``about``: kind and number of the record. ``key``: the same thing is told to a person once.
    """

    people: frozenset[int]
    kind: str
    about: tuple[str, int]
    title: str
    what: str
    url: str
    key: str
    due_on: date | None = None


@transaction.atomic
def tell(tellings: Iterable[Telling], *, by: User | None) -> int:
    """Tell things to people, with the caller's transaction; mail follows as each of them wishes. Who caused it is not
    told. Gives how many notices were new. The same few statements whatever the number of people."""
    rows = [_notice(telling, person_id, by) for telling in tellings for person_id in sorted(telling.people)]
    rows = [row for row in rows if by is None or row.person_id != by.pk]
    if not rows:
        return 0
    before = _known(rows)
    new = [row for row in rows if (row.person_id, row.key) not in before]
    Notice.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    if new and not _past.get():
        from thanthien.notices.tasks import mail_people

        enqueue(mail_people, by=None, people=sorted({row.person_id for row in new}))
    return len(new)


def _known(rows: Iterable[Notice]) -> set[tuple[int, str]]:
    found = Notice.objects.filter(key__in={row.key for row in rows})
    return set(found.values_list("person_id", "key"))


def _notice(telling: Telling, person_id: int, by: User | None) -> Notice:
    kind_of(telling.kind)  # one that nobody registered is a mistake of ours
    return Notice(
        person_id=person_id,
        kind=telling.kind,
        key=telling.key,
        about_kind=telling.about[0],
        about_id=telling.about[1],
        title=telling.title,
        what=telling.what,
        url=telling.url,
        due_on=telling.due_on,
        by=by,
        told_at=clock.now(),
        mail=Mail.OFF if _past.get() else Mail.WAITING,
    )


@transaction.atomic
def mark_read(*, by: User, notice_ids: Iterable[int] | None = None) -> int:
    """The person has read some of their notices (None: all). Gives how many were unread."""
    rows = Notice.objects.filter(person=by).unread()
    if notice_ids is not None:
        rows = rows.filter(pk__in=list(notice_ids))
    return rows.update(read_at=clock.now())


@transaction.atomic
def choose(*, by: User, hows: Mapping[str, How], quiet: Quiet) -> None:
    """Keep how the person wants mail: for some kinds, and the hours without any. Raises Invalid."""
    if not (0 <= quiet.first < HOURS and 0 <= quiet.until < HOURS):
        raise Invalid({"first": "Giờ phải từ 0 đến 23."})
    with acting(by, action="choose_mail"):
        for kind, how in hows.items():
            _wish(by, kind, how)
        QuietHours.objects.update_or_create(person=by, defaults={"first": quiet.first, "until": quiet.until})


@transaction.atomic
def leave(*, person: User, kind: str) -> None:
    """No more mail of a kind to the person (empty: of none of the kinds that are collected). Done for the person by
    whoever holds the signed link of one of their letters; nothing else can be done with it."""
    left = [kind] if kind else _collected(person)
    with acting(person, action="leave_mail"):
        for one in left:
            _wish(person, one, How.OFF)


def _collected(person: User) -> list[str]:
    chosen = dict(Wish.objects.filter(person=person).values_list("kind", "how"))
    ways = {kind.key: How(chosen.get(kind.key, kind.how)) for kind in kinds()}
    return [key for key, how in ways.items() if how in (How.DAILY, How.WEEKLY)]


def _wish(person: User, kind: str, how: How) -> None:
    kind_of(kind)
    Wish.objects.update_or_create(person=person, kind=kind, defaults={"how": how})
