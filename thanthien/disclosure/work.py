"""What of the room waits for a head of a thôn, tổ dân phố: documents to announce there."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.disclosure.announcing import ToAnnounce, waiting
from thanthien.disclosure.permissions import can_announce
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
