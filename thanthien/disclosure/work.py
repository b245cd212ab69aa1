"""What of the room waits for a person: documents to announce in a thôn, tổ dân phố; sources that changed."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.disclosure.announcing import ToAnnounce, waiting
from thanthien.disclosure.permissions import can_announce, publishes_for
from thanthien.disclosure.taking import behind
from thanthien.notices.work import Work


def announcements_to_make(user: User) -> list[Work]:
    """One line for each of the person's places. Three statements at most."""
    if not can_announce(user):
        return []
    places: dict[str, list[ToAnnounce]] = {}
    for one in waiting(user):
        places.setdefault(one.place.value, []).append(one)
    return [
        Work(
            key=f"disclosure.announce:{value}:{max(own, key=lambda one: one.face.first_at).face.pk}",
            title="Thông báo nội dung công khai",
            what=own[0].place.label(with_unit=True),
            url=reverse("disclosure-announce"),
            count=len(own),
            noun="nội dung",
        )
        for value, own in places.items()
    ]


def sources_to_follow(user: User) -> list[Work]:
    """A line for each disclosure of the person's units that says what its source no longer does: due at once. Two
    statements beside one for each kind of source; none for who publishes nothing."""
    units = publishes_for(user)
    if not units:
        return []
    return [
        Work(
            key=f"disclosure.source:{one.record.origin}:{one.source.record.pk}",
            title="Xem lại nội dung công khai theo bản ghi gốc",
            what=f"{one.record.title}. {one.words}.",
            url=reverse("disclosures-record", args=[one.record.pk]),
            due=clock.today(),
        )
        for one in behind(units)
    ]
