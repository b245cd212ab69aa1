"""Reading what came from devices, and the links of a unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from thanthien.accounts.models import HAT_COLUMNS, Membership, User, hat_of
from thanthien.core import clock
from thanthien.core.formats import date_vn, when_vn
from thanthien.offline.enums import OF_HOLDER, WHY_NOT, LinkStep
from thanthien.offline.models import Arrival, EntryLink, LinkUse
from thanthien.offline.permissions import seats_for_links
from thanthien.offline.tokens import digest_of_link
from thanthien.records.enums import Through
from thanthien.records.kinds import RecordKind
from thanthien.records.models import AT_ONCE, Record

MOST_CONTACTS_A_DAY = 1_000  # of the devices of one link
_ONE_OPENING = timedelta(minutes=5)  # the page, then its device, is one
MOST_USES_AN_HOUR = 120  # of one link, whoever holds it and from wherever


When: TypeAlias = Callable[[datetime], str]


def arrival_notes(kind: RecordKind, records: Sequence[Record]) -> Mapping[UUID, str]:
    """What stands beside records that came from a device. One statement, none for kinds that don't."""
    return arrival_words(kind.key, [one.key for one in records], kind.when) if kind.offline else {}


def arrival_words(kind: str, keys: Collection[UUID], when: When = when_vn) -> Mapping[UUID, str]:
    """The same of entries by the key of their kind and their own. One statement, none for no key."""
    rows: Iterable[Arrival] = Arrival.objects.filter(kind=kind, key__in=keys) if keys else ()
    return {one.key: words for one in rows if (words := arrival_in_words(one, when))}


def arrival_in_words(arrival: Arrival, when: When = when_vn) -> str:
    """When it was written, when it came, and which of the two counts as told; empty for what was sent at once."""
    if not arrival.why_not and arrival.arrived_at - arrival.made_at < AT_ONCE:
        return ""
    made, came = when(arrival.made_at), when(arrival.arrived_at)
    if not arrival.why_not:
        return f"Ghi trên máy {made} khi chưa có mạng, đến hệ thống {came}. Tính theo lúc ghi trên máy."
    why = WHY_NOT[arrival.why_not]
    return f"Máy báo ghi {made}, đến hệ thống {came}. Giờ ghi trên máy không được tính vì {why}."


def link_notes(_kind: RecordKind, records: Sequence[Record]) -> Mapping[UUID, str]:
    """What stands beside records that were entered by a personal link. One statement where there are some."""
    keys = [one.key for one in records if one.through == Through.LINK]
    return {key: f"Ghi {words}." for key, words in link_words(keys).items()} if keys else {}


def link_words(keys: Collection[UUID]) -> Mapping[UUID, str]:
    """“qua đường dẫn riêng do Trần Thị Ba lập ngày 02/03/2026”, by the keys of what was entered by it: who made a link
    saw it once, and reads here that it was theirs. One statement."""
    rows = LinkUse.objects.filter(step=LinkStep.STORED, record__in=keys).select_related("link__made_by").order_by("pk")
    made = {one.record: one.link for one in rows if one.record is not None}
    return {
        key: f"qua đường dẫn riêng do {link.made_by.full_name} lập ngày {date_vn(link.made_at)}"
        for key, link in made.items()
    }


def links_for(user: User, numbers: Iterable[int]) -> set[int]:
    """Those of these links that bear the person's name: what a notice is about. One statement."""
    rows = EntryLink.objects.filter(pk__in=list(numbers), seat__user=user)
    return set(rows.values_list("pk", flat=True))


def owner_of(user: User) -> str:
    """By what a device knows a person who signs in."""
    return f"p{user.pk}"


def link_owner(link: EntryLink) -> str:
    """By what a device knows who comes by a link."""
    return f"l{link.pk}"


def find_link(token: str) -> EntryLink | None:
    """The link of an address, whether it still opens or not. No statement for a token that is not ours."""
    digest = digest_of_link(token)
    return EntryLink.objects.select_related("seat").filter(digest=digest).first() if digest else None


def person_of(link: EntryLink) -> User | None:
    """Who enters by a link: its person in that one seat and no other; None where they hold it no more."""
    seat = Membership.objects.current().filter(pk=link.seat_id, user__is_active=True)
    row = seat.values_list("user", *HAT_COLUMNS).first()
    if row is None:
        return None
    person: User = User.objects.get(pk=row[0])
    person.hats = (hat_of(*row[1:]),)
    return person


def is_worn_out(link: EntryLink) -> bool:
    """Whether a link was used so often in the last hour that no person does it."""
    since = clock.now() - timedelta(hours=1)
    return link.uses.filter(at__gt=since).count() >= MOST_USES_AN_HOUR


def was_just_used(link: EntryLink) -> bool:
    """Whether its history tells already that somebody is at it now."""
    known = link.uses.filter(step__in=OF_HOLDER)
    return known.filter(at__gt=clock.now() - _ONE_OPENING).exists()


def links_of(user: User) -> QuerySet[EntryLink]:
    """The links of the person's unit, with when each was last used; those that open first."""
    used = Max("uses__at", filter=Q(uses__step__in=OF_HOLDER))
    rows = EntryLink.objects.filter(seat__in=seats_for_links(user).order_by().values("pk"))
    return rows.select_related("seat__user", "seat__hamlet", "seat__agency", "made_by").annotate(used_at=used)


def uses_of(link: EntryLink) -> QuerySet[LinkUse]:
    """What was done with a link, the latest first."""
    return link.uses.select_related("by")
