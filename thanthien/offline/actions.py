"""Writes: take what a device sends, make and revoke personal links, note each use of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from thanthien.accounts.models import Membership, User
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.audit import acting
from thanthien.core.formats import datetime_vn
from thanthien.notices.actions import Telling, tell
from thanthien.offline.enums import LinkStep
from thanthien.offline.models import Arrival, EntryLink, LinkUse
from thanthien.offline.moments import Said, moment_of
from thanthien.offline.permissions import seats_for_links
from thanthien.offline.tokens import digest_of_code, link_token, new_code
from thanthien.records.enums import Through
from thanthien.records.forms import Delivery

LINK_KIND = "offline.link"
NOT_YOURS = "Đường dẫn này không phải của đơn vị anh/chị."
_TAKEN = "Mã của nội dung gửi từ máy đã dùng cho loại khác. Vui lòng ghi lại."
ENDED = "Đường dẫn này đã hết hạn hoặc đã bị thu hồi. Vui lòng đề nghị xã, phường cấp đường dẫn mới."


@dataclass(frozen=True, slots=True)
class Parcel:
    """An entry as a device sends it: its key, and what the device says of its moment."""

    key: UUID
    said: Said


@transaction.atomic
def receive(
    kind: str, parcel: Parcel, store: Callable[[Delivery], Any], *, by: User, link: EntryLink | None = None
) -> tuple[Any, Arrival]:
    """Store an entry that was made on a device, told at the moment that is believed, and note how it came; ``kind`` is
    the key of its kind. Sent again, it is stored once and keeps how it came first. Raises what storing raises; Refused
    by a link that takes it no more, and for a key that something of another kind has."""
    _one_at_a_time(parcel.key)
    if Arrival.objects.filter(key=parcel.key).exclude(kind=kind).exists():
        raise Refused(_TAKEN)
    now = clock.now()
    moment = moment_of(parcel.said, arrived=now, limit=timedelta(days=settings.OFFLINE_DAYS))
    if link is not None:
        _hold(link, made=now if moment.why_not else moment.told_at)
    told_at = None if moment.why_not else moment.told_at
    record = store(Delivery(parcel.key, told_at, Through.LINK if link else Through.PAGE))
    arrival = Arrival(
        key=parcel.key, kind=kind, made_at=parcel.said.made, contact_at=parcel.said.contact, arrived_at=now,
        why_not=moment.why_not, by=by, link=link,
    )  # fmt: skip
    Arrival.objects.bulk_create([arrival], ignore_conflicts=True)
    if link is not None:
        LinkUse.objects.create(link=link, step=LinkStep.STORED, record=record.key)
    return record, Arrival.objects.get(key=parcel.key, kind=kind)


def _one_at_a_time(key: UUID) -> None:
    """The same entry sent twice at once is carried out one after the other, photographs included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key.bytes[:8], "big", signed=True)])


@transaction.atomic
def enter_by_link(link: EntryLink, key: UUID, store: Callable[[Delivery], Any]) -> Any:
    """Store what was typed on the page of a link; sent twice, it is stored once. Raises as :func:`receive`."""
    _hold(link, made=clock.now())
    record = store(Delivery(key, through=Through.LINK))
    LinkUse.objects.create(link=link, step=LinkStep.STORED, record=record.key)
    return record


def _hold(link: EntryLink, made: datetime) -> None:
    """Revoking and using come one after the other."""
    held = EntryLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    if not held.takes(made):
        raise Refused(ENDED)


def note_opening(link: EntryLink) -> None:
    """Note that a link was opened: its page was shown (with what was refused too), or its device sent in vain."""
    LinkUse.objects.create(link=link, step=LinkStep.OPENED)


@transaction.atomic
def make_link(*, seat: Membership, by: User) -> str:
    """Make a link for a seat of the person's own unit; its token, which is told this once. Raises Refused."""
    held = seats_for_links(by).current().filter(pk=seat.pk, user__is_active=True).first()
    if held is None:
        raise Refused("Người này không ghi báo cáo cho đơn vị của anh/chị.")
    code, now = new_code(), clock.now()
    ends = clock.end_of(clock.today() + timedelta(days=settings.LINK_DAYS))
    with acting(by, action="make_link"):
        link = EntryLink.objects.create(digest=digest_of_code(code), seat=held, made_by=by, made_at=now, ends_at=ends)
        LinkUse.objects.create(link=link, step=LinkStep.MADE, by=by)
    tell([_made_for(link, held)], by=by)
    return link_token(code)


def _made_for(link: EntryLink, seat: Membership) -> Telling:
    """Whoever's name a link bears hears of it: who makes one sees it once, and might use it."""
    return Telling(
        people=frozenset({seat.user_id}),
        kind=LINK_KIND,
        about=("entry_link", link.pk),
        title="Có đường dẫn riêng mang tên anh/chị",
        what=(
            f"Đơn vị lập đường dẫn để ghi báo cáo bằng tên anh/chị mà không cần đăng nhập, dùng đến "
            f"{datetime_vn(link.ends_at)}. Anh/chị không nhận được đường dẫn này thì đề nghị đơn vị thu hồi."
        ),
        url=reverse("offline-shell"),
        key=f"entry_link:{link.pk}",
    )


@transaction.atomic
def revoke_link(*, link: EntryLink, by: User) -> None:
    """End a link now: nothing more comes by it, and devices forget what they keep of it. Revoked already, it stays so.
    Raises Refused for people of another unit."""
    held = EntryLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    if not seats_for_links(by).filter(pk=held.seat_id).exists():
        raise Refused(NOT_YOURS)
    if held.revoked_at is not None:
        return
    held.revoked_at, held.revoked_by = clock.now(), by
    with acting(by, action="revoke_link"):
        held.save(update_fields=["revoked_at", "revoked_by"])
        LinkUse.objects.create(link=held, step=LinkStep.REVOKED, by=by)
